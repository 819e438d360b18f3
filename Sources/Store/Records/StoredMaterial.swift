import Model
import Postgres

/// What is known about a device, for whoever may read findings: the same values that its collate concluded from.
extension Records {
    /// From one moment; hits in canonical order. History is left out unless it is asked for.
    package func material(
        deviceID: Int64, withHistory: Bool = false
    ) async throws -> (material: DeviceMaterial, imageIDs: [Int64]) {
        try await connection.transaction(.snapshot) { transaction in
            let device = try DeviceRecord(
                try await transaction.query(
                    "SELECT device_id, exhibit, label, kind, notes FROM winnow.device WHERE device_id = $1",
                    [.int(deviceID)]
                ).single)
            let ids = try await transaction.query(
                "SELECT image_id FROM winnow.image WHERE device_id = $1 ORDER BY ordinal", [.int(deviceID)])
            let source =
                "JOIN (SELECT image_id, ordinal, path AS image FROM winnow.image WHERE device_id = $1) i USING (image_id)"
            let hits = try await transaction.query(
                """
                SELECT \(Hit.columnNames), i.image FROM winnow.readable_hit h \(source)
                ORDER BY \(Hit.canonicalOrder), i.ordinal
                """, [.int(deviceID)])
            let history = try await transaction.query(
                """
                SELECT \(HistoryEntry.columnNames) FROM winnow.readable_history h \(source)
                WHERE $2 ORDER BY \(HistoryEntry.canonicalOrder)
                """, [.int(deviceID), .bool(withHistory)])
            let material = DeviceMaterial(
                exhibit: device.exhibit, label: device.label, kind: device.kind,
                images: try await imageMaterial(deviceID, in: transaction), hits: try hits.map { try Hit($0) },
                history: try history.map { try HistoryEntry($0) }, gaps: try await gaps(deviceID, in: transaction))
            return (material, try ids.map { try $0.int("image_id") })
        }
    }

    /// The text of the rule set that a batch is pinned to; nil where it is pinned to none.
    package func rulesText(batchID: Int64) async throws -> [UInt8]? {
        try await connection.query("SELECT winnow.rules_of($1) AS content", [.int(batchID)]).single
            .optionalBytes("content")
    }
}
