import Model

/// The parts of a message (RFC 5322 with MIME, RFC 2045 to 2047 and 2231), or of all messages of a mailbox (RFC 4155,
/// `mboxo` and `mboxrd`), one after the other as they come. What of a part is not read is passed over.
package final class MailParts {
    enum Event {
        /// A message begins, or one within another.
        case message(MailHeader)
        case part(MailPart)
        /// Parts in parts beyond what is followed.
        case tooDeep
    }

    private struct Level {
        var boundary: [UInt8]
        /// Numbers as IMAP counts parts (RFC 3501, 6.4.5).
        var section: [Int]
        var isEncrypted: Bool
        var count = 0
    }

    /// What a line that is no content says.
    private enum Mark {
        case message
        case part(of: Int)
        case end(of: Int)
    }

    private static let deepest = 16
    private static let longestHeader = 256 << 10

    private let isMailbox: Bool
    private var lines: LineFeed
    private var number = 0
    private var levels: [Level] = []
    private var mark: Mark?
    /// The header of a message whose beginning was told.
    private var inner: (header: MailHeader, section: [Int])?
    private var decoder: PartDecoder?
    private var decoded: [UInt8] = []
    private var taken = 0

    /// - Parameter source: the bytes from an offset on, as many as are at hand; asked in order, none at the end.
    package init(isMailbox: Bool, source: @escaping (UInt64) throws -> UnsafeRawBufferPointer) {
        self.isMailbox = isMailbox
        lines = LineFeed(source)
        mark = isMailbox ? nil : .message
    }

    /// The next part that is a file of its own; nil at the end.
    package func nextFile() throws -> MailPart? {
        while let event = try next() {
            if case .part(let part) = event, part.isFile { return part }
        }
        return nil
    }

    func next() throws -> Event? {
        decoder = nil
        while true {
            if let (header, section) = inner {
                inner = nil
                if let event = try open(header, at: section, isWhole: true) { return event }
            }
            guard let mark = try takeMark() ?? skip() else { return nil }
            switch mark {
            case .message:
                number += 1
                levels = []
                let header = try header()
                inner = (header, [])
                return .message(header)
            case .end(let index): levels.removeLast(levels.count - index)
            case .part(let index):
                levels.removeLast(levels.count - index - 1)
                levels[index].count += 1
                if let event = try open(header(), at: levels[index].section + [levels[index].count], isWhole: false) {
                    return event
                }
            }
        }
    }

    /// Fills as much of the buffer as the part still has; 0 at its end.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while decoded.count - taken < buffer.count, decoder != nil { try decodeLine() }
        let count = min(buffer.count, decoded.count - taken)
        decoded.withUnsafeBytes {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[taken..<(taken + count)]))
        }
        taken += count
        if taken == decoded.count {
            decoded.removeAll(keepingCapacity: true)
            taken = 0
        }
        return count
    }

    private func decodeLine() throws {
        let isContent = try lines.next { line, isStart in
            mark = mark(line, isStart)
            guard mark == nil else { return false }
            decoder?.decode(line, into: &decoded)
            return true
        }
        guard isContent != true else { return }
        decoder?.finish(isCut: isContent == nil, into: &decoded)
        decoder = nil
    }

    /// - Parameters:
    ///   - section: of the part; of what a message is in, where it is a message's own header.
    private func open(_ header: MailHeader, at section: [Int], isWhole: Bool) throws -> Event? {
        let (type, parameters) = header.parameters(of: "content-type")
        let encoding = header.parameters(of: "content-transfer-encoding").value
        if type.hasPrefix("multipart/"), let boundary = parameters["boundary"], !boundary.isEmpty {
            guard levels.count < Self.deepest else { return .tooDeep }
            levels.append(
                Level(
                    boundary: Array(boundary.utf8), section: section,
                    isEncrypted: type == "multipart/encrypted" || levels.last?.isEncrypted == true))
            return nil
        }
        let own = isWhole ? section + [1] : section
        if type == "message/rfc822" || type == "message/global", !["base64", "quoted-printable"].contains(encoding) {
            guard own.count <= 2 * Self.deepest else { return .tooDeep }
            let header = try self.header()
            inner = (header, own)
            return .message(header)
        }
        decoder = PartDecoder(encoding)
        decoded.removeAll(keepingCapacity: true)
        taken = 0
        return .part(
            MailPart(
                message: isMailbox ? number : nil, section: own, type: type, parameters: parameters,
                disposition: header.parameters(of: "content-disposition"),
                isEncrypted: levels.last?.isEncrypted == true))
    }

    /// Up to an empty line, or what cannot be in a header.
    private func header() throws -> MailHeader {
        var bytes: [UInt8] = []
        while true {
            let isLast = try lines.next { line, isStart in
                if let mark = self.mark(line, isStart) {
                    self.mark = mark
                    return true
                }
                if bytes.count + line.count <= Self.longestHeader { bytes.append(contentsOf: line) }
                return isStart && (line.first == 0x0A || line.starts(with: [0x0D, 0x0A]))
            }
            if isLast ?? true { break }
        }
        return bytes.withUnsafeBytes { MailHeader($0, from: 0, to: $0.count) }
    }

    private func takeMark() -> Mark? {
        defer { mark = nil }
        return mark
    }

    private func skip() throws -> Mark? {
        while let mark = try lines.next({ line, isStart in self.mark(line, isStart) }) {
            if let mark { return mark }
        }
        return nil
    }

    /// The innermost boundary first; an outer one ends what is within.
    private func mark(_ line: UnsafeRawBufferPointer, _ isStart: Bool) -> Mark? {
        guard isStart, line.count > 2 else { return nil }
        if isMailbox, line.starts(with: "From ".utf8) { return .message }
        guard line[0] == 0x2D, line[1] == 0x2D else { return nil }
        for (index, level) in levels.enumerated().reversed()
        where line.dropFirst(2).starts(with: level.boundary) {
            let rest = line.dropFirst(2 + level.boundary.count)
            if rest.starts(with: [0x2D, 0x2D]) { return .end(of: index) }
            if rest.allSatisfy({ $0 <= 0x20 }) { return .part(of: index) }
        }
        return nil
    }
}
