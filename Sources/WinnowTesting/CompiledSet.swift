import Foundation
import ReferenceData

/// Hash sets compiled from text, for tests.
package enum CompiledSet {
    /// A file name that nothing has yet, under the folder of temporary files.
    package static func path(_ name: String) -> String {
        NSTemporaryDirectory() + "winnow-set-\(UInt64.random(in: 0 ... .max))-" + name
    }

    /// Writes the text to a file called `name` in a folder of its own, compiles it and opens the result; neither stays.
    package static func make(
        _ text: String, name: String = "set.txt", _ options: HashSetImport.Options = .init()
    ) throws -> (imported: HashSetImport, file: HashSetFile) {
        try make(Data(text.utf8), name: name, options)
    }

    package static func make(
        _ content: Data, name: String = "set.txt", _ options: HashSetImport.Options = .init()
    ) throws -> (imported: HashSetImport, file: HashSetFile) {
        let folder = path("folder")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try content.write(to: URL(fileURLWithPath: folder + "/" + name))
        let imported = try HashSetImport.compile([folder + "/" + name], to: folder + "/out.wset", options)
        return (imported, try HashSetFile(path: folder + "/out.wset"))
    }
}
