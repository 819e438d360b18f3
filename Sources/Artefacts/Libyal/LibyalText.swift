/// Texts as libyal's libraries give them: a size with the closing zero, then the bytes.
enum LibyalText {
    /// Longer texts are not asked for: 64 KiB.
    static let limit = 64 << 10

    static func read(
        _ size: (UnsafeMutablePointer<Int>) -> Int32, _ fill: (UnsafeMutablePointer<UInt8>, Int) -> Int32
    ) -> String? {
        var length = 0
        guard size(&length) == 1, length > 0, length <= limit else { return nil }
        var bytes = [UInt8](repeating: 0, count: length)
        guard bytes.withUnsafeMutableBufferPointer({ buffer in buffer.baseAddress.map { fill($0, length) } }) == 1
        else { return nil }
        let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        return text.isEmpty ? nil : text
    }

    /// Binary values of at most `limit` bytes.
    static func bytes(
        limit: Int, _ size: (UnsafeMutablePointer<Int>) -> Int32,
        _ fill: (UnsafeMutablePointer<UInt8>, Int) -> Int32
    ) -> [UInt8]? {
        var length = 0
        guard size(&length) == 1, length >= 0, length <= limit else { return nil }
        guard length > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: length)
        guard bytes.withUnsafeMutableBufferPointer({ buffer in buffer.baseAddress.map { fill($0, length) } }) == 1
        else { return nil }
        return bytes
    }
}
