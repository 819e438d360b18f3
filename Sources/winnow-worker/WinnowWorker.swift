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
        if CommandLine.arguments.dropFirst().first == scannerWord {
            Foundation.exit(ScannerLoop.run())
        }
        WorkerCommand.main()
    }
}
