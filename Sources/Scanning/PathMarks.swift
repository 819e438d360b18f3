/// Pieces of paths that begin with a slash, found at the slashes of a path only: a survey asks for each of millions.
struct PathMarks {
    /// By the byte after the slash.
    private let marks: [UInt8: [[UInt8]]]

    /// - Parameter marks: of two bytes or more, in small letters.
    init(_ marks: [String]) {
        self.marks = Dictionary(grouping: marks.map { Array($0.utf8) }.filter { $0.count > 1 }) { $0[1] }
    }

    func occur(in path: [UInt8]) -> Bool {
        path.indices.contains { path[$0] == UInt8(ascii: "/") && begin(path[$0...]) }
    }

    func begin(_ path: some RandomAccessCollection<UInt8>) -> Bool {
        guard let second = path.dropFirst().first, let marks = marks[second] else { return false }
        return marks.contains { path.starts(with: $0) }
    }
}
