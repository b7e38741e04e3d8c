package import KubeCore
package import OperatorCore

/// One thing a trigger can read a number from: a Redis list, a Prometheus query.
///
/// A source holds no state that a restart may not lose; connections belong to the `ConnectionPool`.
package protocol MetricSource: Sendable {
    /// Reads once, within the connection's timeout. Never throws: what went wrong is `Reading.failed`, worded for the
    /// user. Cancellation is a failure like others; the caller knows that it cancelled.
    func read(now: Timestamp) async -> Reading
}
