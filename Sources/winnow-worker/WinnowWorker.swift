import ArgumentParser
import Foundation
import Scanning

/// The worker, or, under a hidden word, the scanner that it starts.
///
/// The entry is synchronous: the scanner must stay single-threaded, so it is told apart before anything else begins.
@main
enum WinnowWorker {
    static let scannerWord = "scanner"

    static func main() {
        let arguments = CommandLine.arguments
        if arguments.count == 3, arguments[1] == scannerWord, let parent = Int32(arguments[2]) {
            Foundation.exit(ScannerLoop.run(parent: parent))
        }
        do {
            var command = try WorkerCommand.parseAsRoot()
            try command.run()
        } catch {
            WorkerCommand.leave(error)
        }
    }
}
