import Model

/// A command line by its words: the first is the program's name, each other stands somewhere behind it; globs all.
struct CommandPattern: Sendable {
    private let program: PathPattern
    private let words: [PathPattern]

    init?(_ text: String) {
        let words = text.split(separator: " ").map { PathPattern(Self.escaped($0)) }
        guard let first = words.first else { return nil }
        program = first
        self.words = Array(words.dropFirst())
    }

    /// - Parameter command: one command, its words in lower case; see `words(of:)`.
    func matches(_ command: [ArraySlice<UInt8>]) -> Bool {
        guard let name = command.first, program.matches([name]) else { return false }
        return words.allSatisfy { word in command.dropFirst().contains { word.matches([$0]) } }
    }

    /// The commands of a line, each as its words in lower case, the program without its folder and without `sudo`.
    static func commands(in line: String) -> [[ArraySlice<UInt8>]] {
        let bytes = Array(line.prefix(4096).utf8.map(\.lowercasedASCII))
        return bytes.split { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "|") || $0 == UInt8(ascii: "&") }.map {
            part in
            var words = part.split { $0 <= 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }
            while let first = words.first,
                ["sudo", "doas", "nohup", "time", "start", "cmd", "cmd.exe", "/c"].contains(
                    String(decoding: first, as: UTF8.self))
            {
                words.removeFirst()
            }
            // `HISTFILE=/dev/null` is no program in a folder.
            if let first = words.first, !first.contains(UInt8(ascii: "=")),
                let slash = first.lastIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") })
            {
                words[0] = first[first.index(after: slash)...]
            }
            return words
        }.filter { !$0.isEmpty }
    }

    /// A word is one component, whatever slashes it holds.
    private static func escaped(_ word: Substring) -> [UInt8] { Array(word.lowercased().utf8) }
}
