import ArgumentParser
import Foundation
import HTTP
import Model
import WorkerService

/// How images on the network are read.
struct NetworkOptions: ParsableArguments {
    @Flag(help: "Leave images at http and https addresses to other hosts.") var noUrls = false
    @Option(
        help: ArgumentHelp(
            "Certificates to trust instead of the system's (default: $CURL_CA_BUNDLE, $SSL_CERT_FILE).",
            valueName: "file"))
    var caFile: String?
    @Option(
        help: ArgumentHelp("Names and passwords by host (default: $NETRC, ~/.netrc).", valueName: "file"))
    var netrc: String?
    @Option(help: ArgumentHelp("Cache of each image that is read by ranges.", valueName: "MiB")) var httpCache = 64

    @Option(
        help: ArgumentHelp(
            "Where images are copied that cannot be read by ranges (default: $WINNOW_SCRATCH, or in /var/tmp).",
            valueName: "folder"))
    var scratch: String?
    @Option(help: ArgumentHelp("Room for those copies (default: what the disk has, but for 1 GiB).", valueName: "MiB"))
    var scratchLimit: UInt64?

    func validate() throws {
        guard (16...1 << 20).contains(httpCache) else { throw ValidationError("--http-cache must be 16 or more") }
    }

    func settings(environment: [String: String]) throws -> RemoteSettings {
        RemoteSettings(
            http: try HTTPSettings.resolve(environment: environment, caFile: caFile, netrc: netrc),
            cacheMemory: httpCache << 20,
            scratch: scratch ?? environment["WINNOW_SCRATCH"] ?? "/var/tmp/winnow-\(geteuid())",
            scratchLimit: scratchLimit.map { $0 << 20 } ?? .max)
    }
}
