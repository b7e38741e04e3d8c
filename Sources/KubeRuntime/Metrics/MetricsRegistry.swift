import NIOConcurrencyHelpers

/// The metrics of one process, printed in Prometheus' text format. Passed to who counts; there is no global one.
///
/// Each family holds at most `maximumSeries` label sets: what would exceed that is dropped and counted in
/// `metrics_series_dropped_total`, so that a label that turns out unbounded cannot take the memory.
package final class MetricsRegistry: Sendable {
    private struct State {
        var families: [String: MetricFamily] = [:]
        var refreshers: [@Sendable () -> Void] = []
    }

    private let state = NIOLockedValueBox(State())
    private let maximumSeries: Int
    private let dropped: MetricFamily

    package init(maximumSeries: Int = 1000) {
        self.maximumSeries = maximumSeries
        dropped = MetricFamily(
            name: "metrics_series_dropped_total", help: "Samples dropped because their family has too many label sets.",
            kind: .counter, labels: ["family"], maximumSeries: maximumSeries, onDrop: nil)
        state.withLockedValue { $0.families[dropped.name] = dropped }
    }

    /// A number that only grows; ends in `_total`. The same name gives the same counter.
    package func counter(_ name: String, _ help: String, labels: [String] = []) -> Counter {
        Counter(family: family(name, help, .counter, labels))
    }

    package func gauge(_ name: String, _ help: String, labels: [String] = []) -> Gauge {
        Gauge(family: family(name, help, .gauge, labels))
    }

    /// A distribution; `buckets` are upper bounds in ascending order, the unit is seconds by default.
    package func histogram(
        _ name: String, _ help: String, labels: [String] = [], buckets: [Double] = Histogram.secondsBuckets
    ) -> Histogram {
        precondition(buckets == buckets.sorted(), "a histogram's buckets ascend")
        return Histogram(family: family(name, help, .histogram(buckets), labels))
    }

    /// Calls `refresh` before each exposition, to set gauges that cost something to know.
    package func onExposition(_ refresh: @escaping @Sendable () -> Void) {
        state.withLockedValue { $0.refreshers.append(refresh) }
    }

    /// All metrics in the text format 0.0.4, families by name, series by label values.
    package func exposition() -> String {
        for refresh in state.withLockedValue({ $0.refreshers }) { refresh() }
        let families = state.withLockedValue { $0.families.values.sorted { $0.name < $1.name } }
        var text = ""
        for family in families { family.write(to: &text) }
        return text
    }

    private func family(_ name: String, _ help: String, _ kind: MetricFamily.Kind, _ labels: [String]) -> MetricFamily {
        state.withLockedValue { state in
            if let known = state.families[name] {
                precondition(known.kind == kind && known.labels == labels, "\(name) is declared in one way only")
                return known
            }
            let family = MetricFamily(
                name: name, help: help, kind: kind, labels: labels, maximumSeries: maximumSeries,
                onDrop: { [dropped] in dropped.add(1, labels: [name]) })
            state.families[name] = family
            return family
        }
    }
}

/// A number that only grows.
package struct Counter: Sendable {
    let family: MetricFamily

    /// One label set of the family, fixed, for hot paths.
    package struct Series: Sendable {
        let family: MetricFamily
        let labels: [String]

        package func add(_ amount: Double = 1) { family.add(amount, labels: labels) }
    }

    /// Label values in the order of the declaration.
    package subscript(labels: String...) -> Series { Series(family: family, labels: labels) }

    package func add(_ amount: Double = 1, _ labels: String...) { family.add(amount, labels: labels) }
    /// For what no longer exists: a series that nobody counts any more.
    package func remove(_ labels: String...) { family.remove(labels: labels) }
}

/// A number that goes up and down.
package struct Gauge: Sendable {
    let family: MetricFamily

    package struct Series: Sendable {
        let family: MetricFamily
        let labels: [String]

        package func set(_ value: Double) { family.set(value, labels: labels) }
        package func remove() { family.remove(labels: labels) }
    }

    package subscript(labels: String...) -> Series { Series(family: family, labels: labels) }

    package func set(_ value: Double, _ labels: String...) { family.set(value, labels: labels) }
    package func remove(_ labels: String...) { family.remove(labels: labels) }
}

/// A distribution of observations.
package struct Histogram: Sendable {
    let family: MetricFamily

    /// 1 ms to 60 s, about three per decade.
    package static let secondsBuckets = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ]

    package struct Series: Sendable {
        let family: MetricFamily
        let labels: [String]

        package func observe(_ duration: Duration) { family.observe(duration / .seconds(1), labels: labels) }
        package func observe(_ value: Double) { family.observe(value, labels: labels) }
    }

    package subscript(labels: String...) -> Series { Series(family: family, labels: labels) }

    package func observe(_ duration: Duration, _ labels: String...) {
        family.observe(duration / .seconds(1), labels: labels)
    }
}
