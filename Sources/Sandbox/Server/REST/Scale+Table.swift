import KubeCore

extension Scale {
    /// The view as `kubectl get --subresource=scale` prints it.
    static func table(_ scale: JSONValue, version: String, now: Timestamp) -> JSONValue {
        let context = PrintContext(object: scale, now: now)
        let columns: [(name: String, type: String, description: String)] = [
            ("Name", "string", PrintColumn.objectName.description),
            ("Desired", "integer", "How many instances are wanted."),
            ("Available", "integer", "How many instances were seen."), ("Age", "string", PrintColumn.age.description),
        ]
        let metadata = scale["metadata"] ?? [:]
        return [
            "kind": "Table", "apiVersion": .string("meta.k8s.io/\(version)"),
            "metadata": ["resourceVersion": metadata["resourceVersion"] ?? ""],
            "columnDefinitions": .array(
                columns.map { column in
                    TableColumn(
                        name: column.name, type: column.type, format: "", description: column.description, priority: 0
                    ).json
                }),
            "rows": [
                [
                    "cells": [
                        .string(context.name), scale[path: "spec", "replicas"] ?? 0,
                        scale[path: "status", "replicas"] ?? 0, context.age,
                    ],
                    "object": [
                        "kind": "PartialObjectMetadata", "apiVersion": .string("meta.k8s.io/\(version)"),
                        "metadata": metadata,
                    ],
                ]
            ],
        ]
    }
}
