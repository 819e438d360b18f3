import Glibc
import Model

/// A file of any size, read once through one buffer; errors name its line.
struct SourceFile: ~Copyable {
    private static let bufferSize = 1 << 20
    let name: String
    private let descriptor: Int32
    private let buffer: UnsafeMutableRawBufferPointer
    private var start = 0
    private var end = 0
    private var hasEnded = false
    private var newlines = 0
    private var lastLine: Int?

    /// - Parameter name: how errors call the file.
    init(path: String, name: String) throws(WinnowError) {
        let opened = open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw Self.unreadable(name, errno) }
        self.name = name
        descriptor = opened
        buffer = .allocate(byteCount: Self.bufferSize, alignment: 64)
        posix_fadvise(opened, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    /// The line that was read last, or in which the next byte lies.
    var line: Int { lastLine ?? newlines + 1 }

    /// The next byte; nil at the end.
    mutating func peek() throws(WinnowError) -> UInt8? {
        if start == end { try fill() }
        return start < end ? buffer[start] : nil
    }

    /// Passes the byte that `peek` gave.
    mutating func advance() {
        if buffer[start] == 0x0A { newlines += 1 }
        start += 1
    }

    /// The first bytes, not passed; fewer where the file is shorter.
    mutating func head(_ count: Int) throws(WinnowError) -> [UInt8] {
        while end - start < count, !hasEnded { try fill() }
        return Array(buffer[start..<min(end, start + count)])
    }

    /// Passes a UTF-8 byte order mark.
    mutating func skipMark() throws(WinnowError) {
        if try head(3) == [0xEF, 0xBB, 0xBF] { start += 3 }
    }

    /// The next line without its newline, valid until the next call; nil at the end.
    mutating func nextLine() throws(WinnowError) -> UnsafeRawBufferPointer? {
        var searched = 0
        while true {
            let left = end - start
            if left > searched, let base = buffer.baseAddress,
                let found = memchr(base + start + searched, 0x0A, left - searched)
            {
                let length = UnsafeRawPointer(found) - UnsafeRawPointer(base + start)
                return take(length, passing: length + 1)
            }
            if hasEnded { return left > 0 ? take(left, passing: left) : nil }
            searched = left
            guard left < buffer.count else {
                lastLine = newlines + 1
                throw invalid("a line of more than \(Self.bufferSize >> 20) MiB")
            }
            try fill()
        }
    }

    private mutating func take(_ length: Int, passing: Int) -> UnsafeRawBufferPointer {
        newlines += 1
        lastLine = newlines
        defer { start += passing }
        return UnsafeRawBufferPointer(rebasing: buffer[start..<(start + length)])
    }

    private mutating func fill() throws(WinnowError) {
        guard !hasEnded else { return }
        if start > 0, let base = buffer.baseAddress {
            memmove(base, base + start, end - start)
            end -= start
            start = 0
        }
        guard let base = buffer.baseAddress else { return }
        while true {
            let got = read(descriptor, base + end, buffer.count - end)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw Self.unreadable(name, errno) }
            hasEnded = got == 0
            end += got
            return
        }
    }

    /// `file:line: what`.
    func invalid(_ what: String) -> WinnowError { HashSetImport.invalid(name, line: line, what) }

    private static func unreadable(_ name: String, _ code: Int32) -> WinnowError {
        WinnowError("file-unreadable", "\(name) cannot be read", cause: String(cString: strerror(code)))
    }
}
