/// Whether a hive's keys are a tree: each key, list of subkeys and list of values is some one key's own.
///
/// libregf follows a list that names itself until its stack ends, and reads a list again for every key that shares it;
/// Windows writes neither. What is cut or makes no sense is left to libregf, which leaves it out.
struct HiveShape {
    private let bytes: UnsafeRawBufferPointer
    private var seen: Set<UInt32> = []
    private var keys: [UInt32] = []

    /// Offsets count from behind the base block; a cell begins with its size.
    private static let start = 4096 + 4

    static func isTree(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let root = bytes.little(UInt32.self, at: 36) else { return true }
        var shape = HiveShape(bytes: bytes)
        shape.keys = [root]
        while let key = shape.keys.popLast() {
            guard shape.follow(key: key) else { return false }
        }
        return true
    }

    private init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// - Returns: false for what was met before.
    private mutating func follow(key: UInt32) -> Bool {
        let place = Self.start + Int(key)
        guard bytes.starts(with: "nk".utf8, at: place) else { return true }
        guard seen.insert(key).inserted else { return false }
        if let count = bytes.little(UInt32.self, at: place + 20), count > 0, count < UInt32.max,
            let list = bytes.little(UInt32.self, at: place + 28), !follow(list: list)
        {
            return false
        }
        guard let count = bytes.little(UInt32.self, at: place + 36), count > 0, count < UInt32.max,
            let list = bytes.little(UInt32.self, at: place + 40), list < UInt32.max
        else { return true }
        return seen.insert(list).inserted
    }

    /// Lists of lists are one level deep.
    private mutating func follow(list: UInt32, isInner: Bool = false) -> Bool {
        let place = Self.start + Int(list)
        guard let mark = bytes.slice(at: place, length: 2), let count = bytes.little(UInt16.self, at: place + 2),
            let size = Self.entrySize(mark[0], mark[1])
        else { return true }
        guard seen.insert(list).inserted else { return false }
        let isOuter = mark[0] == UInt8(ascii: "r")
        guard !(isOuter && isInner) else { return false }
        for index in 0..<Int(count) {
            guard let next = bytes.little(UInt32.self, at: place + 4 + index * size) else { return true }
            if isOuter {
                guard follow(list: next, isInner: true) else { return false }
            } else {
                keys.append(next)
            }
        }
        return true
    }

    /// Of `lf`, `lh`, `li` and `ri`.
    private static func entrySize(_ first: UInt8, _ second: UInt8) -> Int? {
        switch (first, second) {
        case (0x6C, 0x66), (0x6C, 0x68): 8
        case (0x6C, 0x69), (0x72, 0x69): 4
        default: nil
        }
    }
}
