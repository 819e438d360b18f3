import CNTFSWriter
import Foundation
import Model

extension Volume {
    /// Formats by mkntfs with its time set to zero, then writes through libntfs-3g without mounting.
    func makeNTFS(_ tree: FileTree) throws {
        try Tool.mkntfs.run(
            [
                "-q", "-F", "-Q", "-T", "-s", "512", "-c", "4096", "-H", "255", "-S", "63", "-p", String(startSector),
                "-L", "winnow", path,
            ], scratch: scratch)
        let day = Int64(FileTree.day.timeIntervalSince1970)
        guard let writer = ntfs_writer_open(path, day) else { throw failure("cannot open the volume") }
        var isOpen = true
        defer { if isOpen { _ = ntfs_writer_close(writer, 0) } }
        for folder in tree.folders {
            guard ntfs_writer_folder(writer, folder) == 0 else { throw failure("cannot make \(folder)") }
        }
        for file in tree.files {
            let seconds = Int64(file.modified.timeIntervalSince1970)
            ntfs_writer_compress(writer, file.isCompressed ? 1 : 0)
            try put(file.path, nil, file.content.data, seconds, writer)
            ntfs_writer_compress(writer, 0)
            for (name, data) in file.streams.sorted(by: { $0.key < $1.key }) {
                try put(file.path, name, data, seconds, writer)
            }
        }
        for file in tree.files where file.deleted {
            guard ntfs_writer_delete(writer, file.path) == 0 else { throw failure("cannot delete \(file.path)") }
        }
        isOpen = false
        guard ntfs_writer_close(writer, 1) == 0 else { throw failure("cannot finish the volume") }
    }

    private func put(_ path: String, _ stream: String?, _ data: Data, _ seconds: Int64, _ writer: OpaquePointer) throws
    {
        let result = data.withUnsafeBytes {
            ntfs_writer_file(writer, path, stream, $0.baseAddress, Int64($0.count), seconds)
        }
        guard result == 0 else { throw failure("cannot write \(path)") }
    }

    private func failure(_ what: String) -> WinnowError {
        WinnowError(
            "cannot-write", "NTFS: \(what)", remedy: "make the image larger", cause: String(cString: strerror(errno)))
    }
}
