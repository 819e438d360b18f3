import HTTP
import Testing

@Suite struct RetryCourseTests {
    @Test func waitsDoubleUpToTheLongestAndThenEnd() {
        var course = RetryCourse(attempts: 6, base: 1, longest: 5)
        #expect((0..<6).map { _ in course.failed(luck: 1) } == [1, 2, 4, 5, 5, nil])
    }

    @Test func aByteBetweenFailuresBeginsAnew() {
        var course = RetryCourse(attempts: 2, base: 1, longest: 5)
        #expect(course.failed(luck: 1) == 1)
        course.progressed()
        #expect(course.failed(luck: 0) == 0.5)
        #expect(course.failed(luck: 0) == nil)
    }

    @Test func aServersWishIsKeptWithinMeasure() {
        var course = RetryCourse(attempts: 9, base: 1, longest: 5)
        #expect(course.failed(after: 7, luck: 1) == 7)
        #expect(course.failed(after: 86_400, luck: 1) == 120)
        #expect(course.failed(after: .infinity, luck: 1) == 4)
        #expect(course.failed(after: -3, luck: 1) == 5)
    }
}
