import Dispatch

/// Runs a task on a queue of its own, so that nothing that keeps the pool's threads busy can delay it.
package final class OwnQueue: TaskExecutor {
    private let queue: DispatchQueue

    package init(name: String) { queue = DispatchQueue(label: "winnow." + name) }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
