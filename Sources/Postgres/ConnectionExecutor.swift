import Dispatch

/// Runs one actor's jobs on a dispatch queue of its own, so that blocking libpq calls never hold a thread of the
/// cooperative pool. As a task's executor it keeps what stands between two statements on the same thread.
final class ConnectionExecutor: SerialExecutor, TaskExecutor {
    private let queue = DispatchQueue(label: "winnow.postgres")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async {
            job.runSynchronously(
                isolatedTo: self.asUnownedSerialExecutor(), taskExecutor: self.asUnownedTaskExecutor())
        }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }
}
