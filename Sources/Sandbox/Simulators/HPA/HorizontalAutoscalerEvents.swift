import KubeClient
import KubeCore
import NIOConcurrencyHelpers

/// Writes the controller's Events: repeated ones are counted, not multiplied.
final class HorizontalAutoscalerEvents: Sendable {
    private struct Subject: Hashable {
        var uid: String
        var reason: String
        var message: String
    }

    private struct Known {
        var key: ObjectKey
        var count: Int64
    }

    private static let resourceType = ResourceType("v1", "Event", plural: "events")
    private static let component = "horizontal-pod-autoscaler"
    /// As client-go's cache; forgetting costs a second Event object instead of a higher count.
    private static let cacheLimit = 4096

    private let client: Client
    private let known = NIOLockedValueBox<[Subject: Known]>([:])
    private let sequence = NIOLockedValueBox<Int64>(0)

    init(client: Client) {
        self.client = client
    }

    /// An event that cannot be written is lost, as in a cluster.
    func post(_ event: HorizontalAutoscaler.Event, about object: JSONValue, now: Timestamp) async {
        let meta = ObjectMeta(json: object["metadata"] ?? .null)
        let subject = Subject(uid: meta.uid, reason: event.reason, message: event.message)
        if var earlier = known.withLockedValue({ $0[subject] }) {
            earlier.count += 1
            let patch: JSONValue = ["count": .integer(earlier.count), "lastTimestamp": .string(now.rfc3339)]
            if (try? await client.patch(Self.resourceType, earlier.key, .strategic(patch))) != nil {
                known.withLockedValue { $0[subject] = earlier }
                return
            }
        }
        let key = ObjectKey(namespace: meta.namespace, name: name(meta.name, now))
        let body = body(event, about: object, meta, key, now)
        guard (try? await client.create(body, as: Self.resourceType)) != nil else { return }
        known.withLockedValue { known in
            if known.count >= Self.cacheLimit { known.removeAll() }
            known[subject] = Known(key: key, count: 1)
        }
    }

    /// `web.18a3f…`: the object's name and the moment in hexadecimal nanoseconds, as client-go names events.
    private func name(_ object: String, _ now: Timestamp) -> String {
        let moment = now.seconds * 1_000_000_000 + Int64(now.nanoseconds)
        let number = sequence.withLockedValue { last in
            last = max(last + 1, moment)
            return last
        }
        return "\(object).\(String(number, radix: 16))"
    }

    private func body(
        _ event: HorizontalAutoscaler.Event, about object: JSONValue, _ meta: ObjectMeta, _ key: ObjectKey,
        _ now: Timestamp
    ) -> JSONValue {
        [
            "apiVersion": "v1", "kind": "Event",
            "metadata": ["name": .string(key.name), "namespace": .string(key.namespace)],
            "involvedObject": [
                "kind": "HorizontalPodAutoscaler", "namespace": .string(meta.namespace), "name": .string(meta.name),
                "uid": .string(meta.uid), "apiVersion": "autoscaling/v2",
                "resourceVersion": .string(meta.resourceVersion),
            ],
            "type": .string(event.isWarning ? "Warning" : "Normal"), "reason": .string(event.reason),
            "message": .string(event.message), "source": ["component": .string(Self.component)],
            "firstTimestamp": .string(now.rfc3339), "lastTimestamp": .string(now.rfc3339), "count": 1,
            "reportingComponent": .string(Self.component), "reportingInstance": "",
        ]
    }
}
