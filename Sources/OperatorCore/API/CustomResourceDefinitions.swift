package import KubeCore

/// The CRDs of our kinds, made from the Swift types.
package enum CustomResourceDefinitions {
    /// All of them, by file name.
    package static var files: [(name: String, definition: JSONValue)] {
        [("trimtab.dev_scalingpolicies.yaml", scalingPolicies)]
    }

    package static var scalingPolicies: JSONValue {
        definition(
            of: TrimtabAPI.scalingPolicies, singular: "scalingpolicy", shortNames: ["sp"],
            schema: ScalingPolicy.schema,
            columns: [
                column("Target", "string", ".spec.targetRef.name", "The workload that is scaled."),
                column("Engine", "string", ".status.engine", "Who changes the count."),
                column("Min", "integer", ".status.replicas.min", "The fewest replicas allowed now."),
                column("Max", "integer", ".status.replicas.max", "The most replicas allowed now."),
                column("Replicas", "integer", ".status.replicas.current", "Replicas now."),
                column("Desired", "integer", ".status.replicas.desired", "Replicas wanted."),
                column("Ready", "string", #".status.conditions[?(@.type=="Ready")].status"#, "Whether it works."),
                column(
                    "Reason", "string", #".status.conditions[?(@.type=="Ready")].reason"#, "Why it works or not."),
                column("Mode", "string", ".spec.mode", "Enforce, DryRun or Off.", priority: 1),
                column("Last", "string", ".status.decisions[0].reason", "Why it last changed.", priority: 1),
                column("Age", "date", ".metadata.creationTimestamp", nil),
            ])
    }

    private static func definition(
        of type: ResourceType, singular: String, shortNames: [JSONValue], schema: Schema, columns: [JSONValue]
    ) -> JSONValue {
        [
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": ["name": .string(type.resource.groupResource)],
            "spec": [
                "group": .string(type.kind.group),
                "names": [
                    "categories": ["all", "trimtab"],
                    "kind": .string(type.kind.kind),
                    "listKind": .string("\(type.kind.kind)List"),
                    "plural": .string(type.plural),
                    "shortNames": .array(shortNames),
                    "singular": .string(singular),
                ],
                "scope": "Namespaced",
                "versions": [
                    [
                        "additionalPrinterColumns": .array(columns),
                        "name": .string(type.kind.version),
                        "schema": ["openAPIV3Schema": schema.json],
                        "served": true,
                        "storage": true,
                        "subresources": ["status": [:]],
                    ]
                ],
            ],
        ]
    }

    private static func column(
        _ name: String, _ type: String, _ path: String, _ description: String?, priority: Int64 = 0
    ) -> JSONValue {
        var column: JSONObject = ["name": .string(name), "type": .string(type), "jsonPath": .string(path)]
        if let description { column["description"] = .string(description) }
        if priority > 0 { column["priority"] = .integer(priority) }
        return .object(column)
    }
}
