import Foundation
import Model
import Testing
import WinnowTesting

@testable import Analysis

/// What is attached to messages comes out as it was put in.
struct MailPartsTests {
    private static let message = """
        From: a@example.org
        To: b@example.org
        Message-ID: <1>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=outer

        --outer
        Content-Type: multipart/related; boundary=outer2

        --outer2
        Content-Type: text/plain

        the message's own text
        --outer2
        Content-Type: image/png; name="=?utf-8?Q?gr=C3=B6=C3=9Fe.png?="
        Content-Transfer-Encoding: base64

        AAECAwQFBgcICQ
        oL/w==
        --outer2--
        an epilogue is none's
        --outer
        Content-Type: message/rfc822

        Subject: inner
        From: c@example.org

        inner text
        --outer
        Content-Type: message/rfc822

        Subject: inner
        Content-Type: multipart/mixed; boundary="inner ="

        --inner =
        Content-Type: text/plain
        Content-Disposition: attachment; filename=notes.txt
        Content-Transfer-Encoding: quoted-printable

        caf=E9 so=
        ft
        hard

        --outer
        Content-Type: application/octet-stream
        Content-Disposition: attachment; filename="raw"

        From here on --outer is no boundary
        --outerX neither

        --outer--
        --outer
        after the end
        """

    private static let files: [(String, [UInt8])] = [
        ("1.2/gr\u{F6}\u{DF}e.png", Array(0...11) + [0xFF]),
        ("3.1/notes.txt", [0x63, 0x61, 0x66, 0xE9] + Array(" soft\nhard\n".utf8)),
        ("4/raw", Array("From here on --outer is no boundary\n--outerX neither\n".utf8)),
    ]

    /// All files of a content that comes in pieces of some size.
    private func files(_ text: String, isMailbox: Bool = false, piece: Int = 1 << 20, buffer: Int = 1 << 20) throws
        -> [(name: String, content: [UInt8])]
    {
        let bytes = Array(text.utf8)
        return try bytes.withUnsafeBytes { all in
            let parts = MailParts(isMailbox: isMailbox) { offset in
                UnsafeRawBufferPointer(rebasing: all.dropFirst(Int(offset)).prefix(piece))
            }
            var result: [(String, [UInt8])] = []
            while let part = try parts.nextFile() {
                var content: [UInt8] = []
                while true {
                    let got = try [UInt8](unsafeUninitializedCapacity: buffer) { target, count in
                        count = try parts.read(into: UnsafeMutableRawBufferPointer(target))
                    }
                    if got.isEmpty { break }
                    content += got
                }
                result.append((part.name.text, content))
            }
            return result
        }
    }

    @Test func attachedFilesComeOutAsTheyWere() throws {
        for (piece, buffer) in [(1 << 20, 1 << 20), (1, 1), (7, 3), (64, 1_000)] {
            let found = try files(Self.message, piece: piece, buffer: buffer)
            #expect(found.map(\.name) == Self.files.map(\.0))
            #expect(found.map(\.content) == Self.files.map(\.1))
        }
    }

    @Test func linesEndAsTheyDidAndBelongToTheBoundary() throws {
        let found = try files(Self.message.replacing("\n", with: "\r\n"))
        #expect(found.map(\.name) == Self.files.map(\.0))
        #expect(found[0].content == Self.files[0].1)
        #expect(found[2].content == Array("From here on --outer is no boundary\r\n--outerX neither\r\n".utf8))
    }

    @Test func aMailboxSaysWhichMessage() throws {
        let raw = Self.message.replacing("From here on", with: ">From here on")
        let box = "From a Tue Feb  2 10:00:00 2021\n\(raw)\n\nFrom b Tue Feb  2 10:00:00 2021\n\(raw)"
        let found = try files(box, isMailbox: true, piece: 50)
        let names = Self.files.map(\.0)
        #expect(found.map(\.name) == names.map { "message 1/" + $0 } + names.map { "message 2/" + $0 })
        #expect(found[3].content == Self.files[0].1)
    }

    @Test func whatIsSealedIsSaidToBe() throws {
        let sealed = """
            From: a@b
            Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b

            --b
            Content-Type: application/pgp-encrypted

            Version: 1
            --b
            Content-Type: application/octet-stream; name=encrypted.asc

            -----BEGIN PGP MESSAGE-----
            --b--
            """
        let smime = "From: a@b\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\nx"
        let signed = smime.replacing("enveloped-data", with: "signed-data")
        func sealedFlags(_ text: String) throws -> [Bool] {
            try Array(text.utf8).withUnsafeBytes { all in
                let parts = MailParts(isMailbox: false) { UnsafeRawBufferPointer(rebasing: all.dropFirst(Int($0))) }
                var flags: [Bool] = []
                while let part = try parts.nextFile() { flags.append(part.isEncrypted) }
                return flags
            }
        }
        #expect(try sealedFlags(sealed) == [false, true])
        #expect(try sealedFlags(smime) == [true])
        #expect(try sealedFlags(signed) == [false])
    }

    @Test func aCutMessageGivesWhatThereIs() throws {
        let cut = String(Self.message.prefix { _ in true }.prefix(upTo: Self.message.range(of: "oL/w==")!.lowerBound))
        let found = try files(cut)
        #expect(found.map(\.content) == [Array(0...9)])
    }

    @Test func aMessageOfAppleMailIsOne() {
        let bytes = Array(("1234      \n" + Self.message).utf8)
        bytes.withUnsafeBytes { #expect(ContentType.container($0) == .mail) }
        Array("1234\nplain text: yes\n".utf8).withUnsafeBytes { #expect(ContentType.container($0) == nil) }
    }
}
