import Foundation

extension Volume {
    /// Fills the volume by `mke2fs -d` and then evens out by debugfs what mke2fs took over from this machine.
    func makeExt4(_ tree: FileTree) throws {
        let staging = try Staging(tree, in: scratch + "/staging")
        var numbers = SeededNumbers(seed: identity)
        let uuid = numbers.guid().lowercased()
        let hashSeed = numbers.guid().lowercased()
        try Tool.mke2fs.run(
            [
                "-q", "-F", "-t", "ext4", "-b", "4096", "-I", "256", "-m", "0", "-U", uuid, "-L", "winnow",
                "-O",
                "extent,filetype,dir_index,sparse_super,large_file,huge_file,flex_bg,has_journal,64bit,metadata_csum",
                "-E", "hash_seed=\(hashSeed),root_owner=0:0,lazy_itable_init=0,nodiscard", "-d", staging.folder, path,
            ], scratch: scratch)
        let script = scratch + "/debugfs"
        try Data(Self.script(tree).utf8).write(to: URL(fileURLWithPath: script))
        try Tool.debugfs.run(["-w", "-f", script, path], scratch: scratch)
    }

    /// Owner, access and change time come from the staged files: here they become the same everywhere.
    private static func script(_ tree: FileTree) -> String {
        var lines: [String] = []
        func even(_ path: String, _ time: Date) {
            let stamp = "@" + String(Int(time.timeIntervalSince1970))
            let name = "\"/" + path.replacing("\"", with: "\"\"") + "\""
            for field in ["uid 1000", "gid 1000", "ctime \(stamp)", "atime \(stamp)"] {
                lines.append("sif \(name) \(field)")
            }
        }
        for folder in tree.folders { even(folder, FileTree.day) }
        for file in tree.files { even(file.path, file.modified) }
        for file in tree.files where file.deleted {
            lines.append("rm \"/" + file.path.replacing("\"", with: "\"\"") + "\"")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
