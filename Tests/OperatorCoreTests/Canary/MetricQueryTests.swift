import KubeCore
import OperatorCore
import Testing

@Suite struct MetricQueryTests {
    static let arm = MetricArm(workload: "web-v2", namespace: "prod", host: "web.prod.svc.cluster.local")

    @Test("Errors are counted where requests arrive, and no bad request is zero while there are requests")
    func errors() {
        let labels =
            #"reporter=~"destination|waypoint",destination_workload="web-v2",destination_workload_namespace="prod""#
        let query = MetricQuery(RolloutMetric(name: "e", builtin: .errorRate), arm: Self.arm, window: .seconds(90))
        guard case .counts(let bad, let total) = query else {
            Issue.record("\(query)")
            return
        }
        #expect(total == "sum(increase(istio_requests_total{\(labels)}[90s]))")
        #expect(
            bad
                == "(sum(increase(istio_requests_total{\(labels),response_code=~\"5..\"}[90s])) or vector(0)) + (sum(increase(istio_requests_total{\(labels),response_code!~\"5..\",grpc_response_status=~\"2|4|12|13|14|15\"}[90s])) or vector(0))"
        )
    }

    @Test("A query's variables are filled in, and others are found")
    func variables() {
        var metric = RolloutMetric(name: "lag", builtin: .errorRate)
        metric.builtin = nil
        metric.query = #"max(lag{d="{{arm.workload}}",n="{{ arm.namespace }}"}[{{window}}])"#
        #expect(
            MetricQuery(metric, arm: Self.arm, window: .seconds(30))
                == .number(#"max(lag{d="web-v2",n="prod"}[30s])"#))
        #expect(MetricQuery.unknownVariable(in: metric.query ?? "") == nil)
        #expect(MetricQuery.unknownVariable(in: "x{{ arm.pod }}") == "arm.pod")
        #expect(MetricQuery.unknownVariable(in: "x{{") == nil)
    }

    @Test("An answer that failed or is empty is never a count")
    func answers() {
        let now = Timestamp(seconds: 1)
        #expect(ArmReading(bad: .failed(reason: "x", at: now), total: .value(3, at: now)) == .failed("x"))
        #expect(ArmReading(bad: .value(0, at: now), total: .empty(at: now)) == .empty)
        #expect(ArmReading(bad: .value(5, at: now), total: .value(1, at: now)) == .empty)
        #expect(
            ArmReading(bad: .value(1, at: now), total: .value(5, at: now))
                == RequestCounts(bad: 1, total: 5).map(ArmReading.counts))
        #expect(ArmReading(number: .value(2, at: now)) == .number(2))
    }
}
