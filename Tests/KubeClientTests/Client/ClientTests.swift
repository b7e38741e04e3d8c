import KubeClient
import KubeCore
import NIOConcurrencyHelpers
import Testing

@Suite("Client")
struct ClientTests {
    static let key = ObjectKey(namespace: "shop", name: "web")
    static let pod = #"{"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","namespace":"shop"}}"#

    private func client(
        _ steps: [StepTransport.Step], clock: InstantClock = InstantClock(), pageSize: Int = 2
    ) -> (Client, StepTransport) {
        let transport = StepTransport(steps)
        return (Client(transport: transport, options: ClientOptions(pageSize: pageSize, clock: clock)), transport)
    }

    // MARK: Errors

    struct ErrorCase: Sendable, CustomTestStringConvertible {
        var status: Int
        var body: String
        var description: String
        var holds: @Sendable (APIError) -> Bool
        var testDescription: String { "\(status)" }
    }

    @Test(
        "A failure says what was tried, what the server said, and what to do",
        arguments: [
            ErrorCase(
                status: 404, body: statusBody(404, "NotFound", "pods \"web\" not found"),
                description: "could not get pods shop/web: pods \"web\" not found",
                holds: { $0.isNotFound && !$0.isTransient && !$0.isConflict }),
            ErrorCase(
                status: 409, body: statusBody(409, "AlreadyExists", "pods \"web\" already exists"),
                description: "could not get pods shop/web: pods \"web\" already exists",
                holds: { $0.isAlreadyExists && !$0.isConflict }),
            ErrorCase(
                status: 409, body: statusBody(409, "Conflict", "the object has been modified"),
                description: "could not get pods shop/web: the object has been modified",
                holds: { $0.isConflict && !$0.isAlreadyExists }),
            ErrorCase(
                status: 410, body: statusBody(410, "Expired", "too old resource version"),
                description: "could not get pods shop/web: too old resource version", holds: { $0.isGone }),
            ErrorCase(
                status: 401, body: statusBody(401, "Unauthorized", "Unauthorized"),
                description: "could not get pods shop/web: Unauthorized; the server does not know these credentials: "
                    + "renew the token or certificate, or check the user",
                holds: { $0.isUnauthorized && !$0.isTransient }),
            ErrorCase(
                status: 403,
                body: statusBody(
                    403, "Forbidden", "pods \"web\" is forbidden: User \"jane\" cannot get resource \"pods\""),
                description:
                    "could not get pods shop/web: pods \"web\" is forbidden: User \"jane\" cannot get resource "
                    + "\"pods\"; allow it by a Role or ClusterRole bound to this user",
                holds: { $0.isForbidden && !$0.isTransient }),
            ErrorCase(
                status: 422, body: statusBody(422, "Invalid", "spec.x: Required value"),
                description: "could not get pods shop/web: spec.x: Required value", holds: { $0.isInvalid }),
            ErrorCase(
                status: 500, body: "<html>\noops</html>",
                description: "could not get pods shop/web: the server answered 500 InternalError: <html>",
                holds: { $0.isTransient && $0.reason == "InternalError" }),
            ErrorCase(
                status: 302, body: "", description: "could not get pods shop/web: the server answered 302",
                holds: { !$0.isTransient }),
            ErrorCase(
                status: 200, body: "{\"kind\":",
                description: "could not get pods shop/web: the answer is no JSON: unexpected end of JSON input at "
                    + "offset 8; is this a Kubernetes API?", holds: { $0.code == .malformedResponse }),
            ErrorCase(
                status: 200, body: "[]",
                description: "could not get pods shop/web: the answer is JSON but no object",
                holds: { $0.code == .malformedResponse }),
        ])
    func errors(_ example: ErrorCase) async throws {
        let (client, _) = client([.respond(example.status, body: example.body)])
        let error = await #expect(throws: APIError.self) { try await client.get(.pods, Self.key) }
        #expect(error?.description == example.description)
        #expect(error.map(example.holds) == true)
    }

    @Test("A transport's error is told with what was asked and where")
    func transportError() async throws {
        let (client, _) = client([
            .fail(APIError(.unreachable, attempt: "https://10.0.0.1:6443", message: "connection refused"))
        ])
        let error = await #expect(throws: APIError.self) { try await client.list(.deployments, namespace: "shop") }
        #expect(
            error?.description
                == "could not list deployments.apps in namespace shop at https://10.0.0.1:6443: connection refused")
        #expect(error?.isTransient == true)
    }

    @Test("Credentials that cannot be got are told with what they were for")
    func credentialError() async throws {
        let (client, _) = client([
            .fail(APIError(.credentials, attempt: "read token file /t", message: "there is no such file"))
        ])
        let error = await #expect(throws: APIError.self) { try await client.list(.pods) }
        #expect(error?.description == "could not read token file /t to list pods: there is no such file")
    }

    @Test("A name or namespace that is missing never becomes a request for a whole collection")
    func missingNames() async throws {
        let (client, transport) = client([])
        let nameless: JSONValue = ["metadata": ["namespace": "shop"]]
        await #expect(throws: APIError.self) { try await client.delete(.pods, ObjectKey(namespace: "shop", name: "")) }
        await #expect(throws: APIError.self) { try await client.delete(.pods, ObjectKey(namespace: "", name: "a")) }
        await #expect(throws: APIError.self) { try await client.update(nameless, as: .pods) }
        await #expect(throws: APIError.self) { try await client.create(["metadata": ["name": "a"]], as: .pods) }
        await #expect(throws: APIError.self) {
            try await client.get(.pods, ObjectKey(namespace: "shop", name: ""))
        }
        await #expect(throws: APIError.self) {
            try await client.create(nameless, as: .pods, subresource: "eviction")
        }
        #expect(transport.requests.isEmpty)
    }

    // MARK: Retries

    @Test("429 with Retry-After is waited for, for every verb, and then given up")
    func tooManyRequests() async throws {
        let clock = InstantClock()
        let busy = StepTransport.Step.respond(
            429, headers: ["Retry-After": "2"], body: statusBody(429, "TooManyRequests", "slow down"))
        let object = try JSONValue(parsing: Self.pod)
        let (client, transport) = client([busy, busy, .respond(201, body: Self.pod)], clock: clock)
        #expect(try await client.create(object, as: .pods) == object)
        #expect(clock.sleeps == [.seconds(2), .seconds(2)])
        #expect(transport.requests.count == 3)

        let (tired, other) = self.client([busy, busy, busy, busy])
        let error = await #expect(throws: APIError.self) { try await tired.create(object, as: .pods) }
        #expect(error?.isTooManyRequests == true)
        #expect(error?.retryAfter == .seconds(2))
        #expect(other.requests.count == 4)
    }

    @Test("503 is tried again for what may be repeated, and not for a create or a JSON patch")
    func unavailable() async throws {
        let clock = InstantClock()
        let down = StepTransport.Step.respond(503, body: "")
        let (client, _) = client([down, down, .respond(200, body: Self.pod)], clock: clock)
        _ = try await client.get(.pods, Self.key)
        #expect(clock.sleeps == [.milliseconds(250), .milliseconds(500)])

        let object = try JSONValue(parsing: Self.pod)
        let (creating, created) = self.client([down])
        await #expect(throws: APIError.self) { try await creating.create(object, as: .pods) }
        #expect(created.requests.count == 1)
        let (patching, patched) = self.client([down])
        await #expect(throws: APIError.self) { try await patching.patch(.pods, Self.key, .json([])) }
        #expect(patched.requests.count == 1)
        let (applying, applied) = self.client([down, .respond(200, body: Self.pod)])
        _ = try await applying.patch(
            .pods, Self.key, .apply([:], force: true), options: WriteOptions(fieldManager: "trimtab"))
        #expect(applied.requests.count == 2)
    }

    @Test(
        "The policy waits as the table says",
        arguments: [
            (429, Duration.seconds(3), RetryPolicy.Repeatability.once, 1, Duration.seconds(3)),
            (429, nil, .read, 1, nil),
            (429, .seconds(11), .read, 1, nil),
            (429, .seconds(3), .read, 4, nil),
            (503, nil, .idempotent, 3, .seconds(1)),
            (503, .seconds(5), .idempotent, 1, .seconds(5)),
            (503, .seconds(5), .once, 1, nil),
            (500, .seconds(1), .read, 1, .seconds(1)),
            (500, nil, .read, 1, nil),
            (404, .seconds(1), .read, 1, nil),
            (409, .seconds(1), .read, 1, nil),
        ] as [(Int, Duration?, RetryPolicy.Repeatability, Int, Duration?)])
    func policy(
        status: Int, retryAfter: Duration?, repeatability: RetryPolicy.Repeatability, attempt: Int, expected: Duration?
    ) {
        let error = APIError(
            status: APIStatus(message: "", reason: "", code: status), retryAfter: retryAfter)
        #expect(RetryPolicy().wait(after: error, attempt: attempt, repeatability) == expected)
    }

    @Test("A broken connection is tried again for reads, once for what may be repeated, never for a create")
    func connectionLost() {
        let lost = APIError(.connectionLost, attempt: "", message: "")
        #expect(RetryPolicy().wait(after: lost, attempt: 2, .read) == .milliseconds(500))
        #expect(RetryPolicy().wait(after: lost, attempt: 1, .idempotent) == .zero)
        #expect(RetryPolicy().wait(after: lost, attempt: 2, .idempotent) == nil)
        #expect(RetryPolicy().wait(after: lost, attempt: 1, .once) == nil)
        #expect(RetryPolicy().wait(after: APIError(.unreachable, attempt: "", message: ""), attempt: 1, .read) == nil)
    }

    // MARK: Warnings and metrics

    @Test("A write does not read the answer of a success, and throws what the server says of a failure")
    func writes() async throws {
        let type = ResourceType("v1", "Pod", plural: "pods")
        let (client, transport) = client([
            .respond(200, body: "an answer nobody reads"),
            .respond(409, body: statusBody(409, "Conflict", "the object has been modified")),
        ])
        let options = WriteOptions(fieldManager: "test")
        let patch = Patch.merge(["spec": ["replicas": 3]])
        try await client.write(type, Self.key, patch, subresource: "status", options: options)
        await #expect { try await client.write(type, Self.key, patch) } throws: {
            ($0 as? APIError)?.isConflict == true
        }
        #expect(
            transport.targets.first == "PATCH /api/v1/namespaces/shop/pods/web/status?fieldManager=test")
        #expect(transport.requests.first?.body == Array(#"{"spec":{"replicas":3}}"#.utf8))
    }

    @Test("Warnings and attempts are reported")
    func reports() async throws {
        let warnings = NIOLockedValueBox<[ServerWarning]>([])
        let records = NIOLockedValueBox<[String]>([])
        let transport = StepTransport([
            .respond(
                200, headers: ["Warning": #"299 - "one", 299 - "two""#, "warning": #"299 - "three""#], body: Self.pod),
            .fail(APIError(.timedOut, attempt: "", message: "late")),
        ])
        let client = Client(
            transport: transport,
            options: ClientOptions(
                onWarning: { warning in warnings.withLockedValue { $0.append(warning) } },
                onAttempt: { record in
                    records.withLockedValue { $0.append("\(record.verb) \(record.resource) \(record.statusCode)") }
                }))
        _ = try await client.get(.pods, Self.key, subresource: "status")
        await #expect(throws: APIError.self) { try await client.list(.deployments) }
        #expect(
            warnings.withLockedValue(\.self)
                == ["one", "two", "three"].map { ServerWarning(text: $0, attempt: "get pods/status shop/web") })
        #expect(records.withLockedValue(\.self) == ["get pods 200", "list deployments.apps 0"])
    }

    // MARK: Lists

    private func page(_ names: [String], version: String, token: String? = nil) -> StepTransport.Step {
        let items = names.map { #"{"metadata":{"name":"\#($0)"}}"# }.joined(separator: ",")
        let next = token.map { #","continue":"\#($0)""# } ?? ""
        return .respond(
            200, body: #"{"kind":"PodList","metadata":{"resourceVersion":"\#(version)"\#(next)},"items":[\#(items)]}"#)
    }

    private func names(_ list: ObjectList) -> [String] {
        list.items.map { $0[path: "metadata", "name"]?.stringValue ?? "?" }
    }

    @Test("A list is read page by page to its end")
    func paging() async throws {
        let (client, transport) = client([
            page(["a", "b"], version: "7", token: "t1"), page(["c", "d"], version: "7", token: "t2"),
            page(["e"], version: "7"),
        ])
        let list = try await client.listAll(
            .pods, namespace: "shop", options: ListOptions(labelSelector: "x=y", resourceVersion: "5"))
        #expect(names(list) == ["a", "b", "c", "d", "e"])
        #expect(list.resourceVersion == "7")
        #expect(list.continueToken == nil)
        #expect(
            transport.targets == [
                "GET /api/v1/namespaces/shop/pods?labelSelector=x%3Dy&limit=2&resourceVersion=5",
                "GET /api/v1/namespaces/shop/pods?labelSelector=x%3Dy&limit=2&continue=t1",
                "GET /api/v1/namespaces/shop/pods?labelSelector=x%3Dy&limit=2&continue=t2",
            ])
    }

    @Test("A list whose snapshot is forgotten between pages is read once more in one page")
    func expiredContinue() async throws {
        let (client, transport) = client([
            page(["a", "b"], version: "7", token: "t1"), .respond(410, body: statusBody(410, "Expired", "too old")),
            page(["b", "c", "d"], version: "9"),
        ])
        let list = try await client.listAll(.pods)
        #expect(names(list) == ["b", "c", "d"])
        #expect(list.resourceVersion == "9")
        #expect(transport.targets.last == "GET /api/v1/pods")
    }

    @Test("An answer that is no list is refused")
    func noList() async throws {
        let (client, _) = client([.respond(200, body: Self.pod)])
        let error = await #expect(throws: APIError.self) { try await client.list(.pods) }
        #expect(error?.message == "the answer should be a list but its kind is Pod")
    }

    @Test("raw returns whatever is answered, once")
    func raw() async throws {
        let (client, _) = client([.respond(503, body: "down")])
        let response = try await client.raw(HTTPRequest(method: "GET", path: "/healthz"))
        #expect(response == HTTPResponse(status: 503, body: Array("down".utf8)))
    }
}
