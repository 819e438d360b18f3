import Foundation

extension Volume {
    /// One copy of mcopy for each folder, in order: `mcopy -s` would take the order of the host's file system.
    func makeFAT32(_ tree: FileTree) throws {
        try Tool.mkfsFAT.run(
            [
                "-F", "32", "-s", "1", "-S", "512", "-n", "WINNOW", "-i", String(serial, radix: 16), "-h",
                String(startSector), "--invariant", path,
            ], scratch: scratch)
        let staging = try Staging(tree, in: scratch + "/staging")
        let folders = tree.folders
        if !folders.isEmpty {
            try Tool.mmd.run(["-i", path] + folders.map { "::" + $0 }, scratch: scratch)
        }
        let contents = Dictionary(grouping: tree.files) { file in
            file.path.split(separator: "/").dropLast().joined(separator: "/")
        }
        for folder in [""] + folders {
            guard let files = contents[folder], !files.isEmpty else { continue }
            let sources = files.map { staging.folder + "/" + $0.path }
            try Tool.mcopy.run(["-i", path, "-m", "-Q"] + sources + ["::" + folder + "/"], scratch: scratch)
        }
        for file in tree.files where file.deleted {
            try Tool.mdel.run(["-i", path, "::" + file.path], scratch: scratch)
        }
    }
}
