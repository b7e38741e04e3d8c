package import KubeClient
package import KubeCore
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle

/// Emits events of objects (events.k8s.io/v1) without ever making the caller wait or fail.
package final class EventRecorder: Service {
    package static let resourceType = ResourceType("events.k8s.io/v1", "Event", plural: "events")

    private let client: Client
    private let controller: String
    private let instance: String
    private let clock: RuntimeClock
    private let state: NIOLockedValueBox<EventRecorderState>
    private let added = WakeSignal()
    private let emitted: Counter?

    /// `controller` is a qualified name such as `trimtab.dev/operator`, `instance` the pod's name. The transport
    /// should be fenced: events tell of writes.
    package init(
        client: Client, controller: String, instance: String, clock: RuntimeClock,
        configuration: EventRecorderState.Configuration = EventRecorderState.Configuration(),
        registry: MetricsRegistry? = nil
    ) {
        self.client = client
        self.controller = controller
        self.instance = instance
        self.clock = clock
        state = NIOLockedValueBox(EventRecorderState(configuration: configuration, now: clock.now()))
        emitted = registry?.counter("events_total", "Events by what became of them.", labels: ["result"])
    }

    /// Never blocks; drops the event when too many of the object or in all are waiting.
    package func record(_ event: PlannedEvent) {
        let isTaken = state.withLockedValue { $0.record(event, now: clock.now(), wallTime: clock.timestamp()) }
        emitted?.add(1, isTaken ? "recorded" : "dropped")
        added.signal()
    }

    /// Writes events until cancelled; at graceful shutdown writes what is waiting for at most two seconds.
    package func run() async throws {
        try await runUntilGracefulShutdown {
            while true { try await self.writeNext(until: nil) }
        }
        let end = clock.now() + .seconds(2)
        while clock.now() < end, state.withLockedValue({ $0.pendingCount }) > 0 { try await writeNext(until: end) }
    }

    private func writeNext(until end: Duration?) async throws {
        try Task.checkCancellation()
        switch state.withLockedValue({ $0.next(now: clock.now()) }) {
        case .wait(let until):
            let deadline = [until, end].compactMap(\.self).min()
            try await clock.wait(until: deadline, or: added)
        case .write(let key, let write):
            do {
                try await perform(write)
                emitted?.add(1, "written")
                state.withLockedValue { $0.didWrite(key, now: clock.now()) }
            } catch let error as CancellationError {
                throw error
            } catch {
                let isFinal = (error as? APIError)?.isTransient == false
                let isRetried = state.withLockedValue { $0.failed(key, write, isFinal: isFinal, now: clock.now()) }
                guard !isRetried else { return try await clock.sleep(for: .seconds(1)) }
                emitted?.add(1, "failed")
                Logger.current.debug("Event could not be written", error: error)
            }
        }
    }

    private func perform(_ write: EventRecorderState.Write) async throws {
        switch write {
        case .create(let event, let name, let time):
            _ = try await client.create(json(event, name: name, time: time), as: Self.resourceType)
        case .series(let key, let count, let lastObserved):
            let series: JSONValue = [
                "count": .integer(count), "lastObservedTime": .string(lastObserved.rfc3339Micro),
            ]
            _ = try await client.patch(Self.resourceType, key, .merge(["series": series]))
        }
    }

    private func json(_ event: PlannedEvent, name: String, time: Timestamp) -> JSONValue {
        let namespace = EventRecorderState.namespace(event)
        var object: JSONObject = [
            "apiVersion": "events.k8s.io/v1", "kind": "Event",
            "metadata": ["name": .string(name), "namespace": .string(namespace)],
            "eventTime": .string(time.rfc3339Micro), "type": .string(event.kind.rawValue),
            "reason": .string(Self.cut(event.reason, 128)), "action": .string(Self.cut(event.action, 128)),
            "note": .string(Self.cut(event.note, 1024)), "regarding": event.regarding.json,
            "reportingController": .string(controller), "reportingInstance": .string(Self.cut(instance, 128)),
        ]
        if let related = event.related { object["related"] = related.json }
        return .object(object)
    }

    /// At most `limit` bytes, cut between characters: the API server refuses longer ones.
    private static func cut(_ text: String, _ limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var result = ""
        for character in text {
            guard result.utf8.count + character.utf8.count <= limit - 3 else { break }
            result.append(character)
        }
        return result + "…"
    }
}
