/// The load on one workload from moment to moment: requests, their latency, CPU and memory of the pods, and a queue.
///
/// Pure and seeded: the same steps give the same values.
struct LoadModel: Hashable, Sendable {
    private(set) var profile: LoadProfile
    private var random: SimulatedRandom
    /// Messages waiting.
    private(set) var backlog: Double = 0
    private(set) var requestsTotal: Double = 0
    private(set) var errorsTotal: Double = 0
    private(set) var messagesTotal: Double = 0

    init(profile: LoadProfile, seed: UInt64) {
        self.profile = profile
        random = SimulatedRandom(seed: seed)
    }

    struct Sample: Hashable, Sendable {
        var offeredPerSecond: Double
        var servedPerSecond: Double
        /// Offered load over what the ready pods can do; infinite without a ready pod.
        var utilisation: Double
        /// Mean.
        var latencySeconds: Double
        var backlog: Double
        var processedPerSecond: Double
        var pods: [Pod]

        struct Pod: Hashable, Sendable {
            var servedPerSecond: Double
            var cpuMillis: Double
            var memoryBytes: Double
        }
    }

    mutating func adopt(_ profile: LoadProfile) {
        self.profile = profile
    }

    /// The values of an interval of `elapsed` seconds that ends `seconds` after the beginning, with so many pods ready.
    mutating func step(at seconds: Double, elapsed: Double, readyPods: Int) -> Sample {
        let offered = profile.requestsPerSecond.map { scattered($0.value(at: seconds)) } ?? 0
        let capacity = profile.capacityPerPod * Double(readyPods)
        let served = min(offered, capacity)
        requestsTotal += served * elapsed
        errorsTotal += (offered - served) * elapsed
        let processed = stepQueue(at: seconds, elapsed: elapsed, readyPods: readyPods)
        let utilisation = offered == 0 ? 0 : readyPods == 0 ? Double.infinity : offered / capacity
        // Working on a message costs what a request does.
        let share = readyPods == 0 ? 0 : (served + processed) / Double(readyPods)
        let pods = (0..<readyPods).map { _ in
            let rate = scattered(share)
            return Sample.Pod(
                servedPerSecond: rate, cpuMillis: profile.cpuMillisIdle + rate * profile.cpuMillisPerRequest,
                memoryBytes: scattered(profile.memoryBytesIdle) + rate * profile.memoryBytesPerRequest)
        }
        return Sample(
            offeredPerSecond: offered, servedPerSecond: served, utilisation: utilisation,
            latencySeconds: Self.latency(base: profile.latencySeconds, utilisation: utilisation), backlog: backlog,
            processedPerSecond: processed, pods: pods)
    }

    private mutating func stepQueue(at seconds: Double, elapsed: Double, readyPods: Int) -> Double {
        guard let queue = profile.queue, elapsed > 0 else { return 0 }
        backlog += scattered(queue.arrivalsPerSecond.value(at: seconds)) * elapsed
        let processed = min(backlog, queue.servicePerPod * Double(readyPods) * elapsed)
        backlog -= processed
        messagesTotal += processed
        return processed / elapsed
    }

    /// T = S / (1 - rho) for rho <= 0.95, and linearly on from there: waiting grows without a bound only in the long run.
    ///
    /// Examples: S = 20 ms, rho = 0.5: 40 ms; rho = 0.95: 400 ms; rho = 1.9: 800 ms. At most 60 s, the clients' patience.
    /// Source: mean time in an M/M/1 queue.
    static func latency(base: Double, utilisation: Double) -> Double {
        guard utilisation > 0.95 else { return base / (1 - utilisation) }
        return min(60, base / 0.05 * (utilisation / 0.95))
    }

    private mutating func scattered(_ value: Double) -> Double {
        value * (1 + profile.noise * (2 * random.unit() - 1))
    }
}

/// Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
struct SimulatedRandom: Hashable, Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// 0..<1.
    mutating func unit() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((mixed ^ (mixed >> 31)) >> 11) / Double(1 << 53)
    }
}
