import Digests
import Model

/// The digest by which two runs over the same evidence and reference data are known to be equal.
///
/// Nothing of time, host, batch, database or path of an image file goes into it.
package enum FindingsDigest {
    /// - Returns: SHA-256, hexadecimal; no order of the arguments' elements matters.
    package static func of(
        exhibit: String, images: [ImageMaterial], references: [ReferenceVersion], hits: [Hit], findings: [Finding],
        coverage: [CoverageRow]
    ) -> String {
        let digest = CanonicalBytes.digest { bytes in
            bytes.add("winnow-findings-1")
            bytes.add(exhibit)
            addSection(images, to: &bytes) { image, entry in
                entry.add(image.digest)
                entry.add(image.size)
            }
            addSection(references, to: &bytes) { reference, entry in
                entry.add(reference.kind.rawValue)
                entry.add(reference.name)
                entry.add(reference.digest)
                entry.add(reference.setKind?.rawValue)
                entry.add(UInt64(clamping: reference.entries))
            }
            addSection(hits, to: &bytes) { hit, entry in entry.add(hit) }
            addSection(findings, to: &bytes) { finding, entry in
                for text in [finding.category, finding.rule, finding.severity.rawValue, finding.outcome.rawValue] {
                    entry.add(text)
                }
                entry.add(finding.route)
                entry.add(finding.summary)
                entry.add(UInt64(clamping: finding.hits))
            }
            addSection(CoverageLedger(coverage).rows, to: &bytes) { row, entry in
                entry.add(row.status.rawValue)
                entry.add(row.reason)
                entry.add(row.files)
                entry.add(row.bytes)
                entry.add(row.members)
                // A device whose pictures were not looked into for text keeps the digest that it always had.
                if row.pictures > 0 { entry.add(row.pictures) }
            }
            // A device that was never asked again keeps the digest that it always had.
            let rescans = images.flatMap(\.rescans)
            guard !rescans.isEmpty else { return }
            addSection(rescans, to: &bytes) { line, entry in
                entry.add(UInt64(clamping: line.rescan))
                entry.add(line.row.what.rawValue)
                entry.add(line.row.type)
                entry.add(line.row.files)
                entry.add(line.row.bytes)
            }
        }
        return Hex.string(digest)
    }

    private static func addSection<Element>(
        _ elements: [Element], to bytes: inout CanonicalBytes, _ encode: (Element, inout CanonicalBytes) -> Void
    ) {
        var bag = DigestBag()
        for element in elements { bag.add(CanonicalBytes.digest { encode(element, &$0) }) }
        bytes.add(UInt64(bag.count))
        bytes.add(bag.sorted)
    }
}
