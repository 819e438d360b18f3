import CCrypto

/// A digest algorithm of libcrypto.
package enum DigestAlgorithm: Sendable {
    case md5, sha1, sha256
    /// SHA3-256, of onion addresses.
    case sha3

    package var length: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha256, .sha3: 32
        }
    }

    /// Fetched once: an implicit fetch at every start costs more than a small file's digest.
    fileprivate var method: OpaquePointer? {
        switch self {
        case .md5: FetchedMethods.md5
        case .sha1: FetchedMethods.sha1
        case .sha256: FetchedMethods.sha256
        case .sha3: FetchedMethods.sha3
        }
    }
}

/// EVP_MD objects are immutable and live as long as the process.
private enum FetchedMethods {
    nonisolated(unsafe) static let md5 = EVP_MD_fetch(nil, "MD5", nil)
    nonisolated(unsafe) static let sha1 = EVP_MD_fetch(nil, "SHA1", nil)
    nonisolated(unsafe) static let sha256 = EVP_MD_fetch(nil, "SHA256", nil)
    nonisolated(unsafe) static let sha3 = EVP_MD_fetch(nil, "SHA3-256", nil)
}

/// One running digest; feed it with `update`, end it with `finish`, which also makes it ready for the next content.
///
/// Where libcrypto has no such algorithm (MD5 under a FIPS-only provider) or no memory, `isWorking` is false and every
/// digest is empty: never a wrong one.
package final class RunningDigest {
    private let context: OpaquePointer?
    package let algorithm: DigestAlgorithm
    package private(set) var isWorking = false

    package init(_ algorithm: DigestAlgorithm) {
        self.algorithm = algorithm
        context = EVP_MD_CTX_new()
        reset()
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Forgets what came so far.
    package func reset() {
        guard let context, let method = algorithm.method else { return }
        isWorking = EVP_DigestInit_ex2(context, method, nil) == 1
    }

    package func update(_ bytes: UnsafeRawBufferPointer) {
        guard isWorking, !bytes.isEmpty else { return }
        isWorking = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1
    }

    package func finish() -> [UInt8] {
        defer { reset() }
        guard isWorking else { return [] }
        return [UInt8](unsafeUninitializedCapacity: algorithm.length) { buffer, count in
            count = EVP_DigestFinal_ex(context, buffer.baseAddress, nil) == 1 ? algorithm.length : 0
        }
    }

    package static func of(_ bytes: some ContiguousBytesLike, _ algorithm: DigestAlgorithm = .sha256) -> [UInt8] {
        let digest = RunningDigest(algorithm)
        bytes.withRawBytes { digest.update($0) }
        return digest.finish()
    }
}

/// Something whose bytes lie in one piece.
package protocol ContiguousBytesLike {
    func withRawBytes(_ body: (UnsafeRawBufferPointer) -> Void)
}

extension Array: ContiguousBytesLike where Element == UInt8 {
    package func withRawBytes(_ body: (UnsafeRawBufferPointer) -> Void) { withUnsafeBytes(body) }
}

extension String: ContiguousBytesLike {
    package func withRawBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
        var copy = self
        copy.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    }
}
