import CSleuthKit
import Model

extension EvidenceImage {
    /// The partitions and what lies between them, in order and without overlap: their lengths add up to the medium.
    ///
    /// A medium without a partition table is one volume. Partitions that a damaged table lets overlap are cut.
    package func volumes() throws(WinnowError) -> [Volume] {
        // A file system at the very start comes before a table: a FAT boot sector can look like one.
        let found = parts(CSK_VOLUMES_DETECT) ?? parts(CSK_VOLUMES_GPT) ?? parts(CSK_VOLUMES_MBR) ?? []
        guard found.contains(where: { $0.kind == .partition }) else {
            return [Volume(index: 0, offset: 0, length: size, description: "whole medium", kind: .partition)]
        }
        return Self.tiled(found, size: size)
    }

    private func parts(_ table: Int) -> [Volume]? {
        final class Collector { var parts: [Volume] = [] }
        let collector = Collector()
        let count = csk_volumes(handle, Int32(table), Unmanaged.passUnretained(collector).toOpaque()) {
            context, offset, length, kind, description in
            guard let context else { return }
            let collector = Unmanaged<Collector>.fromOpaque(context).takeUnretainedValue()
            let volumeKind: Volume.Kind =
                switch Int(kind) {
                case CSK_PART_VOLUME: .partition
                case CSK_PART_TABLE: .table
                default: .gap
                }
            collector.parts.append(
                Volume(
                    index: 0, offset: offset, length: length,
                    description: description.map { String(cString: $0) } ?? "", kind: volumeKind))
        }
        return count > 0 ? collector.parts : nil
    }

    /// Cuts overlaps and fills holes. Partitions go before tables, and both before gaps.
    package static func tiled(_ parts: [Volume], size: UInt64) -> [Volume] {
        let order: [Volume.Kind] = [.partition, .table, .gap]
        var placed: [Volume] = []
        for kind in order {
            for part in parts.filter({ $0.kind == kind }).sorted(by: { ($0.offset, $0.length) < ($1.offset, $1.length) }
            ) {
                var pieces = [part]
                for other in placed { pieces = pieces.flatMap { subtract(other, from: $0, whole: kind == .partition) } }
                placed += pieces.compactMap { clip($0, to: size) }
            }
        }
        placed.sort { $0.offset < $1.offset }
        var result: [Volume] = []
        var end: UInt64 = 0
        for part in placed {
            if part.offset > end {
                result.append(Volume(index: 0, offset: end, length: part.offset - end, description: "gap", kind: .gap))
            }
            result.append(part)
            end = part.offset + part.length
        }
        if end < size {
            result.append(Volume(index: 0, offset: end, length: size - end, description: "gap", kind: .gap))
        }
        for index in result.indices { result[index].index = index }
        return result
    }

    private static func clip(_ part: Volume, to size: UInt64) -> Volume? {
        guard part.length > 0, part.offset < size else { return nil }
        var part = part
        part.length = min(part.length, size - part.offset)
        return part
    }

    /// What is left of `part` without `other`; of a partition only the piece that follows what is there already.
    private static func subtract(_ other: Volume, from part: Volume, whole: Bool) -> [Volume] {
        let partEnd = part.offset.addingReportingOverflow(part.length).overflow ? UInt64.max : part.offset + part.length
        let otherEnd = other.offset + other.length
        guard part.offset < otherEnd, other.offset < partEnd else { return [part] }
        var pieces: [Volume] = []
        if part.offset < other.offset {
            var head = part
            head.length = other.offset - part.offset
            pieces.append(head)
        }
        if otherEnd < partEnd {
            var tail = part
            tail.offset = otherEnd
            tail.length = partEnd - otherEnd
            if whole { tail.kind = .gap }
            pieces.append(tail)
        }
        return pieces
    }
}
