package import KubeClient
import KubeCore
package import OperatorCore

/// Reads the scale subresource of targets, and finds out how their kinds are addressed.
package actor TargetReader {
    /// The kinds that nearly all targets are of need no discovery.
    private static let known = [
        ResourceType("apps/v1", "Deployment", plural: "deployments"),
        ResourceType("apps/v1", "StatefulSet", plural: "statefulsets"),
        ResourceType("apps/v1", "ReplicaSet", plural: "replicasets"),
    ]

    private let client: Client
    private let resources: ResourceMapper
    private let watcher: TargetWatcher?

    /// `watcher` is told of every kind before its first object is read; nil: nobody follows targets.
    package init(client: Client, resources: ResourceMapper, watcher: TargetWatcher? = nil) {
        self.client = client
        self.resources = resources
        self.watcher = watcher
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
    package func forgetAbsences() async {
        await resources.expire()
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
            guard let type = try await type(of: kind) else {
                return try await resources.resource(of: kind) == nil ? .kindNotServed : .notScalable
            }
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
        return try await resources.resource(of: kind, serving: "scale")?.type
    }
}
