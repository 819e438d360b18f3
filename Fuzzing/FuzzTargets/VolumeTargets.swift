import Analysis
import Evidence
import Foundation
import HTTP
import Model
import ReferenceData
import SampleImages
import WorkerService

extension FuzzTarget {
    /// What says where evidence lies and in what form: volumes, segments, directories of archives, answers of servers.
    static let volumes: [FuzzTarget] = [
        FuzzTarget("volume-format", seeds: { volumeSeeds }) { bytes in
            let medium = OwnMedium(bytes)
            guard let image = try? EvidenceImage(medium, name: "fuzz") else { return }
            let volume = Volume(index: 0, offset: 0, length: medium.size, description: "", kind: .partition)
            _ = image.content(of: volume)
        },
        FuzzTarget("ewf-chunks", seeds: { [try expertWitness()] }) { bytes in
            readAll(bytes)
        },
        FuzzTarget(
            "disk-descriptor",
            seeds: {
                texts(
                    "# Disk DescriptorFile\nRW 256 FLAT \"image-flat.vmdk\" 0\nRDONLY 8 SPARSE \"b.vmdk\"\n",
                    "RW 1 ZERO\nNOACCESS 2 FLAT \"../a\" 0\r\n")
            }
        ) { bytes in
            let names = DiskDescriptor.extents(in: String(decoding: bytes, as: UTF8.self)) ?? []
            precondition(
                names.allSatisfy { !$0.contains("/") && !$0.hasPrefix(".") }, "an extent leaves its folder: \(names)")
        },
        FuzzTarget("segment-names", seeds: { texts("001", "0001", "aa", "E01", "s01") }) { bytes in
            let ending = String(decoding: bytes.prefix(64), as: UTF8.self)
            let names = SegmentNames.after(ending)
            precondition(names.count <= SegmentNames.most && !names.contains(ending), "\(ending)")
            _ = SegmentNames.isSplitRaw(ending)
        },
        FuzzTarget(
            "sidecar-digest",
            seeds: { texts(String(repeating: "a", count: 64) + " *disk.E01\n", "900150983cd24fb0d6963f7d28e17f72\n") }
        ) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            for algorithm in Sidecar.algorithms { _ = Sidecar.digest(in: text, of: "disk.E01", algorithm: algorithm) }
        },
        FuzzTarget("content-range", seeds: { texts("bytes 0-99/1234", "bytes 5-9/*", "Bytes  0-0/1") }) { bytes in
            guard let range = ContentRange(String(decoding: bytes, as: UTF8.self)) else { return }
            precondition(!range.bytes.isEmpty, "nothing is not a range")
            if let total = range.total { precondition(range.bytes.upperBound <= total, "beyond the file") }
        },
        FuzzTarget("zip-names", seeds: { zips }) { bytes in
            bytes.withUnsafeBytes { content in
                guard var names = try? ZipNames(MemorySource(content)) else { return }
                while let name = names.next() { precondition(name.bytes.count <= 4_096, "a name without end") }
            }
        },
        FuzzTarget(
            "csv",
            seeds: { texts("exhibit,image,label\r\nA/1,disk.dd,\"a \"\"b\"\"\"\r\n", "\u{FEFF}a,\"b\nc\"\n,,\n") }
        ) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            for record in (try? CSVReader.records(text, name: "devices.csv")) ?? [] {
                precondition(record.line >= 1 && !record.fields.isEmpty, "a record that is none")
            }
        },
        FuzzTarget(
            "encoded-runs",
            seeds: {
                texts(
                    "x &lt;gan&#116;ry&#x3E; gantr&yuml;", "https://a/?q=gan%74ry%20%C3%A9",
                    "YSBnYW50cnkgYW5kIGEgbGFudGVybiBhbmQgbW9yZQ==\r\nYSBnYW50cnkgYW5kIGEgbGFudGVybiBhbmQgbW9yZQ==")
            }
        ) { bytes in
            guard let runs = decoder() else { preconditionFailure("the list of this target does not compile") }
            analyze(bytes, "home/a/x", with: runs)
        },
    ]

    private static func decoder() -> EncodedRuns? {
        let text = "#winnow: decode=html,percent,base64\ngantry\n/lant[eo]rn/\n\"gantry\" w/9 \"more\"\n"
        let list = try? KeywordList.parse(name: "list", content: Array(text.utf8), file: "list")
        return list.flatMap { try? EncodedRuns(lists: [$0]) }
    }

    /// A byte that says where the others lie, and magic bytes.
    private static var volumeSeeds: [[UInt8]] {
        let marks: [(place: UInt8, text: String)] = [
            (0, "LUKS"), (0, "-?-FVE-FS-"), (0, "XFSB"), (2, "LABELONE"), (3, "\u{0}\u{0}44"), (4, "SPACEDB "),
            (5, "JFS1"), (6, "_BHRfS_M"), (7, "\u{0}\u{0}"),
        ]
        return marks.map { [$0.place] + Array($0.text.utf8) }
    }

    private static var zips: [[UInt8]] {
        func little(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
        let name = Array("a/caf\u{E9}.txt".utf8)
        let local: [UInt8] = Array("PK\u{3}\u{4}".utf8) + zeros(22) + little(name.count, 2) + zeros(2) + name
        func entry(_ offset: [UInt8], _ extra: [UInt8]) -> [UInt8] {
            let counts = little(name.count, 2) + little(extra.count, 2)
            return Array("PK\u{1}\u{2}".utf8) + zeros(24) + counts + zeros(10) + offset + name + extra
        }
        func zip(_ entry: [UInt8]) -> [UInt8] {
            local + entry + Array("PK\u{5}\u{6}".utf8) + zeros(4) + little(1, 2) + little(1, 2) + little(entry.count, 4)
                + little(local.count, 4) + zeros(2)
        }
        let wide = little(1, 2) + little(8, 2) + zeros(8)
        return [zip(entry(zeros(4), [])), zip(entry([0xFF, 0xFF, 0xFF, 0xFF], wide))]
    }

    /// A small set with chunks that shrink and such that do not.
    private static func expertWitness() throws -> [UInt8] {
        let folder = NSTemporaryDirectory() + "winnow-fuzz-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var numbers = SeededNumbers(seed: 3)
        let raw = folder + "/raw"
        try (numbers.noise(16 << 10) + Data(count: 48 << 10)).write(to: URL(fileURLWithPath: raw))
        let path = try ImageMaker.Container.e01.wrap(raw, as: folder + "/disk", scratch: folder)
        return try Array(Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// libewf opens files only.
    private static func readAll(_ bytes: [UInt8]) {
        let folder = NSTemporaryDirectory() + "winnow-fuzz-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        let path = folder + "/disk.E01"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        guard (try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)) != nil,
            FileManager.default.createFile(atPath: path, contents: Data(bytes)),
            let image = try? EvidenceImage(path: path)
        else { return }
        withUnsafeTemporaryAllocation(byteCount: 10_000, alignment: 8) { buffer in
            // A hostile set may claim any size.
            var offset: UInt64 = 0
            while offset < min(image.size, 1 << 20) {
                let length = Int(min(UInt64(buffer.count), image.size - offset))
                _ = try? image.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<length]), at: offset)
                offset += UInt64(length)
            }
        }
    }
}

/// A medium of 2 MiB: zeros, and from one of a few places on the input.
private final class OwnMedium: MediumReader {
    private static let places = [0, 3, 512, 1_024, 4_096, 32_768, 65_600, 131_072, 1 << 20, (2 << 20) - 512]
    let size: UInt64 = 2 << 20
    private let start: Int
    private let bytes: ArraySlice<UInt8>

    init(_ input: [UInt8]) {
        start = Self.places[Int(input.first ?? 0) % Self.places.count]
        bytes = input.dropFirst().prefix((2 << 20) - start)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) -> Bool {
        let first = Int(offset)
        guard first + buffer.count <= Int(size) else { return false }
        buffer.initializeMemory(as: UInt8.self, repeating: 0)
        let from = max(first, start)
        let to = min(first + buffer.count, start + bytes.count)
        if from < to {
            let piece = bytes[bytes.startIndex + from - start..<bytes.startIndex + to - start]
            buffer[(from - first)..<(to - first)].copyBytes(from: piece)
        }
        return true
    }
}
