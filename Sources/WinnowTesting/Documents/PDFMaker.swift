/// Makes small PDFs.
package enum PDFMaker {
    /// A page for each text, and files within it; `extra` goes into the trailer.
    package static func document(
        _ pages: [String], title: String = "", files: [(name: String, content: [UInt8])] = [],
        trailer extra: String = ""
    ) -> [UInt8] {
        let first = 5 + pages.count * 2
        let names = files.enumerated().map { "(\($1.name)) \(first + $0 * 2) 0 R" }.joined(separator: " ")
        var objects = [
            "<</Type/Catalog/Pages 2 0 R" + (files.isEmpty ? "" : "/Names<</EmbeddedFiles<</Names[\(names)]>>>>")
                + ">>",
            "<</Type/Pages/Count \(pages.count)/Kids[\(pages.indices.map { "\($0 * 2 + 5) 0 R" }.joined(separator: " "))]>>",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>", "<</Title(\(title))>>",
        ]
        for (index, text) in pages.enumerated() {
            let content = "BT /F 12 Tf 50 700 Td \(text) ET"
            objects.append(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>>>/Contents \(index * 2 + 6) 0 R>>"
            )
            objects.append("<</Length \(content.utf8.count)>>stream\n\(content)\nendstream")
        }
        for (index, file) in files.enumerated() {
            let hex = file.content.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() + ">"
            objects.append(
                "<</Type/Filespec/F(\(file.name))/UF(\(file.name))/EF<</F \(first + index * 2 + 1) 0 R>>>>")
            objects.append(
                "<</Type/EmbeddedFile/Filter/ASCIIHexDecode/Params<</Size \(file.content.count)>>/Length \(hex.utf8.count)>>"
                    + "stream\n\(hex)\nendstream")
        }
        var file = "%PDF-1.4\n"
        var places: [Int] = []
        for (index, object) in objects.enumerated() {
            places.append(file.utf8.count)
            file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let table = file.utf8.count
        func padded(_ number: Int) -> String { String(String(number + 10_000_000_000).dropFirst()) }
        file +=
            "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n" + places.map { padded($0) + " 00000 n \n" }.joined()
        file += "trailer<</Size \(objects.count + 1)/Root 1 0 R/Info 4 0 R\(extra)>>\nstartxref\n\(table)\n%%EOF\n"
        return Array(file.utf8)
    }

    /// With a password that nobody knows.
    package static var locked: [UInt8] {
        let digest = String(repeating: "5A", count: 32)
        return document(
            ["(lantern) Tj"],
            trailer: "/Encrypt<</Filter/Standard/V 1/R 2/O<\(digest)>/U<\(digest)>/P -4>>/ID[<00><00>]")
    }
}
