import Analysis
import Evidence
import Model

extension ShardScan {
    private var memberPipelines: PipelinePool {
        switch purpose {
        case .scan: session.members
        case .reread: session.rereadMembers ?? session.members
        case .recognise: session.recognising?.members ?? session.members
        }
    }

    /// Goes through what a file holds that is a container; each member is treated like a file of its own.
    ///
    /// - Parameter index: of the file in the shard.
    mutating func open(_ format: ContainerFormat, _ file: ShardFile, index: Int, _ source: any ContainerSource) throws {
        meter.progress = progress
        members = (index, 0)
        defer { progress.inflated = meter.progress.inflated }
        try walk(format, MeteredSource(source, meter), at: file.locator)
    }

    /// - Parameter place: of the container itself.
    private mutating func walk(_ format: ContainerFormat, _ source: any ContainerSource, at place: Locator) throws {
        let level = meter.budget.depth
        guard level < meter.budget.limits.depth else { return leaveOut(place, format, .notOpened, "archive-depth") }
        meter.budget.open(size: source.size ?? 0)
        defer { meter.budget.close() }
        var seen = 0
        var encrypted = 0
        do {
            defer { tell(encrypted, in: place, format) }
            try announce()
            let reader = try ContainerReaders.open(format, source)
            while let member = try reader.next() {
                seen += 1
                if member.isEncrypted { encrypted += 1 }
                try take(member, of: reader, format, place, level)
                try announce()
            }
        } catch let stop as ContainerBudget.Stop where stop.level >= level {
            leaveOut(place, format, .notOpened, stop.reason)
        } catch let error as WinnowError where !error.code.hasPrefix("channel-") {
            // What merely begins like a container is none.
            if seen == 0, !format.isCertain { return }
            if error.code == "archive-encrypted", encrypted == 0 {
                tell(1, in: place, format)
            }
            leaveOut(place, format, Self.status(error, place), error.code)
        }
    }

    /// Packs know of encrypted members already.
    private mutating func tell(_ encrypted: Int, in place: Locator, _ format: ContainerFormat) {
        guard encrypted > 0, purpose == .scan else { return }
        hits.append(EncryptedArchive.hit(place, format, members: encrypted))
    }

    private mutating func take(
        _ member: ContainerMember, of reader: any ContainerReader, _ format: ContainerFormat, _ container: Locator,
        _ level: Int
    ) throws {
        var place = container
        let name = member.name.bytes.isEmpty ? RawPath("(no name)") : member.name
        place.inner = (container.inner ?? InnerPath([])).appending(format.rawValue, name)
        try meter.budget.count(bytes: place.path.bytes.count + (place.inner?.bytes.count ?? 0) + Self.recordBytes)
        let reduction = memberReduction
        let pool = reduction.map { session.reducedPipelines($0.level) } ?? memberPipelines
        let pipeline = try pool.take()
        guard member.kind == .regular, !member.isEncrypted else {
            let item = ScanItem(locator: place, kind: member.kind, size: member.size ?? 0)
            pipeline.begin(item)
            let report = pipeline.end(item, complete: false)
            pool.give(pipeline)
            record(
                member, item, member.isEncrypted ? .encrypted : .scanned,
                member.isEncrypted ? "archive-encrypted" : "archive-member", report)
            return try tell()
        }
        let buffer = session.memberBuffer(level)
        let first: MemberPart
        do { first = try fill(buffer, from: reader, level) } catch let stop as ContainerBudget.Stop {
            pool.give(pipeline)
            let item = ScanItem(locator: place, kind: member.kind, size: member.size ?? 0)
            record(member, item, .notOpened, stop.reason, ItemReport())
            throw stop
        }
        let head = UnsafeRawBufferPointer(rebasing: buffer[..<first.count])
        if first.hasEnded {
            try takeWhole(member, place, head, first.failure, pipeline, from: pool, reduction)
        } else {
            defer { pool.give(pipeline) }
            try takeLarge(member, of: reader, place, head, pipeline, level, reduction)
        }
        try tell()
    }

    /// A member that lies in memory.
    private mutating func takeWhole(
        _ member: ContainerMember, _ place: Locator, _ bytes: UnsafeRawBufferPointer, _ failure: WinnowError?,
        _ pipeline: Pipeline, from pool: PipelinePool, _ reduction: ReducedScan?
    ) throws {
        let item = ScanItem(locator: place, kind: member.kind, size: UInt64(bytes.count))
        var report: ItemReport
        if failure == nil {
            report = pipeline.analyze(ArenaGroup(items: [item], ranges: [0..<bytes.count], base: bytes))[0]
        } else {
            pipeline.begin(item)
            if !bytes.isEmpty { pipeline.consume(bytes, at: 0) }
            report = pipeline.end(item, complete: false)
        }
        pool.give(pipeline)
        record(member, item, failure, &report, reduction)
        if let format = report.container { try walk(format, MemorySource(bytes), at: place) }
    }

    /// A member of which `head` is only the beginning.
    private mutating func takeLarge(
        _ member: ContainerMember, of reader: any ContainerReader, _ place: Locator, _ head: UnsafeRawBufferPointer,
        _ pipeline: Pipeline, _ level: Int, _ reduction: ReducedScan?
    ) throws {
        var item = ScanItem(locator: place, kind: member.kind, size: member.size ?? 0)
        pipeline.begin(item)
        pipeline.consume(head, at: 0)
        let format = reduction?.level == .digests ? nil : ContentType.container(head)
        var kept: UnsafeMutableRawBufferPointer?
        defer { release(kept) }
        var bytes = head
        if let format, format.wantsSeeking { kept = reserve(head, of: member) }
        do {
            if let kept {
                let more = try fill(UnsafeMutableRawBufferPointer(rebasing: kept[head.count...]), from: reader, level)
                bytes = UnsafeRawBufferPointer(rebasing: kept[..<(head.count + more.count)])
                pipeline.consume(UnsafeRawBufferPointer(rebasing: bytes[head.count...]), at: UInt64(head.count))
                if more.hasEnded, let format {
                    item.size = UInt64(bytes.count)
                    var report = pipeline.end(item, complete: more.failure == nil)
                    record(member, item, more.failure, &report, reduction)
                    return try walk(format, MemorySource(bytes), at: place)
                }
            }
            let source = MemberSource(reader, head: bytes, into: pipeline, meter, level: level)
            if let format {
                // Its list stands at its end, which is out of reach.
                if format.needsSeeking {
                    leaveOut(place, format, .notOpened, "archive-too-large")
                } else {
                    try walk(format, source, at: place)
                }
            }
            try source.drain()
            item.size = source.read
            var report = pipeline.end(item, complete: source.failure == nil)
            record(member, item, source.failure, &report, reduction)
        } catch let stop as ContainerBudget.Stop {
            record(member, item, .notOpened, stop.reason, pipeline.end(item, complete: false))
            throw stop
        }
    }
}
