import KubeCore
import Sandbox
import Testing

@Suite("Defaults of built-in kinds")
struct DefaultsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var given: String
        var expected: String
        var testDescription: String { name }
    }

    @Test("are those of the real server", arguments: cases)
    func defaults(_ example: Case) throws {
        let value = try completed(example.given)
        let expected = try JSONValue(parsing: example.expected)
        #expect(value.serializedString() == expected.serializedString())
        var again = value
        try kind(of: value).applyDefaults(to: &again)
        #expect(again == value, "completing twice changes nothing")
    }

    static let cases = [
        Case(
            name: "Deployment",
            given: """
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {matchLabels: {app: web}},
                 template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: nginx}]}}}}
                """,
            expected: """
                {"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"web"},"spec":{"replicas":1,"selector":\
                {"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[\
                {"name":"c","image":"nginx","resources":{},"terminationMessagePath":"/dev/termination-log",\
                "terminationMessagePolicy":"File","imagePullPolicy":"Always"}],"restartPolicy":"Always",\
                "terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},\
                "schedulerName":"default-scheduler"}},"strategy":{"type":"RollingUpdate","rollingUpdate":\
                {"maxUnavailable":"25%","maxSurge":"25%"}},"revisionHistoryLimit":10,"progressDeadlineSeconds":600},\
                "status":{}}
                """),
        Case(
            name: "Service",
            given: """
                {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 80}], selector: {app: web}}}
                """,
            expected: """
                {"kind":"Service","apiVersion":"v1","metadata":{"name":"web"},"spec":{"ports":[{"protocol":"TCP",\
                "port":80,"targetPort":80}],"selector":{"app":"web"},"type":"ClusterIP","sessionAffinity":"None",\
                "ipFamilies":["IPv4"],"ipFamilyPolicy":"SingleStack","internalTrafficPolicy":"Cluster"},\
                "status":{"loadBalancer":{}}}
                """),
        Case(
            name: "HorizontalPodAutoscaler without metrics",
            given: """
                {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: a},
                 spec: {maxReplicas: 3, scaleTargetRef: {kind: Deployment, name: web, apiVersion: apps/v1},
                 behavior: {scaleDown: {selectPolicy: Disabled}}}}
                """,
            expected: """
                {"kind":"HorizontalPodAutoscaler","apiVersion":"autoscaling/v2","metadata":{"name":"a"},"spec":\
                {"scaleTargetRef":{"kind":"Deployment","name":"web","apiVersion":"apps/v1"},"minReplicas":1,\
                "maxReplicas":3,"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization",\
                "averageUtilization":80}}}],"behavior":{"scaleUp":{"stabilizationWindowSeconds":0,"selectPolicy":"Max",\
                "policies":[{"type":"Pods","value":4,"periodSeconds":15},{"type":"Percent","value":100,\
                "periodSeconds":15}]},"scaleDown":{"selectPolicy":"Disabled","policies":[{"type":"Percent",\
                "value":100,"periodSeconds":15}]}}},"status":{"desiredReplicas":0,"currentMetrics":null}}
                """),
        Case(
            name: "Secret with texts",
            given: """
                {apiVersion: v1, kind: Secret, metadata: {name: s, labels: {}}, data: {old: eA==}, stringData: {a: b}}
                """,
            expected: """
                {"kind":"Secret","apiVersion":"v1","metadata":{"name":"s"},"data":{"a":"Yg==","old":"eA=="},\
                "type":"Opaque"}
                """),
        Case(
            name: "Quantities become canonical and unknown members go",
            given: """
                {apiVersion: v1, kind: ResourceQuota, metadata: {name: q}, nonsense: 1, spec: {hard: {cpu: 0.5, memory: 1024Mi}}}
                """,
            expected: """
                {"kind":"ResourceQuota","apiVersion":"v1","metadata":{"name":"q"},"spec":{"hard":{"cpu":"500m",\
                "memory":"1Gi"}},"status":{}}
                """),
        Case(
            name: "Namespace", given: "{apiVersion: v1, kind: Namespace, metadata: {name: demo}}",
            expected: """
                {"kind":"Namespace","apiVersion":"v1","metadata":{"name":"demo","labels":\
                {"kubernetes.io/metadata.name":"demo"}},"spec":{},"status":{"phase":"Active"}}
                """),
        Case(
            name: "ClusterRoleBinding",
            given: """
                {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: b},
                 roleRef: {kind: ClusterRole, name: view}, subjects: [{kind: User, name: u}]}
                """,
            expected: """
                {"kind":"ClusterRoleBinding","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"name":"b"},\
                "subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"u"}],"roleRef":\
                {"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"}}
                """),
        Case(
            name: "CronJob",
            given: """
                {apiVersion: batch/v1, kind: CronJob, metadata: {name: c}, spec: {schedule: "* * * * *", jobTemplate:
                 {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: "a:1"}]}}}}}}
                """,
            expected: """
                {"kind":"CronJob","apiVersion":"batch/v1","metadata":{"name":"c"},"spec":{"schedule":"* * * * *",\
                "concurrencyPolicy":"Allow","suspend":false,"jobTemplate":{"metadata":{},"spec":{"template":\
                {"metadata":{},"spec":{"containers":[{"name":"c","image":"a:1","resources":{},\
                "terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File",\
                "imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Never","terminationGracePeriodSeconds":30,\
                "dnsPolicy":"ClusterFirst","securityContext":{},"schedulerName":"default-scheduler"}}}},\
                "successfulJobsHistoryLimit":3,"failedJobsHistoryLimit":1},"status":{}}
                """),
    ]

    @Test(
        "of a pull policy follow the tag",
        arguments: [
            ("nginx", "Always"), ("nginx:latest", "Always"), ("nginx:1", "IfNotPresent"),
            ("registry:5000/nginx", "Always"), ("registry:5000/nginx:1", "IfNotPresent"),
            ("nginx@sha256:0", "IfNotPresent"),
        ])
    func pullPolicy(_ image: String, _ policy: String) throws {
        let pod = try completed(
            "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: '\(image)'}]}}")
        #expect(pod["spec"]?["containers"]?[0]?["imagePullPolicy"]?.stringValue == policy)
    }

    @Test("An autoscaler survives the way from v1 to v2 and back")
    func conversion() throws {
        let v1 = try #require(
            BuiltInKinds.kind(
                GroupVersionKind(group: "autoscaling", version: "v1", kind: "HorizontalPodAutoscaler")))
        let stored = try completed(
            """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: a, annotations: {note: hi}}
            spec:
              scaleTargetRef: {kind: Deployment, name: web, apiVersion: apps/v1}
              minReplicas: 2
              maxReplicas: 9
              metrics:
              - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}
              - {type: Pods, pods: {metric: {name: rps}, target: {type: AverageValue, averageValue: "10"}}}
              - {type: External, external: {metric: {name: queue, selector: {matchLabels: {q: a}}}, target: {type: Value, value: "30"}}}
              - {type: Object, object: {describedObject: {kind: Ingress, name: i}, metric: {name: m}, target: {type: Value, value: "5"}}}
              behavior: {scaleUp: {selectPolicy: Min}}
            """)
        let old = v1.fromStored(stored)
        #expect(old[path: "spec", "targetCPUUtilizationPercentage"] == 50)
        #expect(old[path: "spec", "metrics"] == nil)
        #expect(v1.toStored(old) == stored)
    }

    @Test("Services get free addresses and node ports")
    func allocation() throws {
        var service = try completed(
            "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {type: NodePort, ports: [{port: 1, name: a}, {port: 2, name: b}]}}"
        )
        #expect(ServiceAllocation.allocate(&service, takenAddresses: [], takenPorts: []))
        let address = try #require(service[path: "spec", "clusterIP"]?.stringValue)
        let port = try #require(service["spec"]?["ports"]?[0]?["nodePort"]?.int64Value)
        #expect(address.hasPrefix("10.96."))
        #expect(service["spec"]?["ports"]?[1]?["nodePort"]?.int64Value != port)
        var other = service
        other["spec"]?["clusterIP"] = nil
        #expect(ServiceAllocation.allocate(&other, takenAddresses: [address], takenPorts: [port]))
        #expect(other[path: "spec", "clusterIP"]?.stringValue != address)
    }
}
