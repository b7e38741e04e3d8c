/// The same members as `PulledDeployment`, with synthesised `Decodable`, for Foundation's decoder.
struct CodableDeploymentList: Decodable {
    struct Deployment: Decodable {
        var metadata: Metadata
        var spec: Spec
        var status: Status
    }

    struct Metadata: Decodable {
        var name: String
        var namespace: String
        var uid: String
        var resourceVersion: String
        var generation: Int
        var creationTimestamp: String
        var labels: [String: String]
        var annotations: [String: String]
    }

    struct Spec: Decodable {
        struct Selector: Decodable { var matchLabels: [String: String] }
        struct TemplateMetadata: Decodable { var labels: [String: String] }
        struct PodSpec: Decodable { var containers: [Container] }
        struct Template: Decodable {
            var metadata: TemplateMetadata
            var spec: PodSpec
        }
        var replicas: Int
        var selector: Selector
        var template: Template
    }

    struct Container: Decodable {
        struct Port: Decodable { var containerPort: Int }
        struct Variable: Decodable {
            var name: String
            var value: String
        }
        struct Resources: Decodable {
            var limits: [String: String]
            var requests: [String: String]
        }
        var name: String
        var image: String
        var ports: [Port]
        var env: [Variable]
        var resources: Resources
    }

    struct Status: Decodable {
        struct Condition: Decodable {
            var type: String
            var status: String
            var reason: String
            var message: String
            var lastTransitionTime: String
        }
        var readyReplicas: Int
        var observedGeneration: Int
        var conditions: [Condition]
    }

    var items: [Deployment]
}
