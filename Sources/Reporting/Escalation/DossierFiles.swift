import Model

/// What the folder of one escalation holds.
package enum DossierFiles {
    /// File names and contents; the contents are made as they are asked for.
    package static func all(_ dossier: Dossier) -> [(name: String, content: () throws -> [UInt8])] {
        [
            ("summary.txt", { Array(DossierSummary(dossier).text.utf8) }),
            ("repeat.txt", { Array(RepeatList.text(dossier).utf8) }),
            ("escalation.json", { try DossierJSON.data(dossier) }),
            ("hits.csv", { Array(HitsCSV.text(dossier).utf8) }),
            ("vics.json", { Array(VICSCase.text(dossier).utf8) }),
            ("case.jsonld", { Array(CASEBundle.text(dossier).utf8) }),
        ]
    }

    /// A folder's name: what an exhibit is called may be anything but a file name.
    package static func folder(_ dossier: Dossier) -> String {
        func plain(_ text: String) -> String {
            String(text.prefix(40).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
        }
        return "\(dossier.escalationID)-\(plain(dossier.exhibit))-\(plain(dossier.category))-pull\(dossier.pull)"
    }
}

/// The commands that show each hit again, for a shell.
enum RepeatList {
    static func text(_ dossier: Dossier) -> String {
        var text = "# The Sleuth Kit's commands that show each hit again; the numbers are those of hits.csv.\n"
        for (number, hit) in dossier.hits.enumerated() {
            text += "\n# \(number + 1): \(Escaping.line(hit.locator.wholePath))\n"
            text += RepeatCommand.line(hit, image: dossier.image(of: hit)) ?? "# no single command leads there"
            text += "\n"
        }
        return text
    }
}
