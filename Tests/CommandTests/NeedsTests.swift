import Model
import Testing
import WinnowTesting

/// A test that lacks its tool is skipped on a desk, and fails in CI.
struct NeedsTests {
    @Test func onlyInCIAMissingToolIsAnError() throws {
        #expect(!Needs.areMet(environment: [:]) && !Needs.areMet(environment: ["CI": "false"]))
        #expect(Needs.areMet(environment: ["CI": "true"]) && Needs.areMet(environment: ["CI": "1"]))
        #expect(Needs.haveAll(["/bin/sh"]) && !Needs.haveAll(["/bin/sh", "/nowhere/winnow-tool"]))
        #expect(try Needs.verdict(isThere: true, what: "x", mustBeThere: true))
        #expect(try !Needs.verdict(isThere: false, what: "x", mustBeThere: false))
        let error = #expect(throws: WinnowError.self) {
            try Needs.verdict(isThere: false, what: "x", mustBeThere: true)
        }
        #expect(error?.code == "tool-missing" && error?.remedy?.contains("deploy/install") == true)
    }
}
