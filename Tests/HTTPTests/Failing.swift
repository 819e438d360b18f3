import Model
import Testing

/// Expects an error of ours with this code.
func expectFailure(_ code: String, at place: SourceLocation = #_sourceLocation, _ body: () throws -> some Any) {
    do {
        _ = try body()
        Issue.record("nothing failed where \(code) should have", sourceLocation: place)
    } catch {
        #expect((error as? WinnowError)?.code == code, "\(error)", sourceLocation: place)
    }
}
