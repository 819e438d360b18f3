import Model
import Postgres

extension Records {
    /// Records what a person decided about a device; earlier decisions stay.
    ///
    /// - Throws: `device-open` while the device has no result.
    package func decide(
        deviceID: Int64, _ decision: Decision.Kind, by person: String, role: String, reason: String
    ) async throws {
        let id = try await connection.query(
            "SELECT winnow.decide($1, $2, $3, $4, $5) AS decision_id",
            [.int(deviceID), .text(decision.rawValue), .text(person), .text(role), .text(reason)]
        ).single.optionalInt("decision_id")
        guard id != nil else {
            throw WinnowError(
                "device-open", "this device has no result yet", remedy: "wait for it: `winnow status --watch`")
        }
    }

    /// The decisions about a batch's devices by exhibit, then as they were made.
    package func decisions(batchID: Int64) async throws -> [Exported<Decision>] {
        try await connection.query(
            """
            SELECT d.exhibit, x.* FROM winnow.decision x JOIN winnow.device d USING (device_id)
            WHERE d.batch_id = $1 ORDER BY d.exhibit, x.decision_id
            """, [.int(batchID)]
        ).map { Exported(exhibit: try $0.text("exhibit"), image: "", record: try Decision($0)) }
    }

    /// The devices with this exhibit reference, with the name of the batch of each, newest first; purged ones are gone,
    /// and replays come only when named.
    package func devices(
        exhibit: String, batch: String? = nil
    ) async throws -> [(device: DeviceRecord, batchID: Int64, batch: String)] {
        try await connection.query(
            """
            SELECT d.device_id, d.exhibit, d.label, d.kind, d.notes, b.batch_id, b.name AS batch
            FROM winnow.device d JOIN winnow.batch b USING (batch_id)
            WHERE d.exhibit = $1 AND (b.name = $2 OR $2::text IS NULL AND b.replays IS NULL)
            ORDER BY d.device_id DESC
            """, [.text(exhibit), .text(batch)]
        ).map { (device: try DeviceRecord($0), batchID: try $0.int("batch_id"), batch: try $0.text("batch")) }
    }
}

extension Decision {
    fileprivate init(_ row: PostgresRow) throws {
        self.init(
            decision: try row.word("decision"), by: try row.text("decided_by"), role: try row.text("role"),
            reason: try row.text("reason"), login: try row.text("login"), time: try row.time("decided_at"),
            outcome: try row.word("outcome"), digest: try row.text("digest"))
    }
}
