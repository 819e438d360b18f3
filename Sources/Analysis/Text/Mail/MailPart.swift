import Model

/// A part of a message that has no parts of its own.
package struct MailPart {
    /// Which message of a mailbox, from 1.
    private let message: Int?
    /// As IMAP numbers parts: `1.2` is the second of the first.
    private let section: [Int]
    let type: String
    let charset: String?
    /// What the sender called the file; empty where it has no name.
    let fileName: String
    private let isAttached: Bool
    /// It cannot be read without a key (S/MIME, RFC 8551; PGP/MIME, RFC 3156).
    package let isEncrypted: Bool

    init(
        message: Int?, section: [Int], type: String, parameters: [String: String],
        disposition: (value: String, parameters: [String: String]), isEncrypted: Bool
    ) {
        self.message = message
        self.section = section
        self.type = type
        charset = parameters["charset"]
        fileName = disposition.parameters["filename"] ?? parameters["name"] ?? ""
        isAttached = disposition.value == "attachment"
        let isSealed = ["application/pkcs7-mime", "application/x-pkcs7-mime"].contains(type)
        self.isEncrypted =
            isEncrypted && type != "application/pgp-encrypted"
            || isSealed && ["enveloped-data", nil].contains(parameters["smime-type"]?.lowercased())
    }

    /// It is looked at as a file. What is not is the message's own text.
    package var isFile: Bool { !(type.isEmpty || type.hasPrefix("text/")) || !fileName.isEmpty || isAttached }

    /// Its number, and what it is called: `1.2/photo.jpg`, and in a mailbox `message 7/1.2/photo.jpg`.
    package var name: RawPath {
        let number = section.map(String.init).joined(separator: ".")
        let place = message.map { "message \($0)/\(number)" } ?? number
        return RawPath(fileName.isEmpty ? place : place + "/" + fileName)
    }
}
