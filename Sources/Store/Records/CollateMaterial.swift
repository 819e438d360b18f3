import Model
import Postgres

/// What a running collate job is given to conclude from: the records of its own device, and of no other.
extension Records {
    /// Everything that is known about the device, from one moment, hits and history in canonical order; and its images'
    /// ids in the order of its images.
    package func material(of claim: Claim) async throws -> (DeviceMaterial, imageIDs: [Int64]) {
        let key = claim.key
        return try await connection.transaction(.snapshot) { transaction in
            guard let row = try await transaction.query("SELECT * FROM winnow.collate_devices($1, $2, $3)", key).first
            else { throw claim.stale }
            let device = try DeviceRecord(row)
            let images = try await transaction.query(
                "SELECT * FROM winnow.collate_images($1, $2, $3) ORDER BY ordinal", key)
            let coverage = try await transaction.query(
                "SELECT * FROM winnow.collate_coverage($1, $2, $3) ORDER BY status, reason", key)
            let rescans = try await transaction.query(
                "SELECT * FROM winnow.collate_rescans($1, $2, $3) ORDER BY ordinal, what, type", key)
            let hits = try await transaction.query(
                """
                SELECT \(Hit.columnNames), i.image FROM winnow.collate_hits($1, $2, $3) h
                    JOIN (SELECT image_id, ordinal, path AS image FROM winnow.collate_images($1, $2, $3)) i
                    USING (image_id) ORDER BY \(Hit.canonicalOrder), i.ordinal
                """, key)
            let history = try await transaction.query(
                """
                SELECT \(HistoryEntry.columnNames) FROM winnow.collate_history($1, $2, $3) h
                ORDER BY \(HistoryEntry.canonicalOrder)
                """, key)
            let gaps = try await transaction.query(
                "SELECT * FROM winnow.collate_gaps($1, $2, $3) ORDER BY \(WinnowError.canonicalOrder)", key)
            let material = DeviceMaterial(
                exhibit: device.exhibit, label: device.label, kind: device.kind,
                images: try ImageMaterial.list(images, coverage: coverage, rescans: rescans),
                hits: try hits.map { try Hit($0) },
                history: try history.map { try HistoryEntry($0) }, gaps: try gaps.map { try WinnowError($0) })
            return (material, try images.map { try $0.int("image_id") })
        }
    }

    /// The device's packs one at a time, so that a device may have more of them than memory.
    package nonisolated(nonsending) func packs(
        of claim: Claim, _ body: (_ imageID: Int64, _ bytes: [UInt8]) async throws -> Void
    ) async throws {
        let list = try await connection.query(
            "SELECT * FROM winnow.collate_packs($1, $2, $3) ORDER BY image_id, job_id", claim.key)
        for row in list {
            let pack = try await connection.query(
                "SELECT winnow.collate_pack($1, $2, $3, $4) AS bytes", claim.key + [.int(row.int("job_id"))]
            ).single
            guard let bytes = try pack.optionalBytes("bytes") else { throw claim.stale }
            try await body(row.int("image_id"), bytes)
        }
    }
}
