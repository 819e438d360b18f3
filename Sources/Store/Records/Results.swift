import Model
import Postgres

/// One device of a batch with what came out for it.
package struct CollatedDevice: Sendable {
    package var device: DeviceRecord
    /// Nil when the device has not been collated (yet).
    package var result: DeviceResult?
    /// The result is without the text of pictures that are still waiting for it.
    package var isRecognising: Bool
    package var images: [ImageMaterial]
    package var gaps: [WinnowError]
}

extension Records {
    /// Puts a collate's result in place of any earlier one.
    func endCollate(
        _ claim: Claim, _ result: DeviceResult, imageDigests: [Int64: String], in transaction: Transaction
    ) async throws {
        let findings = result.findings.enumerated().map { FindingRow(ordinal: $0, $1) }
        let images = imageDigests.map { ImageDigestRow(image_id: $0, digest: $1) }.sorted { $0.image_id < $1.image_id }
        try await transaction.query(
            "SELECT winnow.save_result($1, $2, $3, $4, $5, $6)",
            [
                .int(claim.jobID), .text(result.outcome.rawValue), .text(result.digest), .json(JSONText.of(findings)),
                .json(JSONText.of(EscalationRow.rows(of: result.findings))), .json(JSONText.of(images)),
            ])
    }

    /// The findings digest of a device as it is now; nil while it is not finished.
    package func findingsDigest(deviceID: Int64) async throws -> String? {
        try await connection.query(
            """
            SELECT r.digest FROM winnow.device_result r JOIN winnow.device d USING (device_id)
            WHERE d.device_id = $1 AND r.generation = d.generation AND d.swept = d.generation AND NOT d.recognising
            """, [.int(deviceID)]
        ).first?.text("digest")
    }

    /// Number of history entries by exhibit; devices without any are left out.
    package func historyCounts(batchID: Int64) async throws -> [String: Int] {
        let rows = try await connection.query(
            """
            SELECT d.exhibit, count(*) AS entries FROM winnow.readable_history h JOIN winnow.image i USING (image_id)
                JOIN winnow.device d USING (device_id) WHERE d.batch_id = $1 GROUP BY d.exhibit
            """, [.int(batchID)])
        var counts: [String: Int] = [:]
        for row in rows { counts[try row.text("exhibit")] = Int(try row.int("entries")) }
        return counts
    }

    /// All devices of a batch by exhibit, from one moment.
    package func results(batchID: Int64) async throws -> [CollatedDevice] {
        try await connection.transaction(.snapshot) { transaction in
            let devices = try await transaction.query(
                """
                SELECT d.device_id, d.exhibit, d.label, d.kind, d.notes, d.recognising, r.outcome, r.digest
                FROM winnow.device d LEFT JOIN winnow.device_result r USING (device_id)
                WHERE d.batch_id = $1 ORDER BY d.exhibit
                """, [.int(batchID)])
            var collated: [CollatedDevice] = []
            for row in devices {
                let device = try DeviceRecord(row)
                var result: DeviceResult?
                if let outcome: Outcome = try row.optionalWord("outcome") {
                    result = DeviceResult(
                        outcome: outcome, findings: try await findings(device.deviceID, in: transaction),
                        digest: try row.text("digest"))
                }
                collated.append(
                    CollatedDevice(
                        device: device, result: result, isRecognising: try row.bool("recognising"),
                        images: try await imageMaterial(device.deviceID, in: transaction),
                        gaps: try await gaps(device.deviceID, in: transaction)))
            }
            return collated
        }
    }

    private func findings(_ deviceID: Int64, in transaction: Transaction) async throws -> [Finding] {
        try await transaction.query(
            "SELECT * FROM winnow.readable_finding WHERE device_id = $1 ORDER BY ordinal", [.int(deviceID)]
        ).map { try Finding($0) }
    }
}

extension Finding {
    init(_ row: PostgresRow) throws {
        self.init(
            category: try row.text("category"), rule: try row.text("rule"), severity: try row.word("severity"),
            outcome: try row.word("outcome"), route: try row.optionalText("route"),
            target: try row.word("target"), summary: try row.text("summary"), hits: Int(try row.int("hits")),
            examples: try row.decoded("examples"))
    }
}
