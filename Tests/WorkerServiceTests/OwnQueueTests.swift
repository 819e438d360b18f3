import Dispatch
import Foundation
import Testing
import WorkerService

@Suite struct OwnQueueTests {
    /// What keeps the heart beating while devices are collated.
    @Test func aTaskGoesOnWhileThePoolIsBusy() {
        let busy = DispatchSemaphore(value: 0)
        let ticked = DispatchSemaphore(value: 0)
        let many = 4 * ProcessInfo.processInfo.activeProcessorCount
        for _ in 0..<many { Task.detached { Self.block(on: busy) } }
        let task = Task(executorPreference: OwnQueue(name: "test")) {
            for _ in 0..<3 { try? await Task.sleep(for: .milliseconds(5)) }
            await Self.tick(ticked)
        }
        #expect(ticked.wait(timeout: .now() + 30) == .success)
        for _ in 0..<many { busy.signal() }
        task.cancel()
    }

    private static func tick(_ semaphore: DispatchSemaphore) async { semaphore.signal() }

    private static func block(on semaphore: DispatchSemaphore) { semaphore.wait() }
}
