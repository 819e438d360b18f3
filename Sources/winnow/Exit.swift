import ArgumentParser
import Foundation
import Model
import Postgres

/// The one place where exit codes are decided.
enum Exit {
    static let failed: Int32 = 1
    static let usage: Int32 = 2
    static let noDatabase: Int32 = 3

    /// Prints one clear line to standard error and leaves.
    static func end(with error: any Error) -> Never {
        switch error {
        case let error as ExitCode: Foundation.exit(error.rawValue)
        case let error as WinnowError:
            say(error.description)
            Foundation.exit(["no-database", "database-unreachable"].contains(error.code) ? noDatabase : failed)
        case let error as PostgresError:
            let unreachable = error.isConnectionLost
            say(
                WinnowError(
                    unreachable ? "database-unreachable" : "database-error",
                    unreachable ? "the database cannot be reached" : "the database refused",
                    remedy: unreachable ? "check that it runs (`winnow up`) and $WINNOW_DATABASE_URL" : nil,
                    cause: error.description
                ).description)
            Foundation.exit(unreachable ? noDatabase : failed)
        default:
            let code = Winnow.exitCode(for: error)
            let text = Winnow.fullMessage(for: error)
            if code == .success {
                print(text)
                Foundation.exit(0)
            }
            if code == .validationFailure {
                FileHandle.standardError.write(Data((text + "\n").utf8))
                Foundation.exit(usage)
            }
            say(text)
            Foundation.exit(failed)
        }
    }

    private static func say(_ line: String) {
        FileHandle.standardError.write(Data(("winnow: " + line + "\n").utf8))
    }
}
