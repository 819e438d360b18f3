import Foundation

/// An image's address on the network. It is kept in the database and printed in reports, so it carries no secret.
package struct ImageURL: Hashable, Sendable {
    /// The digest that the image's files, one after the other, must have.
    package struct Digest: Hashable, Sendable {
        /// `md5`, `sha1`, `sha256`.
        package var algorithm: String
        /// Lower-case hexadecimal.
        package var value: String

        package init(algorithm: String, value: String) {
            self.algorithm = algorithm
            self.value = value
        }
    }

    /// What a server is asked for.
    package let address: String
    /// Named behind the address, as `#sha256=...`: servers never see it.
    package let digest: Digest?

    private static let digestLengths = ["md5": 32, "sha1": 40, "sha256": 64]
    private static let secretWords = [
        "token", "signature", "secret", "passw", "pwd", "credential", "apikey", "api_key", "api-key", "accesskey",
        "access_key", "auth", "session", "jwt",
    ]
    private static let secretNames: Set<String> = ["sig", "key", "sas"]

    /// - Throws: `image-url`, or `image-credentials` when the address would give a secret away.
    package init(_ text: String) throws(WinnowError) {
        let shown = Self.withoutSecrets(text)
        func bad(_ what: String, _ remedy: String) -> WinnowError {
            WinnowError("image-url", "\(shown) \(what)", remedy: remedy)
        }
        let isPrintable = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) }
        guard isPrintable, text.utf8.count <= 2_000, let parts = URLComponents(string: text) else {
            throw bad("is not a URL", "write blanks and special characters as %20 and so on")
        }
        guard text.hasPrefix("http://") || text.hasPrefix("https://"), !(parts.host ?? "").isEmpty else {
            throw bad("is neither an http nor an https address", "give one, or a path or store:relative/path")
        }
        guard parts.user == nil, parts.password == nil, !Self.authority(of: text).contains("@") else {
            throw WinnowError(
                "image-credentials",
                "\(shown) has a name or password in it, which everybody who sees the batch could read",
                remedy: "leave it out, and give it to the workers in a netrc file")
        }
        for item in parts.queryItems ?? [] where Self.isSecret(item.name) {
            throw WinnowError(
                "image-credentials", "the parameter \(item.name) of \(shown) looks like a credential",
                remedy: "use an address without it, and give credentials to the workers in a netrc file")
        }
        let pieces = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        address = String(pieces[0])
        guard pieces.count == 2 else {
            digest = nil
            return
        }
        let named = pieces[1].lowercased().split(separator: "=", maxSplits: 1).map(String.init)
        guard named.count == 2, let length = Self.digestLengths[named[0]], named[1].utf8.count == length,
            named[1].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else {
            throw bad("does not end in a digest", "write #sha256=, #sha1= or #md5= and the digest, or leave it out")
        }
        digest = Digest(algorithm: named[0], value: named[1])
    }

    /// A digest as it stands behind an address; what kind it is may be told by its length.
    package static func digestName(_ text: String) -> String? {
        let text = text.replacing(":", with: "=")
        if text.contains("=") { return text }
        return digestLengths.first { $0.value == text.utf8.count }.map { $0.key + "=" + text }
    }

    /// The last part of its path, for people and for the kind of file; empty where there is none.
    package var fileName: String {
        let path = address.prefix { $0 != "?" }
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return String(path[path.index(after: slash)...])
    }

    /// The address of another file in the same folder; what is asked for besides stays.
    package func sibling(_ name: String) -> String {
        let path = address.prefix { $0 != "?" }
        return String(path.dropLast(fileName.count)) + name + String(address.dropFirst(path.count))
    }

    /// Fit for a log line whatever the text is: without query, digest, name and password.
    package static func withoutSecrets(_ text: String) -> String {
        let place = text.prefix { $0 != "?" && $0 != "#" }
        guard let start = place.range(of: "://")?.upperBound else { return Escaping.line(String(place)) }
        let authority = authority(of: text)
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        return Escaping.line(String(place[..<start]) + host + String(place[start...].dropFirst(authority.count)))
    }

    private static func authority(of text: String) -> Substring {
        guard let start = text.range(of: "://")?.upperBound else { return "" }
        return text[start...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    }

    private static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return secretNames.contains(name) || secretWords.contains { name.contains($0) }
    }
}
