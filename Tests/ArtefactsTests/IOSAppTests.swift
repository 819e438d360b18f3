import Foundation
import Model
import Testing

@testable import Artefacts

struct IOSAppTests {
    /// Lines as published examinations of phones show them.
    private static let log = """
        Mon Apr  7 07:38:12 2025 [446] <notice> (0x16fc9b000) -[MIInstaller performInstallationWithError:]: Install Successful for (Customer:org.torproject.ios); Staging: 0.03s; Overall: 1.27s
        Mon Apr  7 07:38:11 2025 [446] <notice> (0x16fc9b000) -[MIInstaller performInstallationWithError:]: Install Successful for (Placeholder:org.torproject.ios); Staging: 0.03s
        Mon Apr  7 07:40:47 2025 [446] <notice> (0x16fc9b000) -[MIUninstaller _uninstallBundleWithIdentity:]: Uninstalling identifier com.miketigas.OnionBrowser
        Mon Apr  7 07:40:47 2025 [446] <err> (0x16fc9b000) -[MIUninstaller x]: Destroying container com.miketigas.OnionBrowser with persona (null) at /private/var/x
        garbage [446] Uninstalling identifier
        Uninstalling identifier com.no.time
        """

    @Test func `apps that were installed and removed are told with the phone's own time`() throws {
        let path = "/private/var/installd/Library/Logs/MobileInstallation/mobile_installation.log.0"
        let reading = try #require(readArtefact(Array(Self.log.utf8), at: path))
        #expect(
            reading.entries.map(\.title) == [
                "install org.torproject.ios", "uninstall com.miketigas.OnionBrowser", "uninstall com.no.time",
            ])
        let times = reading.entries.map { spaced($0.time) }
        #expect(times == ["2025-04-07 07:38:12.000000", "2025-04-07 07:40:47.000000", ""])
        #expect(reading.traces.map(\.text) == ["org.torproject.ios", "com.miketigas.OnionBrowser", "com.no.time"])
        #expect(reading.traces.allSatisfy { $0.subject == .name && $0.proof == .installed })
        #expect(reading.entries.allSatisfy { $0.note == "in the phone's local time" && $0.source == "ios-apps" })
    }

    @Test func `the store's word of an app gives its identifier and when it was got`() throws {
        let list: [String: Any] = [
            "softwareVersionBundleId": "com.miketigas.OnionBrowser", "itemName": "Onion Browser", "artistName": "M",
            "com.apple.iTunesStore.downloadInfo": ["purchaseDate": "2026-01-02T03:04:05Z"],
        ]
        func read(_ list: [String: Any]) throws -> ArtefactReading {
            let bytes = try PropertyListSerialization.data(fromPropertyList: list, format: .binary, options: 0)
            return try #require(
                readArtefact([UInt8](bytes), at: "/private/var/containers/Bundle/Application/0A/iTunesMetadata.plist"))
        }
        let reading = try read(list)
        #expect(reading.entries.map(\.title) == ["com.miketigas.OnionBrowser"])
        #expect(reading.entries.map(\.time) == [1_767_323_045_000_000])
        #expect(reading.entries.map(\.note) == ["Onion Browser; by M; the time is when it was got from the store"])
        #expect(reading.traces.map(\.subject) == [.name])
        #expect(try read(["itemName": "x"]).entries.isEmpty)
        #expect(try read(["softwareVersionBundleId": 7]).entries.isEmpty)
    }
}
