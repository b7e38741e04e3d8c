package import KubeCore

/// The scale events that rate policies look back on, as text: `+4@1795000000,-1@1795000300`.
package enum ScaleEventText {
    /// Entries that are none are left out.
    package static func history(_ text: String) -> AutoscalerHistory {
        var history = AutoscalerHistory(recommendations: [])
        for entry in text.split(separator: ",") {
            let parts = entry.split(separator: "@")
            guard parts.count == 2, let change = Int32(parts[0]), change != 0, let seconds = Int64(parts[1]) else {
                continue
            }
            let event = AutoscalerHistory.ScaleEvent(
                change: change.magnitude > UInt32(Int32.max) ? .max : abs(change), time: Timestamp(seconds: seconds))
            if change > 0 { history.scaleUps.append(event) } else { history.scaleDowns.append(event) }
        }
        return history
    }

    /// `text` with one more change, without those that no policy of `behavior` looks at any more.
    package static func adding(
        from previous: Int32, to new: Int32, to text: String, behavior: AutoscalerBehavior, now: Timestamp
    ) -> String {
        let periods = (behavior.scaleUp.policies + behavior.scaleDown.policies).map(\.periodSeconds)
        let cutoff = now - .seconds(Int64(periods.max() ?? 0))
        let history = history(text)
        let kept =
            history.scaleUps.filter { $0.time > cutoff }.map { ($0.time.seconds, "+\($0.change)@\($0.time.seconds)") }
            + history.scaleDowns.filter { $0.time > cutoff }.map {
                ($0.time.seconds, "-\($0.change)@\($0.time.seconds)")
            }
        let change = Int64(new) - Int64(previous)
        let added = "\(change > 0 ? "+" : "")\(change)@\(now.seconds)"
        return (kept.sorted { $0 < $1 }.map(\.1) + [added]).joined(separator: ",")
    }
}
