import Model
import Packs

/// What the hits of a re-scan must agree with: the files of its packs.
///
/// Packs are opened only as far as there are hits to hold to them, which come in the packs' order; most have none.
package struct PackExpectation: Sendable {
    package let packs: [[UInt8]]
    private var opened = 0
    private var locators: Set<Locator> = []

    package init(packs: [[UInt8]]) { self.packs = packs }

    package var bytes: UInt64 { packs.reduce(0) { $0 &+ Pack.bodySize(ofSealed: $1) } }

    mutating func check(_ hits: [Hit]) throws(WinnowError) {
        for hit in hits {
            while !locators.contains(hit.locator) {
                guard opened < packs.count else { throw ReplyCheck.broken("finds something where it did not look") }
                for file in try Pack(sealed: packs[opened]).files { locators.insert(file.locator) }
                opened += 1
            }
        }
    }

    static func check(_ rows: [RescanRow]) throws(WinnowError) {
        guard rows.count <= 10_000 else { throw ReplyCheck.broken("accounts without measure") }
        for row in rows where row.type.utf8.count > 200 || row.what == .space {
            throw ReplyCheck.broken("uses words that are none")
        }
    }
}
