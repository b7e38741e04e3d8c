import KubeCore
import Logging
import Testing

@testable import Sandbox

@Suite("Watch reader", .timeLimit(.minutes(1))) struct WatchReaderTests {
    @Test("The initial state of a watch comes in small parts, whole and in order, and ends with its bookmark")
    func initialState() async throws {
        let controlPlane = try ControlPlane(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let configMaps = GroupResource(resource: "configmaps")
        let names = (1000..<1300).map { "c\($0)" }
        for name in names {
            _ = try controlPlane.store.put(
                configMaps, ObjectKey(namespace: "default", name: name),
                [
                    "kind": "ConfigMap", "apiVersion": "v1",
                    "metadata": ["name": .string(name), "namespace": "default"],
                    "data": ["fill": .string(String(repeating: "x", count: 1000))],
                ], expecting: .absent)
        }
        let response = await controlPlane.respond(
            to: HTTPRequest(
                method: "GET", path: "/api/v1/namespaces/default/configmaps",
                query: [
                    .init("watch", "1"), .init("sendInitialEvents", "true"), .init("allowWatchBookmarks", "true"),
                    .init("resourceVersionMatch", "NotOlderThan"),
                ]), as: .administrator)
        guard case .stream(let stream) = response.body else {
            Issue.record("no stream")
            return
        }
        var found: [String] = []
        for await chunk in stream {
            #expect(chunk.count < 80_000)
            for line in chunk.split(separator: 0x0A) {
                let event = try JSONValue(parsing: Array(line))
                if event["type"] == "BOOKMARK" {
                    #expect(
                        event[path: "object", "metadata", "annotations", "k8s.io/initial-events-end"] == "true")
                    #expect(found == names)
                    return
                }
                found.append(event[path: "object", "metadata", "name"]?.stringValue ?? "")
            }
        }
    }
}
