import Foundation
import Model

/// A certificate authority of a test's own, and a server certificate for `localhost` that it has signed.
package struct OwnAuthority: Sendable {
    /// PEM of the authority's certificate, for those who trust it.
    package let authority: String
    /// PEM of the server's key and certificate.
    package let server: String

    /// Makes both in `folder` with openssl.
    package init(folder: String) async throws {
        authority = folder + "/authority.pem"
        server = folder + "/server.pem"
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        try await Self.openssl(
            ["req", "-x509", "-keyout", folder + "/authority.key", "-out", authority, "-subj", "/CN=test authority"]
                + key)
        try await Self.openssl(
            [
                "req", "-x509", "-CA", authority, "-CAkey", folder + "/authority.key", "-keyout",
                folder + "/server.key",
                "-out", folder + "/server.crt", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                "-addext", "basicConstraints=critical,CA:FALSE",
            ] + key)
        let parts = try ["server.key", "server.crt"].map {
            try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $0))
        }
        try (parts[0] + parts[1]).write(to: URL(fileURLWithPath: server))
    }

    private static func openssl(_ arguments: [String]) async throws {
        let result = try await Program(path: "/usr/bin/openssl").run(arguments)
        guard result.code == 0 else { throw WinnowError("openssl", "openssl failed", cause: result.errors) }
    }
}
