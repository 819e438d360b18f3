import Foundation
import Model
import Store

/// `devices.csv`: one row an image; rows of one exhibit are one device.
enum DeviceManifest {
    private static let known = ["exhibit", "image", "kind", "label", "priority"]

    /// - Throws: `manifest-invalid` with file and line; nothing of a bad manifest is used.
    static func devices(path: String) throws -> [DeviceSubmission] {
        let text: String
        do { text = try String(contentsOfFile: path, encoding: .utf8) } catch {
            throw WinnowError(
                "manifest-unreadable", "\(path) cannot be read as UTF-8 text", cause: "\(error.localizedDescription)")
        }
        let records = try CSVReader.records(text, name: path)
        guard let header = records.first else { throw WinnowError("manifest-invalid", "\(path):1: the file is empty") }
        let names = header.fields.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
        for needed in ["exhibit", "image"] where !names.contains(needed) {
            throw WinnowError(
                "manifest-invalid", "\(path):\(header.line): the column \(needed) is missing",
                remedy: "the first line names the columns: exhibit,image,kind,label,priority")
        }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        var order: [String] = []
        var devices: [String: DeviceSubmission] = [:]
        for record in records.dropFirst() {
            func bad(_ what: String) -> WinnowError {
                WinnowError("manifest-invalid", "\(path):\(record.line): \(what)")
            }
            guard record.fields.count <= names.count else {
                throw bad("\(record.fields.count) fields, but the header names \(names.count)")
            }
            var values: [String: String] = [:]
            for (name, value) in zip(names, record.fields) { values[name] = value.trimmingCharacters(in: .whitespaces) }
            guard let exhibit = values["exhibit"], !exhibit.isEmpty else { throw bad("the exhibit is empty") }
            guard let image = values["image"], !image.isEmpty else { throw bad("the image is empty") }
            var priority: Int?
            if let text = values["priority"], !text.isEmpty {
                guard let number = Int(text), (0...1_000).contains(number) else {
                    throw bad("the priority \(text) is not a number from 0 to 1000")
                }
                priority = number
            }
            var location = try absolute(image, in: folder)
            if case .url(let url)? = try? ImageReach(location), let digest = values["digest"], !digest.isEmpty {
                // It travels with the address, so that whoever fetches the image can check it.
                guard url.digest == nil, let named = ImageURL.digestName(digest),
                    (try? ImageURL(location + "#" + named)) != nil
                else { throw bad("\(digest) is not a digest: write sha256=, sha1= or md5= and its digits") }
                location += "#" + named
                values["digest"] = nil
            }
            if devices[exhibit] == nil {
                order.append(exhibit)
                let notes = values.filter { !known.contains($0.key) && !$0.value.isEmpty }
                devices[exhibit] = DeviceSubmission(
                    exhibit: exhibit, label: values["label"] ?? "", kind: values["kind"] ?? "", notes: notes,
                    priority: priority, images: [])
            }
            if devices[exhibit]?.images.contains(location) == true { throw bad("\(exhibit) names \(image) twice") }
            devices[exhibit]?.images.append(location)
        }
        guard !order.isEmpty else { throw WinnowError("manifest-invalid", "\(path): there is no device in it") }
        return order.compactMap { devices[$0] }
    }

    /// One device an image, named after the file.
    static func devices(images: [String]) throws -> [DeviceSubmission] {
        let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
        return try images.map { image in
            DeviceSubmission(
                exhibit: exhibit(of: image), label: "", kind: "", notes: [:], priority: nil,
                images: [try absolute(image, in: here)])
        }
    }

    private static func exhibit(of image: String) -> String {
        let name = URL(fileURLWithPath: image).lastPathComponent
        guard case .url(let url)? = try? ImageReach(image) else { return name }
        return url.fileName.removingPercentEncoding.flatMap { $0.isEmpty ? nil : $0 } ?? url.address
    }

    /// `store:relative/path` stays as it is; a file whose own name looks so is given as `./name`.
    private static func absolute(_ image: String, in folder: URL) throws -> String {
        let plain = { URL(fileURLWithPath: image, relativeTo: folder).standardizedFileURL.path }
        do {
            switch try ImageReach(image) {
            case .url, .store: return image
            case .path: return plain()
            }
        } catch  where error.code == "image-path" {
            return plain()
        }
    }
}
