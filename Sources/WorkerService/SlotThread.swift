import Foundation
import Synchronization

/// A thread of a slot's own, which lives as long as the process: scanners die with the thread that started them, and
/// blocking on a scanner's pipe must not hold a thread of the cooperative pool.
final class SlotThread: Sendable {
    private final class Mailbox: @unchecked Sendable {
        private let condition = NSCondition()
        private var work: [@Sendable () -> Void] = []

        func put(_ item: @escaping @Sendable () -> Void) {
            condition.lock()
            work.append(item)
            condition.signal()
            condition.unlock()
        }

        func take() -> @Sendable () -> Void {
            condition.lock()
            defer { condition.unlock() }
            while work.isEmpty { condition.wait() }
            return work.removeFirst()
        }
    }

    private let mailbox = Mailbox()

    init(name: String) {
        let thread = Thread { [mailbox] in
            while true { mailbox.take()() }
        }
        thread.name = name
        thread.stackSize = 1 << 20
        thread.start()
    }

    /// Runs `body` on the thread; calls come one after the other.
    func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            mailbox.put { continuation.resume(with: Result(catching: body)) }
        }
    }
}
