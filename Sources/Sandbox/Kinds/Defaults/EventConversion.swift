import KubeCore

/// Events in the form of `events.k8s.io/v1`, stored as those of the core group.
enum EventConversion {
    static let events = KindConversion(
        toStored: { rename($0, "v1", names) },
        fromStored: { rename($0, "events.k8s.io/v1", names.map { ($0.1, $0.0) }) })

    /// The member here, and in the core group.
    private static let names = [
        ("regarding", "involvedObject"), ("note", "message"), ("reportingController", "reportingComponent"),
        ("deprecatedSource", "source"), ("deprecatedFirstTimestamp", "firstTimestamp"),
        ("deprecatedLastTimestamp", "lastTimestamp"), ("deprecatedCount", "count"),
    ]

    private static func rename(_ event: JSONValue, _ apiVersion: String, _ names: [(String, String)]) -> JSONValue {
        var result = event
        result["apiVersion"] = .string(apiVersion)
        for (from, to) in names {
            guard let value = result[from] else { continue }
            result[from] = nil
            result[to] = value
        }
        return result
    }
}
