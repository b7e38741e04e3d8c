extension CELLibrary {
    /// A part of a date and time, in UTC or, with an argument more, in a zone.
    private static func part(
        _ name: String, _ id: String, _ read: @escaping @Sendable (CELDateParts) -> Int64
    ) -> [CELFunction] {
        [
            .unary(name, id, .timestamp, .int, isMember: true) { value throws(CELError) in
                guard case .timestamp(let time) = value else { throw .noSuchOverload }
                return .int(read(try CELDateParts(time, zone: "")))
            },
            .binary(name, id + "_with_tz", (.timestamp, .string), .int, isMember: true) {
                (value, zone) throws(CELError) in
                guard case .timestamp(let time) = value, case .string(let zone) = zone else { throw .noSuchOverload }
                return .int(read(try CELDateParts(time, zone: zone)))
            },
        ]
    }

    /// A duration in whole units, cut off towards zero.
    private static func whole(_ name: String, _ id: String, nanoseconds unit: Int64) -> CELFunction {
        .unary(name, id, .duration, .int, isMember: true) { value throws(CELError) in
            guard case .duration(let span) = value else { throw .noSuchOverload }
            return .int(span.nanoseconds / unit)
        }
    }

    static let times: [CELFunction] =
        part("getFullYear", "timestamp_to_year") { $0.date.year }
        + part("getMonth", "timestamp_to_month") { $0.date.month - 1 }
        + part("getDayOfYear", "timestamp_to_day_of_year") { $0.dayOfYear }
        + part("getDayOfMonth", "timestamp_to_day_of_month") { $0.date.day - 1 }
        + part("getDate", "timestamp_to_day_of_month_1_based") { $0.date.day }
        + part("getDayOfWeek", "timestamp_to_day_of_week") { $0.dayOfWeek }
        + part("getHours", "timestamp_to_hours") { $0.secondOfDay / 3600 }
        + part("getMinutes", "timestamp_to_minutes") { $0.secondOfDay / 60 % 60 }
        // The name is spelled as cel-go spells it.
        + part("getSeconds", "timestamp_to_seconds_tz") { $0.secondOfDay % 60 }
        + part("getMilliseconds", "timestamp_to_milliseconds") { Int64($0.nanoseconds) / 1_000_000 }
        + [
            whole("getHours", "duration_to_hours", nanoseconds: 3_600_000_000_000),
            whole("getMinutes", "duration_to_minutes", nanoseconds: 60_000_000_000),
            whole("getSeconds", "duration_to_seconds", nanoseconds: 1_000_000_000),
            whole("getMilliseconds", "duration_to_milliseconds", nanoseconds: 1_000_000),
        ]
}
