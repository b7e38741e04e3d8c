/// Dates as HTTP writes them (RFC 9110, section 5.6.7).
enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `Sun, 06 Nov 1994 08:49:37 GMT` for 784111777 seconds since 1970. Not for times before 1970.
    static func text(secondsSince1970 seconds: Int64) -> String {
        let day = seconds / 86_400
        let second = seconds % 86_400
        // Days to a date by eras of 400 years that begin in March, so that the leap day is the last one.
        // Source: H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
        let shifted = day + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = Int(marchMonth < 10 ? marchMonth + 2 : marchMonth - 10)
        let year = yearOfEra + era * 400 + (month <= 1 ? 1 : 0)
        let time = "\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))"
        return "\(days[Int(day % 7)]), \(padded(dayOfMonth)) \(months[month]) \(year) \(time) GMT"
    }

    private static func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
