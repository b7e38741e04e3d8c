import KubeCore

/// A kind of the tests' own: `spec.size` must be an integer.
struct Widget: KubeObject, Hashable {
    static let resourceType = ResourceType("example.com/v1", "Widget", plural: "widgets")

    struct ShapeError: Error, CustomStringConvertible {
        let description: String
    }

    var metadata: ObjectMeta
    var size: Int64

    init(json: JSONValue) throws {
        metadata = ObjectMeta(json: json["metadata"] ?? .null)
        guard let size = json[path: "spec", "size"]?.int64Value else {
            throw ShapeError(description: "spec.size is no integer")
        }
        self.size = size
    }

    static func json(_ name: String, size: JSONValue = 1, version: String = "1", color: String = "red") -> JSONValue {
        [
            "apiVersion": "example.com/v1", "kind": "Widget",
            "metadata": [
                "name": .string(name), "namespace": "default", "resourceVersion": .string(version),
                "labels": ["color": .string(color)],
            ],
            "spec": ["size": size],
        ]
    }

    static func key(_ name: String) -> ObjectKey { ObjectKey(namespace: "default", name: name) }

    static func list(_ items: [JSONValue], version: String, continueToken: String? = nil) -> JSONValue {
        var metadata: JSONValue = ["resourceVersion": .string(version)]
        if let continueToken { metadata["continue"] = .string(continueToken) }
        return [
            "apiVersion": "example.com/v1", "kind": "WidgetList", "metadata": metadata, "items": .array(items),
        ]
    }

    static func bookmark(_ version: String, endsInitialEvents: Bool = false) -> WatchEvent {
        var metadata: JSONValue = ["resourceVersion": .string(version)]
        if endsInitialEvents { metadata["annotations"] = ["k8s.io/initial-events-end": "true"] }
        return .bookmark(["apiVersion": "example.com/v1", "kind": "Widget", "metadata": metadata])
    }
}
