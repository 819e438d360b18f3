import CSleuthKit
import Model

extension FileSystem {
    /// More names than this in one file system, and the walk ends with `too-many-files`.
    package static let mostEntries = 50_000_000

    /// Visits every content: first what is allocated, then what is deleted or orphaned, so that a block that both
    /// claim is accounted to the living file. Paths are as `fls -p` prints them; the root's own data has the path `.`.
    ///
    /// - Parameter visit: returns false to stop.
    /// - Throws: what `visit` throws; `walk-error` when libtsk cannot walk on (what it found until then was visited).
    package func walk(_ visit: @escaping (FoundFile) throws -> Bool) throws {
        var seen = 0
        for phase in [Phase.living, .gone] {
            let walker = Walker(fileSystem: self, phase: phase, entries: seen, visit: visit)
            if phase == .living, let root = csk_file_open(handle, csk_file_system_root(handle)) {
                defer { csk_file_close(root) }
                walker.take(
                    folder: [], name: Array(".".utf8), kind: Int(csk_file_kind(root)), state: .allocated, file: root,
                    address: csk_file_system_root(handle), hasMeta: true)
            }
            let result = csk_walk(handle, Unmanaged.passUnretained(walker).toOpaque()) { context, entry in
                guard let context, let entry = entry?.pointee else { return false }
                return Unmanaged<Walker>.fromOpaque(context).takeUnretainedValue().take(entry)
            }
            if let failure = walker.failure { throw failure }
            if walker.stopped { return }
            if result != 0 {
                throw sleuthKitError(
                    "walk-error", "the \(name) file system at byte \(volumeOffset) cannot be walked to its end")
            }
            seen = walker.entries
        }
    }

    enum Phase { case living, gone }
}

/// Turns libtsk's entries into found files, one for each content.
private final class Walker {
    let fileSystem: FileSystem
    let phase: FileSystem.Phase
    let visit: (FoundFile) throws -> Bool
    var entries: Int
    var stopped = false
    var failure: (any Error)?

    private static let longestPath = 32 << 10

    init(fileSystem: FileSystem, phase: FileSystem.Phase, entries: Int, visit: @escaping (FoundFile) throws -> Bool) {
        self.fileSystem = fileSystem
        self.phase = phase
        self.entries = entries
        self.visit = visit
    }

    func take(_ entry: csk_entry) -> Bool {
        let state = Self.state(entry)
        guard (state == .allocated) == (phase == .living), let folder = entry.folder, let name = entry.name else {
            return true
        }
        entries += 1
        guard entries <= FileSystem.mostEntries else {
            failure = WinnowError(
                "too-many-files",
                "the file system at byte \(fileSystem.volumeOffset) has more than \(FileSystem.mostEntries) names")
            return false
        }
        take(
            folder: bytes(of: folder, limit: Self.longestPath), name: bytes(of: name, limit: Self.longestPath),
            kind: Int(entry.kind), state: state, file: entry.file, address: entry.meta_address, hasMeta: entry.has_meta)
        return !stopped && failure == nil
    }

    func take(
        folder: [UInt8], name: [UInt8], kind: Int, state: FileState, file: OpaquePointer?, address: UInt64,
        hasMeta: Bool
    ) {
        let path = RawPath(bytes: folder).appending(name)
        // A label is no file, but its entry can lead to clusters, and has been used to hide some.
        let isLabel = fileSystem.name.contains("fat") && path.bytes.ends(with: " (Volume Label Entry)".utf8)
        let fileKind: FileRecord.Kind = isLabel ? .other : Self.kind(kind)
        func found(_ path: RawPath, _ kind: FileRecord.Kind, _ attribute: FileSystem.FoundAttribute?) -> FoundFile {
            FoundFile(
                locator: Locator(
                    volumeOffset: fileSystem.volumeOffset, fileSystem: fileSystem.name, metaAddress: address,
                    attribute: fileSystem.isNTFS || attribute?.isDefault == false ? attribute?.name.text : nil,
                    path: path, state: state),
                kind: kind, size: attribute?.size ?? 0, hasContent: false, contentSkipReason: nil, ownedBytes: 0)
        }
        guard hasMeta, let file, state != .reallocated else {
            return give(found(path, fileKind, nil))
        }
        let attributes = fileSystem.attributes(of: file)
        let main = attributes.first { $0.isDefault }
        var whole = found(path, fileKind, main)
        // Without an attribute there is no content to read, only an empty file.
        whole.hasContent = main != nil || fileKind == .regular
        if let main { whole.ownedBytes = fileSystem.claimBlocks(file, main) }
        give(whole)
        for stream in attributes where stream.isData && !stream.isDefault {
            guard !stopped, failure == nil else { return }
            let label = stream.label.isEmpty ? Array(stream.name.text.utf8) : stream.label
            var part = found(RawPath(bytes: path.bytes + [UInt8(ascii: ":")] + label), .stream, stream)
            part.hasContent = true
            if fileSystem.isNTFS, label == Array("$Bad".utf8), name == Array("$BadClus".utf8) {
                // As large as the volume, and all of it holes.
                part.contentSkipReason = "sparse-bad-cluster-list"
            }
            part.ownedBytes = fileSystem.claimBlocks(file, stream)
            give(part)
        }
    }

    private func give(_ found: FoundFile) {
        do {
            if try !visit(found) { stopped = true }
        } catch {
            failure = error
        }
    }

    private static func state(_ entry: csk_entry) -> FileState {
        if entry.meta_orphan { return .orphan }
        if entry.name_allocated { return !entry.has_meta || entry.meta_allocated ? .allocated : .deleted }
        guard entry.has_meta else { return .deleted }
        return entry.meta_replaced ? .reallocated : .deleted
    }

    private static func kind(_ kind: Int) -> FileRecord.Kind {
        switch kind {
        case CSK_KIND_REGULAR: .regular
        case CSK_KIND_DIRECTORY: .directory
        case CSK_KIND_SYMLINK: .symlink
        case CSK_KIND_VIRTUAL: .virtual
        default: .other
        }
    }
}

extension FileSystem {
    var isNTFS: Bool { csk_file_system_is_ntfs(handle) }
}

extension [UInt8] {
    fileprivate func ends(with ending: some Collection<UInt8>) -> Bool {
        count >= ending.count && suffix(ending.count).elementsEqual(ending)
    }
}
