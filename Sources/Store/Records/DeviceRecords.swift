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

    /// Whether the digests of the device's images were to be compared with those stored at acquisition.
    package func isVerified(deviceID: Int64) async throws -> Bool {
        try await connection.query(
            """
            SELECT EXISTS (SELECT 1 FROM winnow.job
                WHERE device_id = $1 AND kind = 'survey' AND spec <> '') AS verified
            """, [.int(deviceID)]
        ).single.bool("verified")
    }

    /// In which languages text in the pictures of a batch is recognised; nil where it was not asked for.
    package func recognition(batchID: Int64) async throws -> String? {
        try await connection.query("SELECT winnow.recognition_of($1) AS languages", [.int(batchID)])
            .single.optionalText("languages")
    }

    /// A device's images in the order of their submission, their coverage summed up.
    func imageMaterial(_ deviceID: Int64, in transaction: Transaction) async throws -> [ImageMaterial] {
        let coverage = try await transaction.query(
            "SELECT * FROM winnow.image_coverage WHERE device_id = $1 ORDER BY status, reason", [.int(deviceID)])
        let images = try await transaction.query(
            "SELECT * FROM winnow.image WHERE device_id = $1 ORDER BY ordinal", [.int(deviceID)])
        let rescans = try await transaction.query(
            "SELECT * FROM winnow.image_rescan WHERE device_id = $1 ORDER BY ordinal, what, type", [.int(deviceID)])
        return try ImageMaterial.list(images, coverage: coverage, rescans: rescans)
    }

    /// Why jobs of a device ended without a result, in the order of their content.
    func gaps(_ deviceID: Int64, in transaction: Transaction) async throws -> [WinnowError] {
        try await transaction.query(
            """
            SELECT * FROM winnow.device_gap WHERE device_id = $1 ORDER BY \(WinnowError.canonicalOrder)
            """, [.int(deviceID)]
        ).map { try WinnowError($0) }
    }
}

extension CoverageRow {
    init(_ row: PostgresRow) throws {
        self.init(
            try row.word("status"), try row.text("reason"), files: try row.count("files"),
            bytes: try row.count("bytes"), members: try row.count("members"),
            pictures: try row.count("pictures"))
    }
}

extension ImageMaterial {
    /// - Parameters:
    ///   - images: rows of `image` in the order of their submission.
    ///   - coverage: rows of `image_coverage` in canonical order.
    ///   - rescans: rows of `image_rescan` in canonical order.
    static func list(_ images: PostgresRows, coverage: PostgresRows, rescans: PostgresRows) throws -> [ImageMaterial] {
        var byImage: [Int64: [CoverageRow]] = [:]
        for row in coverage { byImage[try row.int("image_id"), default: []].append(try CoverageRow(row)) }
        var asked: [Int64: [RescannedImage]] = [:]
        for row in rescans { asked[try row.int("image_id"), default: []].append(try RescannedImage(row)) }
        return try images.map { row in
            ImageMaterial(
                path: try row.text("path"), container: try row.text("container"), size: try row.count("size"),
                digest: try row.text("digest"), storedDigests: try row.decoded("stored_digests"),
                acquisition: try row.decoded("acquisition"), coverage: byImage[try row.int("image_id")] ?? [],
                rescans: asked[try row.int("image_id")] ?? [], errors: try row.decoded("errors"))
        }
    }
}

extension WinnowError {
    static let canonicalOrder = #"error_code COLLATE "C", error_text COLLATE "C", error_cause COLLATE "C""#

    /// The error columns of `done`.
    init(_ row: PostgresRow) throws {
        self.init(
            try row.optionalText("error_code") ?? "cancelled", try row.optionalText("error_text") ?? "cancelled",
            remedy: try row.optionalText("error_remedy"), cause: try row.optionalText("error_cause"))
    }
}
