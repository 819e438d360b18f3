import Postgres

/// A row of every type that COPY sends, with the values that break encoders.
struct HostileRow: Equatable {
    var number: Int
    var int: Int64?
    var text: String?
    var bytes: [UInt8]?
    var flag: Bool?
    /// The bits, so that -0 and NaN count.
    var real: UInt64?
    var json: String?

    private static let pieces = [
        "\t", "\n", "\r\n", "\\", "\\N", "\\.", "\\u0000", "\0", "'", "\"", ",", "{}", "☃", "\u{202E}", "\u{1B}[31m",
        "\u{FFFD}", "\u{10FFFF}", "e\u{301}", "PGCOPY", "x",
    ]

    init(number: Int, from numbers: inout SplitMix) {
        self.number = number
        func maybe<T>(_ value: T) -> T? { Int.random(in: 0..<4, using: &numbers) == 0 ? nil : value }
        let ints = [.min, .max, 0, -1, Int64.random(in: .min ... .max, using: &numbers)]
        int = maybe(ints.randomElement(using: &numbers)!)
        let length = Int.random(in: 0..<20, using: &numbers)
        text = maybe((0..<length).map { _ in Self.pieces.randomElement(using: &numbers)! }.joined())
        // Some around the size at which a piece is sent.
        let size = [0, 1, 300, 65_535, 65_536, 70_000].randomElement(using: &numbers)!
        let first = UInt8.random(in: 0...255, using: &numbers)
        bytes = maybe((0..<(number % 20 == 0 ? size : size % 300)).map { UInt8(truncatingIfNeeded: $0) &+ first })
        flag = maybe(Bool.random(using: &numbers))
        let reals: [Double] = [-0.0, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, .random(in: -1...1)]
        real = maybe(reals.randomElement(using: &numbers)!.bitPattern)
        json = maybe(#"{"a" : [1, "\t\\"], "a":null}"#)
    }

    /// A megabyte in each of two fields.
    static func widest(number: Int) -> HostileRow {
        var numbers = SplitMix(state: 0)
        var row = HostileRow(number: number, from: &numbers)
        row.bytes = (0..<(1 << 20) + 1).map { UInt8(truncatingIfNeeded: $0 / 3) }
        row.text = String(repeating: "\t☃\\", count: 1 << 18)
        return row
    }

    init(_ row: PostgresRow) throws {
        number = Int(try row.int("n"))
        int = try row.optionalInt("i")
        text = try row.optionalText("t")
        bytes = try row.optionalBytes("b")
        flag = try row.optionalBool("f")
        real = try row.optionalReal("r")?.bitPattern
        json = try row.optionalText("j")
    }

    var values: [PostgresValue] {
        [
            .int(number), .int(int), .text(text), bytes.map { .bytes($0) } ?? .null, flag.map { .bool($0) } ?? .null,
            real.map { .real(Double(bitPattern: $0)) } ?? .null, json.map { .json($0) } ?? .null,
        ]
    }

    /// What the database gives back: U+0000 in its visible form.
    var stored: HostileRow {
        var row = self
        row.text = text?.replacing("\0", with: "\\u0000")
        return row
    }

    // By code units: `==` on strings takes composed and decomposed characters for the same.
    static func == (left: HostileRow, right: HostileRow) -> Bool {
        left.number == right.number && left.int == right.int && left.bytes == right.bytes && left.flag == right.flag
            && left.real == right.real && left.text.map { Array($0.utf8) } == right.text.map { Array($0.utf8) }
            && left.json.map { Array($0.utf8) } == right.json.map { Array($0.utf8) }
    }
}

/// Numbers that a seed repeats.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
