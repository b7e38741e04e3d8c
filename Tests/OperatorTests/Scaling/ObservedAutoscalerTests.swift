import KubeCore
import Operator
import Testing

@Suite("ObservedAutoscaler")
struct ObservedAutoscalerTests {
    private static func writer(_ manager: String, _ operation: String, _ subresource: String = "") -> JSONValue {
        var entry: JSONValue = ["manager": .string(manager), "operation": .string(operation)]
        if !subresource.isEmpty { entry["subresource"] = .string(subresource) }
        return entry
    }

    @Test(
        "It is ours alone when nobody else has written it",
        arguments: [
            ([writer("trimtab", "Apply")], true),
            ([writer("trimtab", "Apply"), writer("kube-controller-manager", "Update", "status")], false),
            ([writer("trimtab", "Apply"), writer("kubectl-edit", "Update")], false),
            ([writer("trimtab", "Update")], false), ([writer("velero", "Apply")], false), ([], false),
        ] as [([JSONValue], Bool)])
    func isOursAlone(writers: [JSONValue], expected: Bool) throws {
        let object: JSONValue = [
            "metadata": ["name": "web", "namespace": "shop", "managedFields": .array(writers)],
            "spec": ["scaleTargetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "web"]],
        ]
        #expect(try ObservedAutoscaler<HorizontalKind>(json: object).isOursAlone == expected)
    }
}
