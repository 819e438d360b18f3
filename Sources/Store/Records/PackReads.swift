import Postgres

/// A pack as it is read back, with what it belongs to.
package struct StoredPack: Sendable {
    package var jobID: Int64
    package var imageID: Int64
    package var exhibit: String
    /// The path of the image.
    package var image: String
    package var digest: String
    package var bytes: [UInt8]
}

extension Records {
    package enum PackSelection: Hashable, Sendable {
        case image(Int64)
        case device(Int64)
        case batch(Int64)

        fileprivate var condition: (sql: String, id: Int64) {
            switch self {
            case .image(let id): ("i.image_id = $1", id)
            case .device(let id): ("i.device_id = $1", id)
            case .batch(let id): ("d.batch_id = $1", id)
            }
        }
    }

    /// Reads packs one at a time: exhibits in order, their images in order of submission, shards as they were planned.
    package nonisolated(nonsending) func packs(
        _ selection: PackSelection, _ body: (StoredPack) async throws -> Void
    ) async throws {
        let condition = selection.condition
        try await connection.transaction(.snapshot) { transaction in
            try await transaction.stream(
                """
                SELECT p.job_id, p.image_id, d.exhibit, i.path, p.digest, p.bytes
                FROM winnow.readable_pack p JOIN winnow.image i USING (image_id) JOIN winnow.device d USING (device_id)
                WHERE \(condition.sql) ORDER BY d.exhibit, i.ordinal, p.job_id
                """, [.int(condition.id)], size: 1
            ) { rows in
                for row in rows { try await body(StoredPack(row)) }
            }
        }
    }
}

extension StoredPack {
    fileprivate init(_ row: PostgresRow) throws {
        self.init(
            jobID: try row.int("job_id"), imageID: try row.int("image_id"), exhibit: try row.text("exhibit"),
            image: try row.text("path"), digest: try row.text("digest"), bytes: try row.bytes("bytes"))
    }
}
