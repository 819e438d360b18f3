import Foundation
import Model
import Testing
import WinnowTesting

@testable import Analysis

struct PictureTextTests {
    private static let xmp = """
        <?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>
        <rdf:Description rdf:about="" xmlns:dc="d" photoshop:City="Br&#xfc;gge" xmpMM:DocumentID="xmp.did:1">
        <dc:description><rdf:Alt><rdf:li xml:lang="x-default">lantern &amp; quay</rdf:li></rdf:Alt></dc:description>
        <dc:subject><rdf:Bag><rdf:li>gantry</rdf:li><rdf:li>crane</rdf:li></rdf:Bag></dc:subject>
        </rdf:Description></rdf:RDF></x:xmpmeta>
        """
    private static let xmpLines = [
        "xmp:photoshop:City: Br\u{FC}gge", "xmp:xmpMM:DocumentID: xmp.did:1", "xmp:dc:description: lantern & quay",
        "xmp:dc:subject: gantry\ncrane",
    ]

    private static func block(big: Bool) -> ExifBlock {
        var block = ExifBlock(isBigEndian: big)
        block.image = [
            (0x010E, .ascii("lantern caf\u{E9}")), (0x010F, .ascii("Maker")),
            (0x9C9C, .bytes(joined("\u{43F}\u{440}!".utf16le, [0, 0]))),
        ]
        let comment = joined(ascii("UNICODE\0"), big ? "quay".utf16le.chunkSwapped : "quay".utf16le)
        block.exif = [(0x9003, .ascii("2021:02:03 04:05:06")), (0x9286, .bytes(comment))]
        block.gps = [
            (1, .ascii("N")), (2, .rationals([(51, 1), (30, 1), (493, 100)])), (3, .ascii("W")),
            (4, .rationals([(0, 1), (8, 1), (308, 10)])), (5, .byte(0)), (6, .rationals([(35, 2)])),
            (7, .rationals([(4, 1), (5, 1), (6, 1)])), (0x1D, .ascii("2021:02:03")),
        ]
        return block
    }

    private static let exifLines = [
        "exif:ImageDescription: lantern caf\u{E9}", "exif:Make: Maker", "exif:XPComment: \u{43F}\u{440}!",
        "exif:DateTimeOriginal: 2021:02:03 04:05:06", "exif:UserComment: quay",
        "exif:GPSPosition: 51.501369, -0.141889", "exif:GPSAltitude: 17.5 m", "exif:GPSDateTime: 2021:02:03 04:05:06",
    ]

    @Test(arguments: [false, true]) func exifIsReadInEveryPictureFormat(big: Bool) {
        let block = Self.block(big: big).bytes
        let marked = joined(ascii("Exif\0\0"), block)
        let pictures: [[UInt8]] = [
            Pictures.jpeg([(0xE0, ascii("JFIF\0")), (0xE1, marked)]), block, Pictures.png([("eXIf", block)]),
            Pictures.webp([("VP8X", zeros(10)), ("EXIF", marked)]), Pictures.webp([("EXIF", block)]),
            Pictures.heic(exif: block, xmp: []),
        ]
        for picture in pictures {
            let report = Extraction.report(picture)
            #expect(Extraction.lines(report) == Self.exifLines)
            #expect(report.notes.isEmpty)
            #expect(Extraction.report(picture, piece: 100).texts == report.texts)
        }
    }

    @Test func xmpIsReadInEveryPictureFormatAndInSidecars() {
        let xmp = ascii(Self.xmp)
        let gif = joined(
            ascii("GIF89a"), [1, 0, 1, 0, 0x80, 0, 0], zeros(6), [0x21, 0xFF, 11], ascii("XMP DataXMP"), xmp, [1],
            (0...255).reversed().map { UInt8($0) }, [0, 0x3B])
        let pictures: [[UInt8]] = [
            Pictures.jpeg([(0xE1, joined(ascii("http://ns.adobe.com/xap/1.0/\0"), xmp))]),
            Pictures.png([("iTXt", joined(ascii("XML:com.adobe.xmp\0\0\0\0\0"), xmp))]), Pictures.webp([("XMP ", xmp)]),
            Pictures.heic(exif: ExifBlock().bytes, xmp: xmp), xmp, gif,
        ]
        for picture in pictures {
            #expect(Extraction.lines(Extraction.report(picture, path: "a.xmp")) == Self.xmpLines)
        }
    }

    @Test func captionsOfNewsAgenciesAreRead() {
        func record(_ number: UInt8, _ dataset: UInt8, _ text: [UInt8]) -> [UInt8] {
            joined([0x1C, number, dataset], Pictures.big(text.count, 2), text)
        }
        let records = joined(
            record(1, 90, [0x1B, 0x25, 0x47]), record(2, 120, ascii("lantern caf\u{E9}")),
            record(2, 25, ascii("gantry")),
            record(2, 25, ascii("crane")))
        let resources = joined(
            ascii("8BIM"), [0x03, 0xED, 0, 0], Pictures.big(3), [1, 2, 3, 0], ascii("8BIM"), [0x04, 0x04],
            [3, 0x61, 0x62, 0x63], Pictures.big(records.count), records)
        let picture = Pictures.jpeg([(0xED, joined(ascii("Photoshop 3.0\0"), resources))])
        #expect(
            Extraction.lines(Extraction.report(picture)) == [
                "iptc:Caption-Abstract: lantern caf\u{E9}", "iptc:Keywords: gantry\ncrane",
            ])
    }

    @Test func commentsAreRead() {
        #expect(
            Extraction.lines(Extraction.report(Pictures.jpeg([(0xFE, Array("lantern".utf8))]))) == [
                "jpeg:comment: lantern"
            ])
        let gif = joined(
            ascii("GIF89a"), [1, 0, 1, 0, 0, 0, 0], [0x21, 0xFE, 3], ascii("lan"), [4], ascii("tern"), [0, 0x3B])
        #expect(Extraction.lines(Extraction.report(gif)) == ["gif:comment: lantern"])
        let png = Pictures.png([
            ("tEXt", joined(ascii("Title\0"), [0x63, 0x61, 0x66, 0xE9])),
            ("iTXt", Array("Comment\0\0\0de\0Kommentar\0caf\u{E9}".utf8)),
            // zlib: "lantern quay"
            (
                "zTXt",
                joined(
                    ascii("parameters\0\0"),
                    [
                        0x78, 0x9C, 0xCB, 0x49, 0xCC, 0x2B, 0x49, 0x2D, 0xCA, 0x53, 0x28, 0x2C, 0x4D, 0xAC, 0x04, 0x00,
                        0x1F, 0x7F, 0x04, 0xD5,
                    ])
            ),
        ])
        #expect(
            Extraction.lines(Extraction.report(png)) == [
                "png:Title: caf\u{E9}", "png:Comment: caf\u{E9}", "png:parameters: lantern quay",
            ])
    }

    @Test func loopsAndLiesInDirectoriesEnd() {
        // A directory that follows itself, one that is its own Exif directory, and sizes that no file has.
        let itself = joined(ascii("II*\0"), Pictures.little(8), [0, 0], Pictures.little(8))
        #expect(Extraction.report(itself).texts.isEmpty)
        let nested = joined(
            ascii("MM\0*"), Pictures.big(8), [0, 2], [0x87, 0x69, 0, 4, 0, 0, 0, 1], Pictures.big(8),
            [0x01, 0x0E, 0, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 8], Pictures.big(0))
        #expect(Extraction.report(nested).notes.map(\.code) == ["metadata-damaged"])
        let many = joined(ascii("MM\0*"), Pictures.big(8), [0xFF, 0xFF], zeros(800_000))
        #expect(Extraction.report(many).notes.map(\.code) == ["metadata-damaged"])
    }

    @Test func everyByteOfAPictureMayBeWrong() {
        let seed = UInt64.random(in: .min ... .max)
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let block = Self.block(big: true).bytes
        let originals: [[UInt8]] = [
            Pictures.jpeg([(0xE1, joined(ascii("Exif\0\0"), block))]), block, Pictures.png([("eXIf", block)]),
            Pictures.heic(exif: block, xmp: ascii(Self.xmp)), Pictures.webp([("EXIF", block)]),
        ]
        for _ in 0..<600 {
            var picture = originals[next(originals.count)]
            for _ in 0...next(8) { picture[next(picture.count)] = UInt8(truncatingIfNeeded: next(256)) }
            let report = Extraction.report(Array(picture.prefix(next(picture.count) + 1)))
            #expect(report.texts.reduce(0) { $0 + $1.size } < 1 << 20, "seed \(seed)")
        }
    }

    @Test(.enabled(if: Corpora.isPresent, "no public pictures here"))
    func publicPicturesAreReadAsOthersReadThem() throws {
        let folder = try #require(Corpora.folder)
        func lines(_ path: String) throws -> [String] {
            Extraction.lines(Extraction.report(Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + path)))))
        }
        let gps = try lines("pictures/pillow-exif_gps.jpg")
        #expect(gps.contains("exif:LensMake: LensMake"), "\(gps)")
        #expect(gps.contains("exif:GPSDateTime: 1999:99:99 99:99:99"), "\(gps)")
        let demo = try lines("pictures/be-exif_demo1.jpg")
        #expect(demo.contains { $0.hasPrefix("exif:DateTimeOriginal: ") }, "\(demo)")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder + "/broken")
        where name.hasPrefix("pillow-") {
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/broken/" + name)))
            #expect(Extraction.report(bytes).texts.allSatisfy { $0.size < 1 << 20 })
        }
    }
}

extension [UInt8] {
    /// UTF-16 in the other byte order.
    fileprivate var chunkSwapped: [UInt8] {
        stride(from: 0, to: count - 1, by: 2).flatMap { [self[$0 + 1], self[$0]] }
    }
}
