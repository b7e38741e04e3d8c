import KubeCore

extension JSONValue {
    var simulatedMeta: ObjectMeta { ObjectMeta(json: self["metadata"] ?? [:]) }

    /// The number found by following member names; the fallback where there is none.
    func simulatedInt(_ path: String..., default fallback: Int = 0) -> Int {
        path.reduce(Optional(self)) { value, key in value?[key] }?.intValue ?? fallback
    }

    /// Sets what is found by following member names, making objects on the way; nil removes it.
    mutating func simulate(_ value: JSONValue?, at path: String...) {
        simulate(value, at: path[...])
    }

    private mutating func simulate(_ value: JSONValue?, at path: ArraySlice<String>) {
        guard let key = path.first else { return }
        if path.count == 1 {
            self[key] = value
        } else {
            var member = self[key] ?? [:]
            self[key] = .null
            member.simulate(value, at: path.dropFirst())
            self[key] = member
        }
    }

    func simulatedOwner(kind: String, apiVersion: String) -> JSONValue {
        let meta = simulatedMeta
        return [
            "apiVersion": .string(apiVersion), "kind": .string(kind), "name": .string(meta.name),
            "uid": .string(meta.uid), "controller": true, "blockOwnerDeletion": true,
        ]
    }
}

/// A pod as the controllers see it.
struct PodReading: Hashable, Sendable {
    let json: JSONValue
    let meta: ObjectMeta

    init(_ json: JSONValue) {
        self.json = json
        meta = json.simulatedMeta
    }

    var phase: String { json[path: "status", "phase"]?.stringValue ?? "Pending" }
    var node: String { json[path: "spec", "nodeName"]?.stringValue ?? "" }
    var isFinished: Bool { phase == "Succeeded" || phase == "Failed" }
    /// Counts towards the replicas of its owner.
    var isActive: Bool { !isFinished && !meta.isBeingDeleted }
    var isReady: Bool { readySince != nil }

    /// Since when the pod has been ready without a break; nil when it is not.
    var readySince: Timestamp? {
        let condition = (json[path: "status", "conditions"]?.arrayValue ?? []).first {
            $0["type"]?.stringValue == "Ready"
        }
        guard condition?["status"]?.stringValue == "True" else { return nil }
        return condition?["lastTransitionTime"]?.stringValue.flatMap(Timestamp.init(rfc3339:))
            ?? meta.creationTimestamp ?? Timestamp(seconds: 0)
    }

    /// Ready for at least so many seconds.
    func isAvailable(minReadySeconds: Int, now: Timestamp) -> Bool {
        guard let readySince else { return false }
        return minReadySeconds == 0 || readySince + .seconds(minReadySeconds) <= now
    }
}

/// `3` or `25%`, as in `maxSurge`.
enum IntOrPercent {
    enum Rounding { case up, down }

    /// As many as a count of replicas can be.
    private static let limit = Int(Int32.max)

    /// Nil when the text is neither.
    static func resolve(_ value: JSONValue?, of total: Int, _ rounding: Rounding) -> Int? {
        switch value {
        case .integer(let number): return min(Int(clamping: number), Self.limit)
        case .string(let text) where text.hasSuffix("%"):
            guard let percent = Int(text.dropLast()) else { return nil }
            let product = min(percent, Self.limit) * min(total, Self.limit)
            return min(rounding == .up ? (product + 99) / 100 : product / 100, Self.limit)
        default: return nil
        }
    }
}

/// The short hash by which a template's ReplicaSet is named.
///
/// Same alphabet and form as upstream's (FNV-1a, then each decimal digit mapped to a letter that makes no words), but over
/// the canonical JSON instead of Go's memory layout: the values differ from a real cluster's, as they do between its
/// versions. Source: k8s.io/apimachinery `rand.SafeEncodeString`.
enum TemplateHash {
    private static let letters = Array("bcdfghjklmnpqrstvwxz2456789".utf8)

    static func of(_ template: JSONValue, collisions: Int = 0) -> String {
        var hash: UInt32 = 2_166_136_261
        for byte in canonical(template).serialized() + Array(collisions == 0 ? "".utf8 : "\(collisions)".utf8) {
            hash = (hash ^ UInt32(byte)) &* 16_777_619
        }
        return String(decoding: String(hash).utf8.map { letters[Int($0) % letters.count] }, as: UTF8.self)
    }

    private static func canonical(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object):
            .object(JSONObject(object.sortedByKey.map { ($0.key, canonical($0.value)) }))
        case .array(let array): .array(array.map(canonical))
        default: value
        }
    }
}
