import Digests
import Foundation
import HTTP
import Model

/// Makes a copy of an image, all its files, and holds them to the digests that are known of them.
struct ImageCopy {
    let url: ImageURL
    let client: HTTPClient
    let settings: RemoteSettings
    let area: StagingArea
    let check: () throws(WinnowError) -> Void

    /// - Throws: `image-digest` where a digest is not what it must be, `scratch-full`, and what `RemoteFile` throws.
    func make() throws(WinnowError) -> StagedImage {
        var files: [(name: String, file: RemoteFile)] = [(Self.localName(url.fileName), try remote(url.address))]
        for (name, address) in segments(localName: files[0].name) {
            do throws(WinnowError) { files.append((name, try remote(address))) } catch {
                guard error.code == "image-missing" else { throw error }
                break
            }
        }
        var booked = try book(files.map(\.file))
        var folder: String?
        do throws(WinnowError) {
            let place = try area.folder()
            folder = place
            let whole = url.digest.flatMap { Self.running($0.algorithm) }
            try copy(files, to: place, whole)
            var states = files.map(\.file.identity.text)
            let extents = try extents(named: place + "/" + files[0].name)
            if !extents.isEmpty {
                booked += try book(extents.map(\.file))
                try copy(extents, to: place, whole)
                states += extents.map(\.file.identity.text)
            }
            if let wanted = url.digest, let whole { try compare(whole, wanted.value, wanted.algorithm, url.address) }
            return StagedImage(
                path: place + "/" + files[0].name, states: states, folder: place, bytes: booked, area: area)
        } catch {
            if let folder { try? FileManager.default.removeItem(atPath: folder) }
            area.give(back: booked)
            throw error
        }
    }

    private func remote(_ address: String) throws(WinnowError) -> RemoteFile {
        try RemoteFile(address, client: client, retries: settings.retries, timeouts: settings.timeouts, check: check)
    }

    private func book(_ files: [RemoteFile]) throws(WinnowError) -> UInt64 {
        var sum: UInt64 = 0
        for file in files { sum = sum.addingReportingOverflow(file.identity.size).partialValue }
        try area.book(sum)
        return sum
    }

    /// Names here and addresses there of the files that may follow the first.
    private func segments(localName: String) -> [(name: String, address: String)] {
        guard let dot = url.fileName.lastIndex(of: "."), let local = localName.lastIndex(of: ".") else { return [] }
        let (stem, ending) = (url.fileName[...dot], String(url.fileName[url.fileName.index(after: dot)...]))
        return SegmentNames.after(ending).map { (localName[...local] + $0, url.sibling(stem + $0)) }
    }

    /// The further files that a disk descriptor names.
    private func extents(named path: String) throws(WinnowError) -> [(name: String, file: RemoteFile)] {
        guard let data = FileManager.default.contents(atPath: path, upTo: DiskDescriptor.most),
            data.starts(with: DiskDescriptor.magic)
        else { return [] }
        guard let names = DiskDescriptor.extents(in: String(decoding: data, as: UTF8.self)) else {
            throw WinnowError(
                "image-damaged", "the disk descriptor \(ImageURL.withoutSecrets(url.address)) names files elsewhere",
                remedy: "convert the disk to raw or E01 and submit that")
        }
        var found: [(name: String, file: RemoteFile)] = []
        for name in names {
            let encoded =
                name.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(["-", ".", "_"])) ?? name
            found.append((name, try remote(url.sibling(encoded))))
        }
        return found
    }

    private func copy(_ files: [(name: String, file: RemoteFile)], to folder: String, _ whole: RunningDigest?)
        throws(WinnowError)
    {
        // Who writes digests beside one file of a set writes them beside all.
        var algorithms = Sidecar.algorithms
        for (name, file) in files {
            var beside: (algorithm: String, value: String)?
            for algorithm in algorithms where beside == nil {
                beside = try sidecar(of: file, algorithm).map { (algorithm, $0) }
            }
            algorithms = beside.map { [$0.algorithm] } ?? []
            let own = beside.flatMap { Self.running($0.algorithm) }
            let descriptor = try area.create(folder + "/" + name)
            defer { close(descriptor) }
            try file.read(0..<file.identity.size, check: check) { bytes throws(WinnowError) in
                own?.update(bytes)
                whole?.update(bytes)
                try write(bytes, descriptor)
            }
            if let beside, let own { try compare(own, beside.value, beside.algorithm, file.address) }
        }
    }

    /// The digest that lies beside a file on the server.
    private func sidecar(of file: RemoteFile, _ algorithm: String) throws(WinnowError) -> String? {
        guard let beside = try? ImageURL(file.address) else { return nil }
        let request = HTTPRequest(
            .get, beside.sibling(beside.fileName + "." + algorithm), timeouts: settings.timeouts,
            largestBody: Sidecar.most)
        guard let response = try? client.send(request), response.status == 200 else { return nil }
        return Sidecar.digest(
            in: String(decoding: response.body, as: UTF8.self),
            of: beside.fileName.removingPercentEncoding ?? beside.fileName, algorithm: algorithm)
    }

    private func compare(_ digest: RunningDigest, _ wanted: String, _ algorithm: String, _ address: String)
        throws(WinnowError)
    {
        let found = Hex.string(digest.finish())
        guard found == wanted else {
            throw WinnowError(
                "image-digest",
                "the \(algorithm) of \(ImageURL.withoutSecrets(address)) is \(found), and should be \(wanted)",
                remedy: "find out which of them is wrong before the image is used")
        }
    }

    private func write(_ bytes: UnsafeRawBufferPointer, _ descriptor: Int32) throws(WinnowError) {
        var offset = 0
        while offset < bytes.count {
            let written = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                guard errno == ENOSPC || errno == EDQUOT else { throw StagingArea.unusable(settings.scratch) }
                throw WinnowError("scratch-full", "\(settings.scratch) is full", remedy: "free some space")
            }
            offset += written
        }
    }

    private static func running(_ algorithm: String) -> RunningDigest? {
        switch algorithm {
        case "md5": RunningDigest(.md5)
        case "sha1": RunningDigest(.sha1)
        case "sha256": RunningDigest(.sha256)
        default: nil
        }
    }

    /// A name for the copy that is safe on this host; its ending tells which files belong to it.
    static func localName(_ name: String) -> String {
        let plain = name.removingPercentEncoding ?? name
        let isSafe = plain.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
            default: "._- ".utf8.contains(byte)
            }
        }
        if isSafe, DiskDescriptor.isPlain(plain) { return plain }
        let ending = plain.split(separator: ".").last.map(String.init) ?? ""
        return ending.wholeMatch(of: /[A-Za-z0-9]{1,5}/) == nil ? "image" : "image." + ending
    }
}

extension FileManager {
    /// The first bytes of a file.
    fileprivate func contents(atPath path: String, upTo count: Int) -> Data? {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? handle.close() }
        return try? handle.read(upToCount: count)
    }
}
