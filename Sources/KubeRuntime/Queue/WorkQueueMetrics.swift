/// What a work queue tells of itself, under the names Kubernetes' own controllers use.
package struct WorkQueueMetrics: Sendable {
    package let depth: Gauge.Series
    package let adds: Counter.Series
    package let retries: Counter.Series
    package let latency: Histogram.Series
    package let workDuration: Histogram.Series

    package init(name: String, registry: MetricsRegistry) {
        depth = registry.gauge("workqueue_depth", "Keys waiting for a worker.", labels: ["name"])[name]
        adds = registry.counter("workqueue_adds_total", "Keys added.", labels: ["name"])[name]
        retries =
            registry.counter("workqueue_retries_total", "Keys added again after a failure.", labels: ["name"])[name]
        latency =
            registry.histogram(
                "workqueue_queue_duration_seconds", "How long keys waited for a worker.", labels: ["name"])[name]
        workDuration =
            registry.histogram(
                "workqueue_work_duration_seconds", "How long keys were worked on.", labels: ["name"])[name]
    }
}
