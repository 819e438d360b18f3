import Foundation
import HTTP
import Model
import Testing
import WinnowTesting

@Suite struct ClientTests {
    let folder: TemporaryFolder
    let content = Array("the quick brown fox".utf8)

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("fox.txt", content)
    }

    @Test func getsAndPosts() async throws {
        let server = try EvidenceServer(folder: folder.path)
        let client = HTTPClient()
        let got = try client.send(HTTPRequest(.get, server.url("fox.txt")))
        #expect(got.status == 200)
        #expect(got.body == content)
        #expect(got.head.value("content-length") == "19")
        let posted = try await client.response(
            to: HTTPRequest(
                .post, server.url("hook"), headers: [HTTPHeader("X-Kind", "test")], body: Array("{}".utf8)))
        #expect(posted.isSuccess)
        #expect(posted.body == Array("{}".utf8))
        #expect(try server.requests().last?.headers["X-Kind"] == "test")
        let empty = try client.send(HTTPRequest(.post, server.url("hook"), body: []))
        #expect(empty.body.isEmpty && empty.isSuccess)
        #expect(try client.send(HTTPRequest(.get, server.url("none"))).status == 404)
        let head = try client.send(HTTPRequest(.head, server.url("fox.txt")))
        #expect(head.body.isEmpty && head.head.value("Content-Length") == "19")
    }

    @Test func aLongResponseIsRefused() throws {
        let server = try EvidenceServer(folder: folder.path)
        expectFailure("http-too-long") {
            try HTTPClient().send(HTTPRequest(.get, server.url("fox.txt"), largestBody: 18))
        }
    }

    @Test func aServerThatIsNotThereIsAPassingFault() throws {
        expectFailure("http-connection") {
            try HTTPClient().send(HTTPRequest(.get, "http://localhost:1/x"))
        }
    }

    @Test func aStalledServerIsLeft() throws {
        let server = try EvidenceServer(folder: folder.path)
        try server.behave(#"{"stall": {"count": 1, "after": 4}}"#)
        expectFailure("http-timeout") {
            try HTTPClient().send(
                HTTPRequest(.get, server.url("fox.txt"), timeouts: HTTPTimeouts(connect: 5, stall: 1)))
        }
    }

    @Test func redirectsLeadToHTTPAlone() throws {
        let server = try EvidenceServer(folder: folder.path)
        try server.behave(
            #"{"redirect": {"/a": "/fox.txt", "/file": "file:///etc/passwd", "/ftp": "ftp://localhost/x", "/loop": "/loop"}}"#
        )
        #expect(try HTTPClient().send(HTTPRequest(.get, server.url("a"))).body == content)
        for path in ["file", "ftp", "loop"] {
            expectFailure("http-redirect") { try HTTPClient().send(HTTPRequest(.get, server.url(path))) }
        }
        #expect(try HTTPClient().send(HTTPRequest(.get, server.url("a"), redirects: 0)).status == 302)
    }

    @Test func certificatesAreVerified() async throws {
        let own = try await OwnAuthority(folder: folder.path)
        let server = try EvidenceServer(folder: folder.path, certificate: own.server)
        expectFailure("http-certificate") { try HTTPClient().send(HTTPRequest(.get, server.url("fox.txt"))) }
        let trusting = HTTPClient(HTTPSettings(caFile: own.authority))
        #expect(try trusting.send(HTTPRequest(.get, server.url("fox.txt"))).body == content)
        // The certificate is localhost's, not the address's.
        expectFailure("http-certificate") {
            try trusting.send(HTTPRequest(.get, "https://127.0.0.1:\(server.port)/fox.txt"))
        }
        let plain = try EvidenceServer(folder: folder.path)
        try server.behave("{\"redirect\": {\"/down\": \"\(plain.url("fox.txt"))\"}}")
        expectFailure("http-redirect") { try trusting.send(HTTPRequest(.get, server.url("down"))) }
    }

    @Test func passwordsComeFromNetrcAndTokensGoOverTLSAlone() async throws {
        let own = try await OwnAuthority(folder: folder.path)
        let plain = try EvidenceServer(folder: folder.path)
        let basic = "Basic " + Data("examiner:open-sesame".utf8).base64EncodedString()
        try plain.behave("{\"auth\": \"\(basic)\"}")
        #expect(try HTTPClient().send(HTTPRequest(.get, plain.url("fox.txt"))).status == 401)
        let netrc = try folder.write("netrc", Array("machine localhost login examiner password open-sesame\n".utf8))
        let settings = HTTPSettings(netrc: netrc)
        #expect(try HTTPClient(settings).send(HTTPRequest(.get, plain.url("fox.txt"))).body == content)

        let secure = try EvidenceServer(folder: folder.path, certificate: own.server)
        try secure.behave(#"{"auth": "Bearer t0ken"}"#)
        let environment = ["WINNOW_HTTP_TOKENS": "localhost=t0ken other.example=x", "SSL_CERT_FILE": own.authority]
        let client = HTTPClient(try HTTPSettings.resolve(environment: environment))
        #expect(try client.send(HTTPRequest(.get, secure.url("fox.txt"))).body == content)
        try plain.behave("{}")
        _ = try client.send(HTTPRequest(.get, plain.url("fox.txt")))
        #expect(try plain.requests().last?.headers["Authorization"] == nil)
    }

    @Test func settingsThatNameNoFileAreRefused() {
        expectFailure("http-settings") { try HTTPSettings.resolve(environment: ["NETRC": "/none/netrc"]) }
        expectFailure("http-settings") { try HTTPSettings.resolve(environment: ["WINNOW_HTTP_TOKENS": "abc"]) }
    }

    @Test func nothingIsSmuggledIntoARequest() {
        expectFailure("http-address") { try HTTPClient().send(HTTPRequest(.get, "http://localhost/a b")) }
        expectFailure("http-address") {
            try HTTPClient().send(HTTPRequest(.get, "http://localhost/", headers: [HTTPHeader("X", "a\r\nY: b")]))
        }
        expectFailure("http-address") { try HTTPClient().send(HTTPRequest(.get, "file:///etc/passwd")) }
    }
}
