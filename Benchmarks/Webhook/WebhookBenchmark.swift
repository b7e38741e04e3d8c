import Glibc
import KubeCore
import Operator
import OperatorCore

/// The admission webhook in a process of its own, beside nginx that returns an answer of the same size it has at hand.
///
/// Both serve the same certificate to the same client (wrk), in turns; what counts is requests for each second of the
/// server's processor time, which what else runs on the machine hardly changes.
struct WebhookBenchmark: Benchmark {
    let name = "webhook"
    let summary = "reviews of 2 KB over keep-alive TLS: requests, latency, processor time, beside nginx's static 200"

    private static let rounds = 3
    private static let seconds = 4
    private static let connections = 16

    func run() async throws {
        let folder = "/tmp/trimtab-benchmark-\(getpid())"
        mkdir(folder, 0o700)
        let child = try BenchmarkChild([BenchmarkRole.webhook.rawValue, folder], log: "\(folder)/webhook.log")
        defer { child.stop() }
        let body = Self.review.serialized()
        let answer = TrimtabAdmission.handler.answer(
            method: "POST", target: "/validate", contentType: "application/json", body: body, in: .unknown)
        guard answer.status == 200, try JSONValue(parsing: answer.body)[path: "response", "allowed"] == true else {
            throw BenchmarkChild.Failure(
                description: "the review is refused: \(String(decoding: answer.body, as: UTF8.self))")
        }
        try BenchmarkFile.write(Self.script(body), to: "\(folder)/review.lua")
        let port = try LocalPort.free()
        try BenchmarkFile.write(Self.nginx(folder, port: port, answer: answer.body), to: "\(folder)/nginx.conf")
        let nginx = try SpawnedProgram(
            "nginx", ["-p", folder, "-e", "\(folder)/nginx.log", "-c", "\(folder)/nginx.conf"])
        defer { nginx.stop() }
        try LocalPort.waitUntilOpen(port)

        let load = WebhookLoad(
            script: "\(folder)/review.lua", seconds: Self.seconds, connections: Self.connections)
        var webhook: [WebhookLoad.Result] = []
        var baseline: [WebhookLoad.Result] = []
        for _ in 0..<Self.rounds {
            baseline.append(try load.run(port: port, server: nginx.pid))
            webhook.append(try load.run(port: Int(child.greeting) ?? 0, server: child.pid))
        }
        print("  a review of \(body.count) bytes, \(Self.connections) connections, best of \(Self.rounds) rounds")
        let (ours, theirs) = (WebhookLoad.Result.best(webhook), WebhookLoad.Result.best(baseline))
        ours.print("webhook")
        theirs.print("nginx")
        let ratio = ours.perProcessorSecond / theirs.perProcessorSecond
        let verdict = ratio >= 0.3 ? "reached" : "MISSED"
        print("  per processor second, of nginx               \(Measurement.figure(ratio)) (goal 0.3 \(verdict))")
        for file in [
            "webhook.log", "review.lua", "nginx.conf", "nginx.log", "tls.crt", "tls.key", "nginx.pid",
        ] { unlink("\(folder)/\(file)") }
        rmdir(folder)
    }

    /// A creation as kube-apiserver sends it, managed fields included.
    static var review: JSONValue {
        let spec: JSONValue = [
            "targetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "web"], "mode": "Enforce",
            "engine": "Auto", "adopt": "Refuse", "syncInterval": "15s",
            "replicas": ["min": 2, "max": 40, "onDelete": "Keep"],
            "triggers": [
                [
                    "name": "cpu", "enabled": true, "source": ["resource": ["name": "cpu"]],
                    "target": ["utilization": 70],
                ],
                [
                    "name": "memory", "enabled": true, "source": ["resource": ["name": "memory"]],
                    "target": ["averageValue": "512Mi"],
                ],
            ],
            "behavior": [
                "scaleDown": [
                    "stabilizationWindowSeconds": 300,
                    "policies": [["type": "Percent", "value": 10, "periodSeconds": 60]],
                ]
            ],
        ]
        let fields: JSONValue = [
            "f:spec": [
                ".": [:], "f:adopt": [:], "f:behavior": [:], "f:engine": [:], "f:mode": [:],
                "f:replicas": [".": [:], "f:max": [:], "f:min": [:], "f:onDelete": [:]], "f:syncInterval": [:],
                "f:targetRef": [".": [:], "f:apiVersion": [:], "f:kind": [:], "f:name": [:]], "f:triggers": [:],
            ]
        ]
        var review = AdmissionRequest(
            uid: "705ab4f5-6393-11e8-b7cc-42010a800002",
            kind: ScalingPolicy.resourceType.kind, resource: ScalingPolicy.resourceType.resource, name: "web",
            namespace: "default", operation: .create,
            user: .init(name: "kubernetes-admin", groups: ["kubeadm:cluster-admins", "system:authenticated"]),
            object: [
                "apiVersion": "trimtab.dev/v1alpha1", "kind": "ScalingPolicy",
                "metadata": [
                    "name": "web", "namespace": "default", "generation": 1,
                    "creationTimestamp": "2026-11-21T09:00:00Z", "uid": "8fba4a0c-54f4-4ae0-9d73-6a2bd6e2b0f1",
                    "labels": ["app.kubernetes.io/name": "web", "app.kubernetes.io/part-of": "shop"],
                    "managedFields": [
                        [
                            "apiVersion": "trimtab.dev/v1alpha1", "fieldsType": "FieldsV1", "fieldsV1": fields,
                            "manager": "kubectl-client-side-apply", "operation": "Update",
                            "time": "2026-11-21T09:00:00Z",
                        ]
                    ],
                ], "spec": spec,
            ]
        ).reviewJSON
        var request = review["request"] ?? [:]
        request["requestKind"] = request["kind"]
        request["requestResource"] = request["resource"]
        request["options"] = [
            "kind": "CreateOptions", "apiVersion": "meta.k8s.io/v1", "fieldManager": "kubectl-client-side-apply",
            "fieldValidation": "Strict",
        ]
        review["request"] = request
        return review
    }

    private static func script(_ body: [UInt8]) -> String {
        """
        wrk.method = "POST"
        wrk.headers["Content-Type"] = "application/json"
        wrk.headers["Accept"] = "application/json, */*"
        wrk.headers["User-Agent"] = "kube-apiserver-admission"
        wrk.body = [==[\(String(decoding: body, as: UTF8.self))]==]

        """
    }

    /// One process and no log: all its time is for requests.
    private static func nginx(_ folder: String, port: Int, answer: [UInt8]) -> String {
        """
        daemon off;
        master_process off;
        pid \(folder)/nginx.pid;
        events { worker_connections 1024; }
        http {
            access_log off;
            client_body_temp_path \(folder);
            proxy_temp_path \(folder);
            fastcgi_temp_path \(folder);
            uwsgi_temp_path \(folder);
            scgi_temp_path \(folder);
            keepalive_requests 100000000;
            server {
                listen 127.0.0.1:\(port) ssl;
                ssl_certificate \(folder)/tls.crt;
                ssl_certificate_key \(folder)/tls.key;
                ssl_protocols TLSv1.2 TLSv1.3;
                default_type application/json;
                location / { return 200 '\(String(decoding: answer, as: UTF8.self))'; }
            }
        }

        """
    }
}
