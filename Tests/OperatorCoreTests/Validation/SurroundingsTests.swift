import KubeCore
import OperatorCore
import Testing

@Suite("Surroundings of a ScalingPolicy")
struct SurroundingsTests {
    private static func lines(_ spec: String, _ surroundings: ScalingSurroundings) throws -> [String] {
        let outcome = ScalingPolicyValidator.review(
            new: try PolicyCase("new", spec).object(), old: nil, surroundings: surroundings)
        return outcome.errors.map(\.description) + outcome.warnings.map { "warning: \($0)" }
    }

    @Test("A target that others scale is refused, unless the policy only reports")
    func rivals() throws {
        let surroundings = ScalingSurroundings(
            rivals: [.init(.scalingPolicy, "older"), .init(.horizontalPodAutoscaler, "web-hpa")])
        #expect(
            try Self.lines("", surroundings) == [
                "spec.targetRef: Forbidden: Deployment/web is already scaled by HorizontalPodAutoscaler web-hpa and ScalingPolicy older, and each would undo the other: delete that, or set mode to DryRun to compare"
            ])
        #expect(try Self.lines("mode: DryRun", surroundings) == [])
    }

    @Test("A rival that came later warns of an update, and refuses one that begins to enforce")
    func laterRival() throws {
        let surroundings = ScalingSurroundings(rivals: [.init(.scaledObject, "web")])
        func review(_ new: String, _ old: String) throws -> ValidationOutcome {
            ScalingPolicyValidator.review(
                new: try PolicyCase("new", new).object(), old: try PolicyCase("old", old).object(),
                surroundings: surroundings)
        }
        let update = try review("replicas: {max: 12}", "")
        #expect(update.errors == [])
        #expect(update.warnings.count == 1)
        #expect(try review("", "mode: DryRun").errors.count == 1)
    }

    @Test("Somebody else's VerticalPodAutoscaler may not control what a trigger scales on")
    func verticals() throws {
        let cpu = VerticalScaling(
            mode: .recreate, containers: [ContainerSizing(name: "*", controlledResources: ["cpu"])])
        let surroundings = ScalingSurroundings(verticals: [.init(name: "web-vpa", sizing: cpu)])
        #expect(
            try Self.lines("", surroundings) == [
                "spec.triggers[0].source.resource: Forbidden: VerticalPodAutoscaler web-vpa also controls cpu of the same pods, and each would undo the other: list only the other resource in its controlledResources, set its updateMode to Off, or use target.averageValue here"
            ])
        #expect(
            try Self.lines(
                "triggers: [{name: c, source: {resource: {name: cpu}}, target: {averageValue: 1}}]", surroundings)
                == [])
        let memory =
            "triggers: [{name: e, source: {external: {metric: m}}, target: {averageValue: 1}}], vertical: {mode: Initial}"
        #expect(
            try Self.lines(memory, surroundings) == [
                "spec.vertical: Forbidden: VerticalPodAutoscaler web-vpa already sizes the pods of Deployment/web: delete it, or set vertical.mode to Off"
            ])
        let off = ScalingSurroundings(verticals: [.init(name: "web-vpa", sizing: VerticalScaling(mode: .off))])
        #expect(try Self.lines("", off) == [])
    }

    @Test("A time zone that does not exist is refused with the nearest that does")
    func timeZones() throws {
        func window(_ zone: String) -> String {
            "replicas: {max: 9, windows: [{name: w, min: 3, schedule: {start: 0 8 * * *, end: 0 9 * * *, timeZone: \(zone)}}]}"
        }
        let surroundings = ScalingSurroundings(timeZones: ["UTC", "Europe/Berlin", "America/New_York"])
        let path = "spec.replicas.windows[0].schedule.timeZone: Invalid value: "
        #expect(
            try Self.lines(window("Europe/Berln"), surroundings) == [
                "\(path)\"Europe/Berln\": no time zone has this name: did you mean Europe/Berlin?"
            ])
        #expect(
            try Self.lines(window("america/new-york"), surroundings) == [
                "\(path)\"america/new-york\": no time zone has this name: did you mean America/New_York?"
            ])
        #expect(try Self.lines(window("Mars"), surroundings) == ["\(path)\"Mars\": no time zone has this name"])
        #expect(try Self.lines(window("UTC"), surroundings) == [])
        #expect(try Self.lines(window("Mars"), ScalingSurroundings(timeZones: [])) == [])
        #expect(
            try Self.lines(window("Europe/Berlin"), ScalingSurroundings(timeZones: ["UTC"])) == [
                "\(path)\"Europe/Berlin\": the time zone database (tzdata) is not installed here: only UTC is known"
            ])
    }

    @Test("A host that the operator may not talk to is refused")
    func egress() throws {
        let egress = EgressList(patterns: ["*.shop.svc", "prometheus.monitoring:9090", "[::1]"])
        let connections = """
            connections: [{name: a, prometheus: {url: 'http://prometheus.monitoring:9090/x'}}, \
            {name: b, prometheus: {url: 'https://prometheus.monitoring'}}, {name: c, redis: {addresses: ['r.shop.svc:6379']}}, \
            {name: d, redis: {addresses: ['example.org:6379']}}, {name: e, redis: {addresses: ['[::1]:6379']}}]
            """
        let end = "its administrators allow *.shop.svc, prometheus.monitoring:9090, [::1]"
        #expect(
            try Self.lines(connections, ScalingSurroundings(egress: egress)) == [
                "spec.connections[1].prometheus.url: Forbidden: the operator may not talk to prometheus.monitoring: \(end)",
                "spec.connections[3].redis.addresses[0]: Forbidden: the operator may not talk to example.org: \(end)",
            ])
    }

    @Test(
        "A target that is not there or cannot be scaled gives a warning",
        arguments: [
            (
                ScalingSurroundings.Target.missing,
                "Deployment/web does not exist (yet); nothing is scaled until it does"
            ),
            (.kindNotServed, "the cluster serves no Deployment of apps/v1; nothing is scaled until it does"),
            (.notScalable, "Deployment of apps/v1 has no scale subresource; nothing is scaled until it has one"),
        ])
    func target(target: ScalingSurroundings.Target, words: String) throws {
        #expect(try Self.lines("", ScalingSurroundings(target: target)) == ["warning: spec.targetRef: \(words)"])
    }

    @Test("Utilization of pods without requests gives a warning")
    func requests() throws {
        let surroundings = ScalingSurroundings(
            target: .found(containers: [
                .init(name: "app", requests: ["cpu", "memory"]), .init(name: "proxy", requests: ["memory"]),
            ]))
        #expect(
            try Self.lines("", surroundings) == [
                "warning: spec.triggers[0].source.resource: container proxy of Deployment/web requests no cpu, so that utilization cannot be told: add the requests, or use target.averageValue"
            ])
        func container(_ name: String) -> String {
            "triggers: [{name: c, source: {resource: {name: cpu, container: \(name)}}, target: {utilization: 70}}]"
        }
        #expect(try Self.lines(container("app"), surroundings) == [])
        #expect(
            try Self.lines(container("ap"), surroundings) == [
                "warning: spec.triggers[0].source.resource.container: Deployment/web has no container ap; it has app, proxy"
            ])
        let vertical =
            "triggers: [], vertical: {mode: Initial, containers: [{name: app}, {name: ap}, {name: '*'}]}"
        #expect(
            try Self.lines(vertical, surroundings) == [
                "warning: spec.vertical.containers[1].name: Deployment/web has no container ap; it has app, proxy"
            ])
    }

    @Test("Among given objects a policy finds its rivals, its target and no more")
    func objects() throws {
        let yaml = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, namespace: shop}
            spec: {template: {spec: {containers: [{name: app, resources: {limits: {cpu: 1}}}], initContainers: [{name: side, restartPolicy: Always}, {name: once}]}}}
            ---
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: hpa, namespace: shop}
            spec: {scaleTargetRef: {apiVersion: apps/v1beta1, kind: Deployment, name: web}}
            ---
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web, namespace: shop, ownerReferences: [{apiVersion: trimtab.dev/v1alpha1, kind: ScalingPolicy, name: web, uid: u, controller: true}]}
            spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
            ---
            apiVersion: keda.sh/v1alpha1
            kind: ScaledObject
            metadata: {name: so, namespace: shop}
            spec: {scaleTargetRef: {name: web}}
            ---
            apiVersion: autoscaling.k8s.io/v1
            kind: VerticalPodAutoscaler
            metadata: {name: vpa, namespace: shop}
            spec: {targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, updatePolicy: {updateMode: Initial}, resourcePolicy: {containerPolicies: [{containerName: app, controlledResources: [memory]}, {containerName: side, mode: 'Off'}]}}
            ---
            apiVersion: trimtab.dev/v1alpha1
            kind: ScalingPolicy
            metadata: {name: second, namespace: shop}
            spec: {targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
            ---
            apiVersion: trimtab.dev/v1alpha1
            kind: ScalingPolicy
            metadata: {name: watcher, namespace: shop}
            spec: {mode: DryRun, targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
            ---
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: elsewhere, namespace: other}
            spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
            """
        let policy = try PolicyCase("web", "").object()
        let objects = try YAML.parse(Array(yaml.utf8)).map(\.value) + [policy]
        let surroundings = SurroundingObjects(objects).surroundings(of: policy)
        var sizing = VerticalScaling(
            mode: .initial,
            containers: [
                ContainerSizing(name: "app", controlledResources: ["memory"]), ContainerSizing(name: "side"),
            ])
        sizing.containers?[1].mode = .off
        #expect(
            surroundings
                == ScalingSurroundings(
                    rivals: [
                        .init(.horizontalPodAutoscaler, "hpa"), .init(.scaledObject, "so"),
                        .init(.scalingPolicy, "second"),
                    ], verticals: [.init(name: "vpa", sizing: sizing)],
                    target: .found(containers: [
                        .init(name: "app", requests: ["cpu"]), .init(name: "side", requests: []),
                    ])))
        #expect(SurroundingObjects([policy]).surroundings(of: policy) == ScalingSurroundings(rivals: [], verticals: []))
    }
}
