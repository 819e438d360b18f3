import Digests
import Model
import SwiftProtobuf

/// The durable record of one scanned shard: every file's metadata, digests and text. docs/packs.md describes the
/// format.
package struct Pack: Sendable, Equatable {
    /// What the records are of.
    package enum Content: Sendable {
        /// All files of a shard and what they hold.
        case files
        /// Pictures that another pack has as well, with what was recognised in them.
        case pictures
    }

    package var files: [FileRecord]
    package var holds: Content

    package init(files: [FileRecord], holds: Content = .files) {
        self.files = files
        self.holds = holds
    }

    /// The sealed bytes, to be stored as they are.
    package func sealed() throws(WinnowError) -> [UInt8] {
        var body = Winnow_Pack_V1_Pack()
        var texts = SharedTexts()
        body.files = files.map { file in
            var message = file.message
            message.texts = texts.place(of: file)
            return message
        }
        body.texts = texts.sets
        return try (holds == .pictures ? PackFrame.pictures : .pack).seal(serialized(body))
    }

    /// - Throws: `pack-foreign`, `pack-version` or `pack-damaged`; never a partial pack.
    package init(sealed frame: [UInt8]) throws(WinnowError) {
        holds = PackFrame.pictures.isMagic(of: frame) ? .pictures : .files
        let body: Winnow_Pack_V1_Pack = try parsed((holds == .pictures ? PackFrame.pictures : .pack).open(frame))
        var files: [FileRecord] = []
        files.reserveCapacity(body.files.count)
        var texts: [[ExtractedText]] = []
        for set in body.texts {
            var parts: [ExtractedText] = []
            for part in set.texts { parts.append(try ExtractedText(part)) }
            texts.append(parts)
        }
        for message in body.files {
            var file = try FileRecord(message)
            if message.texts > 0 {
                guard message.texts <= texts.count else { throw unknown("place of a text") }
                file.texts = texts[Int(message.texts) - 1]
            }
            files.append(file)
        }
        self.files = files
    }

    /// Bytes of a sealed pack before compression, as its header states them.
    package static func bodySize(ofSealed frame: [UInt8]) -> UInt64 { PackFrame.bodySize(frame) }

    /// The name of a sealed pack: SHA-256 in hexadecimal.
    package static func digest(ofSealed frame: [UInt8]) -> String { Hex.string(RunningDigest.of(frame)) }
}

/// What a scan job is to read, as the survey planned it.
package struct Shard: Sendable, Equatable {
    package var files: [ShardFile]

    package init(files: [ShardFile]) { self.files = files }

    package func sealed() throws(WinnowError) -> [UInt8] {
        var body = Winnow_Pack_V1_Shard()
        body.files = files.map(\.message)
        return try PackFrame.shard.seal(serialized(body))
    }

    package init(sealed frame: [UInt8]) throws(WinnowError) {
        let body: Winnow_Pack_V1_Shard = try parsed(PackFrame.shard.open(frame))
        var files: [ShardFile] = []
        files.reserveCapacity(body.files.count)
        for file in body.files { files.append(try ShardFile(file)) }
        self.files = files
    }
}

private func serialized(_ message: some Message) throws(WinnowError) -> [UInt8] {
    do { return try message.serializedBytes() } catch {
        throw WinnowError("pack-write", "a pack could not be written", cause: "\(error)")
    }
}

private func parsed<Body: Message>(_ bytes: [UInt8]) throws(WinnowError) -> Body {
    do { return try Body(serializedBytes: bytes) } catch {
        throw WinnowError("pack-damaged", "a pack's content cannot be parsed", cause: "\(error)")
    }
}
