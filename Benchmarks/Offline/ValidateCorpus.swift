import Glibc
import KubeCore
import OperatorCore
import Sandbox

/// Manifests as people write them, one half Deployments and one half ScalingPolicies, all valid; and the JSON schemas
/// kubeconform wants for the two kinds.
struct ValidateCorpus {
    let folder: String
    /// Documents in all, an even number.
    let documents: Int

    var single: String { "\(folder)/single" }
    var many: String { "\(folder)/many" }
    var schemas: String { "\(folder)/schemas" }

    static let documentsPerFile = 100

    /// Writes every document into a file of its own, and again a hundred to a file. Returns the bytes of one of these.
    func write() throws -> Int {
        for path in [folder, single, many, schemas] { mkdir(path, 0o700) }
        var size = 0
        var together = ""
        for index in 0..<documents {
            let text = index.isMultiple(of: 2) ? Self.deployment(index / 2) : Self.policy(index / 2)
            size += text.utf8.count
            try Self.write(text, "\(single)/\(index).yaml")
            together += (together.isEmpty ? "" : "---\n") + text
            if (index + 1) % Self.documentsPerFile == 0 || index + 1 == documents {
                try Self.write(together, "\(many)/\(index / Self.documentsPerFile).yaml")
                together = ""
            }
        }
        try writeSchemas()
        return size
    }

    /// Deletes what `write` wrote.
    func remove() {
        for index in 0..<documents {
            unlink("\(single)/\(index).yaml")
            unlink("\(many)/\(index / Self.documentsPerFile).yaml")
        }
        for kind in ["scalingpolicy", "deployment"] { unlink("\(schemas)/\(kind).json") }
        for path in [single, many, schemas, folder] { rmdir(path) }
    }

    private static func write(_ text: String, _ path: String) throws {
        guard let file = fopen(path, "w") else {
            throw BenchmarkChild.Failure(description: "cannot write \(path): \(String(cString: strerror(errno)))")
        }
        defer { fclose(file) }
        fputs(text, file)
    }

    static func deployment(_ index: Int) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web-\(index)
          namespace: team-\(index % 40)
          labels: { app.kubernetes.io/name: web-\(index), app.kubernetes.io/part-of: shop, tier: front }
        spec:
          replicas: \(index % 7 + 1)
          selector:
            matchLabels: { app: web-\(index) }
          strategy:
            type: RollingUpdate
            rollingUpdate: { maxSurge: 25%, maxUnavailable: 0 }
          template:
            metadata:
              labels: { app: web-\(index), tier: front }
            spec:
              containers:
                - name: web
                  image: registry.example.com/shop/web:1.\(index % 30)
                  ports:
                    - { name: http, containerPort: 8080, protocol: TCP }
                  env:
                    - { name: LOG_LEVEL, value: info }
                    - name: POD_NAME
                      valueFrom: { fieldRef: { fieldPath: metadata.name } }
                  resources:
                    requests: { cpu: 100m, memory: 128Mi }
                    limits: { cpu: 500m, memory: 256Mi }
                  readinessProbe:
                    httpGet: { path: /ready, port: http }
                    periodSeconds: 5
                  volumeMounts:
                    - { name: config, mountPath: /etc/web, readOnly: true }
              volumes:
                - name: config
                  configMap: { name: web-\(index) }

        """
    }

    static func policy(_ index: Int) -> String {
        """
        apiVersion: trimtab.dev/v1alpha1
        kind: ScalingPolicy
        metadata:
          name: web-\(index)
          namespace: team-\(index % 40)
          labels: { app.kubernetes.io/name: web-\(index), app.kubernetes.io/part-of: shop }
        spec:
          targetRef: { apiVersion: apps/v1, kind: Deployment, name: web-\(index) }
          engine: Native
          replicas:
            min: 2
            max: \(index % 20 + 10)
            windows:
              - name: business-hours
                schedule: { start: "0 8 * * 1-5", end: "0 20 * * 1-5", timeZone: UTC }
                min: 4
          connections:
            - name: prom
              prometheus: { url: "http://prometheus.monitoring:9090" }
              timeout: 5s
            - name: queue
              redis: { addresses: [ "redis.shop:6379" ] }
          triggers:
            - name: cpu
              source: { resource: { name: cpu } }
              target: { utilization: 70 }
            - name: qps
              source:
                prometheus:
                  connection: prom
                  query: 'sum(rate(http_requests_total{app="web-\(index)"}[2m]))'
              target: { averageValue: "1000" }
              onFailure: { hold: 3m, then: Ignore }
            - name: orders
              source: { redisList: { connection: queue, keys: [ "orders-\(index)" ] } }
              target: { averageValue: "20" }
          behavior:
            scaleDown:
              stabilizationWindowSeconds: 300
              policies: [ { type: Percent, value: 10, periodSeconds: 60 } ]
            cooldown: { upAfterDown: 1m }

        """
    }

    // MARK: Schemas

    private func writeSchemas() throws {
        let policy = CustomResourceDefinitions.scalingPolicies[path: "spec", "versions"]?[0]?[
            path: "schema", "openAPIV3Schema"]
        let none = SchemaDefinitions()
        try write(Self.strict(try Schema(json: policy ?? [:]), none), "scalingpolicy")
        guard let deployment = BuiltInKinds.definitions["io.k8s.api.apps.v1.Deployment"] else { return }
        try write(Self.strict(deployment, BuiltInKinds.definitions), "deployment")
    }

    private func write(_ schema: JSONValue, _ kind: String) throws {
        try Self.write(schema.serializedString(), "\(schemas)/\(kind).json")
    }

    /// As the schemas that kubeconform's users have: nothing referred to, nothing unknown allowed, no rules.
    private static func strict(_ schema: Schema, _ definitions: SchemaDefinitions) -> JSONValue {
        let resolved = definitions.resolve(schema)
        if resolved.isIntOrString || resolved.format == "int-or-string" {
            return ["oneOf": [["type": "string"], ["type": "integer"]]]
        }
        // A quantity may be written as either; its schema says so by oneOf.
        if !resolved.oneOf.isEmpty, resolved.type == nil { return ["oneOf": [["type": "string"], ["type": "number"]]] }
        var json: JSONObject = [:]
        if let type = resolved.type { json["type"] = .string(type.rawValue) }
        if let values = resolved.enumeration { json["enum"] = .array(values) }
        if let pattern = resolved.pattern { json["pattern"] = .string(pattern) }
        for (name, value) in [
            ("maxLength", resolved.maxLength), ("minLength", resolved.minLength), ("maxItems", resolved.maxItems),
            ("minItems", resolved.minItems),
        ] {
            if let value { json[name] = .integer(Int64(value)) }
        }
        for (name, value) in [("minimum", resolved.minimum), ("maximum", resolved.maximum)] {
            if let value { json[name] = .integer(Int64(value)) }
        }
        if let items = resolved.items { json["items"] = strict(items, definitions) }
        if !resolved.required.isEmpty { json["required"] = .array(resolved.required.map(JSONValue.string)) }
        if !resolved.properties.isEmpty {
            json["properties"] = .object(
                JSONObject(resolved.properties.map { ($0.name, strict($0.schema, definitions)) }))
            let isOpen = resolved.preservesUnknownFields || resolved.properties["metadata"]?.properties.isEmpty == true
            if !isOpen { json["additionalProperties"] = false }
        } else if let values = resolved.additionalProperties?.schema {
            json["additionalProperties"] = strict(values, definitions)
        }
        return .object(json)
    }
}
