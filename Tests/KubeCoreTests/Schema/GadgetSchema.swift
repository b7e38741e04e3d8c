import KubeCore

/// A custom resource's schema that has a bit of everything, for the suites of this folder and of Apply.
enum Gadget {
    static let kind = GroupVersionKind(group: "test.trimtab.dev", version: "v1", kind: "Gadget")

    static let item = Schema.object(
        [
            "name": .string(minLength: 1), "weight": .integer(),
            "protocol": .string(default: "TCP"),
        ], required: ["name"])

    static let spec = Schema(
        type: .object,
        properties: [
            "replicas": .integer(format: "int32", minimum: 0, default: 1),
            "min": .integer(minimum: 0),
            "max": .integer(maximum: 100),
            "mode": .string(enum: ["Auto", "Off"], default: "Auto"),
            "size": .intOrString(),
            "window": .string(pattern: "^[0-9]+(s|m|h)$"),
            "items": .array(of: item, listType: .map, keys: ["name"], maxItems: 4),
            "tags": .array(of: .string(), listType: .set),
            "args": .array(of: .string()),
            "limits": .map(of: .integer()),
            "place": Schema(
                type: .object, properties: ["x": .integer(), "y": .integer()], mapType: .atomic),
            "extra": .anyObject(),
            "note": Schema(type: .string, nullable: true),
        ],
        required: ["min", "max"],
        validations: [Schema.ValidationRule(rule: "self.min <= self.max", message: "min must not exceed max")])

    static let status = Schema.object([
        "replicas": .integer(),
        "conditions": .array(
            of: .object(
                [
                    "type": .string(), "status": .string(),
                    "lastTransitionTime": .string(format: "date-time"),
                ], required: ["type", "status"]), listType: .map, keys: ["type"]),
    ])

    static let schema = Schema.object(["spec": spec, "status": status], required: ["spec"])
}
