import Digests
import Evidence
import Model

extension ShardScan {
    /// Reads the whole medium and compares its digests with those that its acquisition left behind.
    mutating func verify(_ file: ShardFile, through buffer: UnsafeMutableRawBufferPointer) throws {
        let before = progress.bytes
        let digests = [
            ("md5", RunningDigest(.md5)), ("sha1", RunningDigest(.sha1)), ("sha256", RunningDigest(.sha256)),
        ]
        let chunk = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, Self.chunkSize)])
        let image = try session.image()
        let reading = try image.readWhole(through: chunk) { bytes in
            for (_, digest) in digests { digest.update(bytes) }
            progress.bytes += UInt64(bytes.count)
            unreported += UInt64(bytes.count)
            try tell()
        }
        progress.bytes = before &+ file.size
        let computed = digests.compactMap { name, digest in
            let value = digest.finish()
            return value.isEmpty ? nil : "\(name):\(Hex.string(value))"
        }
        let stored = image.storedDigests.map { (digest: $0, file: "the container") }
        hits += VerificationHit.all(
            file, computed: computed, stored: stored + SideDigests.beside(image.path), reading)
        try tell()
    }
}
