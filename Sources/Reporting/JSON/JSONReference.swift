import Model

/// A version of reference data as report and dossier name it.
struct JSONReference: Encodable {
    var kind: String, name: String, digest: String, set_kind: String?, entries: Int

    init(_ version: ReferenceVersion) {
        kind = version.kind.rawValue
        name = version.name
        digest = version.digest
        set_kind = version.setKind?.rawValue
        entries = version.entries
    }
}
