extension HorizontalAutoscaler.Spec {
    /// From `spec` of an autoscaling/v2 HorizontalPodAutoscaler, with the API's defaults where it is silent:
    /// one replica at least, 80 % CPU.
    package init(json: JSONValue) {
        let target = json["scaleTargetRef"]
        let metrics = (json["metrics"]?.arrayValue ?? []).map(AutoscalerMetric.init(json:))
        self.init(
            targetKind: target?["kind"]?.stringValue ?? "", targetName: target?["name"]?.stringValue ?? "",
            minReplicas: Int32(clamping: json["minReplicas"]?.int64Value ?? 1),
            maxReplicas: Int32(clamping: json["maxReplicas"]?.int64Value ?? 0),
            metrics: metrics.isEmpty ? [.resource(name: "cpu", target: .utilization(80))] : metrics,
            behavior: json["behavior"].flatMap { $0.isNull ? nil : AutoscalerBehavior(json: $0) })
    }
}
