import Model
import Packs

/// What the hits of a re-scan must agree with: the files of its packs.
///
/// Packs are opened only when there are hits to hold to them; most packs have none.
package struct PackExpectation: Sendable {
    package let packs: [[UInt8]]
    private var locators: Set<Locator>?

    package init(packs: [[UInt8]]) { self.packs = packs }

    package var bytes: UInt64 { packs.reduce(0) { $0 &+ Pack.bodySize(ofSealed: $1) } }

    mutating func check(_ hits: [Hit]) throws(WinnowError) {
        if locators == nil {
            var all: Set<Locator> = []
            for pack in packs { for file in try Pack(sealed: pack).files { all.insert(file.locator) } }
            locators = all
        }
        for hit in hits where locators?.contains(hit.locator) != true {
            throw ReplyCheck.broken("finds something where it did not look")
        }
    }

    static func check(_ rows: [RescanRow]) throws(WinnowError) {
        guard rows.count <= 10_000 else { throw ReplyCheck.broken("accounts without measure") }
        for row in rows where row.type.utf8.count > 200 { throw ReplyCheck.broken("uses words that are none") }
    }
}
