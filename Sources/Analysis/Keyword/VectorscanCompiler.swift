import CVectorscan
import Model
import ReferenceData

/// Compiles a pattern table; the only place that talks to Vectorscan's compiler.
enum VectorscanCompiler {
    /// Patterns that Vectorscan refuses to take as they are lose the start of their matches first; then, if they are the
    /// UTF-16 form of an expression, they are left out; else the list is refused (`keyword-compile`).
    ///
    /// - Parameter expressions: the expressions of the table; else its literals.
    /// - Returns: nil when there are none.
    static func compile(
        _ table: inout PatternTable, expressions: Bool, mode: UInt32
    ) throws(WinnowError) -> OpaquePointer? {
        while true {
            let ids = table.patterns.indices.filter {
                table.patterns[$0].isEnabled && table.patterns[$0].isExpression == expressions
            }
            guard !ids.isEmpty else { return nil }
            switch compile(ids.map { table.patterns[$0] }, ids: ids, mode: mode) {
            case .success(let database): return database
            case .failure(let refusal):
                guard refusal.place >= 0, refusal.place < ids.count else { throw failure(refusal.reason) }
                let id = ids[refusal.place]
                let slot = table.patterns[id].slot
                if table.patterns[id].reportsStart {
                    table.patterns[id].reportsStart = false
                } else if table.patterns[id].isRegex, table.encoding(slot: slot) != .utf8 {
                    table.patterns[id].isEnabled = false
                } else {
                    let entry = table.entry(slot: slot)
                    throw failure("list \(table.lists[entry.list].name), line \(entry.term.line): \(refusal.reason)")
                }
            }
        }
    }

    private struct Refusal: Error {
        /// Place among the patterns given; negative when no single one is to blame.
        var place: Int
        var reason: String
    }

    private static func failure(_ cause: String) -> WinnowError {
        WinnowError(
            "keyword-compile", "cannot compile the keyword lists", remedy: "simplify or remove the term", cause: cause)
    }

    private static func compile(
        _ patterns: [Pattern], ids: [Int], mode: UInt32
    ) -> Result<OpaquePointer, Refusal> {
        var text: [CChar] = []
        var starts: [Int] = []
        for pattern in patterns {
            starts.append(text.count)
            text.append(contentsOf: pattern.expression.utf8CString)
        }
        for expression in CompanionPatterns.expressions {
            starts.append(text.count)
            text.append(contentsOf: expression.utf8CString)
        }
        let companions = CompanionPatterns.expressions.count
        let flags = patterns.map(flags) + Array(repeating: UInt32(HS_FLAG_DOTALL), count: companions)
        let numbers = ids.map { UInt32($0) } + Array(repeating: UInt32.max, count: companions)
        return text.withUnsafeBufferPointer { buffer in
            let expressions = starts.map { buffer.baseAddress?.advanced(by: $0) }
            var database: OpaquePointer?
            var error: UnsafeMutablePointer<hs_compile_error_t>?
            let status = hs_compile_multi(
                expressions, flags, numbers, UInt32(starts.count), mode, nil, &database, &error)
            if status == HS_SUCCESS, let database { return .success(database) }
            defer { hs_free_compile_error(error) }
            let reason = error?.pointee.message.map { String(cString: $0) } ?? "code \(status)"
            return .failure(Refusal(place: Int(error?.pointee.expression ?? -1), reason: reason))
        }
    }

    private static func flags(_ pattern: Pattern) -> UInt32 {
        var flags: Int32 = 0
        if pattern.reportsStart { flags |= HS_FLAG_SOM_LEFTMOST }
        if pattern.isDotAll || !pattern.isRegex { flags |= HS_FLAG_DOTALL }
        if pattern.isMultiline { flags |= HS_FLAG_MULTILINE }
        return UInt32(flags)
    }
}
