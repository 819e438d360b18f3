import CDigestLanes

/// Digests of many contents at once, where the processor can: MD5 in the lanes of its vector registers, SHA-1 and
/// SHA-256 as two streams through its SHA instructions. The same digests as libcrypto's; nil where it cannot.
package enum DigestLanes {
    /// Vector units that MD5 has been written for.
    package enum Vectors: Int32, CaseIterable, Sendable {
        case avx2 = 1
        case avx512 = 2

        package var isHere: Bool { rawValue <= cdl_vectors() }
    }

    package static let best = Vectors.allCases.last { $0.isHere }

    package static func md5(_ contents: [UnsafeRawBufferPointer], by vectors: Vectors? = best) -> [[UInt8]]? {
        guard let vectors, vectors.isHere else { return nil }
        return digests(of: contents, .md5) { cdl_md5(vectors.rawValue, $0.baseAddress, $0.count, $1) }
    }

    package static func sha1(_ contents: [UnsafeRawBufferPointer]) -> [[UInt8]]? {
        digests(of: contents, .sha1) { cdl_sha1($0.baseAddress, $0.count, $1) }
    }

    package static func sha256(_ contents: [UnsafeRawBufferPointer]) -> [[UInt8]]? {
        digests(of: contents, .sha256) { cdl_sha256($0.baseAddress, $0.count, $1) }
    }

    private static func digests(
        of contents: [UnsafeRawBufferPointer], _ algorithm: DigestAlgorithm,
        _ fill: (UnsafeBufferPointer<cdl_message>, UnsafeMutablePointer<UInt8>?) -> Bool
    ) -> [[UInt8]]? {
        let messages = contents.map { cdl_message(bytes: $0.bindMemory(to: UInt8.self).baseAddress, length: $0.count) }
        var isDone = false
        let all = [UInt8](unsafeUninitializedCapacity: max(1, contents.count * algorithm.length)) { buffer, filled in
            isDone = messages.withUnsafeBufferPointer { fill($0, buffer.baseAddress) }
            filled = isDone ? contents.count * algorithm.length : 0
        }
        guard isDone else { return nil }
        return contents.indices.map { Array(all[$0 * algorithm.length..<($0 + 1) * algorithm.length]) }
    }
}
