import Foundation

/// Bytes of a named character set in, UTF-8 out, by the C library's iconv.
final class CharsetDecoder {
    private static let replacement = Array("\u{FFFD}".utf8)
    private let converter: iconv_t
    /// The first bytes of a character that the last piece ended in.
    private var rest: [UInt8] = []
    private var output = [UInt8](repeating: 0, count: 16 << 10)

    /// Nil for a character set that is not read.
    init?(_ label: String) {
        guard let name = Charsets.name(of: label), let converter = Charsets.open(name) else { return nil }
        self.converter = converter
    }

    deinit { iconv_close(converter) }

    /// Gives the text of the next bytes to `body`, in pieces of UTF-8; what is no character becomes U+FFFD.
    func decode(_ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
        guard rest.isEmpty else {
            var joined: [UInt8] = []
            swap(&joined, &rest)
            joined.append(contentsOf: bytes)
            joined.withUnsafeBytes { convert($0, body) }
            return
        }
        convert(bytes, body)
    }

    /// A whole text; in windows-1252 where the character set is not known and the bytes are not UTF-8.
    static func text(_ bytes: some Collection<UInt8>, charset: String?) -> String {
        if let charset, let decoder = CharsetDecoder(charset) { return decoder.whole(Array(bytes)) }
        if let valid = String(validating: bytes, as: UTF8.self) { return valid }
        return CharsetDecoder("windows-1252")?.whole(Array(bytes)) ?? String(decoding: bytes, as: UTF8.self)
    }

    private func whole(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        bytes.withUnsafeBytes { all in decode(all) { result.append(contentsOf: $0) } }
        if !rest.isEmpty { result.append(contentsOf: Self.replacement) }
        return String(decoding: result, as: UTF8.self)
    }

    private func convert(_ bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
        guard let start = bytes.baseAddress else { return }
        var source: UnsafeMutablePointer<CChar>? = UnsafeMutablePointer(
            mutating: start.assumingMemoryBound(to: CChar.self))
        var left = bytes.count
        while left > 0 {
            let (result, written) = output.withUnsafeMutableBytes { buffer in
                var target = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
                var free = buffer.count
                let result = iconv(converter, &source, &left, &target, &free)
                return (result == -1 ? errno : 0, buffer.count - free)
            }
            if written > 0 { output.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<written])) } }
            switch result {
            case 0, E2BIG: continue
            case EINVAL where left <= 8:
                rest = Array(bytes.suffix(left))
                return
            default:
                Self.replacement.withUnsafeBytes(body)
                source = source.map { $0 + 1 }
                left -= 1
                // Nothing that a broken sequence shifted to goes on.
                iconv(converter, nil, nil, nil, nil)
            }
        }
    }
}
