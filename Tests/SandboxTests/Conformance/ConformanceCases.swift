import KubeCore
import Testing

/// What any Kubernetes API server does, written from the Kubernetes API documentation ("API concepts",
/// "Server-Side Apply", "Custom resources"). Each check stands alone in its namespace.
enum ConformanceCases {
    typealias Check = @Sendable (ConformanceClient) async throws -> Void

    static let all: [(name: String, check: Check)] = [
        ("an object lives from create to delete", objectLife),
        ("a stale resourceVersion is refused with 409", optimisticLock),
        ("names are generated, unique and valid", names),
        ("a namespace must exist", missingNamespace),
        ("lists come in pages of one revision", paging),
        ("selectors choose by labels and fields", selectors),
        ("merge, JSON and strategic patches change an object", patches),
        ("appliers own what they apply, and conflict", serverSideApply),
        ("a dry run changes nothing", dryRun),
        ("unknown fields are refused or warned of", fieldValidation),
        ("finalizers hold an object", finalizers),
        ("deletion obeys preconditions", preconditions),
        ("a collection is deleted by selector", deleteCollection),
        ("media types are negotiated", negotiation),
        ("a table and bare metadata can be asked for", shapes),
        ("an access review tells what is allowed", accessReview),
        ("discovery names what is served", discovery),
    ]

    private static let objectLife: Check = { client in
        let created = try await client.create(client.configMaps, client.configMap("life"))
        #expect(!created.uid.isEmpty && !created.resourceVersion.isEmpty)
        #expect(created.body[path: "metadata", "creationTimestamp"]?.stringValue != nil)
        let again = try await client.send("POST", client.configMaps, body: client.configMap("life"))
        #expect(again.status == 409 && again.reason == "AlreadyExists")
        #expect(again.body["message"] == "configmaps \"life\" already exists")
        var changed = created.body
        changed["data"] = ["a": "2"]
        let updated = try await client.send("PUT", "\(client.configMaps)/life", body: changed)
        #expect(updated.status == 200 && updated.resourceVersion != created.resourceVersion)
        #expect(updated.uid == created.uid)
        let same = try await client.send("PUT", "\(client.configMaps)/life", body: updated.body)
        #expect(same.resourceVersion == updated.resourceVersion, "an update without a change writes nothing")
        let deleted = try await client.send("DELETE", "\(client.configMaps)/life")
        #expect(deleted.status == 200 && deleted.body["status"] == "Success")
        let missing = try await client.send("GET", "\(client.configMaps)/life")
        #expect(missing.status == 404 && missing.body["message"] == "configmaps \"life\" not found")
        #expect(missing.body["details"] == ["name": "life", "kind": "configmaps"])
    }

    private static let optimisticLock: Check = { client in
        let first = try await client.create(client.configMaps, client.configMap("lock"))
        var mine = first.body
        mine["data"] = ["a": "mine"]
        _ = try await client.patch("\(client.configMaps)/lock", ["data": ["b": "1"]], type: "merge-patch+json")
        let refused = try await client.send("PUT", "\(client.configMaps)/lock", body: mine)
        #expect(refused.status == 409 && refused.reason == "Conflict")
        #expect(
            refused.body["message"]
                == """
                Operation cannot be fulfilled on configmaps "lock": the object has been modified; please apply your \
                changes to the latest version and try again
                """)
    }

    private static let names: Check = { client in
        var object = client.configMap("x")
        object["metadata"] = ["generateName": "gen-"]
        let one = try await client.create(client.configMaps, object)
        let two = try await client.create(client.configMaps, object)
        #expect(one.name != two.name && one.name.hasPrefix("gen-") && one.name.count == 9)
        let bad = try await client.send("POST", client.configMaps, body: client.configMap("Not_Valid"))
        #expect(bad.status == 422 && bad.reason == "Invalid")
        #expect(bad.body[path: "details", "causes"]?[0]?["field"] == "metadata.name")
    }

    private static let missingNamespace: Check = { client in
        let path = "/api/v1/namespaces/\(client.namespace)-missing/configmaps"
        let refused = try await client.send("POST", path, body: client.configMap("x"))
        #expect(refused.status == 404)
        #expect(refused.body["message"] == .string("namespaces \"\(client.namespace)-missing\" not found"))
        var elsewhere = client.configMap("x")
        elsewhere["metadata"] = ["name": "x", "namespace": "other"]
        let mismatch = try await client.send("POST", client.configMaps, body: elsewhere)
        #expect(mismatch.status == 400 && mismatch.reason == "BadRequest")
    }

    private static let paging: Check = { client in
        for index in 0..<5 {
            _ = try await client.create(
                client.configMaps, client.configMap("page-\(index)", labels: ["set": "page"]))
        }
        let first = try await client.send("GET", client.configMaps, ["limit": "2", "labelSelector": "set=page"])
        #expect(first.itemNames == ["page-0", "page-1"])
        let token = first.body[path: "metadata", "continue"]?.stringValue ?? ""
        #expect(!token.isEmpty)
        // Pages show one moment: what goes meanwhile is still on the next page.
        _ = try await client.send("DELETE", "\(client.configMaps)/page-3")
        let second = try await client.send(
            "GET", client.configMaps, ["limit": "2", "labelSelector": "set=page", "continue": token])
        #expect(second.itemNames == ["page-2", "page-3"])
        #expect(second.resourceVersion == first.resourceVersion)
        let last = try await client.send(
            "GET", client.configMaps,
            [
                "limit": "2", "labelSelector": "set=page",
                "continue": second.body[path: "metadata", "continue"]?.stringValue ?? "",
            ])
        #expect(last.itemNames == ["page-4"])
        let end = last.body[path: "metadata", "continue"]?.stringValue
        #expect(end == nil || end == "")
    }

    private static let selectors: Check = { client in
        for (name, tier) in [("sel-a", "gold"), ("sel-b", "silver")] {
            _ = try await client.create(
                client.configMaps, client.configMap(name, labels: ["tier": .string(tier), "set": "sel"]))
        }
        let expected: [(selector: String, names: [String])] = [
            ("tier=gold,set=sel", ["sel-a"]), ("tier in (gold,silver),set=sel", ["sel-a", "sel-b"]),
            ("tier!=gold,set=sel", ["sel-b"]), ("!tier,set=sel", []),
        ]
        for (selector, names) in expected {
            let list = try await client.send("GET", client.configMaps, ["labelSelector": selector])
            #expect(list.itemNames == names, "\(selector)")
        }
        let byName = try await client.send("GET", client.configMaps, ["fieldSelector": "metadata.name=sel-b"])
        #expect(byName.itemNames == ["sel-b"])
        let unknown = try await client.send("GET", client.configMaps, ["fieldSelector": "data.a=1"])
        #expect(unknown.status == 400)
    }

    private static let patches: Check = { client in
        let path = "\(client.configMaps)/patched"
        _ = try await client.create(client.configMaps, client.configMap("patched", ["a": "1", "b": "2"]))
        let merged = try await client.patch(path, ["data": ["b": nil, "c": "3"]], type: "merge-patch+json")
        #expect(merged.status == 200 && merged.body["data"] == ["a": "1", "c": "3"])
        let steps: JSONValue = [
            ["op": "test", "path": "/data/a", "value": "1"], ["op": "replace", "path": "/data/a", "value": "9"],
        ]
        let json = try await client.patch(path, steps, type: "json-patch+json")
        #expect(json.body["data"] == ["a": "9", "c": "3"])
        let failed = try await client.patch(path, steps, type: "json-patch+json")
        #expect(failed.status == 422 && failed.reason == "Invalid")
        let strategic = try await client.patch(path, ["data": ["d": "4"]], type: "strategic-merge-patch+json")
        #expect(strategic.body[path: "data", "d"] == "4")
        let unknown = try await client.patch(path, ["data": [:]], type: "unknown+json")
        #expect(unknown.status == 415)
    }

    private static let serverSideApply: Check = { client in
        let path = "\(client.configMaps)/applied"
        func apply(_ data: JSONValue, by manager: String, force: Bool = false) async throws -> ConformanceClient.Answer
        {
            try await client.patch(
                path, client.configMap("applied", data), type: "apply-patch+yaml",
                ["fieldManager": manager, "force": force ? "true" : "false"])
        }
        #expect(try await apply(["a": "1", "b": "1"], by: "one").status == 201)
        let conflict = try await apply(["a": "2"], by: "two")
        #expect(conflict.status == 409)
        #expect(conflict.body["message"] == "Apply failed with 1 conflict: conflict with \"one\": .data.a")
        let forced = try await apply(["a": "2"], by: "two", force: true)
        #expect(forced.status == 200 && forced.body["data"] == ["a": "2", "b": "1"])
        let withdrawn = try await apply([:], by: "one")
        #expect(withdrawn.body["data"] == ["a": "2"], "what an applier no longer applies goes")
        let nameless = try await client.patch(path, client.configMap("applied"), type: "apply-patch+yaml")
        #expect(nameless.status == 422 || nameless.status == 400)
    }

    private static let dryRun: Check = { client in
        let created = try await client.send(
            "POST", client.configMaps, ["dryRun": "All"], body: client.configMap("dry"))
        #expect(created.status == 201 && !created.uid.isEmpty)
        #expect(try await client.send("GET", "\(client.configMaps)/dry").status == 404)
        _ = try await client.create(client.configMaps, client.configMap("dry"))
        let deleted = try await client.send("DELETE", "\(client.configMaps)/dry", ["dryRun": "All"])
        #expect(deleted.status == 200)
        #expect(try await client.send("GET", "\(client.configMaps)/dry").status == 200)
    }

    private static let fieldValidation: Check = { client in
        var object = client.configMap("unknown")
        object["typo"] = 1
        let strict = try await client.send("POST", client.configMaps, ["fieldValidation": "Strict"], body: object)
        #expect(strict.status == 400)
        #expect(strict.body["message"]?.stringValue?.contains("unknown field \"typo\"") == true)
        let warned = try await client.send("POST", client.configMaps, ["fieldValidation": "Warn"], body: object)
        #expect(warned.status == 201 && warned.body["typo"] == nil)
        #expect(warned.headers["Warning"]?.contains("unknown field") == true)
    }

    private static let finalizers: Check = { client in
        var object = client.configMap("held")
        object["metadata"] = ["name": "held", "finalizers": ["example.com/hold"]]
        _ = try await client.create(client.configMaps, object)
        let path = "\(client.configMaps)/held"
        let marked = try await client.send("DELETE", path)
        #expect(marked.status == 200 && marked.body[path: "metadata", "deletionTimestamp"]?.stringValue != nil)
        let more = try await client.patch(
            path, ["metadata": ["finalizers": ["example.com/hold", "example.com/more"]]], type: "merge-patch+json")
        #expect(more.status == 422)
        let released = try await client.patch(path, ["metadata": ["finalizers": nil]], type: "merge-patch+json")
        #expect(released.status == 200)
        #expect(try await client.send("GET", path).status == 404)
    }

    private static let preconditions: Check = { client in
        let created = try await client.create(client.configMaps, client.configMap("precious"))
        let options: JSONValue = [
            "kind": "DeleteOptions", "apiVersion": "v1", "preconditions": ["uid": "another"],
        ]
        let refused = try await client.send("DELETE", "\(client.configMaps)/precious", body: options)
        #expect(refused.status == 409)
        let allowed: JSONValue = [
            "kind": "DeleteOptions", "apiVersion": "v1", "preconditions": ["uid": .string(created.uid)],
        ]
        #expect(try await client.send("DELETE", "\(client.configMaps)/precious", body: allowed).status == 200)
    }

    private static let deleteCollection: Check = { client in
        for name in ["many-a", "many-b"] {
            _ = try await client.create(client.configMaps, client.configMap(name, labels: ["set": "many"]))
        }
        _ = try await client.create(client.configMaps, client.configMap("many-c"))
        let deleted = try await client.send("DELETE", client.configMaps, ["labelSelector": "set=many"])
        #expect(deleted.status == 200)
        #expect(try await client.send("GET", "\(client.configMaps)/many-a").status == 404)
        #expect(try await client.send("GET", "\(client.configMaps)/many-c").status == 200)
    }

    private static let negotiation: Check = { client in
        let path = "/api/v1/namespaces/\(client.namespace)"
        #expect(try await client.send("GET", path, accept: "text/html").status == 406)
        let refused = try await client.send(
            "POST", client.configMaps, body: client.configMap("media"), type: "text/plain")
        #expect(refused.status == 415 && refused.reason == "UnsupportedMediaType")
        let yaml = try await client.send(
            "POST", client.configMaps, body: client.configMap("yaml"), type: "application/yaml")
        #expect(yaml.status == 201, "JSON is YAML")
        let fallback = try await client.send(
            "GET", path, accept: "application/unknown;q=1, application/json;q=0.5")
        #expect(fallback.status == 200)
    }

    private static let shapes: Check = { client in
        _ = try await client.create(client.configMaps, client.configMap("shape"))
        let table = try await client.send(
            "GET", client.configMaps, accept: "application/json;as=Table;v=v1;g=meta.k8s.io")
        #expect(table.body["kind"] == "Table" && table.body["columnDefinitions"]?[0]?["name"] == "Name")
        #expect((table.body["rows"]?.arrayValue ?? []).contains { $0["cells"]?[0] == "shape" })
        let partial = try await client.send(
            "GET", "\(client.configMaps)/shape",
            accept: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io")
        #expect(partial.body["kind"] == "PartialObjectMetadata" && partial.body["data"] == nil)
        #expect(partial.name == "shape")
    }

    private static let accessReview: Check = { client in
        let review: JSONValue = [
            "kind": "SelfSubjectAccessReview", "apiVersion": "authorization.k8s.io/v1",
            "spec": [
                "resourceAttributes": [
                    "namespace": .string(client.namespace), "verb": "create", "resource": "configmaps",
                ]
            ],
        ]
        let answer = try await client.send(
            "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", body: review)
        #expect(answer.status == 201 && answer.body[path: "status", "allowed"] == true)
    }

    private static let discovery: Check = { client in
        let groups = try await client.send("GET", "/apis")
        let names = (groups.body["groups"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
        #expect(Set(names).isSuperset(of: ["apps", "autoscaling", "apiextensions.k8s.io"]))
        let core = try await client.send("GET", "/api/v1")
        let resources = (core.body["resources"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
        #expect(Set(resources).isSuperset(of: ["pods", "configmaps", "namespaces/finalize"]))
        let aggregated = try await client.send(
            "GET", "/apis", accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
        #expect(aggregated.body["kind"] == "APIGroupDiscoveryList")
        #expect(aggregated.headers["ETag"] != nil)
        #expect(try await client.send("GET", "/apis/nosuch.example.com/v1/things").status == 404)
    }
}
