import Model

/// One word to a shell, whatever bytes are in it; plain words stay as they are.
struct ShellWord {
    let text: String

    init(_ text: String) { self.init(RawPath(text)) }

    init(_ word: RawPath) {
        let readable = String(validating: word.bytes, as: UTF8.self)
        if let readable, Self.isPlain(word.bytes) {
            text = readable
        } else if let readable, Escaping.line(readable) == readable {
            text = "'" + readable.replacing("'", with: "'\\''") + "'"
        } else {
            // Bash's form for bytes that cannot be shown.
            text = "$'" + word.bytes.map(Self.escaped).joined() + "'"
        }
    }

    private static func isPlain(_ bytes: [UInt8]) -> Bool {
        !bytes.isEmpty && bytes.first != UInt8(ascii: "-")
            && bytes.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "/._-:".utf8.contains(byte)
                }
            }
    }

    private static func escaped(_ byte: UInt8) -> String {
        if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") { return "\\" + String(UnicodeScalar(byte)) }
        if (0x20...0x7E).contains(byte) { return String(UnicodeScalar(byte)) }
        return "\\x" + Hex.string([byte])
    }
}
