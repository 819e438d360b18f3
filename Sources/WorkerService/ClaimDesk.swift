import Logging
import Model
import Postgres
import Store

/// Claims for all idle slots of the worker at once: whoever asks while a claim is under way is served by the next one.
actor ClaimDesk {
    private struct Asking {
        var image: Int64?
        var answer: CheckedContinuation<Claim?, any Error>
    }

    private let identity: WorkerIdentity
    private let link: DatabaseLink
    private var asking: [Asking] = []
    private var isClaiming = false

    init(identity: WorkerIdentity, link: DatabaseLink) {
        self.identity = identity
        self.link = link
    }

    /// A job, if there is one; rather one of `image`, which the slot has open.
    func next(preferring image: Int64?) async throws -> Claim? {
        try await withCheckedThrowingContinuation { answer in
            asking.append(Asking(image: image, answer: answer))
            guard !isClaiming else { return }
            isClaiming = true
            Task { await serve() }
        }
    }

    private func serve() async {
        while !asking.isEmpty {
            let now = asking
            asking = []
            do {
                let images = Set(now.compactMap(\.image)).sorted()
                let claims: [Claim] = try await link.retrying { [identity] connection in
                    guard let worker = identity.worker else { return [] }
                    return try await JobQueue(connection).claim(worker, limit: now.count, preferring: images)
                }
                for (slot, claim) in zip(now, Self.deal(claims, to: now.map(\.image))) {
                    slot.answer.resume(returning: claim)
                }
            } catch {
                for slot in now { slot.answer.resume(throwing: error) }
            }
        }
        isClaiming = false
    }

    /// Each claim to a slot that has its image open, the rest to whoever is left.
    static func deal(_ claims: [Claim], to images: [Int64?]) -> [Claim?] {
        var dealt = [Claim?](repeating: nil, count: images.count)
        var rest: [Claim] = []
        for claim in claims {
            let fitting = images.indices.first { dealt[$0] == nil && images[$0] != nil && images[$0] == claim.imageID }
            if let fitting { dealt[fitting] = claim } else { rest.append(claim) }
        }
        var free = dealt.indices.filter { dealt[$0] == nil }.makeIterator()
        for claim in rest { if let slot = free.next() { dealt[slot] = claim } }
        return dealt
    }
}
