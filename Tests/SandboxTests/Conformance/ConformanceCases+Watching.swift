import KubeCore
import Testing

// Watches, custom resources and what controllers of the control plane do.

extension ConformanceCases {
    static let watching: [(name: String, check: Check)] = [
        ("a watch tells every change in order", watchOrder),
        ("a watch can begin with the state there is", watchInitialState),
        ("a watch with a selector sees objects come and go", watchSelector),
        ("contradicting list options are refused", listOptions),
        ("a custom resource is validated, defaulted, pruned and scaled", customResource),
        ("a deleted definition takes its objects along", definitionRemoval),
        ("dependents go with their owner", garbageCollection),
        ("a deleted namespace takes its objects along", namespaceRemoval),
    ]

    private static let watchOrder: Check = { client in
        let list = try await client.send("GET", client.configMaps)
        let path = "\(client.configMaps)/seen"
        _ = try await client.create(client.configMaps, client.configMap("seen"))
        _ = try await client.patch(path, ["data": ["a": "2"]], type: "merge-patch+json")
        _ = try await client.send("DELETE", path)
        let events = try await client.watch(
            client.configMaps, ["resourceVersion": list.resourceVersion, "fieldSelector": "metadata.name=seen"]
        ) { $0.count >= 3 }
        #expect(events.map(\.type) == ["ADDED", "MODIFIED", "DELETED"])
        let versions = events.compactMap { $0.object[path: "metadata", "resourceVersion"]?.stringValue }
        #expect(Set(versions).count == 3, "a deletion has a version of its own")
    }

    private static let watchInitialState: Check = { client in
        _ = try await client.create(client.configMaps, client.configMap("initial"))
        let events = try await client.watch(
            client.configMaps,
            [
                "sendInitialEvents": "true", "resourceVersionMatch": "NotOlderThan", "allowWatchBookmarks": "true",
            ]
        ) { $0.last?.type == "BOOKMARK" }
        #expect(events.dropLast().allSatisfy { $0.type == "ADDED" })
        #expect(events.contains { $0.object[path: "metadata", "name"] == "initial" })
        #expect(
            events.last?.object[path: "metadata", "annotations", "k8s.io/initial-events-end"] == "true")
    }

    private static let watchSelector: Check = { client in
        let list = try await client.send("GET", client.configMaps)
        let path = "\(client.configMaps)/tagged"
        _ = try await client.create(client.configMaps, client.configMap("tagged"))
        for tag: JSONValue in ["on", nil] {
            _ = try await client.patch(path, ["metadata": ["labels": ["tag": tag]]], type: "merge-patch+json")
        }
        let events = try await client.watch(
            client.configMaps, ["resourceVersion": list.resourceVersion, "labelSelector": "tag=on"]
        ) { $0.count >= 2 }
        #expect(events.map(\.type) == ["ADDED", "DELETED"])
    }

    private static let listOptions: Check = { client in
        let both = try await client.send("GET", client.configMaps, ["resourceVersionMatch": "Exact"])
        #expect(both.status == 422)
        #expect(
            both.body["message"]?.stringValue?.contains(
                "resourceVersionMatch is forbidden unless resourceVersion is provided") == true)
        let initial = try await client.send("GET", client.configMaps, ["sendInitialEvents": "true"])
        #expect(initial.status == 422)
        let token = try await client.send("GET", client.configMaps, ["continue": "nonsense"])
        #expect(token.status == 400)
    }

    private static let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"

    private static func definition(group: String) -> JSONValue {
        let schema: JSONValue = [
            "type": "object", "required": ["spec"],
            "properties": [
                "spec": [
                    "type": "object", "required": ["size"],
                    "properties": [
                        "size": ["type": "integer", "minimum": 1],
                        "replicas": ["type": "integer", "format": "int32", "default": 1],
                    ],
                ],
                "status": ["type": "object", "properties": ["replicas": ["type": "integer"]]],
            ],
        ]
        return [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": .string("boats.\(group)")],
            "spec": [
                "group": .string(group), "scope": "Namespaced",
                "names": ["plural": "boats", "singular": "boat", "kind": "Boat", "listKind": "BoatList"],
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": schema],
                        "subresources": [
                            "status": [:],
                            "scale": ["specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas"],
                        ],
                    ]
                ],
            ],
        ]
    }

    private static func establish(_ group: String, _ client: ConformanceClient) async throws -> String {
        _ = try await client.create(definitions, definition(group: group))
        try await client.wait(definitions, "boats.\(group)") { object in
            (object?[path: "status", "conditions"]?.arrayValue ?? []).contains {
                $0["type"] == "Established" && $0["status"] == "True"
            }
        }
        return "/apis/\(group)/v1/namespaces/\(client.namespace)/boats"
    }

    private static func boat(_ group: String, _ spec: JSONValue) -> JSONValue {
        [
            "apiVersion": .string("\(group)/v1"), "kind": "Boat", "metadata": ["name": "b"], "spec": spec,
            "status": ["replicas": 9],
        ]
    }

    private static let customResource: Check = { client in
        let group = "\(client.namespace).kinds.example.com"
        let boats = try await establish(group, client)
        let wrong = try await client.send("POST", boats, body: boat(group, ["size": 0]))
        #expect(wrong.status == 422)
        #expect(
            wrong.body["message"]
                == .string(
                    "Boat.\(group) \"b\" is invalid: spec.size: Invalid value: 0: spec.size in body should be greater "
                        + "than or equal to 1"))
        let created = try await client.create(boats, boat(group, ["size": 2, "extra": true]))
        #expect(created.body["spec"] == ["size": 2, "replicas": 1], "defaulted and pruned")
        #expect(created.body["status"] == nil, "a creator may not set the status")
        #expect(created.body[path: "metadata", "generation"] == 1)
        let status = try await client.patch(
            "\(boats)/b/status", ["status": ["replicas": 1], "spec": ["size": 5]], type: "merge-patch+json")
        #expect(status.body[path: "status", "replicas"] == 1 && status.body[path: "spec", "size"] == 2)
        #expect(status.body[path: "metadata", "generation"] == 1)
        let scaled = try await client.patch(
            "\(boats)/b/scale", ["spec": ["replicas": 3]], type: "merge-patch+json")
        #expect(scaled.body["kind"] == "Scale" && scaled.body[path: "spec", "replicas"] == 3)
        #expect(scaled.body[path: "status", "replicas"] == 1)
        let after = try await client.send("GET", "\(boats)/b")
        #expect(after.body[path: "metadata", "generation"] == 2)
        let strategic = try await client.patch("\(boats)/b", ["spec": [:]], type: "strategic-merge-patch+json")
        #expect(strategic.status == 415)
        var unversioned = after.body
        unversioned["metadata"]?["resourceVersion"] = nil
        let refused = try await client.send("PUT", "\(boats)/b", body: unversioned)
        #expect(refused.status == 422)
        _ = try await client.send("DELETE", "\(definitions)/boats.\(group)")
    }

    private static let definitionRemoval: Check = { client in
        let group = "\(client.namespace).gone.example.com"
        let boats = try await establish(group, client)
        _ = try await client.create(boats, boat(group, ["size": 2]))
        _ = try await client.send("DELETE", "\(definitions)/boats.\(group)")
        try await client.wait(definitions, "boats.\(group)") { object in object.map { _ in false } ?? true }
        // A server may take a moment to stop serving the kind.
        let deadline = ContinuousClock.now + .seconds(30)
        var status = 200
        while status != 404, ContinuousClock.now < deadline {
            status = try await client.send("GET", boats).status
        }
        #expect(status == 404)
    }

    private static let garbageCollection: Check = { client in
        let owner = try await client.create(client.configMaps, client.configMap("owner"))
        var dependent = client.configMap("dependent")
        dependent["metadata"] = [
            "name": "dependent",
            "ownerReferences": [
                ["apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": .string(owner.uid)]
            ],
        ]
        _ = try await client.create(client.configMaps, dependent)
        _ = try await client.send("DELETE", "\(client.configMaps)/owner")
        try await client.wait(client.configMaps, "dependent") { object in object.map { _ in false } ?? true }
    }

    private static let namespaceRemoval: Check = { client in
        let name = "\(client.namespace)-gone"
        let namespace: JSONValue = ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]]
        _ = try await client.create("/api/v1/namespaces", namespace)
        let inside = "/api/v1/namespaces/\(name)/configmaps"
        _ = try await client.create(inside, client.configMap("inside"))
        let marked = try await client.send("DELETE", "/api/v1/namespaces/\(name)")
        #expect(marked.body[path: "status", "phase"] == "Terminating")
        try await client.wait("/api/v1/namespaces", name) { object in object.map { _ in false } ?? true }
        #expect(try await client.send("GET", "\(inside)/inside").status == 404)
    }
}
