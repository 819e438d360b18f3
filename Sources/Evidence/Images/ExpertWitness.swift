import CEWF
import Foundation
import Model

/// What libewf says of an E01 set: opened first, because libtsk reports every fault of it as an unknown file system.
struct ExpertWitness {
    // LIBEWF_OPEN_READ and LIBEWF_FORMAT_UNKNOWN are macros and enums that Swift does not see as numbers.
    private static let readOnly: Int32 = 1
    private static let anyFormat: UInt8 = 0

    let segments: [String]
    let size: UInt64
    let storedDigests: [String]

    init(path: String) throws(WinnowError) {
        let segments = try Self.glob(path)
        self.segments = segments
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
        defer { libewf_handle_free(&handle, nil) }
        let opened = Self.withNames(segments) { names in
            libewf_handle_open(handle, names, Int32(segments.count), Self.readOnly, &problem)
        }
        guard opened == 1 else { throw Self.error("ewf-damaged", path, &problem) }
        defer { libewf_handle_close(handle, nil) }
        if libewf_handle_segment_files_corrupted(handle, nil) == 1 {
            throw WinnowError(
                "ewf-incomplete", "the E01 set \(path) is incomplete: a segment is missing or cut off",
                remedy: "put all segments (.E01, .E02, ...) in one folder")
        }
        var media: size64_t = 0
        guard libewf_handle_get_media_size(handle, &media, &problem) == 1 else {
            throw Self.error("ewf-damaged", path, &problem)
        }
        size = media
        var stored: [String] = []
        for (name, value) in [
            ("md5", Self.digest(16) { libewf_handle_get_md5_hash(handle, $0, 16, nil) }),
            ("sha1", Self.digest(20) { libewf_handle_get_sha1_hash(handle, $0, 20, nil) }),
        ] {
            if let value { stored.append("\(name):\(Hex.string(value))") }
        }
        storedDigests = stored
    }

    /// The segment files beside the first one, without opening them.
    static func glob(_ path: String) throws(WinnowError) -> [String] {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        var count: Int32 = 0
        var problem: UnsafeMutablePointer<libewf_error_t>?
        guard libewf_glob(path, path.utf8.count, Self.anyFormat, &names, &count, &problem) == 1 else {
            throw error("ewf-damaged", path, &problem)
        }
        defer { libewf_glob_free(names, count, nil) }
        var result: [String] = []
        for index in 0..<Int(count) { if let name = names?[index] { result.append(String(cString: name)) } }
        return result
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

    private static func error(_ code: String, _ path: String, _ problem: inout UnsafeMutablePointer<libewf_error_t>?)
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
