import KubeCore
import OperatorCore
import Testing

@Suite("Cron expressions")
struct CronExpressionTests {
    /// Europe/Berlin around 2026: summer time from 29 March 01:00 UTC to 25 October 01:00 UTC.
    static let berlin = TimeZoneRules(
        initialOffset: 3600,
        transitions: [.init(at: 1_774_746_000, offset: 7200), .init(at: 1_792_890_000, offset: 3600)])

    struct Case: Sendable {
        let expression: String
        let after: String
        let next: String
        var zone = TimeZoneRules.utc
    }

    static let cases: [Case] = [
        Case(expression: "0 8 * * 1-5", after: "2026-11-20T09:00:00Z", next: "2026-11-23T08:00:00Z"),
        Case(expression: "*/15 * * * *", after: "2026-11-20T09:14:59Z", next: "2026-11-20T09:15:00Z"),
        Case(expression: "*/15 * * * *", after: "2026-11-20T09:15:00Z", next: "2026-11-20T09:30:00Z"),
        Case(expression: "5/20 3 * * *", after: "2026-01-01T03:06:00Z", next: "2026-01-01T03:25:00Z"),
        Case(expression: "0 0 29 feb *", after: "2026-01-01T00:00:00Z", next: "2028-02-29T00:00:00Z"),
        Case(expression: "0 0 13 * fri", after: "2026-11-10T00:00:00Z", next: "2026-11-13T00:00:00Z"),
        Case(expression: "0 0 1 * sun", after: "2026-11-02T00:00:00Z", next: "2026-11-08T00:00:00Z"),
        Case(expression: "30 12 * * 7", after: "2026-11-20T00:00:00Z", next: "2026-11-22T12:30:00Z"),
        Case(expression: "0 8 * * *", after: "2026-07-01T00:00:00Z", next: "2026-07-01T06:00:00Z", zone: berlin),
        Case(expression: "0 8 * * *", after: "2026-12-01T00:00:00Z", next: "2026-12-01T07:00:00Z", zone: berlin),
        // 02:30 does not exist on 29 March 2026 in Berlin.
        Case(expression: "30 2 * * *", after: "2026-03-29T00:00:00Z", next: "2026-03-30T00:30:00Z", zone: berlin),
        // 02:30 exists twice on 25 October 2026 in Berlin; the first counts.
        Case(expression: "30 2 * * *", after: "2026-10-24T12:00:00Z", next: "2026-10-25T00:30:00Z", zone: berlin),
    ]

    @Test("The next match is found in the schedule's time zone", arguments: cases)
    func next(_ example: Case) throws {
        let after = try #require(Timestamp(rfc3339: example.after))
        let next = try CronExpression(example.expression).next(after: after, in: example.zone)
        #expect(next?.rfc3339 == example.next, "\(example.expression) after \(example.after)")
    }

    @Test("A day that never comes has no match")
    func never() throws {
        #expect(try CronExpression("0 0 31 2 *").next(after: Timestamp(seconds: 0), in: .utc) == nil)
    }

    @Test(
        "Malformed expressions are refused",
        arguments: [
            "", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "a * * * *",
            "5-1 * * * *", "*/0 * * * *", "1,,2 * * * *", "@daily",
        ])
    func malformed(text: String) {
        #expect(throws: CronExpression.SyntaxError.self) { try CronExpression(text) }
    }

    @Test(
        "A window is open from start until end",
        arguments: [
            ("2026-11-20T07:59:59Z", false), ("2026-11-20T08:00:00Z", true), ("2026-11-20T19:59:59Z", true),
            ("2026-11-20T20:00:00Z", false), ("2026-11-21T12:00:00Z", false),
        ])
    func window(time: String, open: Bool) throws {
        let schedule = CronSchedule(start: "0 8 * * 1-5", end: "0 20 * * 1-5", timeZone: "UTC")
        #expect(schedule.isOpen(at: try #require(Timestamp(rfc3339: time)), in: .utc) == open, "\(time)")
    }
}
