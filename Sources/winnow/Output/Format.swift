import ArgumentParser

/// How results are printed.
enum Format: String, CaseIterable, ExpressibleByArgument {
    case table, json, jsonl, csv
}

struct FormatOption: ParsableArguments {
    @Option(help: "How to print: \(Format.allCases.map(\.rawValue).joined(separator: ", ")).")
    var format: Format = .table
}
