/// One aspect of an object's state, as `metav1.Condition`.
package struct Condition: Hashable, Sendable, Codable {
    package enum Status: String, Hashable, Sendable, Codable, CaseIterable {
        case isTrue = "True"
        case isFalse = "False"
        case unknown = "Unknown"

        package init(_ value: Bool) { self = value ? .isTrue : .isFalse }
    }

    package var type: String
    package var status: Status
    /// The `metadata.generation` this was computed from; 0 when not recorded.
    package var observedGeneration: Int64
    /// When `status` last changed; set by `[Condition].set(_:now:)`.
    package var lastTransitionTime: Timestamp?
    /// CamelCase, for machines.
    package var reason: String
    /// A sentence, for people.
    package var message: String

    package init(
        type: String, status: Status, reason: String, message: String = "", observedGeneration: Int64 = 0,
        lastTransitionTime: Timestamp? = nil
    ) {
        self.type = type
        self.status = status
        self.reason = reason
        self.message = message
        self.observedGeneration = observedGeneration
        self.lastTransitionTime = lastTransitionTime
    }
}

extension Condition {
    private enum CodingKeys: String, CodingKey {
        case type, status, observedGeneration, lastTransitionTime, reason, message
    }

    /// `reason`, `message` and `observedGeneration` may be absent: older kinds' conditions lack them.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        type = try container.decode(String.self, forKey: .type)
        status = try container.decode(Status.self, forKey: .status)
        observedGeneration = try container.decodeIfPresent(Int64.self, forKey: .observedGeneration) ?? 0
        lastTransitionTime = try container.decodeIfPresent(Timestamp.self, forKey: .lastTransitionTime)
        reason = try container.decodeIfPresent(String.self, forKey: .reason) ?? ""
        message = try container.decodeIfPresent(String.self, forKey: .message) ?? ""
    }

    package func encode(to encoder: any Encoder) throws {
        try json.encode(to: encoder)
    }

    /// As it stands in `status.conditions`.
    package var json: JSONValue {
        var object: JSONObject = ["type": .string(type), "status": .string(status.rawValue)]
        if observedGeneration != 0 { object["observedGeneration"] = .integer(observedGeneration) }
        if let lastTransitionTime { object["lastTransitionTime"] = .string(lastTransitionTime.rfc3339) }
        object["reason"] = .string(reason)
        object["message"] = .string(message)
        return .object(object)
    }

    /// Reads leniently; nil when `type` or `status` is missing or the status is none of the three.
    package init?(json: JSONValue) {
        guard let type = json["type"]?.stringValue,
            let status = json["status"]?.stringValue.flatMap(Status.init(rawValue:))
        else { return nil }
        self.init(
            type: type, status: status, reason: json["reason"]?.stringValue ?? "",
            message: json["message"]?.stringValue ?? "",
            observedGeneration: json["observedGeneration"]?.int64Value ?? 0,
            lastTransitionTime: json["lastTransitionTime"]?.stringValue.flatMap(Timestamp.init(rfc3339:)))
    }
}

extension [Condition] {
    package subscript(type type: String) -> Condition? { first { $0.type == type } }

    /// Whether the condition of this type is there and `True`.
    package func isTrue(_ type: String) -> Bool { self[type: type]?.status == .isTrue }

    /// Puts `condition` in the place of the one of its type, or at the end. Its `lastTransitionTime` becomes `now` (to
    /// the second) when the status changes, and stays what it was when it does not. Tells whether anything changed.
    ///
    /// Source: k8s.io/apimachinery `meta.SetStatusCondition`.
    @discardableResult
    package mutating func set(_ condition: Condition, now: Timestamp) -> Bool {
        var condition = condition
        let moment = condition.lastTransitionTime ?? Timestamp(seconds: now.seconds)
        guard let index = firstIndex(where: { $0.type == condition.type }) else {
            condition.lastTransitionTime = moment
            append(condition)
            return true
        }
        condition.lastTransitionTime = self[index].status == condition.status ? self[index].lastTransitionTime : moment
        defer { self[index] = condition }
        return self[index] != condition
    }

    package mutating func remove(type: String) {
        removeAll { $0.type == type }
    }
}
