/// stub
struct QueueBenchmark {
    enum Scale { case quick, full }
    let scale: Scale
    func run() async throws {}
}
