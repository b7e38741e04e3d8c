import KubeCore
import Testing

@Suite struct CustomResourceRulesTests {
    static let stored: JSONValue = [
        "metadata": ["name": "w", "generation": 3, "labels": ["a": "1"]], "spec": ["max": 1], "status": ["replicas": 1],
    ]
    static let rules = CustomResourceRules(hasStatus: true)

    @Test("A create loses its status and begins at generation 1")
    func create() {
        var object: JSONValue = ["metadata": ["name": "w"], "spec": ["max": 1], "status": ["replicas": 9]]
        Self.rules.prepareForCreate(&object)
        #expect(object == ["metadata": ["name": "w", "generation": 1], "spec": ["max": 1]])
    }

    @Test("An update keeps the status and counts changes outside of metadata")
    func update() {
        var object = Self.stored
        object["status"] = ["replicas": 9]
        object["metadata"]?["labels"] = ["a": "2"]
        Self.rules.prepareForUpdate(&object, old: Self.stored)
        #expect(object["status"] == ["replicas": 1] && object["metadata"]?["generation"] == 3)
        object["spec"] = ["max": 2]
        Self.rules.prepareForUpdate(&object, old: Self.stored)
        #expect(object["metadata"]?["generation"] == 4)
    }

    @Test("Without a status endpoint the status is a field like any other")
    func noStatus() {
        var object = Self.stored
        object["status"] = ["replicas": 9]
        CustomResourceRules(hasStatus: false).prepareForUpdate(&object, old: Self.stored)
        #expect(object["status"] == ["replicas": 9] && object["metadata"]?["generation"] == 4)
    }

    @Test("A status update changes the status alone")
    func status() {
        var object: JSONValue = [
            "metadata": ["name": "w", "labels": ["b": "2"], "managedFields": [["manager": "m"]]],
            "spec": ["max": 99], "status": ["replicas": 3],
        ]
        Self.rules.prepareForStatusUpdate(&object, old: Self.stored)
        #expect(
            object == [
                "metadata": [
                    "name": "w", "generation": 3, "labels": ["a": "1"], "managedFields": [["manager": "m"]],
                ],
                "spec": ["max": 1], "status": ["replicas": 3],
            ])
    }

    @Test("The scale is read from and written to its paths")
    func scale() throws {
        let scale = try #require(
            try CustomResourceScale(json: [
                "specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas",
                "labelSelectorPath": ".status.selector",
            ]))
        let object: JSONValue = [
            "metadata": ["name": "w", "namespace": "d", "labels": ["x": "y"]], "spec": ["replicas": 2],
            "status": ["selector": "app=w"],
        ]
        #expect(
            scale.scale(of: object) == [
                "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": ["name": "w", "namespace": "d"],
                "spec": ["replicas": 2], "status": ["replicas": 0, "selector": "app=w"],
            ])
        #expect(scale.applying(["spec": ["replicas": 5]], to: object)?["spec"]?["replicas"] == 5)
        #expect(scale.scale(of: ["spec": [:]]) == nil)
        #expect(try CustomResourceScale(json: nil) == nil)
    }
}
