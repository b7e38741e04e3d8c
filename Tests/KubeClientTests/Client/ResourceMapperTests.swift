import KubeCore
import TestSupport
import Testing

@testable import KubeClient

/// Holds requests until it is opened.
private final class ManualGate: Sendable {
    private let stream: AsyncStream<Void>
    private let sink: AsyncStream<Void>.Continuation

    init() {
        (stream, sink) = AsyncStream.makeStream()
    }

    func open() { sink.finish() }
    func wait() async { for await _ in stream {} }
}

private struct HeldTransport: HTTPTransport {
    let base: StepTransport
    let gate: ManualGate

    func send(_ request: HTTPRequest, deadline: Duration, maximumBodySize: Int) async throws -> HTTPResponse {
        await gate.wait()
        return try await base.send(request, deadline: deadline, maximumBodySize: maximumBodySize)
    }

    func open(_ request: HTTPRequest, idleTimeout: Duration) async throws -> HTTPStream {
        try await base.open(request, idleTimeout: idleTimeout)
    }
}

@Suite("ResourceMapper")
struct ResourceMapperTests {
    private static func groups(_ kinds: [String], stale: Bool = false) -> String {
        let resources = kinds.map {
            """
            {"resource":"\($0.lowercased())s","responseKind":{"group":"x.test","version":"v1","kind":"\($0)"},\
            "scope":"Namespaced","verbs":["get"]}
            """
        }
        let freshness = stale ? "Stale" : "Current"
        return """
            {"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"x.test"},"versions":[
            {"version":"v1","freshness":"\(freshness)","resources":[\(resources.joined(separator: ","))]}]}]}
            """
    }

    private static let core = #"{"kind":"APIGroupDiscoveryList","items":[]}"#
    private static func kind(_ name: String) -> GroupVersionKind {
        GroupVersionKind(group: "x.test", version: "v1", kind: name)
    }

    @Test("The catalog is read once, and again only for what is missing and not too often")
    func rereads() async throws {
        let clock = ManualClock()
        let transport = StepTransport([
            .respond(200, body: Self.core), .respond(200, body: Self.groups(["Old"])),
            .respond(200, body: Self.core), .respond(200, body: Self.groups(["Old", "New"])),
        ])
        let mapper = ResourceMapper(
            client: Client(transport: transport), minimumInterval: .seconds(10), clock: clock)
        #expect(try await mapper.resource(of: Self.kind("Old"))?.type.plural == "olds")
        #expect(try await mapper.resource(group: "x.test", kind: "Old")?.type.plural == "olds")
        #expect(try await mapper.resource(of: Self.kind("New")) == nil)
        #expect(transport.requests.count == 2)
        clock.advance(by: .seconds(10))
        #expect(try await mapper.resource(named: "news.x.test")?.type.kind == Self.kind("New"))
        #expect(transport.requests.count == 4)
    }

    @Test("All who ask at the same time share one reading")
    func sharedReading() async throws {
        let transport = StepTransport([.respond(200, body: Self.core), .respond(200, body: Self.groups(["Old"]))])
        let mapper = ResourceMapper(client: Client(transport: transport))
        try await withThrowingTaskGroup(of: ServedResource?.self) { group in
            for _ in 0..<50 { group.addTask { try await mapper.resource(of: Self.kind("Old")) } }
            for try await found in group { #expect(found?.type.plural == "olds") }
        }
        #expect(transport.requests.count == 2)
    }

    @Test("All who ask while a reading fails are told so, and the server is not asked again by each")
    func sharedFailure() async throws {
        let down = StepTransport.Step.respond(403, body: statusBody(403, "Forbidden", "no"))
        let asked = ManualGate()
        let transport = HeldTransport(base: StepTransport([down, down]), gate: asked)
        let mapper = ResourceMapper(client: Client(transport: transport))
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    do {
                        _ = try await mapper.resource(of: Self.kind("Old"))
                        return false
                    } catch {
                        return (error as? APIError)?.isForbidden == true
                    }
                }
            }
            while await mapper.waitingCount < 19 { await Task.yield() }
            asked.open()
            for try await isForbidden in group { #expect(isForbidden) }
        }
    }

    @Test("A version the server cannot tell of is an error, not an unknown kind")
    func stale() async throws {
        let transport = StepTransport([
            .respond(200, body: Self.core), .respond(200, body: Self.groups([], stale: true)),
        ])
        let mapper = ResourceMapper(client: Client(transport: transport))
        let error = await #expect(throws: APIError.self) { try await mapper.resource(of: Self.kind("Old")) }
        #expect(
            error?.description
                == "could not discover what x.test/v1 serves: the server behind x.test/v1 does not answer; "
                + "look at its APIService")
        #expect(error?.isTransient == true)
    }
}
