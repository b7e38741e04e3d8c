import KubeClient
import KubeCore
import Testing

@Suite("Client watches")
struct ClientWatchTests {
    static func pod(_ name: String, _ version: String) -> JSONValue {
        ["kind": "Pod", "apiVersion": "v1", "metadata": ["name": .string(name), "resourceVersion": .string(version)]]
    }

    static func line(_ event: WatchEvent) -> String { String(decoding: event.frame, as: UTF8.self) + "\n" }

    static let endOfInitial: WatchEvent = .bookmark([
        "kind": "Pod", "apiVersion": "v1",
        "metadata": ["resourceVersion": "9", "annotations": ["k8s.io/initial-events-end": "true"]],
    ])

    private func client(_ steps: [StepTransport.Step]) -> (Client, StepTransport) {
        let transport = StepTransport(steps)
        return (Client(transport: transport, options: ClientOptions(watchSeconds: 300...300)), transport)
    }

    /// All elements, and the error at the end when there was one.
    private func collect<Element: Sendable>(
        _ stream: AsyncThrowingStream<Element, any Error>
    ) async -> ([Element], APIError?) {
        var elements: [Element] = []
        do {
            for try await element in stream { elements.append(element) }
            return (elements, nil)
        } catch {
            return (elements, error as? APIError ?? APIError(.closed, attempt: "", message: "\(error)"))
        }
    }

    @Test("Events come in order, and the stream ends when the server ends it")
    func events() async {
        let events: [WatchEvent] = [
            .added(Self.pod("a", "1")), .modified(Self.pod("a", "2")), .bookmark(Self.pod("", "3")),
            .deleted(Self.pod("a", "4")),
        ]
        let text = events.map(Self.line).joined()
        let (client, transport) = client([.stream(200, [String(text.prefix(70)), String(text.dropFirst(70))])])
        let (found, error) = await collect(
            client.watch(.pods, namespace: "shop", options: WatchOptions(resourceVersion: "0")))
        #expect(found == events)
        #expect(error == nil)
        #expect(
            transport.targets == [
                "GET /api/v1/namespaces/shop/pods?watch=true&resourceVersion=0&allowWatchBookmarks=true"
                    + "&timeoutSeconds=300"
            ])
    }

    @Test("410 within the stream and as the status of the answer are the same error")
    func gone() async {
        let status = APIStatus(message: "too old resource version: 1 (5)", reason: "Expired", code: 410)
        let (streaming, _) = client([.stream(200, [Self.line(.added(Self.pod("a", "1"))), Self.line(.error(status))])])
        let (events, first) = await collect(streaming.watch(.pods))
        #expect(events == [.added(Self.pod("a", "1"))])
        #expect(first?.isGone == true)
        #expect(first?.description == "could not watch pods: too old resource version: 1 (5)")

        let (refusing, _) = client([.stream(410, [statusBody(410, "Expired", "too old resource version: 1 (5)")])])
        let (none, second) = await collect(refusing.watch(.pods))
        #expect(none.isEmpty)
        #expect(second?.isGone == true)
        #expect(second?.description == first?.description)
    }

    @Test("A broken event, an endless one and a broken connection end the watch with an error")
    func brokenEvents() async {
        let good = Self.line(.added(Self.pod("a", "1")))
        let (garbled, _) = client([.stream(200, [good, "{]\n", good])])
        let (events, error) = await collect(garbled.watch(.pods))
        #expect(events.count == 1)
        #expect(error?.code == .malformedResponse)

        let (truncated, _) = client([.stream(200, [good, "{\"type\":"])])
        #expect(await collect(truncated.watch(.pods)).1?.code == .connectionLost)

        let transport = StepTransport([.stream(200, [good, String(repeating: " ", count: 500)])])
        let bounded = Client(transport: transport, options: ClientOptions(maximumEventSize: 400))
        #expect(await collect(bounded.watch(.pods)).1?.code == .tooLarge)

        let (lost, _) = client([
            .stream(200, [good], error: APIError(.idle, attempt: "https://x", message: "nothing for 330 s"))
        ])
        #expect(
            await collect(lost.watch(.pods)).1?.description
                == "could not watch pods at https://x: nothing for 330 s")
    }

    @Test("Initial events, their end and changes come from one request where the server allows it")
    func watchList() async {
        let (client, transport) = client([
            .stream(
                200,
                [
                    Self.line(.added(Self.pod("a", "1"))), Self.line(.bookmark(Self.pod("", "2"))),
                    Self.line(.added(Self.pod("b", "3"))), Self.line(.deleted(Self.pod("a", "8"))),
                    Self.line(Self.endOfInitial), Self.line(.modified(Self.pod("b", "10"))),
                ])
        ])
        let (events, error) = await collect(client.watchList(.pods))
        #expect(
            events == [
                .initial(Self.pod("a", "1")), .initial(Self.pod("b", "3")), .change(.deleted(Self.pod("a", "8"))),
                .initialEnd(resourceVersion: "9"), .change(.modified(Self.pod("b", "10"))),
            ])
        #expect(error == nil)
        #expect(transport.targets.count == 1)
    }

    @Test("A server that refuses initial events is listed and then watched")
    func fallback() async {
        let list = """
            {"kind":"PodList","metadata":{"resourceVersion":"20"},"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}
            """
        let (client, transport) = client([
            .stream(422, [statusBody(422, "Invalid", "sendInitialEvents is forbidden for watch")]),
            .respond(200, body: list), .stream(200, [Self.line(.added(Self.pod("c", "21")))]),
        ])
        let (events, error) = await collect(
            client.watchList(.pods, options: WatchOptions(labelSelector: "x=y", resourceVersion: "3")))
        #expect(
            events == [
                .initial(["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "a"]]),
                .initial(["apiVersion": "v1", "kind": "Pod", "metadata": ["name": "b"]]),
                .initialEnd(resourceVersion: "20"), .change(.added(Self.pod("c", "21"))),
            ])
        #expect(error == nil)
        #expect(
            transport.targets == [
                "GET /api/v1/pods?watch=true&labelSelector=x%3Dy&allowWatchBookmarks=true&sendInitialEvents=true"
                    + "&resourceVersionMatch=NotOlderThan&timeoutSeconds=300",
                "GET /api/v1/pods?labelSelector=x%3Dy&limit=500",
                "GET /api/v1/pods?watch=true&labelSelector=x%3Dy&resourceVersion=20&allowWatchBookmarks=true"
                    + "&timeoutSeconds=300",
            ])
    }

    @Test("Initial events that end before their bookmark are an error, not an empty collection")
    func cutShort() async {
        let (client, _) = client([.stream(200, [Self.line(.added(Self.pod("a", "1")))])])
        let (events, error) = await collect(client.watchList(.pods))
        #expect(events == [.initial(Self.pod("a", "1"))])
        #expect(error?.code == .connectionLost)
        #expect(error?.isTransient == true)
    }
}
