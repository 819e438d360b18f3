import Model
import Postgres

/// A device as it was submitted.
package struct DeviceRecord: Hashable, Sendable {
    package var deviceID: Int64
    package var exhibit: String
    package var label: String
    package var kind: String
    package var notes: [String: String]

    init(_ row: PostgresRow) throws {
        deviceID = try row.int("device_id")
        exhibit = try row.text("exhibit")
        label = try row.text("label")
        kind = try row.text("kind")
        notes = try row.decoded("notes")
    }
}

extension Records {
    /// The devices of a batch by exhibit.
    package func devices(batchID: Int64) async throws -> [DeviceRecord] {
        try await connection.query(
            """
            SELECT device_id, exhibit, label, kind, notes FROM winnow.device WHERE batch_id = $1 ORDER BY exhibit
            """, [.int(batchID)]
        ).map { try DeviceRecord($0) }
    }

    /// The path of the image that a survey or scan is about.
    package func claimImage(_ claim: Claim) async throws -> String {
        guard let imageID = claim.imageID else { throw Self.wrongKind(claim) }
        return try await connection.query(
            "SELECT path FROM winnow.image WHERE image_id = $1", [.int(imageID)]
        ).single.text("path")
    }

    /// The paths of a device's images in the order of their submission, with their ids.
    package func images(deviceID: Int64) async throws -> [(imageID: Int64, path: String)] {
        try await connection.query(
            "SELECT image_id, path FROM winnow.image WHERE device_id = $1 ORDER BY ordinal", [.int(deviceID)]
        ).map { (imageID: try $0.int("image_id"), path: try $0.text("path")) }
    }

    /// Everything that is known about a device, from one moment, hits and history in canonical order.
    package func deviceMaterial(_ deviceID: Int64) async throws -> DeviceMaterial {
        try await connection.transaction(.snapshot) { transaction in
            let device = try await DeviceRecord(
                transaction.query(
                    "SELECT device_id, exhibit, label, kind, notes FROM winnow.device WHERE device_id = $1",
                    [.int(deviceID)]
                ).single)
            let hits = try await transaction.query(
                """
                SELECT \(Hit.columnNames), i.image FROM winnow.hit h
                    JOIN (SELECT image_id, ordinal, path AS image FROM winnow.image WHERE device_id = $1) i
                    USING (image_id) ORDER BY \(Hit.canonicalOrder), i.ordinal
                """, [.int(deviceID)])
            let history = try await transaction.query(
                """
                SELECT \(HistoryEntry.columnNames) FROM winnow.history h
                    JOIN (SELECT image_id FROM winnow.image WHERE device_id = $1) i
                    USING (image_id) ORDER BY \(HistoryEntry.canonicalOrder)
                """, [.int(deviceID)])
            return DeviceMaterial(
                exhibit: device.exhibit, label: device.label, kind: device.kind,
                images: try await imageMaterial(deviceID, in: transaction), hits: try hits.map { try Hit($0) },
                history: try history.map { try HistoryEntry($0) }, gaps: try await gaps(deviceID, in: transaction))
        }
    }

    /// A device's images in the order of their submission, their coverage summed up.
    func imageMaterial(_ deviceID: Int64, in transaction: Transaction) async throws -> [ImageMaterial] {
        var coverage: [Int64: [CoverageRow]] = [:]
        let sums = try await transaction.query(
            """
            SELECT c.image_id, c.status, c.reason, sum(c.files)::bigint AS files, sum(c.bytes)::bigint AS bytes
            FROM winnow.coverage c JOIN winnow.image i USING (image_id) WHERE i.device_id = $1
            GROUP BY c.image_id, c.status, c.reason ORDER BY c.status, c.reason
            """, [.int(deviceID)])
        for row in sums { coverage[try row.int("image_id"), default: []].append(try CoverageRow(row)) }
        return try await transaction.query(
            """
            SELECT image_id, path, container, size, digest, stored_digests, errors FROM winnow.image
            WHERE device_id = $1 ORDER BY ordinal
            """, [.int(deviceID)]
        ).map { row in
            ImageMaterial(
                path: try row.text("path"), container: try row.text("container"), size: try row.count("size"),
                digest: try row.text("digest"), storedDigests: try row.decoded("stored_digests"),
                coverage: coverage[try row.int("image_id")] ?? [], errors: try row.decoded("errors"))
        }
    }

    /// Why jobs of a device ended without a result, in the order of their content.
    func gaps(_ deviceID: Int64, in transaction: Transaction) async throws -> [WinnowError] {
        try await transaction.query(
            """
            SELECT error_code, error_text, error_remedy, error_cause FROM winnow.done
            WHERE device_id = $1 AND kind <> 'collate' AND outcome NOT IN ('ok', 'partial')
            ORDER BY error_code COLLATE "C", error_text COLLATE "C", error_cause COLLATE "C"
            """, [.int(deviceID)]
        ).map { try WinnowError($0) }
    }
}

extension CoverageRow {
    init(_ row: PostgresRow) throws {
        self.init(
            try row.word("status"), try row.text("reason"), files: try row.count("files"),
            bytes: try row.count("bytes"))
    }
}

extension WinnowError {
    /// The error columns of `done`.
    init(_ row: PostgresRow) throws {
        self.init(
            try row.optionalText("error_code") ?? "cancelled", try row.optionalText("error_text") ?? "cancelled",
            remedy: try row.optionalText("error_remedy"), cause: try row.optionalText("error_cause"))
    }
}
