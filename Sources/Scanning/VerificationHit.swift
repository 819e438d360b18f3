import Evidence
import Model

/// What a verification found out, as hits of the analyzer `image`.
enum VerificationHit {
    /// - Parameters:
    ///   - computed: `md5:...` and so on, over what could be read.
    ///   - stored: the same from the acquisition, each with where it stands.
    static func all(
        _ file: ShardFile, computed: [String], stored: [(digest: String, file: String)],
        _ reading: EvidenceImage.Reading
    ) -> [Hit] {
        var hits = computed.map { hit(file, $0, "image-digest", "computed over \(file.size) bytes") }
        for (digest, place) in stored {
            let kind = digest.prefix { $0 != ":" }
            guard let own = computed.first(where: { $0.hasPrefix(kind + ":") }) else { continue }
            hits.append(
                own == digest
                    ? hit(file, "\(kind) of \(place)", "image-verified", "\(digest) is what \(place) says")
                    : hit(
                        file, "\(kind) differs from \(place)", "image-integrity", "\(own), but \(place) says \(digest)")
            )
        }
        if stored.isEmpty {
            hits.append(hit(file, "no digest of the acquisition", "image-unverified", "there is none to compare with"))
        }
        if reading.checksumErrors > 0 {
            hits.append(
                hit(
                    file, "checksum errors", "image-integrity",
                    "\(reading.checksumErrors) sectors, the first of them \(reading.firstChecksumError)"))
        }
        if reading.unreadable > 0 {
            hits.append(hit(file, "unreadable bytes", "image-integrity", "\(reading.unreadable) bytes cannot be read"))
        }
        return hits
    }

    /// A verification that ended its scanner.
    static func failed(_ file: ShardFile, _ reason: String) -> Hit {
        hit(file, "verification failed", "image-integrity", "reading the whole medium ended with \(reason)")
    }

    private static func hit(_ file: ShardFile, _ term: String, _ category: String, _ context: String) -> Hit {
        Hit(
            analyzer: "image", list: "image-verification", listVersion: "1", term: term, category: category,
            locator: file.locator, context: context)
    }
}
