import Foundation
import Synchronization

/// Reads what a program writes, on a thread of its own: a blocked read must not hold the pool.
final class PipeReader: Sendable {
    private struct State {
        var text = Data()
        var isEnded = false
        var waiting: CheckedContinuation<Void, Never>?
    }

    let pipe = Pipe()
    private let state = Mutex(State())

    /// Call once, when the program has been started.
    func start() {
        Thread { [self] in
            while case let part = pipe.fileHandleForReading.availableData, !part.isEmpty {
                state.withLock { $0.text += part }
            }
            let waiting = state.withLock { state in
                state.isEnded = true
                return state.waiting
            }
            waiting?.resume()
        }.start()
    }

    var soFar: String { state.withLock { String(decoding: $0.text, as: UTF8.self) } }

    /// Waits for the end. Only one caller may.
    func all() async -> String {
        await withCheckedContinuation { continuation in
            let isEnded = state.withLock { state in
                if !state.isEnded { state.waiting = continuation }
                return state.isEnded
            }
            if isEnded { continuation.resume() }
        }
        return soFar
    }
}
