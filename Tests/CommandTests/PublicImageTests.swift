import Foundation
import Testing
import WinnowTesting

/// Public test images through the command line: every file that fiwalk lists is listed, with the same digests.
@Suite struct PublicImageTests {
    /// Images in containers that are not read, with the code that their device must show.
    private static let refused = [
        "dfvfs-ext2.qcow2": "unsupported-container", "tsk-image.qcow": "unsupported-container",
    ]
    /// What libyal names otherwise.
    private static let otherNames = [
        "$Secure:$SDS": "$Secure", "a_directory/a_resourcefork:rsrc": "a_directory/a_resourcefork:RSRC",
    ]
    /// What belongs to an image whose first file is another one.
    private static let pieces: Set = ["dfvfs-ext2.split.E02", "dfvfs-ext2.splitraw.001"]

    @Test(.enabled(if: Corpora.isPresent, "needs the public images: set WINNOW_CORPORA to their folder"))
    func everyFileIsListedWithItsDigests() async throws {
        let corpora = try #require(Corpora.folder)
        let scene = try await Scene()
        defer { scene.remove() }
        var manifest = "exhibit,image\n"
        for name in try FileManager.default.contentsOfDirectory(atPath: corpora + "/images").sorted()
        where !Self.pieces.contains(name) {
            manifest += "\(name),\(try Self.unpacked(corpora + "/images/" + name, into: scene.home))\n"
        }
        let path = try scene.file("devices.csv", Data(manifest.utf8))
        try await scene.run("submit", "--batch", "public", "--manifest", path)
        try await scene.work("--slots", "2")

        var listed: [String: [Listed]] = [:]
        for file in try await scene.export("public", "files") {
            listed[file["exhibit"] as? String ?? "", default: []].append(Listed(file))
        }
        var compared = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: corpora + "/expected/images").sorted() {
            let exhibit = String(name.dropLast(5)).replacing("tsk-vmdk__image.vmdk", with: "tsk-vmdk")
            // fiwalk takes a container that it does not know for raw and finds a part of its files by accident.
            guard Self.refused[exhibit] == nil else { continue }
            for expected in try Self.fiwalk(corpora + "/expected/images/" + name) {
                compared += 1
                let found = listed[exhibit]?.contains { $0.matches(expected) } ?? false
                #expect(found, "\(exhibit): \(expected)")
            }
            for (path, md5) in try Self.libyal(corpora + "/expected/images/" + name) {
                compared += 1
                let found = listed[exhibit]?.contains { $0.path == path && $0.md5 == md5 } ?? false
                #expect(found, "\(exhibit): \(path) \(md5) by libyal")
            }
        }
        #expect(compared > 700)

        let failed = try await scene.run("jobs", "list", "public", "--format", "jsonl").output
        let coverage = try await scene.run("export", "public", "--what", "coverage").output
        for (exhibit, code) in Self.refused {
            let told = (failed + coverage).split(separator: "\n").contains { $0.contains(exhibit) && $0.contains(code) }
            #expect(told, "\(exhibit) is not \(code)")
        }
    }

    struct Listed: CustomStringConvertible {
        var path: String
        var address: Int
        var volume: Int
        var md5: String?
        var sha1: String?

        init(_ record: [String: Any]) {
            path = record["path"] as? String ?? ""
            address = record["meta_address"] as? Int ?? -1
            volume = record["volume_offset"] as? Int ?? -1
            md5 = record["md5"] as? String
            sha1 = record["sha1"] as? String
        }

        init(path: String, address: Int, volume: Int, md5: String?, sha1: String?) {
            (self.path, self.address, self.volume, self.md5, self.sha1) = (path, address, volume, md5, sha1)
        }

        func matches(_ expected: Listed) -> Bool {
            path == expected.path && volume == expected.volume
                && (expected.md5 == nil
                    || (address == expected.address && md5 == expected.md5 && sha1 == expected.sha1))
        }

        var description: String { "\(path) at \(volume)/\(address) md5 \(md5 ?? "none")" }
    }

    /// fiwalk's files without the `.` and `..` of each folder, which are the folder itself and its parent again.
    private static func fiwalk(_ path: String) throws -> [Listed] {
        let whole =
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any]
        guard let walk = whole?["fiwalk"] as? [String: Any], let files = walk["files"] as? [[String: Any]] else {
            return []
        }
        let volumes = (walk["volumes"] as? [[String: Any]] ?? []).map {
            Int($0["partition_offset"] as? String ?? "") ?? 0
        }
        return files.compactMap { file in
            // The expectations write control characters as fiwalk's XML did.
            let name = (file["filename"] as? String ?? "").replacing("\\x0D", with: "\r")
            let last = name.split(separator: "/").last ?? ""
            guard name == "." || (last != "." && last != ".."), name != ".." else { return nil }
            let volume = file["vol"] as? Int ?? 0
            return Listed(
                path: name, address: file["inode"] as? Int ?? -1, volume: volume < volumes.count ? volumes[volume] : 0,
                md5: file["md5"] as? String, sha1: file["sha1"] as? String)
        }
    }

    /// Files with content as libyal reads them, living ones only: an independent reading, and the only one of APFS.
    private static func libyal(_ path: String) throws -> [(path: String, md5: String)] {
        let whole =
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any]
        guard let walk = whole?["dfvfs"] as? [String: Any], let entries = walk["entries"] as? [[String: Any]] else {
            return []
        }
        return entries.compactMap { entry in
            guard let path = entry["path"] as? String, let md5 = entry["md5"] as? String,
                entry["type"] as? String == "file", entry["deleted"] as? Bool != true,
                // As large as the volume, all of it holes, and not read by rule.
                !path.hasSuffix("$BadClus:$Bad")
            else { return nil }
            let name = String(path.drop { $0 == "/" })
            return (otherNames[name] ?? name, md5)
        }
    }

    private static func unpacked(_ path: String, into folder: String) throws -> String {
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        return isFolder.boolValue ? path + "/image.vmdk" : try CorpusFile.unpacked(path, into: folder)
    }
}
