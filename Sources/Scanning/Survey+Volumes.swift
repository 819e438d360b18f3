import Evidence
import Model

extension Survey {
    func survey(_ volume: Volume) throws {
        switch volume.kind {
        case .gap: return try search(volume, as: "unpartitioned-space", owned: true)
        case .table: return account(CoverageRow(.skipped, "partition-table", bytes: volume.length))
        case .partition: break
        }
        switch image.content(of: volume) {
        case .fileSystem(let fileSystem): try survey(fileSystem, of: volume)
        case .pool(let pool): try survey(pool, of: volume)
        case .foreign(let format): try survey(format, of: volume)
        case .noise:
            note(image.noise(volume))
            account(CoverageRow(.encrypted, "high-entropy", bytes: volume.length))
            hits.append(VolumeHit.noise(volume))
        case .blank: account(CoverageRow(.scanned, "blank-volume", bytes: volume.length))
        case .unknown(let error):
            note(error)
            let encrypted = error.code == "volume-encrypted"
            account(CoverageRow(encrypted ? .encrypted : .notOpened, error.code, bytes: volume.length))
            if encrypted {
                hits.append(VolumeHit.encrypted(volume, error.cause ?? "encrypted volume"))
            } else {
                // What cannot be read as files can still be searched.
                try search(volume, as: error.code, owned: false)
            }
        }
    }

    private func survey(_ format: ForeignFormat, of volume: Volume) throws {
        guard format.kind != .plain else { return try search(volume, as: format.word, owned: true) }
        note(image.error(of: volume, format))
        let encrypted = format.kind == .encrypted
        account(CoverageRow(encrypted ? .encrypted : .unsupported, format.word, bytes: volume.length))
        if encrypted {
            hits.append(VolumeHit.encrypted(volume, format.name))
        } else {
            try search(volume, as: format.word, owned: false)
        }
    }

    private func survey(_ fileSystem: FileSystem, of volume: Volume) throws {
        try walk(fileSystem, of: volume)
        let free = SpaceSurvey(self, volume, fileSystem.name, .unallocated, "unallocated-space", owned: true)
        for row in fileSystem.remainder(free: { free.take($0) }) { account(row) }
        try free.finish()
        try search(behind: fileSystem.tail, of: volume, fileSystem.name)
    }

    /// All volumes of a pool are walked before what no file accounts for is known.
    private func survey(_ pool: VolumePool, of volume: Volume) throws {
        for member in pool.volumes {
            if member.snapshots > 0 {
                account(CoverageRow(.skipped, "snapshot"))
                hits.append(VolumeHit.snapshots(member, in: volume))
            }
            if member.isEncrypted { hits.append(VolumeHit.encrypted(member, in: volume)) }
            do {
                try walk(try pool.openFileSystem(member), of: volume)
            } catch let error as WinnowError where !error.code.hasPrefix("channel-") {
                note(error)
                if !member.isEncrypted { account(CoverageRow(.notOpened, error.code)) }
            }
        }
        let free = SpaceSurvey(self, volume, "apfs", .unallocated, "unallocated-space", owned: true)
        for row in pool.remainder(free: { free.take($0) }) { account(row) }
        try free.finish()
        try search(behind: pool.tail, of: volume, "apfs")
    }

    private func walk(_ fileSystem: FileSystem, of volume: Volume) throws {
        let slack = SpaceSurvey(self, volume, fileSystem.name, .slack, "slack", owned: true)
        fileSystem.slack = { slack.take($0) }
        var copies = ShadowCopies()
        var prefetch = PrefetchFolders()
        do {
            try fileSystem.walk { [self] found in
                copies.look(at: found)
                prefetch.look(at: found)
                try take(found)
                return true
            }
        } catch let error as WinnowError where !error.code.hasPrefix("channel-") {
            note(error)
        }
        try slack.finish()
        if copies.count > 0 {
            account(CoverageRow(.skipped, "shadow-copy"))
            hits.append(VolumeHit.shadowCopies(copies.count, in: volume, fileSystem.name))
        }
        if let empty = prefetch.empty { hits.append(VolumeHit.emptyPrefetch(empty.place, deleted: empty.deleted)) }
    }

    private func search(behind tail: Extent?, of volume: Volume, _ fileSystem: String) throws {
        guard let tail else { return }
        let behind = SpaceSurvey(self, volume, fileSystem, .unallocated, "after-file-system", owned: true)
        behind.take(tail)
        try behind.finish()
    }

    /// Plans the search of a volume without a file system.
    private func search(_ volume: Volume, as reason: String, owned: Bool) throws {
        let space = SpaceSurvey(self, volume, "", .unallocated, reason, owned: owned)
        space.take(Extent(offset: volume.offset, length: volume.length))
        try space.finish()
    }
}
