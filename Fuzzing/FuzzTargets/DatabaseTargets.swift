import Artefacts
import Foundation
import Model
import SampleImages

extension FuzzTarget {
    /// Databases of the evidence with their side files.
    static let databases: [FuzzTarget] = [
        FuzzTarget("sqlite-main", seeds: { try [HistorySeeds.database()] }) { read(main: $0) },
        FuzzTarget("sqlite-wal", seeds: { try [HistorySeeds.wal()] }) { bytes in
            read(main: HistorySeeds.main, wal: HistorySeeds.withChecksums(bytes))
        },
        FuzzTarget("sqlite-journal", seeds: { try [HistorySeeds.journal()] }) { bytes in
            read(main: HistorySeeds.main, journal: bytes)
        },
        FuzzTarget(
            "search-address",
            seeds: {
                texts(
                    "https://www.google.com/search?q=caf%C3%A9+au%20lait&hl=en", "https://duckduckgo.com/?q=a%zz#frag",
                    "http://[::1]:80/?p=%", "https://xn--bcher-kva.example/suche?query=%F0%9F%98%80")
            }
        ) { bytes in _ = SearchEngineTable.standard.search(in: String(decoding: bytes, as: UTF8.self)) },
    ]

    private static func read(main: [UInt8], wal: [UInt8]? = nil, journal: [UInt8]? = nil) {
        let locator = Locator(
            volumeOffset: 0, fileSystem: "ext4", metaAddress: 1, path: RawPath("History"), state: .allocated)
        main.withUnsafeBytes { main in
            (wal ?? []).withUnsafeBytes { walBytes in
                (journal ?? []).withUnsafeBytes { journalBytes in
                    _ = HistoryDatabases.read(
                        main: main, wal: wal == nil ? nil : walBytes, journal: journal == nil ? nil : journalBytes,
                        locator: locator)
                }
            }
        }
    }
}
