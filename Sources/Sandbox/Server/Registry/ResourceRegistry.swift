import KubeCore
import NIOConcurrencyHelpers

/// Which resources are served at the moment: the built-in ones, and what CustomResourceDefinitions add.
final class ResourceRegistry: Sendable {
    struct State: Sendable {
        /// In the order of discovery: by group priority, then by name.
        var builtIn: [ServedResource]
        /// By the name of the CustomResourceDefinition.
        var custom: [String: [ServedResource]] = [:]
        /// Counts changes, for caches of discovery and OpenAPI documents.
        var generation = 0
        var index: [GroupVersionResource: ServedResource] = [:]

        mutating func reindex() {
            index = [:]
            for resource in builtIn + custom.values.flatMap({ $0 }) {
                index[
                    GroupVersionResource(
                        group: resource.kind.group, version: resource.kind.version, resource: resource.plural)] =
                    resource
            }
            generation += 1
        }
    }

    private let state: NIOLockedValueBox<State>

    init(builtIn: [ServedResource]) {
        var initial = State(builtIn: builtIn)
        initial.reindex()
        state = NIOLockedValueBox(initial)
    }

    var generation: Int { state.withLockedValue { $0.generation } }

    func resource(group: String, version: String, plural: String) -> ServedResource? {
        state.withLockedValue {
            $0.index[GroupVersionResource(group: group, version: version, resource: plural)]
        }
    }

    /// Any served version of a resource.
    func resource(_ resource: GroupResource) -> ServedResource? {
        all.first { $0.kind.group == resource.group && $0.plural == resource.resource }
    }

    func resource(of kind: GroupVersionKind) -> ServedResource? {
        all.first { $0.kind == kind }
    }

    var all: [ServedResource] {
        state.withLockedValue { state in
            state.builtIn + state.custom.sorted { $0.key < $1.key }.flatMap(\.value)
        }
    }

    /// Replaces what one CustomResourceDefinition serves; nothing when `resources` is empty.
    func setCustom(_ resources: [ServedResource], of definition: String) {
        state.withLockedValue { state in
            state.custom[definition] = resources.isEmpty ? nil : resources
            state.reindex()
        }
    }
}
