import Foundation
import Model

// The words of Model to and from the generated messages. A value that this program does not know is damage, not a
// default: a pack is evidence.

extension FileRecord {
    var message: Winnow_Pack_V1_File {
        var message = Winnow_Pack_V1_File()
        message.locator = locator.message
        message.kind = kind.message
        message.size = size
        if let modified { message.modified = modified }
        if let accessed { message.accessed = accessed }
        if let changed { message.changed = changed }
        if let created { message.created = created }
        if let digests {
            message.md5 = .init(digests.md5)
            message.sha1 = .init(digests.sha1)
            message.sha256 = .init(digests.sha256)
        }
        message.mediaType = type
        message.status = status.message
        message.reason = reason
        message.textLeftOut = textLeftOut
        if let picture {
            message.pdq = .init(picture.value)
            message.pdqQuality = UInt32(clamping: picture.quality)
        }
        return message
    }

    init(_ message: Winnow_Pack_V1_File) throws(WinnowError) {
        var digests: DigestTriple?
        if !message.md5.isEmpty || !message.sha1.isEmpty || !message.sha256.isEmpty {
            guard message.md5.count == 16, message.sha1.count == 20, message.sha256.count == 32 else {
                throw unknown("digest length")
            }
            digests = DigestTriple(
                md5: Array(message.md5), sha1: Array(message.sha1), sha256: Array(message.sha256))
        }
        self.init(
            locator: try Locator(message.locator), kind: try Kind(message.kind), size: message.size,
            modified: message.hasModified ? message.modified : nil,
            accessed: message.hasAccessed ? message.accessed : nil,
            changed: message.hasChanged ? message.changed : nil,
            created: message.hasCreated ? message.created : nil, digests: digests, type: message.mediaType,
            status: try CoverageStatus(message.status), reason: message.reason, textLeftOut: message.textLeftOut,
            picture: try PictureHash(message))
    }
}

extension PictureHash {
    /// Nil where there is none.
    fileprivate init?(_ message: Winnow_Pack_V1_File) throws(WinnowError) {
        if message.pdq.isEmpty { return nil }
        guard message.pdq.count == 32, message.pdqQuality <= 100 else { throw unknown("PDQ value") }
        self.init(value: Array(message.pdq), quality: Int(message.pdqQuality))
    }
}

extension ShardFile {
    var message: Winnow_Pack_V1_ShardFile {
        var message = Winnow_Pack_V1_ShardFile()
        message.locator = locator.message
        message.kind = kind.message
        message.size = size
        message.ownedBytes = ownedBytes
        if let skipReason { message.skipReason = skipReason }
        if let space { message.space = space.message }
        message.companions = companions.map { companion in
            var message = Winnow_Pack_V1_Companion()
            message.role = companion.role.rawValue
            message.metaAddress = companion.metaAddress
            if let attribute = companion.attribute { message.attribute = attribute }
            message.size = companion.size
            return message
        }
        return message
    }

    init(_ message: Winnow_Pack_V1_ShardFile) throws(WinnowError) {
        var companions: [Companion] = []
        for companion in message.companions {
            guard let role = Companion.Role(rawValue: companion.role) else { throw unknown("companion") }
            companions.append(
                Companion(
                    role: role, metaAddress: companion.metaAddress,
                    attribute: companion.hasAttribute ? companion.attribute : nil, size: companion.size))
        }
        self.init(
            locator: try Locator(message.locator), kind: try FileRecord.Kind(message.kind), size: message.size,
            ownedBytes: message.ownedBytes, companions: companions,
            skipReason: message.hasSkipReason ? message.skipReason : nil,
            space: message.hasSpace ? try SpaceExtents(message.space) : nil)
    }
}

extension SpaceExtents {
    var message: Winnow_Pack_V1_Space {
        var message = Winnow_Pack_V1_Space()
        message.offsets = extents.map(\.offset)
        message.lengths = extents.map(\.length)
        message.before = before
        message.after = after
        return message
    }

    init(_ message: Winnow_Pack_V1_Space) throws(WinnowError) {
        guard message.offsets.count == message.lengths.count else { throw unknown("space") }
        self.init(
            zip(message.offsets, message.lengths).map { Extent(offset: $0, length: $1) }, before: message.before,
            after: message.after)
    }
}

extension Locator {
    var message: Winnow_Pack_V1_Locator {
        var message = Winnow_Pack_V1_Locator()
        message.volumeOffset = volumeOffset
        message.fileSystem = fileSystem
        message.metaAddress = metaAddress
        if let attribute { message.attribute = attribute }
        message.path = .init(path.bytes)
        message.state = state.message
        message.inner = (inner?.steps ?? []).map(\.message)
        return message
    }

    init(_ message: Winnow_Pack_V1_Locator) throws(WinnowError) {
        self.init(
            volumeOffset: message.volumeOffset, fileSystem: message.fileSystem, metaAddress: message.metaAddress,
            attribute: message.hasAttribute ? message.attribute : nil, path: RawPath(bytes: Array(message.path)),
            state: try FileState(message.state), inner: try InnerPath(message.inner))
    }
}

extension InnerPath {
    fileprivate init?(_ messages: [Winnow_Pack_V1_Step]) throws(WinnowError) {
        guard !messages.isEmpty else { return nil }
        guard messages.allSatisfy({ !$0.name.contains(0) && !$0.container.utf8.contains(0) }) else {
            throw unknown("inner path")
        }
        self.init(messages.map { Step(container: $0.container, name: RawPath(bytes: Array($0.name))) })
    }
}

extension InnerPath.Step {
    fileprivate var message: Winnow_Pack_V1_Step {
        var message = Winnow_Pack_V1_Step()
        message.container = container
        message.name = .init(name.bytes)
        return message
    }
}

extension FileState {
    var message: Winnow_Pack_V1_State {
        switch self {
        case .allocated: .allocated
        case .deleted: .deleted
        case .orphan: .orphan
        case .reallocated: .reallocated
        case .unallocated: .unallocated
        case .slack: .slack
        }
    }

    init(_ message: Winnow_Pack_V1_State) throws(WinnowError) {
        guard let match = Self.allCases.first(where: { $0.message == message }) else { throw unknown("state") }
        self = match
    }
}

extension FileRecord.Kind {
    var message: Winnow_Pack_V1_Kind {
        switch self {
        case .regular: .regular
        case .directory: .directory
        case .symlink: .symlink
        case .stream: .stream
        case .virtual: .virtual
        case .other: .other
        }
    }

    init(_ message: Winnow_Pack_V1_Kind) throws(WinnowError) {
        guard let match = Self.allCases.first(where: { $0.message == message }) else { throw unknown("kind") }
        self = match
    }
}

extension CoverageStatus {
    var message: Winnow_Pack_V1_Status {
        switch self {
        case .scanned: .scanned
        case .skipped: .skipped
        case .unreadable: .unreadable
        case .encrypted: .encrypted
        case .unsupported: .unsupported
        case .notOpened: .notOpened
        }
    }

    init(_ message: Winnow_Pack_V1_Status) throws(WinnowError) {
        guard let match = Self.allCases.first(where: { $0.message == message }) else { throw unknown("status") }
        self = match
    }
}

func unknown(_ what: String) -> WinnowError {
    WinnowError("pack-damaged", "a pack has an unknown \(what)", remedy: "use the program that wrote it or a newer one")
}
