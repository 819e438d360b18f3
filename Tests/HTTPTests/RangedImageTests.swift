import Foundation
import HTTP
import Model
import Testing
import WinnowTesting

@Suite struct RangedImageTests {
    let folder: TemporaryFolder
    let server: EvidenceServer
    let content: [UInt8]

    init() throws {
        var numbers = SystemRandomNumberGenerator()
        var bytes = [UInt8](repeating: 0, count: (24 << 20) + 12_345)
        bytes.withUnsafeMutableBytes { buffer in
            for offset in stride(from: 0, to: buffer.count - 8, by: 8) {
                buffer.storeBytes(of: numbers.next(), toByteOffset: offset, as: UInt64.self)
            }
        }
        content = bytes
        folder = try TemporaryFolder()
        try folder.write("disk.dd", content)
        server = try EvidenceServer(folder: folder.path)
    }

    private func open(memory: Int = 16 << 20) throws -> RangedImage {
        RangedImage(try RemoteFile(server.url("disk.dd"), client: HTTPClient(), retries: impatient), memory: memory)
    }

    @Test func everyReadIsWhatTheFileHolds() async throws {
        let image = try open()
        let seed = UInt64.random(in: 0...UInt64.max)
        let content = content
        try server.behave(#"{"cut": {"count": 5, "after": 300000}, "fail": {"count": 3, "status": 503, "after": "0"}}"#)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask {
                    var state = seed &+ UInt64(task)
                    func dice(_ most: Int) -> Int {
                        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                        return Int((state >> 33) % UInt64(most))
                    }
                    var offset = 0
                    for _ in 0..<60 {
                        if dice(3) == 0 { offset = dice(content.count) }
                        let length = min(1 + dice(dice(2) == 0 ? 100_000 : 3 << 20), content.count - offset)
                        guard length > 0 else {
                            offset = 0
                            continue
                        }
                        let got = try image.read(UInt64(offset)..<UInt64(offset + length))
                        let isRight = got.elementsEqual(content[offset..<(offset + length)])
                        try #require(isRight, "seed \(seed), task \(task), \(length) bytes at \(offset)")
                        offset += length
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func whatIsInTheCacheIsNotAskedForAgain() throws {
        let image = try open()
        _ = try image.read(100..<200)
        let before = try server.requests().count
        _ = try image.read(0..<1_000)
        #expect(try server.requests().count == before)
    }

    @Test func readingInOrderTakesFewRequests() throws {
        let image = try open()
        for offset in stride(from: UInt64(0), to: 24 << 20, by: 64 << 10) {
            _ = try image.read(offset..<(offset + 64 << 10))
        }
        image.close()
        // 384 reads; one that asks for each block of 256 KiB would make 96 requests.
        #expect(try server.requests().count < 40)
    }

    @Test func aFailureReachesTheReaderAndPassesWithIt() throws {
        let image = try open()
        try server.behave(#"{"fail": {"count": 4, "status": 500}}"#)
        expectFailure("http-status") { try image.read(0..<9) }
        #expect(try image.read(0..<9) == Array(content[..<9]))
    }
}
