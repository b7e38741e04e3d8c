package import KubeCore

/// The recommendations of the recent past as runs of equal counts, so that a steady policy's status stays the same.
///
/// Text form: `3@1795000000-1795000300,5@1795000315`: count, first and last second; the newest run has no last second,
/// it goes on until another count is recommended. A run counts as seen until one sync interval before that.
package struct RecommendationRuns: Hashable, Sendable, Codable {
    package struct Run: Hashable, Sendable, Codable {
        package var replicas: Int32
        package var first: Int64
        /// Nil: the run goes on.
        package var last: Int64?

        package init(replicas: Int32, first: Int64, last: Int64? = nil) {
            self.replicas = replicas
            self.first = first
            self.last = last
        }
    }

    /// Oldest first; only the newest goes on.
    package var runs: [Run]

    package init(runs: [Run] = []) {
        self.runs = runs
    }

    /// From the text form; entries that are none are left out, as is a text of another version.
    package init(text: String) {
        runs = text.split(separator: ",").compactMap { entry in
            let parts = entry.split(separator: "@")
            guard parts.count == 2, let replicas = Int32(parts[0]) else { return nil }
            let times = parts[1].split(separator: "-")
            guard let first = times.first.flatMap({ Int64($0) }), times.count <= 2 else { return nil }
            guard times.count == 2 else { return Run(replicas: replicas, first: first) }
            return Int64(times[1]).map { Run(replicas: replicas, first: first, last: $0) }
        }
    }

    package var text: String {
        runs.map { "\($0.replicas)@\($0.first)\($0.last.map { "-\($0)" } ?? "")" }.joined(separator: ",")
    }

    /// The current count counts as recommended where there is no history, as in the HPA controller.
    package mutating func begin(current: Int32, now: Timestamp) {
        if runs.isEmpty { runs = [Run(replicas: current, first: now.seconds, last: now.seconds)] }
    }

    /// `current` moved into the range of the recent recommendations and `wanted`: up to the lowest of the last
    /// `upSeconds`, down to the highest of the last `downSeconds`; then records `wanted`.
    ///
    /// Windows leave out what is exactly as old as they are long, as the HPA controller does with a behavior.
    package mutating func stabilize(
        _ wanted: Int32, current: Int32, upSeconds: Int64, downSeconds: Int64, syncSeconds: Int64, now: Timestamp
    ) -> Int32 {
        close(at: now, unless: wanted, syncSeconds: syncSeconds)
        var lowest = wanted
        var highest = wanted
        for run in runs {
            let age = now.seconds - (run.last ?? now.seconds)
            if age < upSeconds { lowest = Swift.min(lowest, run.replicas) }
            if age < downSeconds { highest = Swift.max(highest, run.replicas) }
        }
        if runs.last?.last != nil || runs.isEmpty {
            let keep = Swift.max(upSeconds, downSeconds)
            runs.removeAll { now.seconds - ($0.last ?? now.seconds) >= keep }
            runs.append(Run(replicas: wanted, first: now.seconds))
            dropHidden()
        }
        return Swift.min(Swift.max(current, lowest), highest)
    }

    private mutating func close(at now: Timestamp, unless wanted: Int32, syncSeconds: Int64) {
        guard let newest = runs.last, newest.last == nil, newest.replicas != wanted else { return }
        runs[runs.count - 1].last = Swift.max(newest.first, now.seconds - syncSeconds)
    }

    /// A run that a later one exceeds and another later one undercuts can decide no window any more.
    private mutating func dropHidden() {
        var lowest = Int32.max
        var highest = Int32.min
        var kept: [Run] = []
        for run in runs.reversed() {
            if run.replicas < lowest || run.replicas > highest { kept.append(run) }
            lowest = Swift.min(lowest, run.replicas)
            highest = Swift.max(highest, run.replicas)
        }
        runs = kept.reversed()
    }
}
