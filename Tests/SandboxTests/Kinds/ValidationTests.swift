import KubeCore
import Sandbox
import Testing

@Suite("What the API server says of common mistakes")
struct ValidationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var given: String
        /// The object before an update; none at creation.
        var old: String?
        var errors: [String]
        var testDescription: String { name }

        init(_ name: String, _ given: String, old: String? = nil, _ errors: String...) {
            self.name = name
            self.given = given
            self.old = old
            self.errors = errors
        }
    }

    @Test("is worded like the real server's", arguments: cases)
    func validation(_ example: Case) throws {
        let value = try completed(example.given)
        let errors = try kind(of: value).validate(value, old: example.old.map(completed))
        #expect(errors.map(\.description) == example.errors)
    }

    private static func deployment(_ spec: String, labels: String = "{app: a}") -> String {
        """
        {apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: demo}, spec: {\(spec),
        template: {metadata: {labels: \(labels)}, spec: {containers: [{name: c, image: i}]}}}}
        """
    }

    private static func pod(_ spec: String) -> String {
        "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: demo}, spec: {\(spec)}}"
    }

    private static func service(_ spec: String) -> String {
        "{apiVersion: v1, kind: Service, metadata: {name: s, namespace: demo}, spec: {\(spec)}}"
    }

    private static func autoscaler(_ spec: String) -> String {
        """
        {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: a, namespace: demo},
        spec: {scaleTargetRef: {kind: Deployment, name: web}, \(spec)}}
        """
    }

    private static let subdomain =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
        + "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
        + "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

    static let cases: [Case] =
        metadata + workloads + pods + services + autoscalers + data + roles + extensions + events

    private static let events = [
        Case(
            "an event of another namespace",
            "{apiVersion: v1, kind: Event, metadata: {name: e, namespace: demo}, involvedObject: {namespace: other}}",
            "involvedObject.namespace: Invalid value: \"other\": does not match event.namespace"),
        Case(
            "an event that says too little",
            """
            {apiVersion: events.k8s.io/v1, kind: Event, metadata: {name: e, namespace: demo}, type: Normal,
            eventTime: '2026-01-01T00:00:00.000000Z', regarding: {namespace: demo}, reportingController: a.b/c}
            """,
            "reportingInstance: Required value", "action: Required value", "reason: Required value"),
        Case(
            "a good event",
            """
            {apiVersion: events.k8s.io/v1, kind: Event, metadata: {name: e, namespace: demo}, type: Normal, action: Scale,
            eventTime: '2026-01-01T00:00:00.000000Z', regarding: {namespace: demo}, reportingController: a.b/c,
            reportingInstance: i, reason: Scaled}
            """),
    ]

    private static let metadata = [
        Case(
            "a broken name", "{apiVersion: v1, kind: ConfigMap, metadata: {name: Big, namespace: demo}}",
            "metadata.name: Invalid value: \"Big\": \(subdomain)"),
        Case(
            "no name", "{apiVersion: v1, kind: ConfigMap, metadata: {namespace: demo}}",
            "metadata.name: Required value: name or generateName is required"),
        Case(
            "a broken label",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: demo, labels: {a: 'b c'}}}",
            "metadata.labels: Invalid value: \"b c\": a valid label must be an empty string or consist of alphanumeric "
                + "characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  "
                + "or 'my_value',  or '12345', regex used for validation is "
                + "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"),
        Case(
            "a bare finalizer",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: demo, finalizers: [hold]}}",
            "metadata.finalizers: Invalid value: \"hold\": name is neither a standard finalizer name nor is it fully "
                + "qualified"),
        Case(
            "a role with a colon",
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: 'system:x'}}"),
    ]

    private static let workloads = [
        Case("a good deployment", deployment("selector: {matchLabels: {app: a}}")),
        Case(
            "fewer than no replicas", deployment("replicas: -1, selector: {matchLabels: {app: a}}"),
            "spec.replicas: Invalid value: -1: must be greater than or equal to 0"),
        Case(
            "a selector of other labels", deployment("selector: {matchLabels: {app: b}}"),
            "spec.template.metadata.labels: Invalid value: {\"app\":\"a\"}: `selector` does not match template `labels`"
        ),
        Case(
            "no selector", deployment("replicas: 1"), "spec.selector: Required value",
            "spec.template.metadata.labels: Invalid value: {\"app\":\"a\"}: `selector` does not match template `labels`"
        ),
        Case(
            "a changed selector", deployment("selector: {matchLabels: {app: a}}"),
            old: deployment("selector: {matchLabels: {app: b}}", labels: "{app: b}"),
            "spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"a\"}}: field is immutable"),
        Case(
            "a rolling update that can not move",
            deployment(
                "selector: {matchLabels: {app: a}}, strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}"),
            "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0"),
        Case(
            "settings of another strategy",
            deployment("selector: {matchLabels: {app: a}}, strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}}"),
            "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"),
        Case(
            "a job that always restarts",
            """
            {apiVersion: batch/v1, kind: Job, metadata: {name: j, namespace: demo}, spec: {template: {spec: {containers:
            [{name: c, image: i}]}}}}
            """,
            "spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\""),
        Case(
            "a schedule of four fields",
            """
            {apiVersion: batch/v1, kind: CronJob, metadata: {name: j, namespace: demo}, spec: {schedule: '* * * *',
            jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}}}
            """,
            "spec.schedule: Invalid value: \"* * * *\": expected exactly 5 fields, found 4: [* * * *]"),
        Case(
            "a budget both ways",
            "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: b, namespace: demo}, spec: {minAvailable: 1, maxUnavailable: 1}}",
            "spec: Invalid value: {\"minAvailable\":1,\"maxUnavailable\":1}: minAvailable and maxUnavailable cannot be "
                + "both set"),
    ]

    private static let pods = [
        Case("no containers", pod("restartPolicy: Always"), "spec.containers: Required value"),
        Case(
            "a container without a name and an image", pod("containers: [{}]"),
            "spec.containers[0].name: Required value", "spec.containers[0].image: Required value"),
        Case(
            "a port out of range", pod("containers: [{name: c, image: i, ports: [{containerPort: 70000}]}]"),
            "spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive"),
        Case(
            "more requested than allowed",
            pod("containers: [{name: c, image: i, resources: {requests: {cpu: '2'}, limits: {cpu: '1'}}}]"),
            "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1"),
        Case(
            "a mount of no volume",
            pod("containers: [{name: c, image: i, volumeMounts: [{name: data, mountPath: /d}]}]"),
            "spec.containers[0].volumeMounts[0].name: Not found: \"data\""),
        Case(
            "two containers of one name", pod("containers: [{name: c, image: i}, {name: c, image: i}]"),
            "spec.containers[1].name: Duplicate value: \"c\""),
        Case(
            "a probe that does nothing", pod("containers: [{name: c, image: i, livenessProbe: {}}]"),
            "spec.containers[0].livenessProbe: Required value: must specify a handler type"),
    ]

    private static let services = [
        Case("no ports", service("selector: {a: b}"), "spec.ports: Required value"),
        Case("a headless service without ports", service("clusterIP: None")),
        Case(
            "ports without names", service("ports: [{port: 1}, {port: 2}]"), "spec.ports[0].name: Required value",
            "spec.ports[1].name: Required value"),
        Case(
            "an unknown type", service("type: Big, ports: [{port: 1}]"),
            "spec.type: Unsupported value: \"Big\": supported values: \"ClusterIP\", \"ExternalName\", "
                + "\"LoadBalancer\", \"NodePort\""),
        Case(
            "a node port out of range", service("type: NodePort, ports: [{port: 1, nodePort: 80}]"),
            "spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid "
                + "ports is 30000-32767"),
        Case(
            "another address", service("clusterIP: 10.96.0.9, ports: [{port: 1}]"),
            old: service("clusterIP: 10.96.0.8, ports: [{port: 1}]"),
            "spec.clusterIPs[0]: Invalid value: [\"10.96.0.9\"]: may not change once set"),
    ]

    private static let autoscalers = [
        Case(
            "bounds out of order", autoscaler("minReplicas: 3, maxReplicas: 2"),
            "spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`"),
        Case(
            "a minimum of zero", autoscaler("minReplicas: 0, maxReplicas: 2"),
            "spec.minReplicas: Invalid value: 0: must be greater than or equal to 1"),
        Case(
            "a metric without its source", autoscaler("maxReplicas: 2, metrics: [{type: Pods}]"),
            "spec.metrics[0].pods: Required value: must populate information for the given metric source"),
        Case(
            "an unknown source", autoscaler("maxReplicas: 2, metrics: [{type: Queue}]"),
            "spec.metrics[0].type: Unsupported value: \"Queue\": supported values: \"ContainerResource\", "
                + "\"External\", \"Object\", \"Pods\", \"Resource\""),
        Case(
            "no target",
            autoscaler(
                "maxReplicas: 2, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization}}}]"),
            "spec.metrics[0].resource.target.averageUtilization: Required value: must set either a target raw value or "
                + "a target utilization"),
        Case(
            "a window of two hours",
            autoscaler("maxReplicas: 2, behavior: {scaleDown: {stabilizationWindowSeconds: 7200}}"),
            "spec.behavior.scaleDown.stabilizationWindowSeconds: Invalid value: 7200: must be less than or equal to 3600"
        ),
        Case(
            "v1 out of order",
            """
            {apiVersion: autoscaling/v1, kind: HorizontalPodAutoscaler, metadata: {name: a, namespace: demo},
            spec: {scaleTargetRef: {kind: Deployment, name: web}, minReplicas: 3, maxReplicas: 2}}
            """,
            "spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`"),
    ]

    private static let data = [
        Case(
            "a key with a slash",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: demo}, data: {a/b: c}}",
            "data[a/b]: Invalid value: \"a/b\": a valid config key must consist of alphanumeric characters, '-', '_' or "
                + "'.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is "
                + "'[-._a-zA-Z0-9]+')"),
        Case(
            "a change of what is immutable",
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: demo}, immutable: true, data: {a: b}}",
            old:
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: demo}, immutable: true, data: {a: c}}",
            "data: Forbidden: field is immutable when `immutable` is set"),
        Case(
            "a TLS secret without a key",
            "{apiVersion: v1, kind: Secret, type: kubernetes.io/tls, metadata: {name: c, namespace: demo}, data: {tls.crt: YQ==}}",
            "data[tls.key]: Required value"),
        Case(
            "a lease for no time",
            "{apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: c, namespace: demo}, spec: {leaseDurationSeconds: 0}}",
            "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0"),
        Case(
            "a claim of nothing",
            "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c, namespace: demo}, spec: {}}",
            "spec.accessModes: Required value: at least 1 access mode is required",
            "spec.resources[storage]: Required value"),
    ]

    private static let roles = [
        Case(
            "a rule without verbs",
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: r, namespace: demo}, rules: [{apiGroups: [''], resources: [pods]}]}",
            "rules[0].verbs: Required value: verbs must contain at least one value"),
        Case(
            "another role",
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: r, namespace: demo}, roleRef: {kind: Role, name: a}}",
            old:
                "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: r, namespace: demo}, roleRef: {kind: Role, name: b}}",
            "roleRef: Invalid value: {\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"Role\",\"name\":\"a\"}: "
                + "cannot change roleRef"),
    ]

    private static let extensions = [
        Case(
            "a webhook that says nothing",
            "{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: w}, webhooks: [{name: a.b}]}",
            "webhooks[0].name: Invalid value: \"a.b\": should be a domain with at least three segments separated by dots",
            "webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun",
            "webhooks[0].clientConfig: Required value: exactly one of url or service is required",
            "webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1"),
        Case(
            "a definition of another name",
            """
            {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: things},
            spec: {group: example.dev, scope: Namespaced, names: {plural: things, kind: Thing},
            versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]}}
            """,
            "metadata.name: Invalid value: \"things\": must be spec.names.plural+\".\"+spec.group"),
        Case(
            "an APIService of another name",
            """
            {apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {name: v1.b}, spec: {group: a, version: v1,
            groupPriorityMinimum: 1, versionPriority: 1}}
            """,
            "metadata.name: Invalid value: \"v1.b\": must be `spec.version+\".\"+spec.group`"),
    ]

    @Test(
        "Values that can not be read are told in Go's words",
        arguments: [
            ("{apiVersion: v1, kind: Secret, data: {a: '?'}}", "illegal base64 data at input byte 0"),
            (
                "{apiVersion: v1, kind: Pod, spec: {containers: [{name: 1}]}}",
                "json: cannot unmarshal number into Go struct field Container.spec.containers.name of type string"
            ),
            (
                "{apiVersion: v1, kind: ResourceQuota, spec: {hard: {cpu: lots}}}",
                "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
            ),
        ])
    func decoding(_ yaml: String, _ problem: String) throws {
        let value = try object(yaml)
        #expect(try kind(of: value).decodingProblem(in: value) == problem)
    }

    @Test("Unknown members are found where they stand, but not where anything may stand")
    func unknownFields() throws {
        let value = try object(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: d, labels: {any: thing}, managedFields: [{fieldsV1: {'f:spec': {}}}], owner: me}
            spec: {template: {spec: {containers: [{name: c, imagee: i}]}}, replica: 1}
            """)
        #expect(
            try kind(of: value).unknownFields(in: value)
                == ["metadata.owner", "spec.template.spec.containers[0].imagee", "spec.replica"])
    }
}
