import Foundation
import Model

/// `escalation.json`: what programs of the unit read, and what `winnow escalations ack` reads back.
package enum DossierJSON {
    /// - Throws: `report-encoding`, which no value of ours should cause.
    static func data(_ dossier: Dossier) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(Document(dossier))) + [UInt8(ascii: "\n")]
        } catch {
            throw WinnowError("report-encoding", "an escalation cannot be written as JSON", cause: "\(error)")
        }
    }

    /// Which pull a folder holds.
    package static func pull(in data: [UInt8]) throws(WinnowError) -> (escalationID: Int64, pull: Int64) {
        do {
            let key = try JSONDecoder().decode(Key.self, from: Data(data))
            return (key.escalation, key.pull)
        } catch {
            throw WinnowError(
                "escalation-folder", "not the escalation.json of a pulled escalation",
                remedy: "name the folder that `winnow escalations pull` has made, or the escalation's number")
        }
    }

    private struct Key: Decodable { var escalation: Int64, pull: Int64 }

    private struct Document: Encodable {
        var escalation: Int64, pull: Int64, revision: Int, unit: String, batch: String, exhibit: String, label: String
        var kind: String, notes: [String: String], category: String, severity: String, outcome: String
        var summary: String, target: String, created_at: String, due_at: String, early: Bool, generated_by: String
        var reference_data: [JSONReference], images: [Image], findings_digest: String?, audit_heads: [String]
        var hits: [NumberedHit]

        init(_ dossier: Dossier) {
            escalation = dossier.escalationID
            pull = dossier.pull
            revision = dossier.revision
            unit = dossier.unit
            batch = dossier.batch
            exhibit = dossier.exhibit
            label = dossier.label
            kind = dossier.kind
            notes = dossier.notes
            category = dossier.category
            severity = dossier.severity.rawValue
            outcome = dossier.outcome.rawValue
            summary = dossier.summary
            target = dossier.target.rawValue
            created_at = ReportTime.text(microseconds: dossier.createdAt)
            due_at = ReportTime.text(microseconds: dossier.dueAt)
            early = dossier.isEarly
            generated_by = dossier.generatedBy
            reference_data = dossier.references.map(JSONReference.init)
            images = dossier.images.map(Image.init)
            findings_digest = dossier.findingsDigest
            audit_heads = dossier.auditHeads
            let index = dossier.fileIndex
            hits = dossier.hits.map { hit in
                NumberedHit(hit, image: dossier.image(of: hit), file: dossier.file(of: hit, in: index)?.record)
            }
        }
    }

    private struct Image: Encodable {
        var path: String, container: String, size: UInt64, stored_digests: [String]

        init(_ image: ImageMaterial) {
            path = image.path
            container = image.container
            size = image.size
            stored_digests = image.storedDigests
        }
    }

    private struct NumberedHit: Encodable {
        var hit: JSONHit, image: String, size: UInt64?, md5: String?, sha1: String?, sha256: String?, `repeat`: String?

        init(_ hit: Hit, image: String, file: FileRecord?) {
            self.hit = JSONHit(hit)
            self.image = image
            size = file?.size
            md5 = (file?.digests).map { Hex.string($0.md5) }
            sha1 = (file?.digests).map { Hex.string($0.sha1) }
            sha256 = (file?.digests).map { Hex.string($0.sha256) }
            `repeat` = RepeatCommand.line(hit, image: image)
        }
    }
}
