import Analysis
import Evidence
import Model

extension ShardScan {
    /// What a record takes in a pack beside its names.
    static let recordBytes = 160

    struct MemberPart {
        var count: Int
        /// No more will come.
        var hasEnded: Bool
        var failure: WinnowError?
    }

    /// Reads until the buffer is full or the member ends.
    func fill(
        _ buffer: UnsafeMutableRawBufferPointer, from reader: any ContainerReader, _ level: Int
    ) throws -> MemberPart {
        var part = MemberPart(count: 0, hasEnded: false)
        while part.count < buffer.count {
            let end = min(buffer.count, part.count + Self.chunkSize)
            do {
                let got = try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[part.count..<end]))
                part.count += got
                try meter.inflate(got, level: level)
                if got == 0 { part.hasEnded = true }
            } catch let error as WinnowError where !error.code.hasPrefix("channel-") {
                part.failure = error
                part.hasEnded = true
            }
            if part.hasEnded { break }
        }
        return part
    }

    /// Memory for a container that cannot be read in order, with its head in it; nil where there is not enough left.
    func reserve(_ head: UnsafeRawBufferPointer, of member: ContainerMember) -> UnsafeMutableRawBufferPointer? {
        // One byte more shows that it has ended.
        let wanted = Int(clamping: member.size.map { $0 &+ 1 } ?? UInt64(meter.memory))
        let size = min(max(wanted, head.count + 1), meter.memory)
        guard size > head.count, member.size.map({ $0 < UInt64(size) }) ?? true else { return nil }
        meter.memory -= size
        let kept = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
        kept.copyMemory(from: head)
        return kept
    }

    func release(_ kept: UnsafeMutableRawBufferPointer?) {
        guard let kept else { return }
        meter.memory += kept.count
        kept.deallocate()
    }

    /// Says which member comes next, where asked to, and stops at the one that ended a scanner before.
    mutating func announce() throws {
        let (index, number) = members
        if let stop = stopping[index], number >= stop.member {
            throw ContainerBudget.Stop(level: 0, reason: stop.reason)
        }
        if careful { try send(.opening(file: index, member: number), nil) }
        members.next += 1
    }

    mutating func record(
        _ member: ContainerMember, _ item: ScanItem, _ failure: WinnowError?, _ report: inout ItemReport,
        _ reduction: ReducedScan?
    ) {
        guard purpose != .recognise else {
            return recognised(
                item.locator, item.kind, item.size, failure.map { Self.status($0, item.locator) } ?? .scanned,
                failure?.code ?? "archive-member", &report, reduction)
        }
        guard let failure else {
            let (status, reason) = reduced(reduction, .scanned, "archive-member", &report)
            return record(member, item, status, reason, report, digests: report.digests)
        }
        record(member, item, Self.status(failure, item.locator), failure.code, report)
    }

    mutating func record(
        _ member: ContainerMember, _ item: ScanItem, _ status: CoverageStatus, _ reason: String, _ report: ItemReport,
        digests: DigestTriple? = nil
    ) {
        guard purpose != .recognise else {
            var report = report
            return recognised(item.locator, item.kind, item.size, status, reason, &report, nil)
        }
        coverage.add(CoverageRow(status, accounted(reason, status, report), members: 1))
        add(
            FileRecord(
                locator: item.locator, kind: item.kind, size: item.size, modified: member.modified,
                accessed: member.accessed, changed: member.changed, created: member.created,
                digests: digests ?? (status == .scanned ? report.digests : nil), type: report.type, status: status,
                reason: reason),
            report)
    }

    /// All of a container that cannot be listed is one member without a name.
    mutating func leaveOut(_ place: Locator, _ format: ContainerFormat, _ status: CoverageStatus, _ reason: String) {
        guard purpose != .recognise else { return }
        var rest = place
        rest.inner = (place.inner ?? InnerPath([])).appending(format.rawValue, RawPath(""))
        coverage.add(CoverageRow(status, reason, members: 1))
        records.append(FileRecord(locator: rest, kind: .other, size: 0, status: status, reason: reason))
    }

    static func status(_ error: WinnowError, _ place: Locator) -> CoverageStatus {
        switch error.code {
        case "archive-encrypted": .encrypted
        case "archive-unsupported": .unsupported
        // What is left of a deleted file is seldom whole: read as far as it goes, by rule.
        case _ where place.state != .allocated: .skipped
        default: .unreadable
        }
    }
}
