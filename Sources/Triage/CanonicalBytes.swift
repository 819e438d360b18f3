import Digests
import Model

/// A byte encoding without ambiguity: every text is preceded by its length, every optional by whether it is there.
///
/// Numbers are 8 bytes, little endian. docs/rules.md describes the order of the fields, so that anyone can repeat it.
struct CanonicalBytes {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ value: UInt64) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func add(_ value: [UInt8]) {
        add(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    mutating func add(_ text: String) { add(Array(text.utf8)) }

    mutating func add(_ text: String?) {
        bytes.append(text == nil ? 0 : 1)
        if let text { add(text) }
    }

    mutating func add(_ value: UInt64?) {
        bytes.append(value == nil ? 0 : 1)
        if let value { add(value) }
    }

    mutating func add(_ locator: Locator) {
        add(locator.volumeOffset)
        add(locator.fileSystem)
        add(locator.metaAddress)
        add(locator.attribute)
        add(locator.path.bytes)
        add(locator.state.rawValue)
        add(UInt64(locator.inner?.steps.count ?? 0))
        for step in locator.inner?.steps ?? [] {
            add(step.container)
            add(step.name.bytes)
        }
        add(locator.byteOffset)
    }

    mutating func add(_ hit: Hit) {
        for text in [hit.analyzer, hit.list, hit.listVersion, hit.term] { add(text) }
        for text in [hit.listKind, hit.category, hit.encoding, hit.context] { add(text) }
        add(UInt64(clamping: hit.count))
        add(hit.locator)
    }

    /// SHA-256.
    var digest: [UInt8] { RunningDigest.of(bytes) }

    /// The digest of what `fill` adds.
    static func digest(_ fill: (inout CanonicalBytes) -> Void) -> [UInt8] {
        var bytes = CanonicalBytes()
        fill(&bytes)
        return bytes.digest
    }
}

/// Digests of entries whose order means nothing: sorted before they are hashed together.
struct DigestBag: Sendable {
    private var digests: [[UInt8]] = []

    var count: Int { digests.count }

    mutating func add(_ digest: [UInt8]) { digests.append(digest) }

    /// In ascending order, equal ones kept.
    var sorted: [UInt8] {
        digests.sorted { $0.lexicographicallyPrecedes($1) }.flatMap { $0 }
    }
}
