/// A point in time with the offset from UTC it was written with, which only its text shows.
package struct CELTimestamp: Sendable {
    package var instant: Timestamp
    package var offsetSeconds: Int32

    package init(_ instant: Timestamp, offsetSeconds: Int32 = 0) {
        self.instant = instant
        self.offsetSeconds = offsetSeconds
    }

    /// 0001-01-01T00:00:00Z through 9999-12-31T23:59:59Z, in seconds since 1970.
    package static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799
}

/// Points in time are equal whatever their offsets.
extension CELTimestamp: Hashable, Comparable {
    package static func == (lhs: CELTimestamp, rhs: CELTimestamp) -> Bool { lhs.instant == rhs.instant }
    package static func < (lhs: CELTimestamp, rhs: CELTimestamp) -> Bool { lhs.instant < rhs.instant }
    package func hash(into hasher: inout Hasher) { hasher.combine(instant) }
}

extension CELTimestamp {
    /// Reads RFC 3339 in capitals; nil when it is not.
    package init?(rfc3339 text: String) {
        guard let instant = Timestamp(rfc3339: text), !text.utf8.contains(where: { $0 == 0x74 || $0 == 0x7A }) else {
            return nil
        }
        self.init(instant, offsetSeconds: Self.offset(Array(text.utf8.suffix(6))))
    }

    /// Seconds of a trailing `+hh:mm`; zero where there is none.
    private static func offset(_ tail: [UInt8]) -> Int32 {
        guard tail.count == 6, tail[3] == UInt8(ascii: ":"), tail[0] == 0x2B || tail[0] == 0x2D else { return 0 }
        let digits = [tail[1], tail[2], tail[4], tail[5]].map { Int32($0) - 0x30 }
        let seconds = (digits[0] * 10 + digits[1]) * 3600 + (digits[2] * 10 + digits[3]) * 60
        return tail[0] == 0x2D ? -seconds : seconds
    }

    /// The text in its own offset, with as many digits of the second's fraction as are not zero.
    package var rfc3339: String {
        let shifted = Timestamp(seconds: instant.seconds + Int64(offsetSeconds), nanoseconds: instant.nanoseconds)
        var text = String(shifted.rfc3339.dropLast())
        if instant.nanoseconds != 0 {
            let digits = String(instant.nanoseconds)
            var fraction = String(repeating: "0", count: 9 - digits.utf8.count) + digits
            while fraction.hasSuffix("0") { fraction.removeLast() }
            text += "." + fraction
        }
        guard offsetSeconds != 0 else { return text + "Z" }
        let minutes = abs(offsetSeconds) / 60
        return text + (offsetSeconds < 0 ? "-" : "+") + Self.pad(minutes / 60) + ":" + Self.pad(minutes % 60)
    }

    private static func pad(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

/// The parts of a date and time somewhere.
struct CELDateParts {
    let date: CivilDate
    let secondOfDay: Int64
    let daysSince1970: Int64
    let nanoseconds: Int32

    /// - Parameter zone: `UTC`, empty for it, or an offset such as `-08:00`; named zones are refused, for the core
    ///   holds no table of them.
    init(_ time: CELTimestamp, zone: String) throws(CELError) {
        let seconds = time.instant.seconds + (try Self.offset(zone))
        daysSince1970 = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        secondOfDay = seconds - daysSince1970 * 86_400
        date = CivilDate(daysSince1970: daysSince1970)
        nanoseconds = time.instant.nanoseconds
    }

    private static func offset(_ zone: String) throws(CELError) -> Int64 {
        if zone.isEmpty || zone == "UTC" { return 0 }
        guard let colon = zone.utf8.firstIndex(of: UInt8(ascii: ":")) else {
            let hint = zone.contains("/") ? ": named zones are not supported, use an offset such as +02:00" : ""
            throw CELError("unknown time zone \(zone)\(hint)")
        }
        let hours = try number(zone[..<colon])
        let minutes = try number(zone[zone.utf8.index(after: colon)...])
        let isNegative = zone.utf8.first == UInt8(ascii: "-")
        // Far beyond any zone, but not so far that time could overflow.
        guard hours.magnitude < 1_000_000, minutes.magnitude < 1_000_000 else {
            throw CELError("time zone offset out of range: \(zone)")
        }
        return (hours * 60 + (isNegative ? -minutes : minutes)) * 60
    }

    private static func number(_ text: Substring) throws(CELError) -> Int64 {
        guard let value = Int64(text) else {
            throw CELError("strconv.Atoi: parsing \"\(text)\": invalid syntax")
        }
        return value
    }

    /// From 0.
    var dayOfYear: Int64 { daysSince1970 - CivilDate(year: date.year, month: 1, day: 1).daysSince1970 }

    /// Sunday is 0.
    var dayOfWeek: Int64 {
        let day = (daysSince1970 + 4) % 7
        return day < 0 ? day + 7 : day
    }
}
