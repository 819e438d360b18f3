import Digests
import Foundation
import Model
import Packs
import Postgres
import SampleImages
import Store

/// A finished batch of devices that hold nothing but pictures: with names, EXIF and captions as cameras and people make
/// them, and no images behind them.
struct SyntheticBatch {
    let devices: Int
    let pictures: Int
    /// In the caption of one picture of each device.
    let planted: String
    /// Of all devices: pictures that a hash set knows, the first ones of each device and, once all are, again.
    var hits = 0

    private static let shard = 2_000
    /// Of a telephone's picture.
    static let pictureBytes = 2_400_000

    static func path(_ index: Int) -> String {
        "DCIM/\(100 + index / 1_000)CANON/IMG_\(String(format: "%05d", index)).JPG"
    }

    /// Bytes as a JPEG's are: a known beginning, then what looks like chance.
    static func picture(_ index: Int) -> Data {
        var numbers = SeededNumbers(seed: UInt64(index))
        return Data([0xFF, 0xD8, 0xFF, 0xE0]) + numbers.noise(pictureBytes - 4)
    }

    func store(in connection: PostgresConnection) async throws -> Int64 {
        let records = Records(connection)
        let queue = JobQueue(connection)
        let submitted = try await records.submit(
            BatchSubmission(
                name: "pictures", key: "pictures",
                devices: (0..<devices).map { DeviceSubmission(exhibit: "PIC/\($0)", images: ["/none/\($0).dd"]) }))
        let worker = try await queue.register(host: "benchmark", pid: 1, version: "", slots: 1, leaseSeconds: 3_600)
        let each = pictures / devices
        var images: [Int64: Int64] = [:]
        while true {
            let claims = try await queue.claim(worker, limit: 8)
            for claim in claims {
                if let image = claim.imageID { images[claim.deviceID] = image }
                try await queue.commit(try result(of: claim, pictures: each, image: images[claim.deviceID]))
            }
            if claims.isEmpty, try await queue.sweep() == 0 { break }
        }
        try await queue.retire(worker)
        return submitted.batchID
    }

    private func result(of claim: Claim, pictures: Int, image: Int64?) throws -> JobResult {
        switch claim.kind {
        case .survey:
            let jobs = stride(from: 0, to: pictures, by: Self.shard).map { start in
                ScanJob(
                    spec: Array("\(start)".utf8), cost: 1, place: 0,
                    files: UInt64(min(Self.shard, pictures - start)), bytes: 0)
            }
            return JobResult(
                claim,
                content: .survey(
                    SurveyResult(image: SurveyedImage(container: "raw", size: 0), coverage: [], scanJobs: jobs)))
        case .scan:
            let start = Int(String(decoding: claim.spec, as: UTF8.self)) ?? 0
            let files = (start..<min(start + Self.shard, pictures)).map { file($0, of: claim.deviceID) }
            let sealed = try Pack(files: files).sealed()
            let pack = PackRecord(
                bytes: sealed, digest: Pack.digest(ofSealed: sealed), files: files.count,
                rawSize: Pack.bodySize(ofSealed: sealed))
            let found = files.enumerated().flatMap { offset, file in hit(file, start + offset, pictures) }
            return JobResult(claim, content: .scan(ScanResult(pack: pack, hits: found)))
        case .collate:
            return JobResult(
                claim,
                content: .collate(
                    DeviceResult(outcome: hits > 0 ? .escalate : .negative, findings: findings(claim), digest: "none"),
                    imageDigests: image.map { [$0: "made"] } ?? [:]))
        case .rescan, .reread, .ocr, .notify: return JobResult(claim)
        }
    }

    /// One picture's hits among the device's share of all.
    private func hit(_ file: FileRecord, _ index: Int, _ pictures: Int) -> [Hit] {
        let share = hits / devices
        let count = share / pictures + (index < share % pictures ? 1 : 0)
        let hit = Hit(
            analyzer: "hash", list: "known", listVersion: "v", listKind: "contraband",
            term: "md5:" + Hex.string(file.digests?.md5 ?? []), category: "1", locator: file.locator)
        return [Hit](repeating: hit, count: count)
    }

    private func findings(_ claim: Claim) -> [Finding] {
        guard hits > 0 else { return [] }
        let examples = (0..<20).flatMap { hit(file($0, of: claim.deviceID), $0, pictures / devices).prefix(1) }
        return [
            Finding(
                category: "known-image", rule: "contraband-digest", severity: .critical, outcome: .escalate,
                route: "dfu", summary: "files with digests in contraband set known", hits: hits / devices,
                examples: examples)
        ]
    }

    private func file(_ index: Int, of device: Int64) -> FileRecord {
        var text = EverydayText(seed: UInt64(device) << 32 | UInt64(index))
        var numbers = SeededNumbers(seed: UInt64(device) << 32 | UInt64(index))
        let noise = [UInt8](numbers.noise(68))
        let caption = text.prose(bytes: 60) + (index == 77 ? planted : "")
        let time = 1_600_000_000 + Int64(index) * 977
        return FileRecord(
            locator: Locator(
                volumeOffset: 1_048_576, fileSystem: "exfat", metaAddress: UInt64(index + 16),
                path: RawPath(Self.path(index)), state: .allocated),
            kind: .regular, size: UInt64(Self.pictureBytes), modified: time, created: time,
            digests: DigestTriple(
                md5: Array(noise[..<16]), sha1: Array(noise[16..<36]), sha256: Array(noise[36...])),
            type: "image/jpeg",
            texts: [
                ExtractedText(
                    kind: .metadata, field: "exif",
                    text: """
                        Make: Canon
                        Model: Canon EOS 2000D
                        DateTimeOriginal: \(time)
                        ExposureTime: 1/\(numbers.number(in: 30..<800))
                        FNumber: 5.6
                        ISOSpeedRatings: \(numbers.number(in: 100..<3200))
                        GPSLatitude: 51.\(numbers.number(in: 10_000..<99_999))
                        GPSLongitude: -2.\(numbers.number(in: 10_000..<99_999))
                        """),
                ExtractedText(kind: .metadata, field: "iptc", source: "Caption", text: caption),
            ])
    }
}
