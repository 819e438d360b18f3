import Digests
import Model

/// The frame around a body: magic, version, body size, SHA-256 of the compressed body, then the body in Zstandard.
///
///     0   8  "WINNOWPK", "WINNOWSH" or "WINNOWPT" (pack, shard, pack of recognised text)
///     8   4  version, little endian: 2
///     12  4  reserved, zero
///     16  8  size of the body before compression, little endian
///     24  32 SHA-256 of all that follows
///     56     the body, one Zstandard frame
enum PackFrame: String {
    case pack = "WINNOWPK"
    case shard = "WINNOWSH"
    case pictures = "WINNOWPT"

    /// 2 added texts and inner paths; what a version 1 has, it has in the same place.
    static let version: UInt32 = 2
    private static let readable: ClosedRange<UInt64> = 1...UInt64(version)
    private static let headerSize = 56
    /// A body larger than this is refused before memory is taken for it.
    private static let largestBody: UInt64 = 1 << 30

    func seal(_ body: [UInt8]) throws(WinnowError) -> [UInt8] {
        let compressed = try Self.zstd(body)
        var result = Array(rawValue.utf8)
        result.append(contentsOf: Self.littleEndian(UInt64(Self.version), 4))
        result.append(contentsOf: [0, 0, 0, 0])
        result.append(contentsOf: Self.littleEndian(UInt64(body.count), 8))
        result.append(contentsOf: RunningDigest.of(compressed))
        result.append(contentsOf: compressed)
        return result
    }

    func isMagic(of frame: [UInt8]) -> Bool { frame.prefix(8).elementsEqual(rawValue.utf8) }

    func open(_ frame: [UInt8]) throws(WinnowError) -> [UInt8] {
        guard frame.count >= Self.headerSize, isMagic(of: frame) else {
            throw WinnowError("pack-foreign", "this is not a Winnow pack or shard")
        }
        let version = Self.number(frame[8..<12])
        guard Self.readable.contains(version) else {
            throw WinnowError(
                "pack-version", "this pack has version \(version), this program reads up to \(Self.version)",
                remedy: "use the program that wrote it or a newer one")
        }
        let size = Self.number(frame[16..<24])
        guard Self.number(frame[12..<16]) == 0 else {
            throw WinnowError("pack-damaged", "a pack's header is damaged")
        }
        let body = Array(frame[Self.headerSize...])
        guard size <= Self.largestBody, RunningDigest.of(body).elementsEqual(frame[24..<56]) else {
            throw WinnowError("pack-damaged", "a pack's checksum does not match its content")
        }
        return try Self.unzstd(body, expected: Int(size))
    }

    static func bodySize(_ frame: [UInt8]) -> UInt64 { frame.count >= headerSize ? number(frame[16..<24]) : 0 }

    private static func zstd(_ body: [UInt8]) throws(WinnowError) -> [UInt8] {
        do { return try body.withUnsafeBytes { try Zstd.compress($0) } } catch let error as WinnowError {
            throw error
        } catch { throw WinnowError("pack-compress", "a pack could not be compressed", cause: "\(error)") }
    }

    private static func unzstd(_ body: [UInt8], expected: Int) throws(WinnowError) -> [UInt8] {
        do { return try body.withUnsafeBytes { try Zstd.decompress($0, expected: expected) } } catch let error
            as WinnowError
        { throw error } catch { throw WinnowError("pack-damaged", "a pack cannot be read", cause: "\(error)") }
    }

    private static func littleEndian(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
