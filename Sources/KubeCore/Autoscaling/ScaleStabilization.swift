/// Stabilisation: a recommendation counts only as far as the recent ones agree with it.
package enum ScaleStabilization {
    /// The highest recommendation of the last `windowSeconds` (both ends included), without a `behavior`.
    ///
    /// `wanted` takes the place of the last expired recommendation in `history`.
    package static func stabilize(
        _ wanted: Int32, windowSeconds: Int64, history: inout AutoscalerHistory, now: Timestamp
    ) -> Int32 {
        let cutoff = now - .seconds(windowSeconds)
        var highest = wanted
        var expired: Int?
        for (index, entry) in (history.recommendations ?? []).enumerated() {
            if entry.time < cutoff {
                expired = index
            } else {
                highest = max(highest, entry.replicas)
            }
        }
        history.record(wanted, now: now, inPlaceOf: expired)
        return highest
    }

    /// `current`, moved up to the lowest recommendation of the scale-up window and down to the highest of the
    /// scale-down window; each window counts `wanted` too.
    package static func stabilize(
        _ wanted: Int32, current: Int32, upSeconds: Int64, downSeconds: Int64, history: inout AutoscalerHistory,
        now: Timestamp
    ) -> Int32 {
        let upCutoff = now - .seconds(upSeconds)
        let downCutoff = now - .seconds(downSeconds)
        var lowest = wanted
        var highest = wanted
        var expired: Int?
        for (index, entry) in (history.recommendations ?? []).enumerated() {
            if entry.time > upCutoff { lowest = min(lowest, entry.replicas) }
            if entry.time > downCutoff { highest = max(highest, entry.replicas) }
            if entry.time < upCutoff, entry.time < downCutoff { expired = index }
        }
        history.record(wanted, now: now, inPlaceOf: expired)
        return min(max(current, lowest), highest)
    }
}
