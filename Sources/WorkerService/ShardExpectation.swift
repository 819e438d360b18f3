import Model
import Packs

/// What the pack, the hits and the account of one shard must agree with.
package struct ShardExpectation: Sendable {
    /// A file, whatever lies in it.
    private struct Place: Hashable {
        var volume: UInt64
        var fileSystem: String
        var address: UInt64
        var attribute: String?

        init(_ locator: Locator) {
            volume = locator.volumeOffset
            fileSystem = locator.fileSystem
            address = locator.metaAddress
            attribute = locator.attribute
        }
    }

    /// Bytes of an unpacked shard at most; of a pack, beside those of its shard's paths and its texts, for each file.
    private static let largestShard: UInt64 = 256 << 20
    private static let eachFile: UInt64 = 512
    private static let texts = UInt64(TextBudget.eachPack) * 2
    /// What a pack may have of archives' members, however many files hold them.
    private static let mostMembers = 500_000
    private static let memberBytes: UInt64 = 192 << 20
    /// Of the way to one member.
    private static let mostSteps = 16
    private static let longestWay = 128 << 10

    package let files: Int
    /// Files and pieces of space.
    let entries: Int
    /// Of content to be read.
    package let bytes: UInt64
    private let owned: UInt64
    private let size: UInt64
    /// How often each file stands in the shard.
    private let locators: [Locator: Int]
    private let places: Set<Place>

    /// - Throws: `scanner-protocol` when these are not the bytes of a shard.
    package init(sealed: [UInt8]) throws(WinnowError) {
        size = Pack.bodySize(ofSealed: sealed)
        guard size <= Self.largestShard else { throw ReplyCheck.broken("plans a shard without measure") }
        let shard: Shard
        do { shard = try Shard(sealed: sealed) } catch {
            throw WinnowError("scanner-protocol", "a shard is none", cause: error.description)
        }
        let named = shard.files.filter { $0.space == nil }
        files = named.count
        entries = shard.files.count
        bytes = shard.files.reduce(0) { $0 &+ ($1.skipReason == nil ? $1.size : 0) }
        owned = shard.files.reduce(0) { $0 &+ $1.ownedBytes }
        locators = Dictionary(named.map { ($0.locator, 1) }, uniquingKeysWith: +)
        places = Set(shard.files.map { Place($0.locator) })
    }

    /// A pack has each file of its shard once, members of these files, and no other.
    ///
    /// - Returns: how many members.
    func check(pack sealed: [UInt8], files stated: Int) throws(WinnowError) -> UInt64 {
        let members = stated - files
        guard (0...Self.mostMembers).contains(members) else {
            throw ReplyCheck.broken("gives a pack that is not its shard's")
        }
        let bound =
            size * 2 + Self.eachFile * UInt64(files) + Self.texts + 4_096
            + (members > 0 ? Self.memberBytes : 0)
        guard Pack.bodySize(ofSealed: sealed) <= bound else {
            throw ReplyCheck.broken("gives a pack that is not its shard's")
        }
        let pack: Pack
        do { pack = try Pack(sealed: sealed) } catch {
            throw WinnowError("scanner-protocol", "the scanner's pack is damaged", cause: error.description)
        }
        guard pack.holds == .files else { throw ReplyCheck.broken("gives a pack that is not its shard's") }
        var left = locators
        for file in pack.files {
            try ReplyCheck.check(word: file.reason)
            if let inner = file.locator.inner {
                try Self.check(inner)
                guard locators[file.locator.outermost] != nil else {
                    throw ReplyCheck.broken("gives a pack with members of files that are not its shard's")
                }
                continue
            }
            guard let count = left[file.locator], count > 0 else {
                throw ReplyCheck.broken("gives a pack with files that are not its shard's")
            }
            left[file.locator] = count - 1
        }
        guard pack.files.count == stated, pack.files.count(where: { $0.locator.inner == nil }) == files else {
            throw ReplyCheck.broken("gives a pack that lacks files")
        }
        return UInt64(members)
    }

    /// A pack of pictures has any of its shard's files and their members, each as often as the scanner says.
    func check(pictures sealed: [UInt8], files stated: Int) throws(WinnowError) {
        let bound = size * 2 + Self.eachFile * UInt64(files) + Self.texts + 4_096 + Self.memberBytes
        guard (0...Self.mostMembers).contains(stated), Pack.bodySize(ofSealed: sealed) <= bound else {
            throw ReplyCheck.broken("gives a pack without measure")
        }
        let pack: Pack
        do { pack = try Pack(sealed: sealed) } catch {
            throw WinnowError("scanner-protocol", "the scanner's pack is damaged", cause: error.description)
        }
        guard pack.holds == .pictures, pack.files.count == stated else {
            throw ReplyCheck.broken("gives a pack that is none of pictures")
        }
        for file in pack.files {
            try ReplyCheck.check(word: file.reason)
            guard locators[file.locator.outermost] != nil else {
                throw ReplyCheck.broken("gives a pack with files that are not its shard's")
            }
            if let inner = file.locator.inner { try Self.check(inner) }
        }
    }

    func check(_ locator: Locator) throws(WinnowError) {
        guard places.contains(Place(locator)) else { throw ReplyCheck.broken("finds something where it did not look") }
        if let inner = locator.inner { try Self.check(inner) }
    }

    private static func check(_ inner: InnerPath) throws(WinnowError) {
        guard (1...mostSteps).contains(inner.steps.count),
            inner.steps.reduce(0, { $0 + $1.name.bytes.count }) <= longestWay,
            inner.steps.allSatisfy({ !$0.name.bytes.contains(0) })
        else { throw ReplyCheck.broken("goes into archives without measure") }
        for step in inner.steps { try ReplyCheck.check(word: step.container) }
    }

    /// - Parameter members: in the shard's pack.
    func check(sum ledger: CoverageLedger, members: UInt64) throws(WinnowError) {
        guard ledger.totalBytes == owned, ledger.totalFiles == UInt64(files), ledger.totalMembers == members else {
            throw ReplyCheck.broken("does not account for its shard")
        }
    }
}
