import Analysis
import Model
import SampleImages

extension FuzzTarget {
    /// Readers of our own of what people and programs write: text of documents, metadata of pictures, traces.
    static let contents: [FuzzTarget] = [
        FuzzTarget(
            "document",
            seeds: {
                texts(
                    "<html><head><meta charset=windows-1251><title>a</title></head><p>b&eacute;&#x41;<b>c</b></p></html>",
                    #"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 A;}}\f0 a\'e9\u233?{\*\x y}\par b}"#,
                    "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
                        + "<w:p><w:r><w:t>a</w:t></w:r><w:del><w:delText>b</w:delText></w:del></w:p></w:document>",
                    "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\"><text:p>a"
                        + "<text:s text:c=\"3\"/></text:p></office:document-content>",
                    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF><rdf:Description dc:title=\"a\"/></rdf:RDF></x:xmpmeta>",
                    "From: =?utf-8?B?w6k=?= <a@b>\nTo: c@d\nMessage-ID: <1>\nSubject: =?koi8-r?Q?=C1?=\n"
                        + "Content-Type: text/plain; charset*0*=utf-8''iso; charset*1=-8859-1\n\nbody\n")
            }
        ) { bytes in read(bytes) },
        FuzzTarget("picture-metadata", seeds: { pictures }) { bytes in read(bytes) },
        FuzzTarget(
            "artefact",
            seeds: {
                let contents = [
                    "{\"roots\": {\"bookmark_bar\": {\"type\": \"url\", \"url\": \"https://a/\", \"date_added\": \"13\"}}}",
                    "mozLz40\0\u{8}\0\0\0\u{80}{\"a\": 1}", "SNSS\u{1}\0\0\0\u{2}\0\u{6}a",
                    "2026-01-02 03:04:05 install bleachbit:all <none> 4.4\n",
                    "ControlPort 9051\nHiddenServiceDir /var/lib/tor/x\n",
                    "TorVersion Tor 0.4.7\nLastWritten 2026-01-02 03:04:05\n", "#1700000000\nshred -u a\n",
                    "bplist00\u{51}a\u{8}\0\0\0\0\0\0\u{1}\u{1}\0\0\0\0\0\0\0\u{1}\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\u{A}",
                    "<?xml version=\"1.0\"?><plist><dict><key>a</key><string>b</string></dict></plist>",
                    "[ZoneTransfer]\nZoneId=3\nHostUrl=https://a/\n",
                ]
                return contents.enumerated().map { [UInt8($0)] + Array($1.utf8) }
            }
        ) { bytes in
            // The first byte says where the file lies: readers go by content and place.
            let path = artefactPaths[Int(bytes.first ?? 0) % artefactPaths.count]
            analyze(Array(bytes.dropFirst()), path, with: HistoryAnalyzer())
            analyze(Array(bytes.dropFirst()), path, with: ArtefactAnalyzer())
        },
    ]

    private static let artefactPaths = [
        "Users/a/AppData/Local/Google/Chrome/User Data/Default/Bookmarks",
        "home/a/.mozilla/firefox/x/sessionstore-backups/recovery.jsonlz4",
        "Users/a/AppData/Local/Google/Chrome/User Data/Default/Sessions/Session_13", "var/log/dpkg.log",
        "etc/tor/torrc", "var/lib/tor/state", "home/a/.bash_history", "Users/a/Library/Safari/Downloads.plist",
        "Users/a/Library/Preferences/com.apple.a.plist", "Users/a/Downloads/b.zip:Zone.Identifier",
    ]

    /// Beginnings of each format with a little of what its reader looks for.
    private static var pictures: [[UInt8]] {
        let exif: [UInt8] = [
            0x49, 0x49, 0x2A, 0, 8, 0, 0, 0, 2, 0, 0x0E, 1, 2, 0, 4, 0, 0, 0, 0x61, 0x62, 0x63, 0, 0x25, 0x88, 4, 0, 1,
            0,
            0, 0, 38, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 2, 0, 2, 0, 0, 0, 0x4E, 0, 0, 0, 0, 0, 0, 0,
        ]
        let app1: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE1, 0, UInt8(exif.count + 8)] + Array("Exif\0\0".utf8) + exif
        let png: [UInt8] =
            [0x89, 0x50, 0x4E, 0x47, 0xD, 0xA, 0x1A, 0xA, 0, 0, 0, 7] + Array("tEXta\0bcdef".utf8) + [0, 0, 0, 0]
        let webp = Array("RIFF\u{24}\0\0\0WEBPEXIF".utf8) + [UInt8(exif.count), 0, 0, 0] + exif
        let gif = Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0, 0x21, 0xFE, 3, 0x61, 0x62, 0x63, 0, 0x3B]
        let heif: [UInt8] =
            [0, 0, 0, 20] + Array("ftypheic\0\0\0\0mif1".utf8) + [0, 0, 0, 20] + Array("meta\0\0\0\0".utf8)
        return [app1 + [0xFF, 0xD9], exif, png, webp, gif, heif + [0, 0, 0, 8] + Array("iinf".utf8)]
    }

    private static func read(_ bytes: [UInt8]) { analyze(bytes, "home/a/x", with: TextAnalyzer()) }

    /// As a file of that path, once whole and once in pieces.
    static func analyze(_ bytes: [UInt8], _ path: String, with analyzer: some Analyzer) {
        let item = ScanItem(
            locator: Locator(
                volumeOffset: 0, fileSystem: "ntfs", metaAddress: 1, path: RawPath(path), state: .allocated),
            kind: .regular, size: UInt64(bytes.count))
        bytes.withUnsafeBytes { content in
            var reports = [ItemReport()]
            analyzer.analyze(ArenaGroup(items: [item], ranges: [0..<content.count], base: content), into: &reports)
            // In pieces, as a large one comes.
            var report = ItemReport()
            analyzer.begin(item)
            var start = 0
            while start < content.count {
                let end = min(start + 33, content.count)
                analyzer.consume(UnsafeRawBufferPointer(rebasing: content[start..<end]), at: UInt64(start))
                start = end
            }
            analyzer.end(item, complete: true, into: &report)
        }
    }
}
