import Foundation
import Model
import Testing
import WinnowTesting

@testable import Analysis

struct MailTextTests {
    private static let message = """
        Received: from a by b; Tue, 2 Feb 2021 10:00:00 +0000
        From: =?utf-8?q?Ren=C3=A9?= <rene@example.org>
        To: "B" <b@example.org>,
         c@example.org
        Subject: =?utf-8?B?bGFudMOp?= =?utf-8?B?cm4=?= and =?windows-1251?Q?=EF=F0=E8?=
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="b1"

        preamble
        --b1
        Content-Type: multipart/alternative; boundary=b2

        --b2
        Content-Type: text/plain; charset=iso-8859-1
        Content-Transfer-Encoding: quoted-printable

        caf=E9 and a lan=
        tern by the =67antry
        --b2
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: base64

        PHA+cXU8Yj5heTwvYj4gJmVhY3V0ZTsgPGEgaHJlZj0iaHR0cDovL3guZXhhbXBsZS8i
        PmxpbmsgPC9hPjwvcD4=
        --b2--
        --b1
        Content-Type: message/rfc822

        Subject: inner crane
        From: d@example.org
        Date: Mon, 1 Feb 2021 10:00:00 +0000

        inner text
        --b1
        Content-Type: application/pdf; name="x.pdf"
        Content-Disposition: attachment; filename*0*=utf-8''pl%C3%A4; filename*1=ne.pdf
        Content-Transfer-Encoding: base64

        JVBERi0=
        --b1--
        """

    @Test func headersBodiesAndInnerMessagesAreDecoded() {
        for text in [Self.message, Self.message.replacing("\n", with: "\r\n")] {
            let report = Extraction.report(Array(text.utf8), path: "m.eml")
            #expect(Extraction.text(report, "mail:from") == "Ren\u{E9} <rene@example.org>\nd@example.org")
            #expect(Extraction.text(report, "mail:to") == "\"B\" <b@example.org>, c@example.org")
            #expect(Extraction.text(report, "mail:subject") == "lant\u{E9}rn and \u{43F}\u{440}\u{438}\ninner crane")
            #expect(Extraction.text(report) == "caf\u{E9} and a lantern by the gantry\nquay \u{E9} link\ninner text")
            #expect(Extraction.text(report, "link") == "http://x.example/")
            #expect(Extraction.text(report, "mail:attachment") == "pl\u{E4}ne.pdf")
            #expect(report.notes.isEmpty)
            #expect(Extraction.report(Array(text.utf8), piece: 7).texts == report.texts)
        }
    }

    @Test func theMessagesOfAMailboxAreReadOneByOne() {
        let one = "From a@example.org Tue Feb  2 10:00:00 2021\n" + Self.message + "\n\n"
        let other =
            "From b Tue Feb  2 10:00:00 2021\nFrom: b@example.org\nSubject: second\nDate: x\n\n>From here\nlantern\n\n"
        let box = Array((one + other + one).utf8)
        let report = Extraction.report(box)
        #expect(Set(report.texts.map(\.source)) == ["message 1", "message 2", "message 3"])
        #expect(
            report.texts.filter { $0.source == "message 2" }.map(\.text) == [
                "second", "b@example.org", "x", ">From here lantern",
            ])
        for piece in [1, 5, 1_000] { #expect(Extraction.report(box, piece: piece).texts == report.texts) }
    }

    @Test func partsNestedForEverEnd() {
        let level = "Content-Type: multipart/mixed; boundary=b\n\n--b\n"
        let deep = "From: a@b\nTo: c@d\nMessage-ID: <1>\n" + String(repeating: level, count: 10_000)
        #expect(Extraction.report(Array(deep.utf8)).notes.map(\.code) == ["mail-too-deep"])
        let wide =
            "From: a@b\nTo: c@d\nMessage-ID: <1>\n" + level + String(repeating: "\nx\n--b\n", count: 100_000)
        #expect(Extraction.report(Array(wide.utf8)).texts.allSatisfy { $0.size < 1 << 20 })
    }

    @Test func ordinaryTextIsNoMail() {
        for text in [
            "From here to there: 12\nNo: thing\n", "Note: buy milk\nTo: do\n", "http://x\n", "a: b\nSubject: x\n\ny",
        ] {
            #expect(Extraction.report(Array(text.utf8)).texts.isEmpty)
        }
    }

    @Test func brokenEncodingsAreReadAsFarAsTheyGo() {
        #expect(EncodedWords.decode("=?utf-8?B?bGFu".utf8) == "=?utf-8?B?bGFu")
        #expect(EncodedWords.decode("=?nonsense?Q?a=20b?= c".utf8) == "a b c")
        #expect(String(decoding: TransferDecoding.base64("bGFudGVy!!bg".utf8), as: UTF8.self) == "lantern")
        #expect(
            String(decoding: TransferDecoding.quotedPrintable(Array("a=\nb=4=".utf8), isHeader: false), as: UTF8.self)
                == "ab=4=")
    }
}
