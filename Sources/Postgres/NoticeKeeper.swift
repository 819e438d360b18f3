/// The notices of one connection; they are dropped until somebody wants them.
final class NoticeKeeper {
    private static let mostLines = 10_000

    private var isKeeping = false
    private var texts: [String] = []
    private var lines = 0

    func start() { isKeeping = true }

    func add(_ text: String) {
        guard isKeeping, lines < Self.mostLines else { return }
        let kept = text.split(whereSeparator: \.isNewline).prefix(Self.mostLines - lines)
        texts.append(kept.joined(separator: "\n"))
        lines += kept.count
    }

    func take() -> [String] {
        defer { (texts, lines) = ([], 0) }
        return texts
    }
}
