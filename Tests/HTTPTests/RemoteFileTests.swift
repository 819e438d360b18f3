import Foundation
import HTTP
import Model
import Testing
import WinnowTesting

/// Retries at once, so that no test waits.
let impatient = RetryCourse(attempts: 4, base: 0.001, longest: 0.001)

@Suite struct RemoteFileTests {
    let folder: TemporaryFolder
    let server: EvidenceServer
    let content: [UInt8]

    init() throws {
        var numbers = SystemRandomNumberGenerator()
        content = (0..<300_000).map { _ in UInt8.random(in: 0...255, using: &numbers) }
        folder = try TemporaryFolder()
        try folder.write("disk.dd", content)
        server = try EvidenceServer(folder: folder.path)
    }

    private func open(_ path: String = "disk.dd") throws -> RemoteFile {
        try RemoteFile(
            server.url(path), client: HTTPClient(), retries: impatient, timeouts: HTTPTimeouts(connect: 5, stall: 1))
    }

    private func bytes(_ file: RemoteFile, _ range: Range<UInt64>) throws -> [UInt8] {
        var got: [UInt8] = []
        try file.read(range) { got.append(contentsOf: $0) }
        return got
    }

    @Test func partsAreWhatTheFileHolds() throws {
        let file = try open()
        #expect(file.hasRanges && file.identity.size == 300_000 && file.identity.etag != nil)
        #expect(try bytes(file, 0..<10) == Array(content[..<10]))
        #expect(try bytes(file, 299_999..<300_000) == Array(content.suffix(1)))
        #expect(try bytes(file, 1_000..<250_000) == Array(content[1_000..<250_000]))
        // One connection serves them all the same; each request names the state it wants.
        #expect(try server.requests().dropFirst().allSatisfy { $0.headers["If-Match"] == file.identity.etag })
    }

    @Test(arguments: ["{\"count\": 3, \"status\": 503, \"after\": \"0\"}", "{\"count\": 3, \"status\": 500}"])
    func aServerThatRecoversIsAskedAgain(_ fault: String) throws {
        let file = try open()
        try server.behave("{\"fail\": \(fault)}")
        #expect(try bytes(file, 5..<50) == Array(content[5..<50]))
        try server.behave("{\"fail\": \(fault)}")
        #expect(try open().identity.size == 300_000)
    }

    @Test func aServerThatDoesNotRecoverIsGivenUp() throws {
        let file = try open()
        try server.behave(#"{"fail": {"count": 100, "status": 502}}"#)
        let before = try server.requests().count
        expectFailure("http-status") { try bytes(file, 0..<9) }
        #expect(try server.requests().count - before == 4)
    }

    @Test func whatIsCutOffIsTakenUpWhereItEnded() throws {
        let file = try open()
        // More cuts than attempts: each of them brings something.
        try server.behave(#"{"cut": {"count": 9, "after": 20000}}"#)
        #expect(try bytes(file, 0..<300_000) == content)
        let starts = try server.requests().compactMap {
            $0.headers["Range"]?.split(whereSeparator: { "=-".contains($0) })[1]
        }
        #expect(Array(starts.suffix(3)) == ["140000", "160000", "180000"])
    }

    @Test func aStalledServerIsAskedAgain() throws {
        let file = try open()
        try server.behave(#"{"stall": {"count": 1, "after": 1000}}"#)
        #expect(try bytes(file, 0..<5_000) == Array(content[..<5_000]))
    }

    @Test(arguments: ["etag", "modified", "weak", "none"])
    func aFileThatChangesIsAnErrorAndNeverAMixture(_ validator: String) throws {
        try server.behave("{\"validator\": \"\(validator)\"}")
        let file = try open()
        try folder.write("disk.dd", content.map { ~$0 } + [1])
        let soon = Date(timeIntervalSinceNow: 60)
        try FileManager.default.setAttributes([.modificationDate: soon], ofItemAtPath: folder.path + "/disk.dd")
        expectFailure("image-changed") { try bytes(file, 0..<100) }
    }

    @Test func aChangeInTheMiddleOfATransferIsSeen() throws {
        let file = try open()
        try server.behave(#"{"cut": {"count": 1, "after": 1000}}"#)
        var got: [UInt8] = []
        expectFailure("image-changed") {
            try file.read(0..<300_000) { bytes throws(WinnowError) in
                if got.isEmpty {
                    _ = FileManager.default.createFile(
                        atPath: folder.path + "/disk.dd", contents: Data(content.map { ~$0 }))
                }
                got.append(contentsOf: bytes)
            }
        }
        #expect(got == Array(content[..<1_000]))
    }

    @Test func aServerThatLiesIsNotBelieved() throws {
        let file = try open()
        try server.behave(#"{"lie": {"count": 1, "shift": 1}}"#)
        expectFailure("http-range") { try bytes(file, 0..<100) }
        try server.behave(#"{"lie": {"count": 1, "shift": 0, "total": 5}}"#)
        expectFailure("image-changed") { try bytes(file, 0..<100) }
        try server.behave(#"{"encoding": "gzip"}"#)
        expectFailure("http-encoded") { try bytes(file, 0..<100) }
    }

    @Test func aServerWithoutRangesIsReadFromTheStart() throws {
        try server.behave(#"{"ranges": false}"#)
        let file = try open()
        #expect(!file.hasRanges && file.identity.size == 300_000)
        try server.behave(#"{"ranges": false, "cut": {"count": 2, "after": 70000}}"#)
        #expect(try bytes(file, 0..<300_000) == content)
    }

    @Test func aServerThatLosesItsRangesIsGivenUp() throws {
        let file = try open()
        try server.behave(#"{"ranges": false}"#)
        expectFailure("http-range") { try bytes(file, 5..<100) }
    }

    @Test func whatIsNotThereOrNotGivenIsSaid() throws {
        expectFailure("image-missing") { try open("none.dd") }
        try server.behave(#"{"auth": "Basic x"}"#)
        expectFailure("image-refused") { try open() }
        try folder.write("empty.dd", [])
        try server.behave("{}")
        expectFailure("image-empty") { try open("empty.dd") }
    }

    @Test func waitingEndsWhenAskedTo() throws {
        let file = try open()
        try server.behave(#"{"fail": {"count": 1, "status": 503, "after": "100"}}"#)
        expectFailure("enough") {
            try file.read(0..<9, check: { () throws(WinnowError) in throw WinnowError("enough", "") }) { _ in }
        }
    }
}
