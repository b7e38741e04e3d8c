package import KubeCore

/// Requests per container, driven by a VerticalPodAutoscaler.
package struct VerticalScaling: Hashable, Sendable, Codable {
    package enum Mode: String, Hashable, Sendable, Codable, CaseIterable {
        case off = "Off"
        case initial = "Initial"
        case recreate = "Recreate"
        case inPlaceOrRecreate = "InPlaceOrRecreate"
        case inPlace = "InPlace"
        /// Accepted for old manifests; works as `Recreate`.
        case auto = "Auto"
    }

    package struct Apply: Hashable, Sendable, Codable {
        package var maxConcurrent: Int32?
        /// 0...1
        package var evictionTolerance: Quantity?
        package var notDuringScaling: Interval?
    }

    package var mode: Mode
    package var minReplicas: Int32?
    package var containers: [ContainerSizing]?
    package var apply: Apply?

    package init(mode: Mode, containers: [ContainerSizing]? = nil) {
        self.mode = mode
        self.containers = containers
    }
}

/// Bounds of one container's requests; the name `*` stands for all without an entry of their own.
package struct ContainerSizing: Hashable, Sendable, Codable {
    package enum Mode: String, Hashable, Sendable, Codable, CaseIterable {
        case auto = "Auto"
        case off = "Off"
    }

    package enum ControlledValues: String, Hashable, Sendable, Codable, CaseIterable {
        case requestsAndLimits = "RequestsAndLimits"
        case requestsOnly = "RequestsOnly"
    }

    package var name: String
    package var mode: Mode
    /// By resource name.
    package var minAllowed: [String: Quantity]?
    package var maxAllowed: [String: Quantity]?
    /// `cpu`, `memory`; absent: both.
    package var controlledResources: [String]?
    package var controlledValues: ControlledValues

    package init(name: String, controlledResources: [String]? = nil) {
        self.name = name
        self.controlledResources = controlledResources
        mode = .auto
        controlledValues = .requestsAndLimits
    }
}
