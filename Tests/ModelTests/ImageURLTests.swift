import Model
import Testing

@Suite struct ImageURLTests {
    @Test func anAddressIsKeptAndItsDigestIsNotAskedFor() throws {
        let sum = String(repeating: "aB", count: 32)
        let url = try ImageURL("https://evidence.example:8443/2026/disk%201.E01?id=4#SHA256=\(sum)")
        #expect(url.address == "https://evidence.example:8443/2026/disk%201.E01?id=4")
        #expect(url.digest == .init(algorithm: "sha256", value: sum.lowercased()))
        #expect(url.fileName == "disk%201.E01")
        #expect(url.sibling("disk%201.E02") == "https://evidence.example:8443/2026/disk%201.E02?id=4")
        #expect(try ImageURL("http://h/a/").fileName == "")
        #expect(try ImageURL("http://h/a/").digest == nil)
    }

    @Test func aDigestIsKnownByItsNameOrItsLength() {
        let sum = String(repeating: "0", count: 40)
        #expect(ImageURL.digestName(sum) == "sha1=" + sum)
        #expect(ImageURL.digestName("SHA1:" + sum) == "SHA1=" + sum)
        #expect(ImageURL.digestName("abc") == nil)
    }

    @Test(arguments: [
        "ftp://h/a", "HTTPS://h/a", "file:///etc/passwd", "https:///a", "https://h/a b", "https://h/a\r\nX: y",
        "https://h/\u{7F}",
        "https://h/a#part", "https://h/a#md5=12", "https://h/a#md5=zz345678901234567890123456789012", "nonsense",
    ])
    func whatIsNoAddressIsRefused(_ text: String) {
        #expect(refusal(of: text) == "image-url")
    }

    @Test(arguments: [
        "https://anna:s3cret@h/a", "https://anna@h/a", "https://@h/a", "https://h/a?token=s3cret",
        "https://h/a?X-Amz-Signature=s3cret&x=1", "https://h/a?sig=s3cret", "https://h/a?x=1&api_key=s3cret",
    ])
    func secretsAreRefusedAndNotRepeated(_ text: String) {
        #expect(refusal(of: text) == "image-credentials")
        do { _ = try ImageURL(text) } catch { #expect(!error.description.contains("s3cret")) }
        #expect(!ImageURL.withoutSecrets(text).contains("s3cret"))
        #expect(!ImageURL.withoutSecrets(text).contains("anna"))
        #expect(ImageURL.withoutSecrets(text).hasPrefix("https://h/a"))
    }

    private func refusal(of text: String) -> String? {
        do {
            _ = try ImageURL(text)
            return nil
        } catch { return error.code }
    }
}
