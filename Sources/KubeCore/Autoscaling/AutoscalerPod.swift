/// What the autoscaler looks at in one pod.
package struct AutoscalerPod: Hashable, Sendable, Codable {
    package struct Readiness: Hashable, Sendable, Codable {
        /// The status of the pod's `Ready` condition: `True`, `False` or `Unknown`.
        package var status: String
        package var lastTransition: Timestamp

        package init(status: String, lastTransition: Timestamp) {
            self.status = status
            self.lastTransition = lastTransition
        }
    }

    package struct Container: Hashable, Sendable, Codable {
        package var name: String
        /// By resource name, in thousandths of its unit (memory: thousandths of a byte).
        package var requestsMilli: [String: Int64]

        package init(name: String, requestsMilli: [String: Int64]) {
            self.name = name
            self.requestsMilli = requestsMilli
        }
    }

    package var name: String
    /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`.
    package var phase: String
    package var isBeingDeleted: Bool
    package var startTime: Timestamp?
    package var readiness: Readiness?
    package var containers: [Container]
    /// Init containers that keep running (`restartPolicy: Always`).
    package var sidecars: [Container]
    /// Init containers that end before the pod starts.
    package var initContainers: [Container]
    /// Pod-level requests (KEP-2837); nil when the pod sets none.
    package var podRequestsMilli: [String: Int64]?

    package init(
        name: String, phase: String = "Running", isBeingDeleted: Bool = false, startTime: Timestamp? = nil,
        readiness: Readiness? = nil, containers: [Container] = [], sidecars: [Container] = [],
        initContainers: [Container] = [], podRequestsMilli: [String: Int64]? = nil
    ) {
        self.name = name
        self.phase = phase
        self.isBeingDeleted = isBeingDeleted
        self.startTime = startTime
        self.readiness = readiness
        self.containers = containers
        self.sidecars = sidecars
        self.initContainers = initContainers
        self.podRequestsMilli = podRequestsMilli
    }

    package var isRunningAndReady: Bool { phase == "Running" && readiness?.status == "True" }
}

/// One pod's value of a metric.
package struct PodMetricSample: Hashable, Sendable, Codable {
    /// In thousandths of the unit.
    package var milliValue: Int64
    /// When the sample was taken: the end of its window.
    package var time: Timestamp
    /// The time over which the value was measured, in seconds.
    package var windowSeconds: Int64

    package init(milliValue: Int64, time: Timestamp, windowSeconds: Int64 = 60) {
        self.milliValue = milliValue
        self.time = time
        self.windowSeconds = windowSeconds
    }
}

/// Why a replica count could not be computed, in the controller's words.
package struct ReplicaCalculationError: Error, Hashable, Sendable, Codable, CustomStringConvertible {
    package var message: String

    package init(_ message: String) {
        self.message = message
    }

    package var description: String { message }
}
