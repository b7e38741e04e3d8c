import KubeCore

/// The rules of one version of a kind that a CustomResourceDefinition declares.
struct CustomKind: KindRules {
    struct Printer: Sendable {
        var column: TableColumn
        var path: JSONPath
    }

    let kind: GroupVersionKind
    let type: ResourceType
    let schema: Schema
    /// The rules of the schema, compiled.
    let rules: SchemaRules
    let hasStatus: Bool
    let scalePaths: ScalePaths?
    let selectableFields: [String]
    let printers: [Printer]
    let storedAPIVersion: String

    var isCustom: Bool { true }
    var allowsUnconditionalUpdate: Bool { false }
    var definitions: SchemaDefinitions { SchemaDefinitions() }

    func complete(_ object: inout JSONValue) {
        // Metadata is no part of the schema: it is kept as it is, and checked by its own rules.
        SchemaPruner().prune(&object, schema)
        SchemaDefaulter().apply(schema, to: &object)
        object.pruneMetadata()
        object.sortMembers()
    }

    func unknownFields(of object: JSONValue) -> [String] {
        SchemaPruner().unknownFields(object, schema) + object.unknownMetadata.map { "metadata.\($0)" }
    }

    func validate(_ object: JSONValue, old: JSONValue?, subresource: String) -> SchemaRules.Verdict {
        let context = ValidationContext(object: object, old: old, subresource: subresource, type: type)
        let metadata = MetadataValidation.errors(context, name: .subdomain)
        var verdict = SchemaValidator().validateCustomResource(object, old: old, against: schema, rules: rules)
        verdict.errors.insert(contentsOf: metadata, at: 0)
        return verdict
    }

    func prepareForCreate(_ object: inout JSONValue) {
        if hasStatus { object["status"] = nil }
        object.modifyMetadata { $0["generation"] = 1 }
        object.sortMembers()
    }

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

    /// Members sorted by name on every level, as custom resources are written.
    mutating func sortMembers() {
        switch self {
        case .object(let object):
            var members = object.members
            for index in members.indices { members[index].value.sortMembers() }
            members.sort { $0.key < $1.key }
            self = .object(JSONObject(uncheckedUniqueMembers: members))
        case .array(var elements):
            for index in elements.indices { elements[index].sortMembers() }
            self = .array(elements)
        default: break
        }
    }

    private static let metadataMembers: Set<String> = [
        "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp",
        "deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers",
        "managedFields",
    ]

    var unknownMetadata: [String] {
        (self["metadata"]?.objectValue?.keys ?? []).filter { !Self.metadataMembers.contains($0) }.sorted()
    }

    /// Drops what is no metadata, and empty maps and lists that a typed server would not write.
    mutating func pruneMetadata() {
        modifyMetadata { metadata in
            let members = metadata.members.filter { member in
                guard Self.metadataMembers.contains(member.key) else { return false }
                switch member.value {
                case .null: return false
                case .object(let object): return !object.isEmpty
                case .array(let array): return !array.isEmpty
                case .string(let text): return !text.isEmpty
                default: return true
                }
            }
            metadata = JSONObject(uncheckedUniqueMembers: members)
        }
    }
}
