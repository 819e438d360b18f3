/// Page images that a database has given up and that still lie in its files.
enum GivenUpPages {
    /// Where they lie, as the entries' remarks say it.
    enum Place: String, CaseIterable {
        case log = "recovered from an older frame of the write-ahead log"
        case journal = "recovered from the rollback journal"
        case free = "recovered from a free page"
    }

    static let most = 200_000

    /// Every frame in the file, newest first: those of older generations, of transactions that never ended, and those
    /// that a later frame replaced.
    static func frames(
        _ wal: UnsafeRawBufferPointer, pageSize: Int, _ body: (_ number: Int, _ page: UnsafeRawBufferPointer) -> Void
    ) {
        let length = pageSize + 24
        guard wal.count >= 32 + length else { return }
        let count = min((wal.count - 32) / length, most)
        for index in stride(from: count - 1, through: 0, by: -1) {
            let offset = 32 + index * length
            guard let number = wal.bigEndian32(at: offset), number > 0, number < 1 << 31,
                let page = wal.slice(at: offset + 24, length: pageSize)
            else { continue }
            body(Int(number), page)
        }
    }

    /// Records of a rollback journal, also of one whose header was zeroed at the commit.
    static func records(
        _ journal: UnsafeRawBufferPointer, pageSize: Int,
        _ body: (_ number: Int, _ page: UnsafeRawBufferPointer) -> Void
    ) {
        let stored = journal.bigEndian32(at: 20).map(Int.init) ?? 0
        let sector = (512...65536).contains(stored) && stored & (stored - 1) == 0 ? stored : 512
        var offset = sector
        var left = most
        while left > 0, let number = journal.bigEndian32(at: offset),
            let page = journal.slice(at: offset + 4, length: pageSize)
        {
            if number > 0, number < 1 << 31 { body(Int(number), page) }
            offset += pageSize + 8
            left -= 1
        }
    }

    /// Pages of the list of free ones; most browsers zero them.
    static func free(
        _ main: UnsafeRawBufferPointer, pageSize: Int, _ body: (_ number: Int, _ page: UnsafeRawBufferPointer) -> Void
    ) {
        func page(_ number: Int) -> UnsafeRawBufferPointer? {
            guard number > 0, number <= main.count / pageSize else { return nil }
            return main.slice(at: (number - 1) * pageSize, length: pageSize)
        }
        var trunk = Int(main.bigEndian32(at: 32) ?? 0)
        var seen: Set<Int> = []
        while let list = page(trunk), seen.insert(trunk).inserted, seen.count < most {
            let count = min(Int(list.bigEndian32(at: 4) ?? 0), pageSize / 4 - 2)
            for index in 0..<max(0, count) {
                guard let number = list.bigEndian32(at: 8 + index * 4) else { break }
                if let free = page(Int(number)), seen.insert(Int(number)).inserted { body(Int(number), free) }
            }
            trunk = Int(list.bigEndian32(at: 0) ?? 0)
        }
    }
}
