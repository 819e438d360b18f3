import Digests
import Model

/// Takes what the parsers find, drops what matches nothing or everything, and keeps the rest in sorters.
final class DigestCollector {
    /// What a value does to the set.
    enum Change {
        case add
        /// Takes out what the base has, unless the same import adds it: a row of NSRL that is gone.
        case replace
        case remove
    }

    /// Marks of records beyond the numbers of categories.
    enum Mark {
        static let base: UInt16 = 0x4000
        static let replace: UInt16 = 0xFFFE
        static let remove: UInt16 = 0xFFFF
    }

    private static let leastQuality = 50

    var statistics = ImportStatistics()
    var categories = CategoryBook()
    /// Said by the file itself, when it is.
    var statedProfile: CategoryProfile?
    /// Things that the person importing should know.
    private(set) var warnings: [String] = []
    /// What plain values of 64 digits are.
    let longDigits: EntryKind
    private let kept: Set<EntryKind>
    private(set) var sorters: [DigestSorter]
    /// Removals asked for, by kind.
    private(set) var removals = [Int](repeating: 0, count: EntryKind.allCases.count)
    private var change = Change.add
    private let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 32, alignment: 8)

    init(scratch: ScratchFolder, kept: Set<EntryKind>, longDigits: EntryKind, runBytes: Int) {
        self.kept = kept
        self.longDigits = longDigits
        sorters = EntryKind.allCases.map { DigestSorter(length: $0.length, scratch: scratch, runBytes: runBytes) }
    }

    deinit { bytes.deallocate() }

    /// What the values of the file that is read next do.
    func begin(_ change: Change) { self.change = change }

    func warn(_ text: String) {
        if warnings.count < 100, !warnings.contains(text) { warnings.append(text) }
    }

    /// The kind of a plain value by its length.
    func kind(hexDigits: Int) -> EntryKind? {
        hexDigits == 64 ? longDigits : EntryKind(hexDigits: hexDigits)
    }

    /// False when the value is not of its kind.
    func add(
        hex: UnsafeRawBufferPointer, _ kind: EntryKind, category: UInt16 = 0, quality: Int? = nil,
        change: Change? = nil
    ) throws(WinnowError) -> Bool {
        let digest = UnsafeMutableRawBufferPointer(rebasing: bytes[..<kind.length])
        guard HexDigits.decode(hex, into: digest) else { return false }
        try add(UnsafeRawBufferPointer(digest), kind, category: category, quality: quality, change: change)
        return true
    }

    func add(
        hex: [UInt8], _ kind: EntryKind, category: UInt16 = 0, quality: Int? = nil, change: Change? = nil
    ) throws(WinnowError) -> Bool {
        try hex.withUnsafeBytes { bytes in
            Result { () throws(WinnowError) in
                try add(hex: bytes, kind, category: category, quality: quality, change: change)
            }
        }.get()
    }

    /// `digest` has the length of its kind.
    func add(
        _ digest: UnsafeRawBufferPointer, _ kind: EntryKind, category: UInt16 = 0, quality: Int? = nil,
        change: Change? = nil
    ) throws(WinnowError) {
        if EmptyDigests.contains(digest, kind) {
            statistics.emptyDropped += 1
            return
        }
        guard kept.contains(kind) else {
            statistics.notKept += 1
            return
        }
        if kind == .pdq, let quality, quality < Self.leastQuality {
            statistics.pdqLowQuality += 1
            return
        }
        let mark =
            switch change ?? self.change {
            case .add: category
            case .replace: Mark.replace
            case .remove: Mark.remove
            }
        if mark == Mark.remove { removals[kind.rawValue] += 1 }
        try sorters[kind.rawValue].add(digest, mark: mark)
    }

    /// An entry of the set that this import starts from.
    func addBase(_ digest: UnsafeRawBufferPointer, _ kind: EntryKind, category: UInt16) throws(WinnowError) {
        guard kept.contains(kind) else {
            statistics.notKept += 1
            return
        }
        try sorters[kind.rawValue].add(digest, mark: Mark.base | category)
    }

    /// The number of a category; throws when there are too many.
    func category(_ code: [UInt8]?, failure: (String) -> WinnowError) throws(WinnowError) -> UInt16 {
        guard let number = categories.number(of: code) else {
            throw failure("more than \(CategoryBook.most) categories, or one of more than 200 bytes")
        }
        return number
    }

    func finishSorting() throws(WinnowError) {
        for index in sorters.indices { try sorters[index].finish() }
    }
}

/// What becomes of one digest after all that was said of it, in whatever order.
struct EntryVerdict {
    private var base: UInt16?
    private var added: UInt16?
    private var isReplaced = false
    private var isRemoved = false
    private var adds = 0

    /// How often it was added although it was there.
    var repeats: Int { max(0, adds - 1) + (adds > 0 && base != nil ? 1 : 0) }

    enum Outcome: Hashable {
        case kept(UInt16)
        case recategorised(UInt16)
        case removed
        /// Was to be taken out and was not there.
        case absent
    }

    mutating func take(mark: UInt16, ranks: [Int]) {
        switch mark {
        case DigestCollector.Mark.remove: isRemoved = true
        case DigestCollector.Mark.replace: isReplaced = true
        case _ where mark & DigestCollector.Mark.base != 0: base = mark & ~DigestCollector.Mark.base
        default:
            adds += 1
            guard let before = added else {
                added = mark
                return
            }
            if ranks[Int(mark)] < ranks[Int(before)] { added = mark }
        }
    }

    /// A removal is final; what the import adds stands over what the base said.
    var outcome: Outcome {
        if isRemoved { return base == nil && added == nil ? .absent : .removed }
        if let added {
            guard let base, base != added else { return .kept(added) }
            // A plain list says nothing about categories.
            return added == 0 ? .kept(base) : .recategorised(added)
        }
        if isReplaced { return base == nil ? .absent : .removed }
        return base.map { .kept($0) } ?? .absent
    }
}
