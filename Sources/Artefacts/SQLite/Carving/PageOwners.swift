/// Which table each leaf page of a database belongs to, found by walking its trees.
struct PageOwners {
    /// Table names, lower case, by page number.
    private(set) var tables: [Int: String] = [:]
    private static let mostPages = 1_000_000

    private let bytes: UnsafeRawBufferPointer
    private let pageSize: Int

    init(_ bytes: UnsafeRawBufferPointer, pageSize: Int) {
        self.bytes = bytes
        self.pageSize = pageSize
        var roots: [(String, Int)] = []
        for number in leaves(under: 1) {
            guard let page = page(number), let leaf = LeafPage(page, isFirst: number == 1) else { continue }
            leaf.forEachRow { row in
                // type, name, table, root page, SQL.
                guard row.values.count == 5, row.values[0] == .text(Array("table".utf8)),
                    case .text(let name) = row.values[1], case .integer(let root) = row.values[3], root > 1
                else { return }
                roots.append((String(decoding: name, as: UTF8.self).lowercased(), Int(clamping: root)))
            }
        }
        for (name, root) in roots.prefix(1000) {
            for number in leaves(under: root) where tables[number] == nil { tables[number] = name }
        }
    }

    private func page(_ number: Int) -> UnsafeRawBufferPointer? {
        guard number > 0, number <= bytes.count / pageSize else { return nil }
        return bytes.slice(at: (number - 1) * pageSize, length: pageSize)
    }

    /// Each page once, so that a tree that leads back into itself ends.
    private func leaves(under root: Int) -> [Int] {
        var open = [root]
        var seen: Set<Int> = []
        var found: [Int] = []
        while let number = open.popLast(), seen.count < Self.mostPages {
            guard seen.insert(number).inserted, let page = page(number) else { continue }
            let start = number == 1 ? DatabaseHeader.length : 0
            guard page.count > start + 12 else { continue }
            if page[start] == LeafPage.mark { found.append(number) }
            guard page[start] == 0x05, let count = page.bigEndian16(at: start + 3) else { continue }
            open.append(Int(page.bigEndian32(at: start + 8) ?? 0))
            for index in 0..<Int(count) {
                guard let cell = page.bigEndian16(at: start + 12 + index * 2),
                    let child = page.bigEndian32(at: Int(cell))
                else { break }
                open.append(Int(child))
            }
        }
        return found
    }
}
