import Model
import Store
import Testing
import WinnowTesting

/// Devices whose browsers were signed in to the same account.
@Suite struct SharedAccountTests {
    private static func visit(_ title: String?, _ url: String = "https://example.org/") -> HistoryEntry {
        HistoryEntry(
            source: "chromium", profile: "Default", locator: RecordTests.entry.locator, kind: .visit, url: url,
            title: title)
    }

    /// Links by account between two devices with one entry each.
    private static func links(_ first: HistoryEntry, _ second: HistoryEntry) async throws -> [SharedValue] {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit(devices: 2)
        for _ in 0..<2 { try await fixture.survey(try #require(await fixture.claimOne()), scans: 1) }
        for entry in [first, second] {
            try await fixture.scan(try #require(await fixture.claimOne()), history: [entry])
        }
        return try await fixture.records.sharedValues(batchID: batch, limit: 10)
    }

    @Test(arguments: [
        "Inbox (12) - Ann.B+x@example.org - Gmail", "(3 unread) - ann.b+x@example.org - Yahoo Mail",
        "Inbox | ann.b+x@example.org | Proton Mail", "Sent - ann.b+x@example.org - Example Mail",
    ])
    func aMailboxSaysWhoseItIs(title: String) async throws {
        let links = try await Self.links(
            Self.visit(title), Self.visit(nil, "https://example.org/auth?a=b&login_hint=ann.b%2Bx%40example.org"))
        #expect(links.map(\.value) == ["ann.b+x@example.org"])
        let same = try await Self.links(Self.visit(title), Self.visit("Inbox - ann.b+x@example.org - Gmail"))
        #expect(same.map(\.kind) == ["account"] && same.map(\.value) == ["ann.b+x@example.org"])
        #expect(same.first?.exhibits.sorted() == ["ABC/1", "ABC/2"])
    }

    @Test(arguments: [
        "https://accounts.example.org/o?login_hint=ann%40example.org&x=1",
        "https://example.org/u?authuser=ANN@example.org",
    ])
    func aSignInSaysWhose(url: String) async throws {
        let links = try await Self.links(Self.visit(nil, url), Self.visit("Inbox - ann@example.org - Gmail"))
        #expect(links.map(\.value) == ["ann@example.org"])
    }

    @Test(arguments: [
        "Contact us: ann@example.org", "Write to - ann@example.org - today", "E-mail ann@example.org - Mail",
        "Inbox - bob@example.org - Gmail",
    ])
    func anAddressThatAPageShowsIsNoAccount(title: String) async throws {
        let links = try await Self.links(Self.visit(title), Self.visit("Inbox - ann@example.org - Gmail"))
        #expect(links.isEmpty)
    }

    @Test func oneDeviceIsNoLink() async throws {
        let entry = Self.visit("Inbox - ann@example.org - Gmail")
        #expect(try await Self.links(entry, Self.visit("Inbox")).isEmpty)
    }
}
