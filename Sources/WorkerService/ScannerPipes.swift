import CProcess
import Foundation
import Model

/// The three pipes between a worker and its scanner.
struct ScannerPipes {
    struct Ends { var read: Int32, write: Int32 }

    /// `F_SETPIPE_SZ` of fcntl(2), which Glibc's module map leaves out.
    private static let setPipeSize: Int32 = 1_031

    let request: Ends
    let reply: Ends
    let errors: Ends

    init(_ program: String) throws(WinnowError) {
        var made: [Ends] = []
        for _ in 0..<3 {
            var ends: [Int32] = [0, 0]
            guard cprocess_pipe(&ends) == 0 else {
                let number = errno
                for pipe in made { Self.close([pipe.read, pipe.write]) }
                throw Self.startError(program, number)
            }
            // Room for a large read at once, where the system gives it: each filling costs a change of processes.
            _ = fcntl(ends[1], Self.setPipeSize, 1 << 20)
            made.append(Ends(read: ends[0], write: ends[1]))
        }
        (request, reply, errors) = (made[0], made[1], made[2])
    }

    /// Those that the scanner has.
    func closeFarEnds() { Self.close([request.read, reply.write, errors.write]) }
    func closeNearEnds() { Self.close([request.write, reply.read, errors.read]) }

    private static func close(_ descriptors: [Int32]) { for descriptor in descriptors { Glibc.close(descriptor) } }

    static func startError(_ program: String, _ number: Int32) -> WinnowError {
        WinnowError(
            "scanner-start", "the scanner \(program) could not be started",
            remedy: "check that the program is there and that processes and descriptors are not used up",
            cause: String(cString: strerror(number)))
    }
}
