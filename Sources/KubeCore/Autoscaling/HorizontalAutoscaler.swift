/// The HorizontalPodAutoscaler controller's pass over one object, as a function of what it read.
///
/// ```
/// read /scale -> decide(input) -> Decision --rescale?--> PUT /scale --> finish(decision, write) -> Outcome
/// ```
/// Source: pkg/controller/podautoscaler of Kubernetes 1.36.
package struct HorizontalAutoscaler: Hashable, Sendable, Codable {
    package var settings: Settings

    package init(settings: Settings = Settings()) {
        self.settings = settings
    }

    /// The flags and feature gates of the controller.
    package struct Settings: Hashable, Sendable, Codable {
        /// How far usage may be from its target, where the behavior does not say.
        package var tolerance = 0.1
        package var downscaleStabilizationSeconds: Int64 = 300
        package var timing = PodGroups.Timing()
        /// Without a behavior a pass grows to at most max(factor * current, minimum).
        package var growthFactor = 2.0
        package var growthMinimum = 4.0
        /// HPAConfigurableTolerance.
        package var configurableTolerance = true
        /// HPAScaleToZero.
        package var scaleToZero = false
        /// PodLevelResources.
        package var podLevelResources = true

        package init() {}
    }

    /// The spec of one HorizontalPodAutoscaler, defaults filled in.
    package struct Spec: Hashable, Sendable, Codable {
        package var targetKind: String
        package var targetName: String
        package var minReplicas: Int32
        package var maxReplicas: Int32
        package var metrics: [AutoscalerMetric]
        package var behavior: AutoscalerBehavior?

        package init(
            targetKind: String, targetName: String, minReplicas: Int32 = 1, maxReplicas: Int32,
            metrics: [AutoscalerMetric], behavior: AutoscalerBehavior? = nil
        ) {
            self.targetKind = targetKind
            self.targetName = targetName
            self.minReplicas = minReplicas
            self.maxReplicas = maxReplicas
            self.metrics = metrics
            self.behavior = behavior
        }
    }

    /// The scale subresource of the target.
    package struct Scale: Hashable, Sendable, Codable {
        package var specReplicas: Int32
        package var statusReplicas: Int32

        package init(specReplicas: Int32, statusReplicas: Int32) {
            self.specReplicas = specReplicas
            self.statusReplicas = statusReplicas
        }
    }

    package enum ScaleReading: Hashable, Sendable, Codable {
        case found(Scale)
        /// `message` is what the condition says, `error` what the pass returns.
        case failed(message: String, error: String)
    }

    /// What the scale's selector finds.
    package enum Selection: Hashable, Sendable, Codable {
        case pods([AutoscalerPod])
        case selectorMissing
        case selectorInvalid(String)
        /// Pods that several autoscalers select; names of these autoscalers.
        case ambiguous(selector: String, autoscalers: [String])
        case failed(String)
    }

    /// What a metrics API answered for one metric.
    package enum MetricAnswer: Hashable, Sendable, Codable {
        /// By pod name: resource and pods metrics.
        case pods([String: PodMetricSample])
        /// In thousandths: an object's metric.
        case value(Int64)
        /// In thousandths: the series of an external metric.
        case series([Int64])
        case failed(String)
    }

    package struct Input: Hashable, Sendable, Codable {
        package var namespace: String
        package var spec: Spec
        package var status: AutoscalerStatus
        package var scale: ScaleReading
        package var selection: Selection
        /// One for each metric of the spec, in its order.
        package var answers: [MetricAnswer]
        package var history: AutoscalerHistory
        package var now: Timestamp

        package init(
            namespace: String, spec: Spec, status: AutoscalerStatus = .init(), scale: ScaleReading,
            selection: Selection, answers: [MetricAnswer], history: AutoscalerHistory = .init(), now: Timestamp
        ) {
            self.namespace = namespace
            self.spec = spec
            self.status = status
            self.scale = scale
            self.selection = selection
            self.answers = answers
            self.history = history
            self.now = now
        }
    }

    package struct Event: Hashable, Sendable, Codable {
        package var isWarning: Bool
        package var reason: String
        package var message: String

        package init(isWarning: Bool, reason: String, message: String) {
            self.isWarning = isWarning
            self.reason = reason
            self.message = message
        }
    }

    /// A write of `spec.replicas` that a pass asks for.
    package struct Rescale: Hashable, Sendable, Codable {
        package var from: Int32
        package var to: Int32
        package var reason: String

        package init(from: Int32, to: Int32, reason: String) {
            self.from = from
            self.to = to
            self.reason = reason
        }
    }

    /// A pass up to the write of /scale.
    package struct Decision: Hashable, Sendable, Codable {
        package var status: AutoscalerStatus
        package var history: AutoscalerHistory
        package var events: [Event]
        /// The pass ends without a write when it failed; otherwise the write comes first.
        package var rescale: Rescale?
        package var error: String?
    }

    package enum WriteResult: Hashable, Sendable, Codable {
        case written
        case failed(String)
    }

    /// A whole pass.
    package struct Outcome: Hashable, Sendable, Codable {
        package var status: AutoscalerStatus
        /// Whether the status differs from the one read: then it is written.
        package var statusChanged: Bool
        package var history: AutoscalerHistory
        package var events: [Event]
        /// What the pass returns to its queue; a pass may scale and fail.
        package var error: String?
    }

    package func tolerance(_ behavior: AutoscalerBehavior?) -> ReplicaTolerance {
        guard settings.configurableTolerance, let behavior else {
            return ReplicaTolerance(up: settings.tolerance, down: settings.tolerance)
        }
        return ReplicaTolerance(
            up: behavior.scaleUp.tolerance ?? settings.tolerance,
            down: behavior.scaleDown.tolerance ?? settings.tolerance)
    }
}
