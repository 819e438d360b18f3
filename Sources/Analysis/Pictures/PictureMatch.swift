import Model
import ReferenceData

/// A picture's value held against sets, whether it was made just now or comes from a pack.
package struct PictureMatch {
    private let sets: [(version: ReferenceVersion, file: HashSetFile)]

    /// Nil when none of the sets has PDQ values. Likeness to something harmless says nothing: known-good sets are left out.
    package init?(_ sets: [(version: ReferenceVersion, file: HashSetFile)]) {
        self.sets = sets.filter { $0.file.pdqEntries > 0 && $0.version.setKind != .knownGood }
        if self.sets.isEmpty { return nil }
    }

    /// Adds a hit for each set that has a value near enough; none for pictures with too little structure.
    package func look(at picture: PictureHash, _ locator: Locator, into report: inout ItemReport) {
        guard picture.quality >= PictureHash.leastQuality else { return }
        for (version, file) in sets {
            // What is in the set to the byte needs no likeness.
            if report.hits.contains(where: { $0.analyzer == "hash" && $0.listVersion == version.digest }) { continue }
            guard let near = file.nearest(pdq: picture.value) else { continue }
            report.hits.append(
                Hit(
                    analyzer: "picture", list: version.name, listVersion: version.digest,
                    listKind: version.setKind?.rawValue, term: "pdq:" + Hex.string(near.value),
                    category: near.category.category, locator: locator, encoding: "pdq",
                    context: "visually similar: \(near.distance) of 256 bits differ, quality \(picture.quality), "
                        + "pdq:\(Hex.string(picture.value))" + (near.category.label.map { ", " + $0 } ?? "")))
        }
    }
}
