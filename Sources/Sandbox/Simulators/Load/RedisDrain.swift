package import KubeCore

/// How many items simulated pods take from a Redis list.
///
/// Pods say so by annotation: `sandbox.trimtab.dev/drains: redis://127.0.0.1:6379/0/orders` and, when it is not one a
/// second, `sandbox.trimtab.dev/items-per-second: "2.5"`.
package struct RedisDrain: Hashable, Sendable {
    package static let listAnnotation = "sandbox.trimtab.dev/drains"
    package static let rateAnnotation = "sandbox.trimtab.dev/items-per-second"

    /// One list of one server.
    package struct List: Hashable, Sendable {
        package let host: String
        package let port: Int
        package let database: Int
        package let key: String

        /// From `redis://host:port/database/key`; the key may hold slashes.
        package init?(url: String) {
            guard url.hasPrefix("redis://") else { return nil }
            let parts = url.dropFirst("redis://".count).split(separator: "/", maxSplits: 2)
            guard parts.count == 3, let database = Int(parts[1]), database >= 0,
                let colon = parts[0].lastIndex(of: ":"), let port = Int(parts[0][parts[0].index(after: colon)...]),
                (1...65535).contains(port)
            else { return nil }
            host = String(parts[0][..<colon])
            self.port = port
            self.database = database
            key = String(parts[2])
        }
    }

    /// Items owed to a list since the last whole item was taken; below 1.
    private var remainders: [List: Double] = [:]

    package init() {}

    /// The whole items to take from each list after `seconds` more of work by the ready ones among `pods`.
    ///
    /// Work that is no whole item is carried over; pods with an annotation that cannot be read do nothing.
    package mutating func take(pods: [JSONValue], seconds: Double) -> [List: Int] {
        var rates: [List: Double] = [:]
        for pod in pods where Self.isReady(pod) {
            let annotations = pod[path: "metadata", "annotations"]
            guard let list = annotations?[Self.listAnnotation]?.stringValue.flatMap(List.init(url:)) else { continue }
            let rate = annotations?[Self.rateAnnotation]?.stringValue.flatMap { Double($0) } ?? 1
            guard rate.isFinite, rate > 0 else { continue }
            rates[list, default: 0] += rate
        }
        remainders = remainders.filter { rates[$0.key] != nil }
        var items: [List: Int] = [:]
        for (list, rate) in rates {
            let work = min(remainders[list, default: 0] + rate * seconds, 1_000_000)
            let whole = Int(work)
            remainders[list] = work - Double(whole)
            if whole > 0 { items[list] = whole }
        }
        return items
    }

    private static func isReady(_ pod: JSONValue) -> Bool {
        guard pod[path: "metadata", "deletionTimestamp"] == nil else { return false }
        return (pod[path: "status", "conditions"]?.arrayValue ?? []).contains {
            $0["type"] == "Ready" && $0["status"] == "True"
        }
    }
}
