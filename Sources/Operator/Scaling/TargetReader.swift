package import KubeClient
import KubeCore
package import OperatorCore

/// Reads the scale subresource of targets, and finds out how their kinds are addressed.
package actor TargetReader {
    private struct Entry {
        /// Nil: the kind is not served, or cannot be scaled.
        var type: ResourceType?
        var readAt: Duration
    }

    /// The kinds that nearly all targets are of need no discovery.
    private static let known = [
        ResourceType("apps/v1", "Deployment", plural: "deployments"),
        ResourceType("apps/v1", "StatefulSet", plural: "statefulsets"),
        ResourceType("apps/v1", "ReplicaSet", plural: "replicasets"),
    ]
    /// A kind once found does not move; one not found may be installed at any time.
    private static let absenceAge = Duration.seconds(30)

    private let client: Client
    private let watcher: TargetWatcher?
    private let elapsed: @Sendable () -> Duration
    private var types: [GroupVersionKind: Entry] = [:]

    /// `watcher` is told of every kind before its first object is read; nil: nobody follows targets.
    package init<C: Clock<Duration>>(client: Client, watcher: TargetWatcher? = nil, clock: C) {
        self.client = client
        self.watcher = watcher
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
    }

    package func scale(of target: TargetReference, namespace: String) async throws -> ScalingSnapshot.Scale {
        guard let kind = GroupVersionKind(apiVersion: target.apiVersion, kind: target.kind) else {
            return .notFound("targetRef.apiVersion \"\(target.apiVersion)\" is no group and version")
        }
        do {
            guard let type = try await type(of: kind) else {
                return .notFound(
                    "\(target.apiVersion) \(target.kind) cannot be scaled: the server serves no scale subresource of it"
                )
            }
            // First, so that what changes after the read is told.
            try await watcher?.follow(type)
            return Self.found(
                try await client.get(type, ObjectKey(namespace: namespace, name: target.name), subresource: "scale"),
                type)
        } catch let error as APIError where error.isNotFound {
            return .notFound("\(target) does not exist in namespace \(namespace)")
        } catch let error as APIError {
            return .failed("\(error)")
        }
    }

    /// Looks for kinds that were not found again: one was installed.
    package func forgetAbsences() {
        types = types.filter { $0.value.type != nil }
    }

    /// What the webhook may say of a target, and what its pods request where that can be read.
    package func surroundings(
        of target: TargetReference, namespace: String
    ) async throws -> ScalingSurroundings.Target {
        guard let kind = GroupVersionKind(apiVersion: target.apiVersion, kind: target.kind) else { return .unknown }
        let key = ObjectKey(namespace: namespace, name: target.name)
        do {
            if let known = Self.known.first(where: { $0.kind == kind }) {
                return .found(containers: ScalingSurroundings.containers(of: try await client.get(known, key)))
            }
            guard let type = try await type(of: kind) else { return .notScalable }
            _ = try await client.get(type, key, subresource: "scale")
            return .found(containers: nil)
        } catch let error as APIError where error.isNotFound {
            return .missing
        }
    }

    private static func found(_ scale: JSONValue, _ type: ResourceType) -> ScalingSnapshot.Scale {
        func count(_ member: String) -> Int32 {
            Int32(clamping: scale[path: member, "replicas"]?.int64Value ?? 0)
        }
        return .found(
            .init(
                specReplicas: count("spec"), statusReplicas: count("status"),
                selector: scale[path: "status", "selector"]?.stringValue ?? "",
                resourceVersion: scale[path: "metadata", "resourceVersion"]?.stringValue ?? "", type: type))
    }

    private func type(of kind: GroupVersionKind) async throws -> ResourceType? {
        if let known = Self.known.first(where: { $0.kind == kind }) { return known }
        let now = elapsed()
        if let entry = types[kind], entry.type != nil || now - entry.readAt < Self.absenceAge { return entry.type }
        let found = try await discover(kind)
        types[kind] = Entry(type: found, readAt: elapsed())
        return found
    }

    private func discover(_ kind: GroupVersionKind) async throws -> ResourceType? {
        let path = kind.group.isEmpty ? "/api/\(kind.version)" : "/apis/\(kind.group)/\(kind.version)"
        let response = try await client.raw(
            HTTPRequest(method: "GET", path: path, headers: ["Accept": "application/json"]))
        if let failure = APIResponse.failure(response, attempt: "discover \(kind)") {
            // Only this says that the kind is not there; anything else may pass.
            guard failure.isNotFound else { throw failure }
            return nil
        }
        let resources = try JSONValue(parsing: response.body)["resources"]?.arrayValue ?? []
        let names = Set(resources.compactMap { $0["name"]?.stringValue })
        for resource in resources where resource["kind"]?.stringValue == kind.kind {
            guard let plural = resource["name"]?.stringValue, names.contains("\(plural)/scale") else { continue }
            return ResourceType(
                kind: kind, plural: plural, isNamespaced: resource["namespaced"]?.boolValue ?? true)
        }
        return nil
    }
}
