import Foundation
import HTTPServing
import KubeCore
import Logging
import Testing

@testable import Sandbox

@Suite("Data file growth") struct StoreFileGrowthTests {
    private static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private let things = GroupResource(resource: "things")
    private let path = NSTemporaryDirectory() + "store-\(UUID().uuidString)"

    private func thing(_ value: Int) -> JSONValue {
        [
            "metadata": ["name": "a"], "value": .integer(Int64(value)),
            "fill": .string(String(repeating: "x", count: 200)),
        ]
    }

    @Test("A running store's file is rewritten when it is mostly history; nothing is lost, before or after")
    func compaction() throws {
        defer { unlink(path) }
        let store = ObjectStore(window: 10)
        let file = try StoreFile.attach(path, to: store, minimumSize: 10_000, logger: Self.quiet)
        let key = ObjectKey(namespace: "ns", name: "a")
        var revision: Int64?
        func write(_ value: Int) throws {
            let expectation: ObjectStore.Expectation = revision.map { .revision($0) } ?? .absent
            revision = try store.put(things, key, thing(value), expecting: expectation).revision
        }
        try write(0)
        file.compactIfDue(store)
        let before = file.size
        for value in 1...100 { try write(value) }
        #expect(file.size > 30_000)
        file.compactIfDue(store)
        #expect(file.size < 2 * before, "\(file.size) bytes after, \(before) with one write")
        try write(101)
        #expect(try Data(contentsOf: URL(filePath: path)).count == file.size)
        let again = ObjectStore(window: 10)
        _ = try StoreFile.attach(path, to: again, logger: Self.quiet)
        #expect(again.object(things, key)?.value["value"] == 101)
        #expect(again.revision == store.revision)
    }

    @Test("Writes that come while the file is rewritten are in the new one")
    func concurrent() async throws {
        defer { unlink(path) }
        let store = ObjectStore(window: 10)
        let file = try StoreFile.attach(path, to: store, minimumSize: 1, logger: Self.quiet)
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    let key = ObjectKey(namespace: "ns", name: "w\(writer)")
                    var revision: Int64?
                    for value in 0..<300 {
                        let expectation: ObjectStore.Expectation = revision.map { .revision($0) } ?? .absent
                        revision = try? store.put(things, key, thing(value), expecting: expectation).revision
                    }
                }
            }
            group.addTask { for _ in 0..<200 { file.compactIfDue(store) } }
        }
        let again = ObjectStore(window: 10)
        _ = try StoreFile.attach(path, to: again, logger: Self.quiet)
        for writer in 0..<4 {
            #expect(again.object(things, ObjectKey(namespace: "ns", name: "w\(writer)"))?.value["value"] == 299)
        }
    }

    @Test("Tokens and certificates made before a restart are good after it, and are served by no API")
    func keys() async throws {
        defer { unlink(path) }
        var configuration = ControlPlane.Configuration()
        configuration.dataFile = path
        func token(_ plane: ControlPlane) async throws -> String {
            let response = await plane.respond(
                to: HTTPRequest(
                    method: "POST", path: "/api/v1/namespaces/default/serviceaccounts/default/token",
                    headers: ["Content-Type": "application/json"], body: Array("{}".utf8)), as: .administrator)
            guard case .bytes(let bytes) = response.body else { return "" }
            return try JSONValue(parsing: bytes)[path: "status", "token"]?.stringValue ?? ""
        }
        let text: String
        let certificate: String
        do {
            let plane = try ControlPlane(configuration: configuration, logger: Self.quiet)
            text = try await token(plane)
            certificate = try plane.keptAuthority().certificatePEM
        }
        let plane = try ControlPlane(configuration: configuration, logger: Self.quiet)
        #expect(plane.user(token: text)?.username == "system:serviceaccount:default:default")
        #expect(try plane.keptAuthority().certificatePEM == certificate)
        #expect(!plane.registry.all.contains { $0.groupResource.group.hasPrefix("internal") })
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
    }
}
