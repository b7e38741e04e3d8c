import KubeCore
import Sandbox
import Testing

@Suite("Tables of built-in kinds")
struct PrintingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var given: String
        var cells: [JSONValue]
        var testDescription: String { name }

        init(_ name: String, _ given: String, _ cells: [JSONValue]) {
            self.name = name
            self.given = given
            self.cells = cells
        }
    }

    private static let now = Timestamp(rfc3339: "2026-01-01T01:00:00Z")
    private static let meta = "name: x, namespace: demo, creationTimestamp: '2026-01-01T00:00:00Z'"

    @Test("show an object as the real server does", arguments: cases)
    func cells(_ example: Case) throws {
        let value = try object(example.given)
        let now = try #require(Self.now)
        #expect(try kind(of: value).cells(of: value, now: now) == example.cells)
    }

    @Test("have as many cells as columns, whatever is missing")
    func count() throws {
        let now = try #require(Self.now)
        for kind in BuiltInKinds.all {
            let empty: JSONValue = ["metadata": ["name": "x"]]
            #expect(kind.cells(of: empty, now: now).count == kind.columns.count, "\(kind.kind)")
        }
    }

    static let cases: [Case] = workloads + cluster

    private static let workloads: [Case] = [
        Case(
            "Deployment",
            """
            {apiVersion: apps/v1, kind: Deployment, metadata: {\(meta)}, spec: {replicas: 2, selector: {matchLabels: {app: web}},
            template: {spec: {containers: [{name: a, image: i}, {name: b, image: j}]}}},
            status: {readyReplicas: 1, updatedReplicas: 2, availableReplicas: 1}}
            """, ["x", "1/2", 2, 1, "60m", "a,b", "i,j", "app=web"]),
        Case(
            "running Pod",
            """
            {apiVersion: v1, kind: Pod, metadata: {\(meta)}, spec: {nodeName: n1, containers: [{name: a}]}, status: {phase: Running,
            podIP: 10.0.0.1, containerStatuses: [{name: a, ready: true, restartCount: 2, state: {running: {}},
            lastState: {terminated: {finishedAt: '2026-01-01T00:59:00Z'}}}]}}
            """,
            ["x", "1/1", "Running", "2 (60s ago)", "60m", "10.0.0.1", "n1", "<none>", "<none>"]),
        Case(
            "waiting Pod",
            """
            {apiVersion: v1, kind: Pod, metadata: {\(meta)}, spec: {containers: [{name: a}]}, status: {phase: Pending,
            containerStatuses: [{name: a, state: {waiting: {reason: ImagePullBackOff}}}]}}
            """,
            ["x", "0/1", "ImagePullBackOff", "0", "60m", "<none>", "<none>", "<none>", "<none>"]),
        Case(
            "ending Pod",
            """
            {apiVersion: v1, kind: Pod, metadata: {\(meta), deletionTimestamp: '2026-01-01T00:59:00Z'},
            spec: {containers: [{name: a}]}, status: {phase: Running}}
            """,
            ["x", "0/1", "Terminating", "0", "60m", "<none>", "<none>", "<none>", "<none>"]),
        Case(
            "Pod whose first containers run",
            """
            {apiVersion: v1, kind: Pod, metadata: {\(meta)}, spec: {containers: [{name: a}], initContainers: [{name: i}, {name: j}]},
            status: {phase: Pending, initContainerStatuses: [{name: i, state: {terminated: {exitCode: 0}}}, {name: j, state: {running: {}}}]}}
            """,
            ["x", "0/1", "Init:1/2", "0", "60m", "<none>", "<none>", "<none>", "<none>"]),
        Case(
            "Job",
            """
            {apiVersion: batch/v1, kind: Job, metadata: {\(meta)}, spec: {completions: 3}, status: {succeeded: 1,
            startTime: '2026-01-01T00:58:00Z'}}
            """, ["x", "Running", "1/3", "2m", "60m", "", "", "<none>"]),
        Case(
            "CronJob",
            """
            {apiVersion: batch/v1, kind: CronJob, metadata: {\(meta)}, spec: {schedule: '* * * * *', suspend: false, jobTemplate:
            {spec: {template: {spec: {containers: [{name: c, image: i}]}}}}}, status: {lastScheduleTime: '2026-01-01T00:59:30Z'}}
            """, ["x", "* * * * *", "<none>", "False", 0, "30s", "60m", "c", "i", "<none>"]),
        Case(
            "autoscaler without readings",
            """
            {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {\(meta)}, spec: {minReplicas: 1, maxReplicas: 5,
            scaleTargetRef: {kind: Deployment, name: web}, metrics: [{type: Resource, resource: {name: cpu, target:
            {type: Utilization, averageUtilization: 50}}}]}, status: {currentReplicas: 3}}
            """, ["x", "Deployment/web", "cpu: <unknown>/50%", "1", 5, 3, "60m"]),
        Case(
            "autoscaler with many metrics",
            """
            {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {\(meta)}, spec: {maxReplicas: 5,
            scaleTargetRef: {kind: Deployment, name: web}, metrics: [
            {type: External, external: {metric: {name: q}, target: {type: AverageValue, averageValue: '30'}}},
            {type: Pods, pods: {metric: {name: p}, target: {type: AverageValue, averageValue: 100m}}},
            {type: Resource, resource: {name: memory, target: {type: AverageValue, averageValue: 1Gi}}}]},
            status: {currentMetrics: [{type: External, external: {current: {averageValue: '12'}}}]}}
            """,
            ["x", "Deployment/web", "12/30 (avg), <unknown>/100m + 1 more...", "<unset>", 5, 0, "60m"]),
    ]

    private static let cluster: [Case] = [
        Case(
            "Service with node ports",
            """
            {apiVersion: v1, kind: Service, metadata: {\(meta)}, spec: {type: LoadBalancer, clusterIP: 10.96.0.5, selector: {a: b},
            ports: [{port: 80, nodePort: 30080, protocol: TCP}, {port: 53, protocol: UDP}]}}
            """, ["x", "LoadBalancer", "10.96.0.5", "<pending>", "80:30080/TCP,53/UDP", "60m", "a=b"]),
        Case(
            "Event",
            """
            {apiVersion: v1, kind: Event, metadata: {\(meta)}, type: Normal, reason: Created, message: " made ",
            involvedObject: {kind: Pod, name: p}, firstTimestamp: '2026-01-01T00:30:00Z', lastTimestamp: '2026-01-01T00:59:00Z',
            count: 4, source: {component: kubelet, host: n1}}
            """, ["60s", "Normal", "Created", "pod/p", "", "kubelet, n1", "made", "30m", 4, "x"]),
        Case(
            "Event of the newer form",
            """
            {apiVersion: events.k8s.io/v1, kind: Event, metadata: {\(meta)}, type: Warning, reason: Failed, note: refused,
            regarding: {kind: Pod, name: p}, eventTime: '2026-01-01T00:58:00.000000Z', reportingController: c}
            """, ["2m", "Warning", "Failed", "pod/p", "", "c", "refused", "2m", 1, "x"]),
        Case(
            "Node",
            """
            {apiVersion: v1, kind: Node, metadata: {\(meta), labels: {node-role.kubernetes.io/worker: ''}}, spec: {unschedulable: true},
            status: {conditions: [{type: Ready, status: 'True'}], nodeInfo: {kubeletVersion: v1.36.2},
            addresses: [{type: InternalIP, address: 10.0.0.1}]}}
            """,
            [
                "x", "Ready,SchedulingDisabled", "worker", "60m", "v1.36.2", "10.0.0.1", "<none>", "<unknown>",
                "<unknown>", "<unknown>",
            ]),
        Case(
            "RoleBinding",
            """
            {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {\(meta)}, roleRef: {kind: Role, name: r},
            subjects: [{kind: ServiceAccount, namespace: a, name: b}, {kind: User, name: u}]}
            """, ["x", "Role/r", "60m", "u", "", "a/b"]),
        Case(
            "APIService out of reach",
            """
            {apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {\(meta)}, spec: {service: {namespace: a, name: b}},
            status: {conditions: [{type: Available, status: 'False', reason: Gone}]}}
            """, ["x", "a/b", "False (Gone)", "60m"]),
        Case(
            "PersistentVolumeClaim",
            """
            {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {\(meta)}, spec: {volumeName: v, storageClassName: s, volumeMode: Block},
            status: {phase: Bound, capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce]}}
            """, ["x", "Bound", "v", "1Gi", "RWO", "s", "<unset>", "60m", "Block"]),
        Case(
            "ResourceQuota",
            """
            {apiVersion: v1, kind: ResourceQuota, metadata: {\(meta)}, status: {hard: {pods: '5', limits.cpu: '2'}, used: {pods: '1'}}}
            """, ["x", "pods: 1/5", "limits.cpu: 0/2", "60m"]),
        Case(
            "CustomResourceDefinition",
            "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {\(meta)}}",
            ["x", "2026-01-01T00:00:00Z"]),
    ]
}
