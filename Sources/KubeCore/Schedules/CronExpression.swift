/// A schedule of five fields: minute, hour, day of month, month, day of week.
///
/// Lists, ranges, steps and English three-letter names are understood; Sunday is 0 or 7. When both day fields are
/// restricted a day matches by either (the rule of cron). Source: crontab(5).
package struct CronExpression: Hashable, Sendable {
    package struct SyntaxError: Error, Hashable, Sendable {
        package let message: String
    }

    /// Bit n is set when value n matches.
    private let minutes: UInt64
    private let hours: UInt64
    private let daysOfMonth: UInt64
    private let months: UInt64
    private let daysOfWeek: UInt64
    private let bothDaysRestricted: Bool

    package init(_ text: String) throws(SyntaxError) {
        let fields = text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
        guard fields.count == 5 else {
            throw SyntaxError(
                message:
                    "a schedule has five fields (minute, hour, day of month, month, day of week), this one has \(fields.count)"
            )
        }
        minutes = try Field(name: "minute", range: 0...59).bits(fields[0])
        hours = try Field(name: "hour", range: 0...23).bits(fields[1])
        daysOfMonth = try Field(name: "day of month", range: 1...31).bits(fields[2])
        months = try Field(name: "month", range: 1...12, names: Field.monthNames).bits(fields[3])
        let weekdays = try Field(name: "day of week", range: 0...7, names: Field.weekdayNames).bits(fields[4])
        daysOfWeek = weekdays & 0x7F | (weekdays >> 7 & 1)
        bothDaysRestricted = !fields[2].hasPrefix("*") && !fields[4].hasPrefix("*")
    }

    /// The first moment after `time` that matches in `zone`; nil when there is none within five years.
    ///
    /// Local times that a change of the clock skips do not match; one that occurs twice matches at its first.
    package func next(after time: Timestamp, in zone: TimeZoneRules) -> Timestamp? {
        let local = time.seconds + zone.offset(at: time.seconds)
        let firstDay = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        for day in firstDay..<(firstDay + 5 * 366) where matches(day: day) {
            for hour in 0..<24 where hours >> UInt64(hour) & 1 == 1 {
                for minute in 0..<60 where minutes >> UInt64(minute) & 1 == 1 {
                    let wanted = day * 86_400 + Int64(hour * 3600 + minute * 60)
                    if let moment = zone.utc(ofLocal: wanted), moment > time.seconds {
                        return Timestamp(seconds: moment)
                    }
                }
            }
        }
        return nil
    }

    private func matches(day: Int64) -> Bool {
        let date = CivilDate(daysSince1970: day)
        guard months >> UInt64(date.month) & 1 == 1 else { return false }
        // 1970-01-01 was a Thursday.
        let weekday = ((day + 4) % 7 + 7) % 7
        let byMonth = daysOfMonth >> UInt64(date.day) & 1 == 1
        let byWeek = daysOfWeek >> UInt64(weekday) & 1 == 1
        return bothDaysRestricted ? byMonth || byWeek : byMonth && byWeek
    }
}

/// One field of a schedule.
private struct Field {
    typealias SyntaxError = CronExpression.SyntaxError

    static let monthNames = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    static let weekdayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

    let name: String
    let range: ClosedRange<Int>
    var names: [String] = []

    func bits(_ text: String) throws(SyntaxError) -> UInt64 {
        var bits: UInt64 = 0
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            bits |= try partBits(part)
        }
        return bits
    }

    private func partBits(_ part: Substring) throws(SyntaxError) -> UInt64 {
        let halves = part.split(separator: "/", omittingEmptySubsequences: false)
        var step = 1
        if halves.count == 2 {
            guard let number = Int(halves[1]), number > 0 else { throw wrong(part) }
            step = number
        }
        guard (1...2).contains(halves.count), let base = halves.first else { throw wrong(part) }
        var values = try self.values(base)
        // `5/15` means from 5 to the end in steps of 15.
        if halves.count == 2, values.count == 1, base != "*" { values = values.lowerBound...range.upperBound }
        var bits: UInt64 = 0
        for value in stride(from: values.lowerBound, through: values.upperBound, by: step) {
            bits |= 1 << UInt64(value)
        }
        return bits
    }

    private func values(_ text: Substring) throws(SyntaxError) -> ClosedRange<Int> {
        if text == "*" { return range }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard (1...2).contains(ends.count), let first = number(ends[0]) else { throw wrong(text) }
        guard ends.count == 2 else { return first...first }
        guard let last = number(ends[1]), last >= first else { throw wrong(text) }
        return first...last
    }

    private func number(_ text: Substring) -> Int? {
        if let index = names.firstIndex(of: text.lowercased()) { return index + (range.lowerBound == 1 ? 1 : 0) }
        guard let value = Int(text), range.contains(value) else { return nil }
        return value
    }

    private func wrong(_ text: Substring) -> SyntaxError {
        SyntaxError(
            message:
                "\"\(text)\" is no \(name): numbers from \(range.lowerBound) to \(range.upperBound), lists a,b, ranges a-b and steps */n are understood"
        )
    }
}
