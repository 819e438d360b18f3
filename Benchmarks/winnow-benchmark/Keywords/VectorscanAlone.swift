import CVectorscan
import Model

/// Vectorscan by itself: the terms as caseless literals in UTF-8 and UTF-16LE, one stream, a callback that counts.
final class VectorscanAlone {
    private var database: OpaquePointer?
    private var scratch: OpaquePointer?
    private var stream: OpaquePointer?
    private(set) var matches = 0

    init(terms: [String]) throws {
        var literals: [[CChar]] = []
        for term in terms {
            literals.append(term.utf8.map { CChar(bitPattern: $0) })
            literals.append(term.utf16.flatMap { [CChar(truncatingIfNeeded: $0), CChar(truncatingIfNeeded: $0 >> 8)] })
        }
        let storage = literals.map { literal -> UnsafeMutablePointer<CChar> in
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: literal.count)
            copy.initialize(from: literal, count: literal.count)
            return copy
        }
        defer { for pointer in storage { pointer.deallocate() } }
        let pointers = storage.map { UnsafePointer<CChar>?($0) }
        let flags = [UInt32](repeating: UInt32(HS_FLAG_CASELESS), count: literals.count)
        let ids = (0..<UInt32(literals.count)).map { $0 }
        var problem: UnsafeMutablePointer<hs_compile_error_t>?
        guard
            hs_compile_lit_multi(
                pointers, flags, ids, literals.map(\.count), UInt32(literals.count), UInt32(HS_MODE_STREAM), nil,
                &database, &problem) == HS_SUCCESS,
            hs_alloc_scratch(database, &scratch) == HS_SUCCESS, hs_open_stream(database, 0, &stream) == HS_SUCCESS
        else { throw WinnowError("benchmark", "Vectorscan refused the terms") }
    }

    deinit {
        hs_close_stream(stream, scratch, nil, nil)
        hs_free_scratch(scratch)
        hs_free_database(database)
    }

    func begin() {
        hs_reset_stream(stream, 0, scratch, nil, nil)
        matches = 0
    }

    func scan(_ bytes: UnsafeRawBufferPointer) {
        hs_scan_stream(
            stream, bytes.bindMemory(to: CChar.self).baseAddress, UInt32(bytes.count), 0, scratch,
            { _, _, _, _, context in
                context?.assumingMemoryBound(to: Int.self).pointee += 1
                return 0
            }, &matches)
    }
}
