import Foundation
import SampleImages
import WinnowTesting

/// Documents of every kind that text is taken out of, each with `gantry` in it where bytes do not show it.
enum DocumentTree {
    static let mail = """
        From: a@example.org
        To: b@example.org
        Subject: =?koi8-r?B?y9LBzg==?= =?utf-8?Q?gan=74ry?=
        MIME-Version: 1.0
        Content-Type: text/plain; charset=shift_jis
        Content-Transfer-Encoding: base64

        Z2FudHJ5IJP6lns=
        """
    static let paper = PDFMaker.document(["[(gan) -1 (try)] TJ"])

    static var picture: [UInt8] {
        var exif = ExifBlock()
        exif.image = [(0x010E, .ascii("the gantry"))]
        exif.exif = [(0x9286, .bytes(ascii("UNICODE\0") + "gantry".utf16.flatMap { [UInt8($0), 0] }))]
        return Pictures.jpeg([(0xE1, ascii("Exif\0\0") + exif.bytes)])
    }

    /// By name.
    static var files: [(String, [UInt8])] {
        let outlook = OutlookMaker(messages: [[(0x001A, .text("IPM.Note")), (0x0037, .text("gantry plans"))]]).file
        return [
            ("page.html", ascii("<html><meta charset=windows-1251><p>gan<b>try</b> \u{E9}</p>")),
            ("letter.rtf", ascii(#"{\rtf1\ansi gan{\i try}\'e9}"#)),
            ("paper.pdf", paper), ("locked.pdf", PDFMaker.locked),
            ("cut.pdf", ascii("%PDF-1.7\nnothing")), ("mail.eml", ascii(mail)), ("mail.pst", outlook),
            ("picture.jpg", picture),
            // Larger than is read in one piece.
            ("large.pdf", PDFMaker.document(["[(gan) -1 (try)] TJ"] + [String](repeating: "(x) Tj", count: 5_000))),
            ("large.pst", outlook + zeros(3 << 20)),
        ]
    }

    /// Captions, keywords and office documents, which are archives of parts.
    static var more: [(String, [UInt8])] {
        let xmp = """
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:description><rdf:Alt>
            <rdf:li xml:lang="x-default">gan&#116;ry at dusk</rdf:li></rdf:Alt></dc:description></rdf:Description>
            </rdf:RDF></x:xmpmeta>
            """
        func record(_ dataset: UInt8, _ text: String) -> [UInt8] {
            joined([0x1C, 2, dataset], Pictures.big(text.utf8.count, 2), ascii(text))
        }
        let records = joined(record(120, "a gantry"), record(25, "gantry"), record(25, "crane"))
        let agency = joined(
            ascii("Photoshop 3.0\0"), ascii("8BIM"), [0x04, 0x04, 0, 0], Pictures.big(records.count), records)
        func office(_ parts: [(String, String)]) -> [UInt8] {
            Array(HandMade.zip(parts.map { HandMade.Entry($0.0, Data($0.1.utf8)) }))
        }
        let word = """
            <?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">\
            <w:body><w:p><w:r><w:t>gan</w:t></w:r><w:r><w:t>try and crane</w:t></w:r></w:p></w:body></w:document>
            """
        let properties = """
            <?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/\
            core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>g&#97;ntry</dc:title></cp:coreProperties>
            """
        let open = """
            <?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
            xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:p>gan\
            <text:span>try</text:span></text:p></office:text></office:body></office:document-content>
            """
        return [
            ("xmp.jpg", Pictures.jpeg([(0xE1, joined(ascii("http://ns.adobe.com/xap/1.0/\0"), ascii(xmp)))])),
            ("beside.xmp", ascii(xmp)), ("iptc.jpg", Pictures.jpeg([(0xED, agency)])),
            ("letter.docx", office([("word/document.xml", word), ("docProps/core.xml", properties)])),
            ("letter.odt", office([("content.xml", open)])),
        ]
    }
}
