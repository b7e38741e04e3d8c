import KubeClient
import KubeCore
import Testing

/// Speaks to one API server in plain requests, for checks that must see status codes, headers and whole bodies.
struct ConformanceClient: Sendable {
    let transport: any HTTPTransport
    /// A namespace and a suffix of this run's own.
    let namespace: String

    struct Answer: Sendable {
        var status: Int
        var headers: HTTPHeaders
        var body: JSONValue

        var name: String { body[path: "metadata", "name"]?.stringValue ?? "" }
        var resourceVersion: String { body[path: "metadata", "resourceVersion"]?.stringValue ?? "" }
        var uid: String { body[path: "metadata", "uid"]?.stringValue ?? "" }
        var reason: String { body["reason"]?.stringValue ?? "" }
        var items: [JSONValue] { body["items"]?.arrayValue ?? [] }
        var itemNames: [String] { items.compactMap { $0[path: "metadata", "name"]?.stringValue } }
    }

    func send(
        _ method: String, _ path: String, _ query: KeyValuePairs<String, String> = [:], body: JSONValue? = nil,
        type: String = "application/json", accept: String = "application/json"
    ) async throws -> Answer {
        var headers: HTTPHeaders = ["Accept": accept, "User-Agent": "conformance/1"]
        if body != nil { headers.add("Content-Type", type) }
        let request = HTTPRequest(
            method: method, path: path, query: query.map { HTTPRequest.QueryItem($0.key, $0.value) }, headers: headers,
            body: body?.serialized() ?? [])
        let response = try await transport.send(request, deadline: .seconds(60), maximumBodySize: 64 << 20)
        let parsed = response.body.isEmpty ? .null : try? JSONValue(parsing: response.body)
        return Answer(status: response.status, headers: response.headers, body: parsed ?? .null)
    }

    func patch(
        _ path: String, _ body: JSONValue, type: String, _ query: KeyValuePairs<String, String> = [:]
    ) async throws -> Answer {
        try await send("PATCH", path, query, body: body, type: "application/\(type)")
    }

    var configMaps: String { "/api/v1/namespaces/\(namespace)/configmaps" }

    func configMap(_ name: String, _ data: JSONValue = ["a": "1"], labels: JSONValue? = nil) -> JSONValue {
        var metadata: JSONObject = ["name": .string(name)]
        if let labels { metadata["labels"] = labels }
        return ["apiVersion": "v1", "kind": "ConfigMap", "metadata": .object(metadata), "data": data]
    }

    @discardableResult
    func create(_ path: String, _ object: JSONValue) async throws -> Answer {
        let answer = try await send("POST", path, body: object)
        #expect(answer.status == 201, "creating at \(path): \(answer.body.serializedString())")
        return answer
    }

    // MARK: Watching

    /// Reads a watch until `isEnough` of the events seen so far, or the server ends it.
    func watch(
        _ path: String, _ query: KeyValuePairs<String, String>,
        until isEnough: @Sendable ([(type: String, object: JSONValue)]) -> Bool
    ) async throws -> [(type: String, object: JSONValue)] {
        var items = [HTTPRequest.QueryItem("watch", "true"), HTTPRequest.QueryItem("timeoutSeconds", "30")]
        items += query.map { HTTPRequest.QueryItem($0.key, $0.value) }
        let stream = try await transport.open(
            HTTPRequest(method: "GET", path: path, query: items, headers: ["Accept": "application/json"]),
            idleTimeout: .seconds(60))
        #expect(stream.status == 200)
        var splitter = WatchFrameSplitter()
        var events: [(type: String, object: JSONValue)] = []
        for try await chunk in stream.body {
            for frame in try splitter.append(chunk) {
                let json = try JSONValue(parsing: frame)
                events.append((json["type"]?.stringValue ?? "", json["object"] ?? .null))
            }
            if isEnough(events) { break }
        }
        return events
    }

    /// Waits until an object is there and as wanted, or gone when `isWanted` takes nil.
    func wait(
        _ collection: String, _ name: String, until isWanted: @escaping @Sendable (JSONValue?) -> Bool
    ) async throws {
        let current = try await send("GET", "\(collection)/\(name)")
        if isWanted(current.status == 200 ? current.body : nil) { return }
        let list = try await send("GET", collection)
        let found = list.items.first { $0[path: "metadata", "name"]?.stringValue == name }
        if isWanted(found) { return }
        let events = try await watch(
            collection,
            ["resourceVersion": list.resourceVersion, "fieldSelector": "metadata.name=\(name)"]
        ) { events in
            guard let last = events.last else { return false }
            return isWanted(Self.state(last))
        }
        #expect(events.last.map { isWanted(Self.state($0)) } == true, "waiting for \(name)")
    }

    /// The object after an event; nil when it is gone.
    private static func state(_ event: (type: String, object: JSONValue)) -> JSONValue? {
        // Not a conditional expression: `nil` would be read as the JSON value null.
        if event.type == "DELETED" { return Optional.none }
        return event.object
    }
}
