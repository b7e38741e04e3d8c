package import KubeCore
package import OperatorCore

/// The length of Redis lists, sets, sorted sets or hashes.
package struct RedisListMetricSource: MetricSource {
    private let client: RedisClient
    private let source: RedisListSource

    package init(_ source: RedisListSource, client: RedisClient) {
        self.source = source
        self.client = client
    }

    package func read(now: Timestamp) async -> Reading {
        do {
            let lengths = try await client.lengths(of: source.keys)
            return .measured(RedisLengths.aggregate(lengths, by: source.aggregate), at: now)
        } catch {
            return .failed(reason: "\(error)", at: now)
        }
    }
}
