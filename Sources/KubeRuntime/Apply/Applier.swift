package import KubeClient
package import KubeCore

/// What came of a plan's writes.
package struct ApplyResult: Hashable, Sendable {
    /// Requests that changed, or may have changed, something.
    package var writes = 0
    /// Actions that would have changed nothing, or whose object is gone.
    package var skipped = 0
    /// Another writer was faster; the actions after that were not done. Observe again and plan anew.
    package var isConflict = false

    package init() {}
}

/// Performs the actions of plans: the only place from which reconcilers write.
package struct Applier: Sendable {
    package struct Configuration: Hashable, Sendable {
        /// Who owns the fields we write.
        package var fieldManager: String
        /// The annotation that keeps a digest of what was applied, so that an unchanged plan is recognised after a
        /// restart too, and a field we no longer want is noticed.
        package var digestAnnotation: String

        package init(fieldManager: String, digestAnnotation: String) {
            self.fieldManager = fieldManager
            self.digestAnnotation = digestAnnotation
        }
    }

    private let client: Client
    private let configuration: Configuration
    private let events: EventRecorder?
    private let actions: Counter?

    /// Writes through `transport` while `fence` is open.
    package init(
        transport: any HTTPTransport, options: ClientOptions = ClientOptions(), configuration: Configuration,
        fence: WriteFence, events: EventRecorder? = nil, registry: MetricsRegistry? = nil
    ) {
        client = Client(transport: FencedTransport(transport, fence: fence), options: options)
        self.configuration = configuration
        self.events = events
        actions = registry?.counter(
            "applier_actions_total", "Planned actions by kind and result.", labels: ["action", "result"])
    }

    /// Performs `plan` in order. Throws `APIError`, or `FencedError` when this process may not write.
    package func apply(_ plan: [WriteAction]) async throws -> ApplyResult {
        var result = ApplyResult()
        for action in plan {
            do {
                let hasWritten = try await perform(action)
                if hasWritten { result.writes += 1 } else { result.skipped += 1 }
                actions?.add(1, action.name, hasWritten ? "written" : "skipped")
            } catch let error as APIError where error.isConflict {
                actions?.add(1, action.name, "conflict")
                result.isConflict = true
                return result
            } catch let error as APIError where error.isNotFound && action.isPointlessWithoutObject {
                actions?.add(1, action.name, "gone")
                result.skipped += 1
            } catch {
                actions?.add(1, action.name, "error")
                throw error
            }
        }
        return result
    }

    /// False when nothing had to be written.
    private func perform(_ action: WriteAction) async throws -> Bool {
        let options = WriteOptions(fieldManager: configuration.fieldManager)
        switch action {
        case .apply(let type, let object, let current):
            return try await apply(type, object, current: current, options)
        case .patchStatus(let type, let key, let from, let to, let version):
            guard let patch = Self.statusPatch(from: from, to: to, resourceVersion: version) else { return false }
            try await client.write(type, key, .merge(patch), subresource: "status", options: options)
        case .scale(let type, let key, let from, let to, let version):
            guard from != to else { return false }
            let patch: JSONValue = [
                "metadata": ["resourceVersion": .string(version)], "spec": ["replicas": .integer(to)],
            ]
            try await client.write(type, key, .merge(patch), subresource: "scale", options: options)
        case .jsonPatch(let type, let key, let operations, let subresource):
            guard operations.arrayValue?.isEmpty == false else { return false }
            try await client.write(type, key, .json(operations), subresource: subresource, options: options)
        case .mergePatch(let type, let key, let patch):
            guard patch.objectValue?.isEmpty == false else { return false }
            try await client.write(type, key, .merge(patch), options: options)
        case .delete(let type, let key, let uid):
            let options = DeleteOptions(propagation: .background, preconditionUID: uid.isEmpty ? nil : uid)
            _ = try await client.delete(type, key, options: options)
        case .event(let event):
            events?.record(event)
            return false
        }
        return true
    }

    private func apply(
        _ type: ResourceType, _ object: JSONValue, current: JSONValue?, _ options: WriteOptions
    ) async throws -> Bool {
        let desired = Self.marked(object, annotation: configuration.digestAnnotation)
        if let current, Self.contains(current, desired) { return false }
        let metadata = ObjectMeta(json: object["metadata"] ?? .null)
        try await client.write(type, metadata.key, .apply(desired, force: true), options: options)
        return true
    }

    /// Nil when `from` equals `to`.
    static func statusPatch(from: JSONValue?, to: JSONValue, resourceVersion: String) -> JSONValue? {
        let from = from ?? [:]
        guard from != to else { return nil }
        let difference = JSONMergePatch.diff(from: from, to: to)
        guard difference != [:] else { return nil }
        return ["metadata": ["resourceVersion": .string(resourceVersion)], "status": difference]
    }

    /// `object` with the annotation that holds its digest.
    static func marked(_ object: JSONValue, annotation: String) -> JSONValue {
        let digest = Self.digest(object)
        var metadata = object["metadata"] ?? [:]
        var annotations = metadata["annotations"] ?? [:]
        annotations[annotation] = .string(digest)
        metadata["annotations"] = annotations
        var result = object
        result["metadata"] = metadata
        return result
    }

    /// FNV-1a, 64 bit, over the canonical form; against accidents, not against attackers.
    static func digest(_ object: JSONValue) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in object.canonicalBytes {
            hash ^= UInt64(byte)
            hash &*= 0x0000_0100_0000_01b3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    /// Whether every member of `desired` is in `current`, which may have more (defaults, other owners' fields).
    static func contains(_ current: JSONValue, _ desired: JSONValue) -> Bool {
        switch (current, desired) {
        case (.object(let current), .object(let desired)):
            return desired.members.allSatisfy { member in
                current[member.key].map { contains($0, member.value) } ?? false
            }
        case (.array(let current), .array(let desired)):
            return current.count == desired.count && zip(current, desired).allSatisfy { contains($0, $1) }
        default: return current == desired
        }
    }
}

extension WriteAction {
    fileprivate var name: String {
        switch self {
        case .apply: "apply"
        case .patchStatus: "patch_status"
        case .scale: "scale"
        case .jsonPatch: "json_patch"
        case .mergePatch: "merge_patch"
        case .delete: "delete"
        case .event: "event"
        }
    }

    /// What is gone needs no status and no deletion; a scale target that is gone is for the plan to see.
    fileprivate var isPointlessWithoutObject: Bool {
        switch self {
        case .patchStatus, .delete: true
        case .apply, .scale, .jsonPatch, .mergePatch, .event: false
        }
    }
}

extension JSONValue {
    /// Members sorted at every level.
    fileprivate var canonicalBytes: [UInt8] { sorted.serialized() }

    private var sorted: JSONValue {
        switch self {
        case .object(let object):
            .object(
                JSONObject(
                    uncheckedUniqueMembers: object.sortedByKey.members.map {
                        .init(key: $0.key, value: $0.value.sorted)
                    }))
        case .array(let values): .array(values.map(\.sorted))
        default: self
        }
    }
}
