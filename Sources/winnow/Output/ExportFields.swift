import Foundation
import Model

/// The exported shapes of packs' and analyzers' records: flat, stable field names.
enum ExportFields {
    static let file = [
        "exhibit", "image", "path", "inner_path", "kind", "size", "state", "volume_offset", "file_system",
        "meta_address",
        "attribute",
        "md5", "sha1", "sha256", "modified", "accessed", "changed", "created", "type", "status", "reason", "pdq",
        "pdq_quality",
    ]
    static let hit = [
        "exhibit", "image", "analyzer", "list", "list_version", "list_kind", "term", "category", "path", "inner_path",
        "state",
        "volume_offset", "file_system", "meta_address", "attribute", "byte_offset", "encoding", "context", "count",
        "weight", "first_time", "last_time",
    ]
    static let history = [
        "exhibit", "image", "source", "profile", "path", "inner_path", "kind", "url", "title", "search_term", "time",
        "raw_time",
        "count", "recovered", "intent", "note",
    ]
    static let finding = [
        "exhibit", "category", "severity", "outcome", "route", "target", "rule", "summary", "hits", "decision",
        "decided_by",
    ]
    static let decision = [
        "exhibit", "decision", "by", "role", "reason", "time", "login", "outcome", "findings_digest",
    ]
    static let rescan = ["exhibit", "image", "rescan", "what", "type", "files", "bytes"]
    static let coverage = ["exhibit", "image", "status", "reason", "files", "bytes", "members", "pictures"]

    static func record(_ file: FileRecord, exhibit: String, image: String) -> [String: Field] {
        var record = place(file.locator, exhibit: exhibit, image: image)
        record["byte_offset"] = nil
        record["kind"] = .text(file.kind.rawValue)
        record["size"] = .number(file.size)
        record["md5"] = .text(file.digests.map { Hex.string($0.md5) })
        record["sha1"] = .text(file.digests.map { Hex.string($0.sha1) })
        record["sha256"] = .text(file.digests.map { Hex.string($0.sha256) })
        record["modified"] = .text(file.modified.map(time(seconds:)))
        record["accessed"] = .text(file.accessed.map(time(seconds:)))
        record["changed"] = .text(file.changed.map(time(seconds:)))
        record["created"] = .text(file.created.map(time(seconds:)))
        record["type"] = .text(file.type)
        record["status"] = .text(file.status.rawValue)
        record["reason"] = .text(file.reason)
        record["pdq"] = .text(file.picture.map { Hex.string($0.value) })
        record["pdq_quality"] = .number(file.picture?.quality)
        return record
    }

    static func record(_ hit: Hit, exhibit: String, image: String) -> [String: Field] {
        var record = place(hit.locator, exhibit: exhibit, image: image)
        record["analyzer"] = .text(hit.analyzer)
        record["list"] = .text(hit.list)
        record["list_version"] = .text(hit.listVersion)
        record["list_kind"] = .text(hit.listKind)
        record["term"] = .text(hit.term)
        record["category"] = .text(hit.category)
        record["encoding"] = .text(hit.encoding)
        record["context"] = .text(hit.context)
        record["count"] = .number(hit.count)
        record["weight"] = .number(hit.weight)
        record["first_time"] = .text(hit.firstTime.map(time(microseconds:)))
        record["last_time"] = .text(hit.lastTime.map(time(microseconds:)))
        return record
    }

    static func record(_ entry: HistoryEntry, exhibit: String, image: String) -> [String: Field] {
        [
            "exhibit": .text(exhibit), "image": .text(image), "source": .text(entry.source),
            "profile": .text(entry.profile), "path": .text(entry.locator.path.text),
            "inner_path": .text(entry.locator.inner?.text), "kind": .text(entry.kind.rawValue),
            "url": .text(entry.url), "title": .text(entry.title), "search_term": .text(entry.searchTerm),
            "time": .text(entry.time.map(time(microseconds:))), "raw_time": .text(entry.rawTime),
            "count": .number(entry.count), "recovered": .flag(entry.recovered), "intent": .flag(entry.intent),
            "note": .text(entry.note),
        ]
    }

    static func record(_ decision: Decision, exhibit: String) -> [String: Field] {
        [
            "exhibit": .text(exhibit), "decision": .text(decision.decision.rawValue), "by": .text(decision.by),
            "role": .text(decision.role), "reason": .text(decision.reason),
            "time": .text(time(microseconds: decision.time)), "login": .text(decision.login),
            "outcome": .text(decision.outcome.rawValue), "findings_digest": .text(decision.digest),
        ]
    }

    private static func place(_ locator: Locator, exhibit: String, image: String) -> [String: Field] {
        [
            "exhibit": .text(exhibit), "image": .text(image), "path": .text(locator.path.text),
            "inner_path": .text(locator.inner?.text), "state": .text(locator.state.rawValue),
            "volume_offset": .number(locator.volumeOffset),
            "file_system": .text(locator.fileSystem), "meta_address": .number(locator.metaAddress),
            "attribute": .text(locator.attribute), "byte_offset": .number(locator.byteOffset),
        ]
    }

    private static func time(seconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }

    static func time(microseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(microseconds) / 1e6)
            .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
