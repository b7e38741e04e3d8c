import KubeCore
import Testing

@Suite("APIRequest")
struct APIRequestTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var request: HTTPRequest
        var line: String
        var body = ""
        var contentType: String?
        var testDescription: String { name }
    }

    static let key = ObjectKey(namespace: "shop", name: "web")
    static let object: JSONValue = ["metadata": ["name": "web", "namespace": "shop"]]

    static let cases = [
        Case(name: "get", request: APIRequest.get(.pods, key), line: "GET /api/v1/namespaces/shop/pods/web"),
        Case(
            name: "get a subresource of a group", request: APIRequest.get(.deployments, key, subresource: "scale"),
            line: "GET /apis/apps/v1/namespaces/shop/deployments/web/scale"),
        Case(
            name: "get a cluster-scoped object",
            request: APIRequest.get(.nodes, ObjectKey(namespace: "ignored", name: "node/1:a")),
            line: "GET /api/v1/nodes/node%2F1%3Aa"),
        Case(
            name: "list everywhere", request: APIRequest.list(.pods, options: ListOptions()), line: "GET /api/v1/pods"),
        Case(
            name: "list with everything",
            request: APIRequest.list(
                .pods, namespace: "shop",
                options: ListOptions(
                    labelSelector: "app in (a,b)", fieldSelector: "status.phase=Running", limit: 5,
                    continueToken: "a+b/=", resourceVersion: "7", resourceVersionMatch: .exact)),
            line: "GET /api/v1/namespaces/shop/pods?labelSelector=app%20in%20%28a%2Cb%29"
                + "&fieldSelector=status.phase%3DRunning&limit=5&continue=a%2Bb%2F%3D&resourceVersion=7"
                + "&resourceVersionMatch=Exact"),
        Case(
            name: "watch",
            request: APIRequest.watch(
                .pods, namespace: "shop", options: WatchOptions(resourceVersion: "9", timeoutSeconds: 300)),
            line: "GET /api/v1/namespaces/shop/pods?watch=true&resourceVersion=9&allowWatchBookmarks=true"
                + "&timeoutSeconds=300"),
        Case(
            name: "watch with initial events",
            request: APIRequest.watch(.pods, options: WatchOptions(allowBookmarks: false, sendInitialEvents: true)),
            line: "GET /api/v1/pods?watch=true&allowWatchBookmarks=true&sendInitialEvents=true"
                + "&resourceVersionMatch=NotOlderThan"),
        Case(
            name: "create",
            request: APIRequest.create(
                object, as: .pods,
                options: WriteOptions(fieldManager: "trimtab", dryRun: true, fieldValidation: .strict)),
            line: "POST /api/v1/namespaces/shop/pods?dryRun=All&fieldManager=trimtab&fieldValidation=Strict",
            body: #"{"metadata":{"name":"web","namespace":"shop"}}"#, contentType: "application/json"),
        Case(
            name: "create in a subresource",
            request: APIRequest.create(object, as: .pods, subresource: "eviction", options: WriteOptions()),
            line: "POST /api/v1/namespaces/shop/pods/web/eviction",
            body: #"{"metadata":{"name":"web","namespace":"shop"}}"#, contentType: "application/json"),
        Case(
            name: "update status",
            request: APIRequest.update(object, as: .deployments, subresource: "status", options: WriteOptions()),
            line: "PUT /apis/apps/v1/namespaces/shop/deployments/web/status",
            body: #"{"metadata":{"name":"web","namespace":"shop"}}"#, contentType: "application/json"),
        Case(
            name: "JSON patch", request: APIRequest.patch(.pods, key, .json([]), options: WriteOptions()),
            line: "PATCH /api/v1/namespaces/shop/pods/web", body: "[]", contentType: "application/json-patch+json"),
        Case(
            name: "merge patch", request: APIRequest.patch(.pods, key, .merge(["a": nil]), options: WriteOptions()),
            line: "PATCH /api/v1/namespaces/shop/pods/web", body: #"{"a":null}"#,
            contentType: "application/merge-patch+json"),
        Case(
            name: "strategic patch of scale",
            request: APIRequest.patch(.pods, key, .strategic([:]), subresource: "scale", options: WriteOptions()),
            line: "PATCH /api/v1/namespaces/shop/pods/web/scale", body: "{}",
            contentType: "application/strategic-merge-patch+json"),
        Case(
            name: "forced apply",
            request: APIRequest.patch(
                .pods, key, .apply([:], force: true), options: WriteOptions(fieldManager: "trimtab")),
            line: "PATCH /api/v1/namespaces/shop/pods/web?fieldManager=trimtab&force=true", body: "{}",
            contentType: "application/apply-patch+yaml"),
        Case(
            name: "delete", request: APIRequest.delete(.pods, key, options: DeleteOptions()),
            line: "DELETE /api/v1/namespaces/shop/pods/web"),
        Case(
            name: "delete with everything",
            request: APIRequest.delete(
                .pods, key,
                options: DeleteOptions(
                    gracePeriodSeconds: 0, propagation: .foreground, preconditionUID: "u",
                    preconditionResourceVersion: "3", dryRun: true)),
            line: "DELETE /api/v1/namespaces/shop/pods/web",
            body: #"{"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":0,"#
                + #""preconditions":{"uid":"u","resourceVersion":"3"},"propagationPolicy":"Foreground","dryRun":["All"]}"#,
            contentType: "application/json"),
        Case(
            name: "delete a collection",
            request: APIRequest.deleteCollection(
                .pods, namespace: "shop", selection: ListOptions(labelSelector: "a=b"), options: DeleteOptions()),
            line: "DELETE /api/v1/namespaces/shop/pods?labelSelector=a%3Db"),
    ]

    @Test("Each verb has the path, query, body and content type of the API", arguments: cases)
    func requests(_ example: Case) {
        #expect("\(example.request.method) \(example.request.target)" == example.line)
        #expect(String(decoding: example.request.body, as: UTF8.self) == example.body)
        #expect(example.request.headers["Content-Type"] == example.contentType)
        #expect(example.request.headers["Accept"] == "application/json")
    }

    @Test("Items of a list get the kind the server leaves out")
    func listItems() throws {
        let json = try JSONValue(
            parsing: """
                {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"10","continue":"t","remainingItemCount":3},
                "items":[{"metadata":{"name":"a"}},{"apiVersion":"x/v1","kind":"Other"},"broken"]}
                """)
        let list = try #require(ObjectList(json: json, of: ResourceType.pods.kind))
        #expect(
            list
                == ObjectList(
                    items: [
                        ["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "a"]],
                        ["apiVersion": "x/v1", "kind": "Other"], "broken",
                    ], resourceVersion: "10", continueToken: "t", remainingItemCount: 3))
    }

    @Test("A list whose items are null is empty, and other objects are no list")
    func oddLists() {
        let kind = ResourceType.pods.kind
        #expect(
            ObjectList(json: ["kind": "PodList", "items": nil, "metadata": ["continue": ""]], of: kind)
                == ObjectList(items: [], resourceVersion: ""))
        #expect(ObjectList(json: ["kind": "Pod"], of: kind) == nil)
        #expect(ObjectList(json: ["kind": "PodList", "items": 3], of: kind) == nil)
    }

    @Test("Warnings are read from their header, whatever else stands in it")
    func warnings() {
        #expect(WarningHeader.texts(#"299 - "apps/v1beta1 is deprecated""#) == ["apps/v1beta1 is deprecated"])
        #expect(
            WarningHeader.texts(
                #"299 - "a \"b\" \\ c" "Sat, 21 Nov 2026 05:33:00 GMT", 199 x "no", 299 agent "two, three""#)
                == [#"a "b" \ c"#, "two, three"])
        for broken in ["", "299", "299 -", "299 - text", #"299 - "open"#, "x"] {
            #expect(WarningHeader.texts(broken) == [], "\(broken)")
        }
        #expect(WarningHeader.texts(WarningHeader.field("say \"hi\\\"\n")) == ["say \"hi\\\""])
    }
}
