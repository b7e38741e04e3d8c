import KubeCore

/// What the load on one workload is like and what its pods can do; written as JSON into the workload's annotation
/// `sandbox.trimtab.dev/load`.
///
/// Example: `{"requestsPerSecond": {"low": 50, "high": 400, "periodSeconds": 300}, "capacityPerPod": 100}`.
package struct LoadProfile: Codable, Hashable, Sendable {
    package static let annotation = "sandbox.trimtab.dev/load"

    /// Offered requests per second; nil: no requests.
    package var requestsPerSecond: LoadCurve?
    /// Requests one pod can serve in a second; positive.
    package var capacityPerPod: Double
    /// Of a request to an idle pod.
    package var latencySeconds: Double
    /// CPU one request takes, in thousandths of a core-second.
    package var cpuMillisPerRequest: Double
    package var cpuMillisIdle: Double
    package var memoryBytesIdle: Double
    /// For each request per second that a pod serves.
    package var memoryBytesPerRequest: Double
    /// A queue that the pods empty; nil: none.
    package var queue: Queue?
    /// How much values scatter, as a fraction, 0...0.5.
    package var noise: Double

    package struct Queue: Codable, Hashable, Sendable {
        package var arrivalsPerSecond: LoadCurve
        /// Messages one pod takes from the queue in a second.
        package var servicePerPod: Double
    }

    package init(requestsPerSecond: LoadCurve? = nil, capacityPerPod: Double = 100, queue: Queue? = nil) {
        self.requestsPerSecond = requestsPerSecond
        self.capacityPerPod = capacityPerPod
        self.queue = queue
        latencySeconds = 0.02
        cpuMillisPerRequest = 2
        cpuMillisIdle = 2
        memoryBytesIdle = 32 * 1024 * 1024
        memoryBytesPerRequest = 64 * 1024
        noise = 0.03
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            requestsPerSecond: try values.decodeIfPresent(LoadCurve.self, forKey: .requestsPerSecond),
            queue: try values.decodeIfPresent(Queue.self, forKey: .queue))
        func read(_ key: CodingKeys, _ target: inout Double, in range: ClosedRange<Double>) throws {
            guard let value = try values.decodeIfPresent(Double.self, forKey: key) else { return }
            guard range.contains(value) else {
                throw DecodingError.dataCorruptedError(
                    forKey: key, in: values, debugDescription: "\(value) is not within \(range)")
            }
            target = value
        }
        try read(.capacityPerPod, &capacityPerPod, in: 0.001...1e9)
        try read(.latencySeconds, &latencySeconds, in: 0...3600)
        try read(.cpuMillisPerRequest, &cpuMillisPerRequest, in: 0...1e6)
        try read(.cpuMillisIdle, &cpuMillisIdle, in: 0...1e6)
        try read(.memoryBytesIdle, &memoryBytesIdle, in: 0...1e13)
        try read(.memoryBytesPerRequest, &memoryBytesPerRequest, in: 0...1e10)
        try read(.noise, &noise, in: 0...0.5)
    }

    /// What a workload's annotation says; nil without one. Throws the reason why it cannot be read.
    static func read(_ meta: ObjectMeta) throws -> LoadProfile? {
        guard let text = meta.annotations[annotation] else { return nil }
        return try JSONValueDecoder().decode(LoadProfile.self, from: JSONValue(parsing: Array(text.utf8)))
    }
}

/// A rate over time that goes up and down between two values.
package struct LoadCurve: Codable, Hashable, Sendable {
    package enum Shape: String, Codable, Sendable {
        /// Begins at the low value and follows a cosine.
        case wave
        /// Half the period low, half high.
        case square
        /// Climbs over the period and falls back at once.
        case ramp
    }

    package var low: Double
    package var high: Double
    package var periodSeconds: Double
    package var shape: Shape

    package init(low: Double, high: Double? = nil, periodSeconds: Double = 600, shape: Shape = .wave) {
        self.low = low
        self.high = high ?? low
        self.periodSeconds = periodSeconds
        self.shape = shape
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let low = try values.decode(Double.self, forKey: .low)
        self.init(
            low: low, high: try values.decodeIfPresent(Double.self, forKey: .high),
            periodSeconds: try values.decodeIfPresent(Double.self, forKey: .periodSeconds) ?? 600,
            shape: try values.decodeIfPresent(Shape.self, forKey: .shape) ?? .wave)
        guard (0...1e9).contains(low), (low...1e9).contains(high), (1...1e9).contains(periodSeconds) else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: "low and high must be 0 <= low <= high, periodSeconds at least 1"))
        }
    }

    /// Per second, `seconds` after the beginning.
    package func value(at seconds: Double) -> Double {
        let phase = (seconds / periodSeconds).truncatingRemainder(dividingBy: 1)
        let height =
            switch shape {
            case .wave: (1 - cosine(phase)) / 2
            case .square: phase < 0.5 ? 0.0 : 1.0
            case .ramp: phase
            }
        return low + (high - low) * height
    }

    /// cos(2 pi x) for 0 <= x < 1 by Bhaskara's formula, exact to 0.2 %: load curves need no more, and no C library.
    private func cosine(_ phase: Double) -> Double {
        let folded = phase <= 0.5 ? phase : 1 - phase
        let isNegative = folded > 0.25
        let angle = isNegative ? 0.5 - folded : folded
        let square = 4 * angle * angle
        let value = (1 - 4 * square) / (1 + square)
        return isNegative ? -value : value
    }
}
