import Analysis
import Model

/// What is still done with a content that ended a scanner before.
extension ShardScan {
    /// Of a file; or of the member that was announced last.
    func reduction(ofFile index: Int) -> ReducedScan? { reducing[ContentPlace(file: index)] }

    var memberReduction: ReducedScan? { reducing[ContentPlace(file: members.index, member: members.next - 1)] }

    /// Calls with the pipeline that the content goes through.
    func withPipeline<Result>(_ reduction: ReducedScan?, _ body: (Pipeline) throws -> Result) throws -> Result {
        guard let reduction else { return try body(pipeline) }
        let pool = session.reducedPipelines(reduction.level)
        let pipeline = try pool.take()
        defer { pool.give(pipeline) }
        return try body(pipeline)
    }

    /// How a content is accounted for with which less was done than with others.
    func reduced(
        _ reduction: ReducedScan?, _ status: CoverageStatus, _ reason: String, _ report: inout ItemReport
    ) -> (CoverageStatus, String) {
        guard let reduction, status == .scanned else { return (status, reason) }
        switch reduction.level {
        case .bytes:
            report.notes.append(
                WinnowError("parser-" + reduction.reason, "the reader of a content's format ended its scanner"))
            return (status, reason)
        case .digests:
            report.container = nil
            return (.unreadable, reduction.reason)
        }
    }
}
