/// Durations as `kubectl get` shows them in AGE columns.
///
/// Source: k8s.io/apimachinery `duration.HumanDuration` and `duration.ShortHumanDuration`.
package enum HumanDuration {
    /// Two units where the second still says something: `5m3s`, `3h25m`, `2d4h`, `3y12d`; else one: `90s`, `12m`.
    ///
    /// Up to two seconds in the future count as zero (clocks differ); beyond that it is `<invalid>`.
    package static func format(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        if seconds < -1 { return "<invalid>" }
        let minutes = seconds / 60
        let hours = seconds / 3600
        let days = hours / 24
        return switch true {
        case seconds < 0: "0s"
        case seconds < 120: "\(seconds)s"
        case minutes < 10: pair(minutes, "m", seconds % 60, "s")
        case hours < 3: "\(minutes)m"
        case hours < 8: pair(hours, "h", minutes % 60, "m")
        case hours < 48: "\(hours)h"
        case days < 8: pair(days, "d", hours % 24, "h")
        case days < 365 * 2: "\(days)d"
        case days < 365 * 8: pair(days / 365, "y", days % 365, "d")
        default: "\(days / 365)y"
        }
    }

    /// One unit only: `59s`, `4m`, `23h`, `364d`, `2y`.
    package static func formatShort(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        return switch true {
        case seconds < -1: "<invalid>"
        case seconds < 0: "0s"
        case seconds < 60: "\(seconds)s"
        case seconds < 3600: "\(seconds / 60)m"
        case seconds < 86_400: "\(seconds / 3600)h"
        case seconds < 86_400 * 365: "\(seconds / 86_400)d"
        default: "\(seconds / 86_400 / 365)y"
        }
    }

    private static func pair(_ large: Int64, _ largeUnit: String, _ small: Int64, _ smallUnit: String) -> String {
        small == 0 ? "\(large)\(largeUnit)" : "\(large)\(largeUnit)\(small)\(smallUnit)"
    }
}
