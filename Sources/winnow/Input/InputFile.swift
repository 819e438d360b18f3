import Foundation
import Model

/// A file that the user named.
enum InputFile {
    static func read(_ path: String) throws -> [UInt8] {
        do { return Array(try Data(contentsOf: URL(fileURLWithPath: path))) } catch {
            throw WinnowError("file-unreadable", "\(path) cannot be read", cause: error.localizedDescription)
        }
    }
}
