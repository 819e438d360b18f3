import CCrypto

/// A digest algorithm of libcrypto.
package enum DigestAlgorithm: Sendable {
    case md5, sha1, sha256

    package var length: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha256: 32
        }
    }

    fileprivate var method: OpaquePointer? {
        switch self {
        case .md5: EVP_md5()
        case .sha1: EVP_sha1()
        case .sha256: EVP_sha256()
        }
    }
}

/// One running digest; feed it with `update`, end it with `finish`, which also makes it ready for the next content.
package final class RunningDigest {
    private let context: OpaquePointer
    package let algorithm: DigestAlgorithm

    package init(_ algorithm: DigestAlgorithm) {
        self.algorithm = algorithm
        // libcrypto gives nil only when memory is out, which ends the process anyway.
        context = EVP_MD_CTX_new() ?? { preconditionMemory() }()
        EVP_DigestInit_ex(context, algorithm.method, nil)
    }

    deinit { EVP_MD_CTX_free(context) }

    package func update(_ bytes: UnsafeRawBufferPointer) {
        EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }

    package func finish() -> [UInt8] {
        let result = [UInt8](unsafeUninitializedCapacity: algorithm.length) { buffer, count in
            EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
            count = algorithm.length
        }
        EVP_DigestInit_ex(context, algorithm.method, nil)
        return result
    }

    package static func of(_ bytes: some ContiguousBytesLike, _ algorithm: DigestAlgorithm = .sha256) -> [UInt8] {
        let digest = RunningDigest(algorithm)
        bytes.withRawBytes { digest.update($0) }
        return digest.finish()
    }
}

private func preconditionMemory() -> Never {
    Swift.fatalError("out of memory")
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
