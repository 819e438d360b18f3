import CSleuthKit
import Model

/// What a volume turned out to be.
package enum VolumeContent {
    case fileSystem(FileSystem)
    case pool(VolumePool)
    case foreign(ForeignFormat)
    /// High entropy without structure.
    case noise
    /// Nothing but zeros.
    case blank
    case unknown(WinnowError)
}

extension EvidenceImage {
    private static let named = ["ntfs", "ext", "fat", "exfat", "hfs", "iso9660", "ufs", "yaffs2"]

    package func content(of volume: Volume) -> VolumeContent {
        if let foreign = ForeignFormat.of(volume, in: self, first: true) { return .foreign(foreign) }
        if let handle = csk_file_system_open(self.handle, volume.offset, nil) {
            return .fileSystem(FileSystem(handle: handle, image: self, volume: volume))
        }
        let encrypted = csk_error_is_encrypted()
        let ambiguous = csk_error_is_ambiguous()
        let error = sleuthKitError(
            "no-file-system", "no file system was found at byte \(volume.offset)",
            remedy: "check that this is a device image")
        if ambiguous, let fileSystem = openByName(volume) { return .fileSystem(fileSystem) }
        if let pool = VolumePool(image: self, volume: volume) { return .pool(pool) }
        if let foreign = ForeignFormat.of(volume, in: self, first: false) { return .foreign(foreign) }
        if VolumeSample.looksRandom(volume, in: self) { return .noise }
        if encrypted {
            return .unknown(
                WinnowError(
                    "volume-encrypted", "the volume at byte \(volume.offset) is encrypted",
                    remedy: "it needs its key: send the device to the DFU", cause: error.cause))
        }
        return VolumeSample.isBlank(volume, in: self) ? .blank : .unknown(error)
    }

    /// Detection that finds signs of two file systems opens neither: what the partition table says is tried first.
    private func openByName(_ volume: Volume) -> FileSystem? {
        let isLinux = volume.description.lowercased().contains("linux")
        let order = isLinux ? ["ext"] + Self.named.filter { $0 != "ext" } : Self.named
        for name in order {
            guard let handle = csk_file_system_open(self.handle, volume.offset, name) else { continue }
            let fileSystem = FileSystem(handle: handle, image: self, volume: volume)
            // Left-over signs of a former file system may open; its root folder does not.
            guard let root = csk_file_open(handle, csk_file_system_root(handle)) else { continue }
            csk_file_close(root)
            return fileSystem
        }
        return nil
    }

    /// Opens the one file system of a volume.
    ///
    /// - Throws: `volume-encrypted`, `unsupported-file-system` (known, but not readable), `no-file-system`.
    package func openFileSystem(at volume: Volume) throws(WinnowError) -> FileSystem {
        switch content(of: volume) {
        case .fileSystem(let fileSystem): return fileSystem
        case .pool(let pool):
            guard let first = pool.volumes.first else { throw Self.error(of: volume, named: "an empty APFS pool") }
            return try pool.openFileSystem(first)
        case .foreign(let format): throw error(of: volume, format)
        case .noise: throw noise(volume)
        case .blank: throw Self.error(of: volume, named: "nothing but zeros", code: "no-file-system")
        case .unknown(let error): throw error
        }
    }

    /// Opens the file system that a locator names in a volume.
    package func openFileSystem(at volume: Volume, named name: String) throws(WinnowError) -> FileSystem {
        guard PoolAddress(fileSystem: name) != nil else { return try openFileSystem(at: volume) }
        guard case .pool(let pool) = content(of: volume) else {
            throw WinnowError(
                "volume-gone", "the volume at byte \(volume.offset) is no pool any more",
                remedy: "survey the image again")
        }
        return try pool.openFileSystem(named: name)
    }

    /// Why a volume of a known format is not read.
    package func error(of volume: Volume, _ format: ForeignFormat) -> WinnowError {
        let encrypted = format.kind == .encrypted
        return WinnowError(
            encrypted ? "volume-encrypted" : "unsupported-file-system",
            "the volume at byte \(volume.offset) is \(format.name), which cannot be read",
            remedy: encrypted ? Self.needsKey : "examine that volume by hand")
    }

    /// Why a volume of noise is not read.
    package func noise(_ volume: Volume) -> WinnowError {
        WinnowError(
            "volume-encrypted",
            "the volume at byte \(volume.offset) is of high entropy from end to end: encrypted, or wiped with random data",
            remedy: Self.needsKey)
    }

    private static let needsKey = "it needs its key: send the device to the DFU"

    private static func error(
        of volume: Volume, named name: String, code: String = "unsupported-file-system"
    ) -> WinnowError {
        WinnowError(code, "the volume at byte \(volume.offset) is \(name)")
    }
}
