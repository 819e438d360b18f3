import Foundation
import Model

/// Whom a client trusts and who it is. Nothing of this is ever printed.
package struct HTTPSettings: Hashable, Sendable {
    /// Certificates to trust instead of the system's, PEM.
    package var caFile: String?
    /// Names and passwords by host.
    package var netrc: String?
    /// Bearer tokens by host, sent over https alone.
    package var tokens: [String: String]

    package init(caFile: String? = nil, netrc: String? = nil, tokens: [String: String] = [:]) {
        self.caFile = caFile
        self.netrc = netrc
        self.tokens = tokens
    }

    /// As curl and its relatives find them: `$CURL_CA_BUNDLE` or `$SSL_CERT_FILE`; `$NETRC` or `~/.netrc`;
    /// `$WINNOW_HTTP_TOKENS`, which is `host=token` once or more, with blanks between.
    ///
    /// - Parameters:
    ///   - caFile, netrc: instead of the environment's.
    /// - Throws: `http-settings` when a file that is named is not there.
    package static func resolve(environment: [String: String], caFile: String? = nil, netrc: String? = nil)
        throws(WinnowError) -> HTTPSettings
    {
        var settings = HTTPSettings()
        func named(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        settings.caFile = try readable(caFile ?? named("CURL_CA_BUNDLE") ?? named("SSL_CERT_FILE"), "certificates")
        var own: String?
        if let home = named("HOME"), access(home + "/.netrc", R_OK) == 0 { own = home + "/.netrc" }
        settings.netrc = try readable(netrc ?? named("NETRC") ?? own, "netrc")
        for pair in (named("WINNOW_HTTP_TOKENS") ?? "").split(whereSeparator: \.isWhitespace) {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else {
                throw WinnowError(
                    "http-settings", "WINNOW_HTTP_TOKENS is not host=token, with blanks between them",
                    remedy: "write it so, or use a netrc file")
            }
            settings.tokens[parts[0].lowercased()] = String(parts[1])
        }
        return settings
    }

    private static func readable(_ path: String?, _ what: String) throws(WinnowError) -> String? {
        guard let path else { return nil }
        guard access(path, R_OK) == 0 else {
            throw WinnowError(
                "http-settings", "the \(what) file \(path) cannot be read", remedy: "check its path and rights",
                cause: String(cString: strerror(errno)))
        }
        return path
    }
}
