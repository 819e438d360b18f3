import CEWF
import Foundation
import Model

/// An E01 set, read by libewf itself: libtsk reports every fault of it as an unknown file system, and takes the zeros that
/// stand in for a damaged chunk for the medium's. For one thread.
final class ExpertWitnessSet: MediumReader {
    // LIBEWF_OPEN_READ and LIBEWF_FORMAT_UNKNOWN are macros and enums that Swift does not see as numbers.
    private static let readOnly: Int32 = 1
    private static let anyFormat: UInt8 = 0
    private static let mostValues: UInt32 = 64
    private static let longestValue = 4 << 10
    private static let mostRanges: UInt32 = 100_000
    private static let largestChunk: size32_t = 32 << 20

    /// Bytes of the medium.
    let size: UInt64
    let segments: [String]
    let sectorSize: UInt32
    private let chunks: ExpertWitnessChunks
    private var handle: UnsafeMutablePointer<libewf_handle_t>?

    /// - Throws: `too-many-segments`, `ewf-damaged`, `ewf-incomplete`.
    init(path: String) throws(WinnowError) {
        let segments = try Self.glob(path)
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(7), &limit)
        // libewf keeps every segment open and reads short in silence when it cannot.
        guard UInt64(segments.count) + 64 <= limit.rlim_cur else {
            throw WinnowError(
                "too-many-segments", "\(path) has \(segments.count) segments, more than may be open at once",
                remedy: "raise the worker's limit of open files to \(segments.count + 64)")
        }
        var handle: UnsafeMutablePointer<libewf_handle_t>?
        var problem: UnsafeMutablePointer<libewf_error_t>?
        guard libewf_handle_initialize(&handle, &problem) == 1 else { throw Self.error("ewf-damaged", path, &problem) }
        let opened = Self.withNames(segments) { names in
            libewf_handle_open(handle, names, Int32(segments.count), Self.readOnly, &problem)
        }
        guard opened == 1 else {
            libewf_handle_free(&handle, nil)
            throw Self.error("ewf-damaged", path, &problem)
        }
        var media: size64_t = 0
        let incomplete = libewf_handle_segment_files_corrupted(handle, nil) == 1
        let sized = libewf_handle_get_media_size(handle, &media, &problem) == 1
        guard !incomplete, sized else {
            libewf_handle_close(handle, nil)
            libewf_handle_free(&handle, nil)
            guard incomplete else { throw Self.error("ewf-damaged", path, &problem) }
            throw WinnowError(
                "ewf-incomplete", "the E01 set \(path) is incomplete: a segment is missing or cut off",
                remedy: "put all segments (.E01, .E02, ...) in one folder")
        }
        var sector: UInt32 = 0
        var chunkSize: size32_t = 0
        libewf_handle_get_bytes_per_sector(handle, &sector, nil)
        guard libewf_handle_get_chunk_size(handle, &chunkSize, &problem) == 1,
            (1...Self.largestChunk).contains(chunkSize)
        else {
            libewf_handle_close(handle, nil)
            libewf_handle_free(&handle, nil)
            throw Self.error("ewf-damaged", path, &problem)
        }
        size = media
        sectorSize = sector == 0 ? 512 : sector
        self.segments = segments
        self.handle = handle
        chunks = ExpertWitnessChunks(handle, size: media, chunkSize: Int(chunkSize))
    }

    deinit {
        libewf_handle_close(handle, nil)
        libewf_handle_free(&handle, nil)
    }

    /// The segment files beside the first one, without opening them.
    static func glob(_ path: String) throws(WinnowError) -> [String] {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        var count: Int32 = 0
        var problem: UnsafeMutablePointer<libewf_error_t>?
        guard libewf_glob(path, path.utf8.count, anyFormat, &names, &count, &problem) == 1 else {
            throw error("ewf-damaged", path, &problem)
        }
        defer { libewf_glob_free(names, count, nil) }
        var result: [String] = []
        for index in 0..<Int(count) { if let name = names?[index] { result.append(String(cString: name)) } }
        return result
    }

    /// Fills the buffer, which lies within the medium.
    ///
    /// - Returns: false when a part of it is in a chunk that is not there or fails its checksum.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) -> Bool {
        chunks.read(into: buffer, at: offset)
    }

    /// As the acquisition tool stored them: `md5:...`, `sha1:...`.
    var storedDigests: [String] {
        [
            ("md5", Self.digest(16) { libewf_handle_get_md5_hash(handle, $0, 16, nil) }),
            ("sha1", Self.digest(20) { libewf_handle_get_sha1_hash(handle, $0, 20, nil) }),
        ].compactMap { name, value in value.map { "\(name):\(Hex.string($0))" } }
    }

    /// Case number, examiner, dates and the like, by libewf's names; and how many sectors could not be read then.
    var acquisition: [String: String] {
        var values: [String: String] = [:]
        var count: UInt32 = 0
        libewf_handle_get_number_of_header_values(handle, &count, nil)
        for index in 0..<min(count, Self.mostValues) {
            guard
                let name = Self.text(
                    { libewf_handle_get_header_value_identifier_size(handle, index, $0, nil) },
                    {
                        libewf_handle_get_header_value_identifier(handle, index, $0, $1, nil)
                    }),
                let value = Self.text(
                    { size in
                        libewf_handle_get_utf8_header_value_size(handle, name, name.utf8.count, size, nil)
                    }, { libewf_handle_get_utf8_header_value(handle, name, name.utf8.count, $0, $1, nil) }),
                !value.isEmpty
            else { continue }
            values[String(name.prefix(80))] = value
        }
        let bad = sectors(libewf_handle_get_number_of_acquiry_errors, libewf_handle_get_acquiry_error)
        if bad.sectors > 0 { values["unreadable_sectors_at_acquisition"] = String(bad.sectors) }
        return values
    }

    /// Reads the medium on from where the last call ended; what fails its checksum is counted and read as zeros.
    ///
    /// - Returns: bytes read; 0 at the end; nil on an error that reading cannot go on after.
    func readNext(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        let got = libewf_handle_read_buffer(handle, buffer.baseAddress, buffer.count, nil)
        return got < 0 ? nil : got
    }

    func zeroOnError() { libewf_handle_set_read_zero_chunk_on_error(handle, 1, nil) }

    /// Sectors that failed the checksum of their chunk so far, and the first of them.
    var checksumErrors: (sectors: UInt64, first: UInt64) {
        sectors(libewf_handle_get_number_of_checksum_errors, libewf_handle_get_checksum_error)
    }

    private typealias Handle = UnsafeMutablePointer<libewf_handle_t>?
    private typealias Problem = UnsafeMutablePointer<UnsafeMutablePointer<libewf_error_t>?>?

    private func sectors(
        _ count: (Handle, UnsafeMutablePointer<UInt32>?, Problem) -> Int32,
        _ range: (Handle, UInt32, UnsafeMutablePointer<UInt64>?, UnsafeMutablePointer<UInt64>?, Problem) -> Int32
    ) -> (sectors: UInt64, first: UInt64) {
        var ranges: UInt32 = 0
        guard count(handle, &ranges, nil) == 1 else { return (0, 0) }
        var sum: UInt64 = 0
        var first = UInt64.max
        for index in 0..<min(ranges, Self.mostRanges) {
            var start: UInt64 = 0
            var length: UInt64 = 0
            guard range(handle, index, &start, &length, nil) == 1 else { continue }
            sum = sum &+ length
            first = min(first, start)
        }
        return (sum, sum == 0 ? 0 : first)
    }

    private static func text(
        _ size: (UnsafeMutablePointer<Int>) -> Int32, _ read: (UnsafeMutablePointer<UInt8>?, Int) -> Int32
    ) -> String? {
        var length = 0
        guard size(&length) == 1, length > 0, length <= longestValue else { return nil }
        var bytes = [UInt8](repeating: 0, count: length)
        guard bytes.withUnsafeMutableBufferPointer({ read($0.baseAddress, length) }) == 1 else { return nil }
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    private static func withNames<Result>(
        _ names: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var copies: [UnsafeMutablePointer<CChar>?] = []
        for name in names { copies.append(strdup(name)) }
        defer { for copy in copies { free(copy) } }
        return body(copies)
    }

    private static func digest(_ length: Int, _ read: (UnsafeMutablePointer<UInt8>?) -> Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: length)
        let found = bytes.withUnsafeMutableBufferPointer { read($0.baseAddress) }
        return found == 1 ? bytes : nil
    }

    static func error(_ code: String, _ path: String, _ problem: inout UnsafeMutablePointer<libewf_error_t>?)
        -> WinnowError
    {
        var text = [CChar](repeating: 0, count: 512)
        var cause: String?
        if problem != nil {
            libewf_error_sprint(problem, &text, text.count)
            cause = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                .trimmingCharacters(in: .whitespacesAndNewlines)
            libewf_error_free(&problem)
        }
        return WinnowError(
            code, "the E01 set \(path) cannot be opened", remedy: "verify it with the tool that made it", cause: cause)
    }
}
