import KubeCore
import Testing

@Suite("Durations")
struct DurationTests {
    @Test(
        "The AGE column is kubectl's",
        arguments: [
            (-3, "<invalid>"), (-1, "0s"), (0, "0s"), (119, "119s"), (120, "2m"), (303, "5m3s"), (599, "9m59s"),
            (600, "10m"),
            (10_799, "179m"), (10_800, "3h"), (12_300, "3h25m"), (28_800, "8h"), (172_799, "47h"), (172_800, "2d"),
            (187_200, "2d4h"), (691_199, "7d23h"), (691_200, "8d"), (63_071_999, "729d"), (63_072_000, "2y"),
            (95_644_800, "3y12d"), (252_288_000, "8y"),
        ] as [(Int, String)])
    func age(_ seconds: Int, _ expected: String) {
        #expect(HumanDuration.format(.seconds(seconds)) == expected)
    }

    @Test(
        "The short form has one unit",
        arguments: [
            (-3, "<invalid>"), (-1, "0s"), (59, "59s"), (60, "1m"), (3599, "59m"), (3600, "1h"), (86_399, "23h"),
            (86_400, "1d"), (31_535_999, "364d"), (31_536_000, "1y"),
        ] as [(Int, String)])
    func short(_ seconds: Int, _ expected: String) {
        #expect(HumanDuration.formatShort(.seconds(seconds)) == expected)
    }

    @Test(
        "Go durations are read",
        arguments: [
            ("0", .zero), ("1h30m", .seconds(5400)), ("1.5h", .seconds(5400)), ("-2m", .seconds(-120)),
            ("+5s", .seconds(5)),
            ("300ms", .milliseconds(300)), ("1µs", .microseconds(1)), ("1us", .microseconds(1)),
            ("2h45m30.5s", .milliseconds(9_930_500)),
            (".5s", .milliseconds(500)), ("1.s", .seconds(1)), ("0.1234567891s", .nanoseconds(123_456_789)),
            ("-9223372036854775808ns", .nanoseconds(Int64.min)), ("9223372036854775807ns", .nanoseconds(Int64.max)),
        ] as [(String, Duration)])
    func parse(_ text: String, _ expected: Duration) {
        #expect(GoDuration.parse(text) == expected)
    }

    @Test(
        "What is no Go duration is refused",
        arguments: [
            "", "-", "1", "s", ".s", "1x", "1h 2m", "9223372036854775808ns", "3000000h", "1e3s", "1d", "5m-3s", "1..5s",
        ])
    func refused(_ text: String) {
        #expect(GoDuration.parse(text) == nil)
    }

    @Test(
        "Durations are written as Go writes them",
        arguments: [
            (.zero, "0s"), (.nanoseconds(1), "1ns"), (.nanoseconds(1100), "1.1µs"), (.microseconds(2200), "2.2ms"),
            (.milliseconds(3300), "3.3s"), (.seconds(245), "4m5s"), (.seconds(5400), "1h30m0s"), (.seconds(-1), "-1s"),
            (.milliseconds(500), "500ms"), (.seconds(360_000), "100h0m0s"),
            (.seconds(Int64.max), "2562047h47m16.854775807s"),
        ] as [(Duration, String)])
    func format(_ duration: Duration, _ expected: String) {
        #expect(GoDuration.format(duration) == expected)
    }
}
