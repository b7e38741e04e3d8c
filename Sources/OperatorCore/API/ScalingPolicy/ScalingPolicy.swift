package import KubeCore

/// What scales one workload, how far, on which evidence and how fast.
package struct ScalingPolicy: KubeObject, Hashable {
    package static let resourceType = TrimtabAPI.scalingPolicies

    package var metadata: ObjectMeta
    package var spec: ScalingPolicySpec
    package var status: ScalingPolicyStatus

    package init(metadata: ObjectMeta, spec: ScalingPolicySpec, status: ScalingPolicyStatus = ScalingPolicyStatus()) {
        self.metadata = metadata
        self.spec = spec
        self.status = status
    }
}

extension ScalingPolicy: Codable {}

/// `spec` of a ScalingPolicy; members with a default are present after the schema's defaults were applied.
package struct ScalingPolicySpec: Hashable, Sendable, Codable {
    package enum Mode: String, Hashable, Sendable, Codable, CaseIterable {
        case enforce = "Enforce"
        case dryRun = "DryRun"
        case off = "Off"
    }

    package enum Engine: String, Hashable, Sendable, Codable, CaseIterable {
        case auto = "Auto"
        case hpa = "HPA"
        case native = "Native"
    }

    package enum Adoption: String, Hashable, Sendable, Codable, CaseIterable {
        case refuse = "Refuse"
        case takeOver = "TakeOver"
        case compare = "Compare"
    }

    package var targetRef: TargetReference
    package var mode: Mode
    @Boxed package var hold: Hold?
    package var engine: Engine
    package var adopt: Adoption
    package var syncInterval: Interval
    package var replicas: ReplicaBounds
    package var connections: [Connection]?
    package var triggers: [Trigger]?
    @Boxed package var combine: Combination?
    @Boxed package var behavior: ScalingBehavior?
    package var prediction: [Prediction]?
    @Boxed package var capacityPlan: CapacityPlan?
    package var rules: [AlertRule]?
    package var receivers: [Receiver]?
    @Boxed package var rollout: RolloutCoordination?
    package var scaleIn: ScaleIn?
    @Boxed package var vertical: VerticalScaling?

    package init(targetRef: TargetReference, replicas: ReplicaBounds, triggers: [Trigger] = []) {
        self.targetRef = targetRef
        self.replicas = replicas
        self.triggers = triggers
        mode = .enforce
        engine = .auto
        adopt = .refuse
        syncInterval = Interval(seconds: 15)
    }
}

/// The workload that is scaled: anything with a scale subresource, in the policy's namespace.
package struct TargetReference: Hashable, Sendable, Codable, CustomStringConvertible {
    package var apiVersion: String
    package var kind: String
    package var name: String

    package init(apiVersion: String = "apps/v1", kind: String = "Deployment", name: String) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.name = name
    }

    package var description: String { "\(kind)/\(name)" }
}

/// Directions in which nothing is changed for now.
package struct Hold: Hashable, Sendable, Codable {
    package var up: Bool
    package var down: Bool
    /// When the hold ends by itself; absent: never.
    package var until: Timestamp?

    package init(up: Bool = false, down: Bool = false, until: Timestamp? = nil) {
        self.up = up
        self.down = down
        self.until = until
    }
}

/// How the proposals of several triggers become one.
package struct Combination: Hashable, Sendable, Codable {
    package enum Strategy: String, Hashable, Sendable, Codable, CaseIterable {
        case max = "Max"
        case min = "Min"
        case sum = "Sum"
        case expression = "Expression"
    }

    package var strategy: Strategy
    package var expression: String?

    package init(strategy: Strategy, expression: String? = nil) {
        self.strategy = strategy
        self.expression = expression
    }
}

/// What to do while a CanaryRollout of the same workload runs.
package struct RolloutCoordination: Hashable, Sendable, Codable {
    package struct Reference: Hashable, Sendable, Codable {
        package var kind: String
        package var name: String
    }

    package enum During: String, Hashable, Sendable, Codable, CaseIterable {
        case freezeDown = "FreezeDown"
        case freeze = "Freeze"
        case normal = "Normal"
    }

    package var ref: Reference
    package var during: During
}

/// How pods are chosen when replicas go away.
package struct ScaleIn: Hashable, Sendable, Codable {
    package struct DeletionCost: Hashable, Sendable, Codable {
        package var fromTrigger: String?
    }

    package var deletionCost: DeletionCost?
}

extension ScalingPolicy {
    /// Reads a policy as the API server stores it, defaults of the schema filled in where they are missing.
    ///
    /// Throws when a member has another form than the schema says; the error names it.
    package init(json: JSONValue) throws {
        let decoder = JSONValueDecoder()
        let spec = SchemaDefaulter().applying(ScalingPolicySpec.schema, to: json["spec"] ?? [:])
        self.init(
            metadata: ObjectMeta(json: json["metadata"] ?? .null),
            spec: try decoder.decode(ScalingPolicySpec.self, from: spec),
            status: try json["status"].map { try decoder.decode(ScalingPolicyStatus.self, from: $0) }
                ?? ScalingPolicyStatus())
    }
}
