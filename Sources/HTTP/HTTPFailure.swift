import CCurl
import Model

/// What libcurl says went wrong, as an error of ours.
enum HTTPFailure {
    /// Codes of errors that may pass by themselves.
    static let transient: Set<String> = ["http-connection", "http-timeout"]

    static func error(_ result: ccurl_result, address: String) -> WinnowError? {
        let place = ImageURL.withoutSecrets(address)
        let cause = withUnsafeBytes(of: result.message) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        switch Int(result.outcome) {
        case CCURL_DONE: return nil
        case CCURL_TIMEOUT:
            return WinnowError("http-timeout", "\(place) did not answer in time", cause: cause)
        case CCURL_CERTIFICATE:
            return WinnowError(
                "http-certificate", "the certificate of \(place) is not trusted",
                remedy: "name the authority that signed it (--ca-file)", cause: cause)
        case CCURL_REDIRECT:
            return WinnowError(
                "http-redirect", "\(place) redirects too often, or to where it must not",
                remedy: "give its real address",
                cause: cause)
        case CCURL_ADDRESS:
            return WinnowError("http-address", "\(place) is no address of HTTP or HTTPS", cause: cause)
        case CCURL_LOCAL:
            return WinnowError(
                "http-local", "\(place) cannot be asked", remedy: "check the files of certificates and netrc",
                cause: cause)
        default: return WinnowError("http-connection", "the connection to \(place) failed", cause: cause)
        }
    }
}
