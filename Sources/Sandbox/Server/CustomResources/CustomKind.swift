import KubeCore

/// The rules of one version of a kind that a CustomResourceDefinition declares.
struct CustomKind: KindRules {
    struct Printer: Sendable {
        var column: TableColumn
        var path: JSONPath
    }

    /// How objects are read and judged; the same that judges them offline.
    let review: CustomResourceReview
    let scalePaths: ScalePaths?
    let selectableFields: [String]
    let printers: [Printer]
    let storedAPIVersion: String

    var kind: GroupVersionKind { review.type.kind }
    var schema: Schema { review.schema }
    var hasStatus: Bool { review.hasStatus }
    var isCustom: Bool { true }
    var allowsUnconditionalUpdate: Bool { false }
    var definitions: SchemaDefinitions { SchemaDefinitions() }

    func complete(_ object: inout JSONValue) { review.complete(&object) }

    func unknownFields(of object: JSONValue) -> [String] { review.unknownFields(of: object) }

    func validate(_ object: JSONValue, old: JSONValue?, subresource: String) -> SchemaRules.Verdict {
        review.verdict(object, old: old)
    }

    func prepareForCreate(_ object: inout JSONValue) { review.prepareForCreate(&object) }

    func prepareForUpdate(_ object: inout JSONValue, old: JSONValue, subresource: String) {
        if subresource == "status" {
            // A status write changes nothing but the status.
            let status = object["status"]
            let managedFields = object[path: "metadata", "managedFields"]
            object = old
            object["status"] = status
            object.modifyMetadata { $0["managedFields"] = managedFields }
        } else if hasStatus {
            object["status"] = old["status"]
        }
        let generation = old[path: "metadata", "generation"]?.int64Value ?? 1
        let isChanged = subresource != "status" && desiredState(object) != desiredState(old)
        object.modifyMetadata { $0["generation"] = .integer(isChanged ? generation + 1 : generation) }
        object.sortMembers()
    }

    private func desiredState(_ object: JSONValue) -> JSONObject {
        var state = object.objectValue ?? JSONObject()
        state["metadata"] = nil
        state["apiVersion"] = nil
        if hasStatus { state["status"] = nil }
        return state
    }

    func fieldValue(_ field: String, of object: JSONValue) -> String {
        switch field.split(separator: ".").reduce(Optional(object), { $0?[String($1)] }) {
        case .string(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let number): "\(number)"
        default: ""
        }
    }

    // Versions differ in nothing but their name: conversion strategy None.
    func fromStored(_ object: JSONValue) -> JSONValue { object.withAPIVersion(kind.apiVersion) }
    func toStored(_ object: JSONValue) -> JSONValue { object.withAPIVersion(storedAPIVersion) }
}

extension JSONValue {
    func withAPIVersion(_ apiVersion: String) -> JSONValue {
        guard self["apiVersion"]?.stringValue != apiVersion else { return self }
        var copy = self
        copy["apiVersion"] = .string(apiVersion)
        return copy
    }
}
