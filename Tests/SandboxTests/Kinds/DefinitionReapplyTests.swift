import KubeClient
import KubeCore
import Logging
import Sandbox
import Testing

@Suite("Definitions applied again")
struct DefinitionReapplyTests {
    @Test("A definition that is already served is applied again without a complaint, as at a second start")
    func again() async throws {
        let plane = try ControlPlane(logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let loader = ManifestLoader(client: Client(transport: plane.transport(as: .administrator)))
        for _ in 0..<2 {
            let name = try await loader.apply(BundledDefinitions.verticalPodAutoscaler, file: "built-in")
            #expect(name == "CustomResourceDefinition/verticalpodautoscalers.autoscaling.k8s.io")
        }
    }
}
