import CSQLite
import Model

/// A database as SQLite would see it after recovery: a private copy, the only one made of the evidence bytes, or those
/// bytes themselves.
struct DatabaseImage {
    let memory: UnsafeMutableRawBufferPointer
    /// Memory of SQLite's allocator; otherwise the caller's of `make`.
    let isCopy: Bool
    /// What could not be honoured.
    let note: WinnowError?

    func free() { if isCopy { sqlite3_free(memory.baseAddress) } }

    /// Larger databases are not read: 256 MiB.
    static let limit = 256 << 20

    /// - Parameter inPlace: the bytes of `main` may be changed; without side files there is then no copy.
    static func make(
        main: UnsafeRawBufferPointer, wal: UnsafeRawBufferPointer?, journal: UnsafeRawBufferPointer?,
        inPlace: Bool = false
    ) throws(WinnowError) -> DatabaseImage {
        guard main.count <= limit else { throw tooLarge(main.count) }
        let log = wal.flatMap { WriteAheadLog($0) }.flatMap { fits($0, main) ? $0 : nil }
        // A database without a first page can still be whole in its log.
        guard DatabaseHeader.pageSize(main) != nil || log != nil else {
            throw WinnowError("sqlite-damaged", "not a readable SQLite database", cause: "no valid header")
        }
        let hot = log == nil ? journal.flatMap { RollbackJournal($0) }.flatMap { fits($0, main) ? $0 : nil } : nil
        let size = log.map { $0.pageCount * $0.pageSize } ?? hot.map { $0.pageCount * $0.pageSize } ?? main.count
        guard size <= limit else { throw tooLarge(size) }
        if inPlace, log == nil, hot == nil, size >= DatabaseHeader.length {
            let memory = UnsafeMutableRawBufferPointer(mutating: main)
            return DatabaseImage(memory: memory, isCopy: false, note: settle(memory))
        }
        guard let start = sqlite3_malloc64(UInt64(max(size, DatabaseHeader.length))) else {
            throw WinnowError("sqlite-too-large", "no memory for an SQLite database of \(size) bytes")
        }
        let memory = UnsafeMutableRawBufferPointer(start: start, count: max(size, DatabaseHeader.length))
        let kept = min(main.count, memory.count)
        memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: main[..<kept]))
        UnsafeMutableRawBufferPointer(rebasing: memory[kept...]).initializeMemory(as: UInt8.self, repeating: 0)

        let put = { (number: Int, page: UnsafeRawBufferPointer) in
            let offset = (number - 1) * page.count
            guard offset + page.count <= memory.count else { return }
            UnsafeMutableRawBufferPointer(rebasing: memory[offset..<(offset + page.count)]).copyMemory(from: page)
        }
        log?.forEachPage(put)
        hot?.forEachPage(put)
        return DatabaseImage(memory: memory, isCopy: true, note: settle(memory))
    }

    /// Makes the header say what SQLite is to go by.
    private static func settle(_ memory: UnsafeMutableRawBufferPointer) -> WinnowError? {
        // Version 1 in both: the log is applied, so that SQLite must not look for one.
        memory[18] = 1
        memory[19] = 1
        let pages = UnsafeRawBufferPointer(memory).bigEndian32(at: 28) ?? 0
        let pageSize = DatabaseHeader.pageSize(UnsafeRawBufferPointer(memory)) ?? 512
        if Int(pages) * pageSize > memory.count {
            // Zero makes SQLite count the pages there are: what a cut file still holds can be read.
            for index in 28..<32 { memory[index] = 0 }
            let cut = WinnowError(
                "sqlite-damaged", "the SQLite database is cut short",
                cause: "\(memory.count) bytes of \(Int(pages) * pageSize)")
            return cut
        }
        return nil
    }

    /// A log belongs to the database when pages are of one size and every new page lies in the log.
    private static func fits(_ log: WriteAheadLog, _ main: UnsafeRawBufferPointer) -> Bool {
        if let pageSize = DatabaseHeader.pageSize(main), pageSize != log.pageSize { return false }
        return log.pageCount <= main.count / log.pageSize + log.frameCount
    }

    /// A journal never holds more than the database was; one that claims more is not believed.
    private static func fits(_ journal: RollbackJournal, _ main: UnsafeRawBufferPointer) -> Bool {
        DatabaseHeader.pageSize(main) == journal.pageSize && journal.pageCount <= limit / journal.pageSize
    }

    private static func tooLarge(_ size: Int) -> WinnowError {
        WinnowError(
            "sqlite-too-large", "an SQLite database of \(size) bytes is not read",
            remedy: "export it and read it by hand", cause: "the limit is \(limit) bytes")
    }
}
