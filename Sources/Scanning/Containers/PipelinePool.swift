import Analysis

/// Pipelines for members of containers: one for each content that is half-way through, made when first needed.
final class PipelinePool {
    private var idle: [Pipeline]
    private let make: () throws -> Pipeline

    init(_ first: Pipeline? = nil, make: @escaping () throws -> Pipeline) {
        idle = first.map { [$0] } ?? []
        self.make = make
    }

    func take() throws -> Pipeline { try idle.popLast() ?? make() }

    func give(_ pipeline: Pipeline) { idle.append(pipeline) }
}
