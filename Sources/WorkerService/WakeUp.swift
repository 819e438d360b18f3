import Synchronization

/// Wakes idle slots when there may be work.
final class WakeUp: Sendable {
    private let waiting = Mutex<[Int: CheckedContinuation<Void, Never>]>([:])
    private let numbers = Mutex(0)

    func wakeAll() {
        let all = waiting.withLock { waiting in
            defer { waiting = [:] }
            return waiting
        }
        for continuation in all.values { continuation.resume() }
    }

    /// Returns when woken or after `seconds`, whichever is first.
    func wait(seconds: Double) async {
        let number = numbers.withLock { number in
            number += 1
            return number
        }
        let alarm = Task {
            try? await Task.sleep(for: .seconds(seconds))
            resume(number)
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiting.withLock { $0[number] = continuation }
                if Task.isCancelled { resume(number) }
            }
        } onCancel: {
            resume(number)
        }
        alarm.cancel()
    }

    private func resume(_ number: Int) { waiting.withLock { $0.removeValue(forKey: number) }?.resume() }
}
