import Scanning
import Testing

@Suite struct ContainerBudgetTests {
    private static var limits: ContainerLimits {
        var limits = ContainerLimits()
        (limits.floor, limits.ratio, limits.ceiling) = (1_000, 10, 50_000)
        (limits.members, limits.shardMembers) = (5, 12)
        return limits
    }

    @Test func aSmallContainerMayInflateToTheFloor() throws {
        var budget = ContainerBudget(limits: Self.limits)
        budget.open(size: 1)
        try budget.inflate(1_000, level: 0)
        #expect(throws: ContainerBudget.Stop(level: 0, reason: "archive-ratio")) { try budget.inflate(1, level: 0) }
    }

    @Test func aLargeOneMayInflateByTheRatioUpToTheCeiling() throws {
        var budget = ContainerBudget(limits: Self.limits)
        budget.open(size: 1_000)
        try budget.inflate(10_000, level: 0)
        #expect(throws: ContainerBudget.Stop.self) { try budget.inflate(1, level: 0) }
        budget.close()
        budget.open(size: 100_000)
        try budget.inflate(150_000, level: 0)
        #expect(throws: ContainerBudget.Stop.self) { try budget.inflate(1, level: 0) }
    }

    @Test func aBombInAContainerEndsItselfBeforeTheContainer() throws {
        var budget = ContainerBudget(limits: Self.limits)
        budget.open(size: 500)
        budget.open(size: 1)
        #expect(throws: ContainerBudget.Stop(level: 1, reason: "archive-ratio")) { try budget.inflate(1_001, level: 1) }
        budget.close()
        // What it inflated counts for the outer one all the same.
        try budget.inflate(3_999, level: 0)
        #expect(throws: ContainerBudget.Stop(level: 0, reason: "archive-ratio")) { try budget.inflate(1, level: 0) }
    }

    @Test func whatComesBitByBitIsHeldToWhatHasCome() throws {
        var budget = ContainerBudget(limits: Self.limits)
        budget.open(size: 1_000_000)
        budget.open(size: 0)
        budget.feed(200, level: 1)
        try budget.inflate(2_000, level: 1)
        #expect(throws: ContainerBudget.Stop(level: 1, reason: "archive-ratio")) { try budget.inflate(1, level: 1) }
    }

    @Test func membersAreBoundedEachByContainerAndByShard() throws {
        var budget = ContainerBudget(limits: Self.limits)
        for round in 0..<2 {
            budget.open(size: 1)
            for _ in 0..<5 { try budget.count(bytes: 1) }
            #expect(throws: ContainerBudget.Stop(level: 0, reason: "archive-members"), "round \(round)") {
                try budget.count(bytes: 1)
            }
            budget.close()
        }
        budget.open(size: 1)
        #expect(throws: ContainerBudget.Stop(level: 0, reason: "archive-members")) { try budget.count(bytes: 1) }
    }
}
