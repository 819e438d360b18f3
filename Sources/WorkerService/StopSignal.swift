import Synchronization

/// When a worker is to stop: first it claims no more (draining), later it gives up what runs (over).
package final class StopSignal: Sendable {
    private struct State {
        var draining = false
        var over = false
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    package init() {}

    package var isDraining: Bool { state.withLock { $0.draining } }
    package var isOver: Bool { state.withLock { $0.over } }

    package func drain() {
        let waiting = state.withLock { state in
            state.draining = true
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values { continuation.resume() }
    }

    package func giveUp() {
        drain()
        state.withLock { $0.over = true }
    }

    /// Returns as soon as draining begins, or the task is cancelled.
    package func untilDraining() async {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let now = state.withLock { state in
                    if state.draining || Task.isCancelled { return true }
                    state.waiting[number] = continuation
                    return false
                }
                if now { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
        }
    }
}
