import Model
import Testing

@testable import HTTP

@Suite struct RangeVerdictTests {
    private let identity = FileIdentity(size: 1_000, etag: "\"a\"")

    private func verdict(_ status: Int, _ headers: [String: String], known: Bool = true) -> RangeVerdict {
        let head = HTTPHead(status: status, headers: headers.map { HTTPHeader($0.key, $0.value) })
        return RangeVerdict(head, wanted: 100..<200, identity: known ? identity : nil, place: "https://h/a")
    }

    private func code(_ verdict: RangeVerdict) -> String {
        switch verdict {
        case .good: "good"
        case .wholeFile: "whole"
        case .again(let error, let after): "again \(error.code) \(after.map { "\($0)" } ?? "-")"
        case .final(let error): error.code
        }
    }

    @Test(arguments: [
        ("bytes 100-199/1000", "\"a\"", "good"), ("bytes 100-149/1000", "\"a\"", "good"),
        ("bytes 100-199/*", "\"a\"", "good"), ("bytes 100-199/1000", "", "good"),
        ("bytes 100-199/1001", "\"a\"", "image-changed"), ("bytes 100-199/1000", "\"b\"", "image-changed"),
        ("bytes 99-199/1000", "\"a\"", "http-range"), ("bytes 100-200/1000", "\"a\"", "http-range"),
        ("bytes 199-100/1000", "\"a\"", "http-range"), ("bytes 100-199/150", "\"a\"", "http-range"),
        ("items 100-199/1000", "\"a\"", "http-range"), ("", "\"a\"", "http-range"),
        ("bytes 99999999999999999999-99999999999999999999/1000", "\"a\"", "http-range"),
    ])
    func partsMustBeThoseAskedFor(_ range: String, _ etag: String, _ expected: String) {
        let headers = ["Content-Range": range, "ETag": etag].filter { !$0.value.isEmpty }
        #expect(code(verdict(206, headers)) == expected)
    }

    @Test func otherAnswers() {
        #expect(code(verdict(200, ["ETag": "\"a\"", "Content-Length": "1000"])) == "whole")
        #expect(code(verdict(200, ["ETag": "\"b\""])) == "image-changed")
        #expect(code(verdict(200, ["Content-Length": "999"])) == "image-changed")
        #expect(code(verdict(412, [:])) == "image-changed")
        #expect(code(verdict(416, [:])) == "image-changed")
        #expect(code(verdict(404, [:])) == "image-missing")
        #expect(code(verdict(401, [:])) == "image-refused")
        #expect(code(verdict(400, [:])) == "http-status")
        #expect(code(verdict(503, ["Retry-After": "7"])) == "again http-status 7.0")
        #expect(code(verdict(429, ["Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"])) == "again http-status -")
        #expect(code(verdict(206, ["Content-Encoding": "gzip"])) == "http-encoded")
    }

    @Test func onlyStrongTagsTellStates() {
        let weak = FileIdentity(size: 1, HTTPHead(status: 200, headers: [HTTPHeader("etag", "W/\"a\"")]))
        #expect(weak.etag == nil && weak.conditions.isEmpty)
        let strong = FileIdentity(size: 1, HTTPHead(status: 200, headers: [HTTPHeader("etag", "\"a\"")]))
        #expect(strong.conditions.map(\.name) == ["If-Match", "If-Range"])
    }

    @Test func readsInOrderAreFetchedAhead() {
        var ahead = ReadAhead(most: 1_000_000)
        #expect(ahead.note(0..<100) == nil)
        #expect(ahead.note(5_000_000..<5_000_100) == nil)
        #expect(ahead.note(100..<300) == 300..<900)
        #expect(ahead.note(5_000_100..<5_000_200) == 5_000_200..<5_000_600)
        #expect(ahead.note(300..<2_000_000) == 2_000_000..<3_000_000)
    }

    @Test func theOldestBlockMakesRoom() {
        var cache = BlockCache(most: 2)
        for number: UInt64 in 0..<2 {
            cache.claim(number)
            cache.put(number, [UInt8(number)])
        }
        // Used last, so block 1 is the oldest.
        if case .here(let bytes) = cache.place(of: 0) { #expect(bytes == [0]) }
        cache.claim(2)
        #expect(!cache.isAbsent(2))
        cache.put(2, [2])
        #expect(cache.isAbsent(1) && !cache.isAbsent(0) && !cache.isAbsent(2))
        cache.claim(1)
        cache.giveUp(1)
        #expect(cache.isAbsent(1))
    }
}
