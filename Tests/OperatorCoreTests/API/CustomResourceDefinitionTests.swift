import Foundation
import KubeCore
import OperatorCore
import TestSupport
import Testing

@Suite("Custom resource definitions")
struct CustomResourceDefinitionTests {
    @Test("The files in crds/ are what the Swift types say; `make crds` and UPDATE_GOLDEN=1 rewrite them")
    func current() throws {
        for file in CustomResourceDefinitions.files {
            let path = "\(RepositoryPaths.root)/crds/\(file.name)"
            if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
                try YAML.serialize(file.definition).write(toFile: path, atomically: true, encoding: .utf8)
            }
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text == YAML.serialize(file.definition), "\(file.name) is stale")
        }
    }

    @Test("Every property of every schema has a description")
    func described() {
        for (name, schema) in [("ScalingPolicy", ScalingPolicy.schema)] {
            for path in Self.undescribed(schema, name) where !path.hasSuffix(".metadata") {
                Issue.record("\(path) has no description")
            }
        }
    }

    static let designIsThere = FileManager.default.fileExists(atPath: designPath)
    static let designPath = RepositoryPaths.shared + "/design/scalingpolicy.yaml"

    @Test("The schema declares every member the types have", .enabled(if: designIsThere, "no design documents here"))
    func members() throws {
        let policy = try ScalingPolicy(json: Self.designExample("checkout"))
        let encoded = try JSONValueEncoder().encode(policy)
        for path in Self.unknown(encoded["spec"] ?? nil, ScalingPolicySpec.schema, "spec") {
            Issue.record("\(path) is not in the schema")
        }
        for path in Self.unknown(try Self.designExample("checkout"), ScalingPolicy.schema, "")
        where !path.hasPrefix(".metadata") {
            Issue.record("\(path) of the design is not in the schema")
        }
    }

    @Test(
        "The design's examples are accepted, and survive decoding and encoding",
        .enabled(if: designIsThere, "no design documents here"),
        arguments: ["checkout", "web", "worker", "legacy"])
    func examples(name: String) throws {
        let object = try Self.designExample(name)
        let errors = SchemaValidator().validate(object, against: ScalingPolicy.schema)
        #expect(errors.isEmpty)
        let policy = try ScalingPolicy(json: object)
        let encoded = try JSONValueEncoder().encode(policy.spec)
        let again = try JSONValueDecoder().decode(ScalingPolicySpec.self, from: encoded)
        #expect(again == policy.spec)
    }

    /// A policy of the design documents by name.
    static func designExample(_ name: String) throws -> JSONValue {
        let data = try #require(FileManager.default.contents(atPath: designPath))
        let documents = try YAML.parse(Array(data)).map(\.value)
        let found = documents.first { $0[path: "metadata", "name"]?.stringValue == name }
        return try #require(found)
    }

    static func undescribed(_ schema: Schema, _ path: String) -> [String] {
        var found: [String] = []
        for property in schema.properties {
            let place = "\(path).\(property.name)"
            if property.schema.description == nil { found.append(place) }
            found += undescribed(property.schema, place)
        }
        if let items = schema.items { found += undescribed(items, "\(path)[]") }
        return found
    }

    static func unknown(_ value: JSONValue, _ schema: Schema, _ path: String) -> [String] {
        if schema.preservesUnknownFields { return [] }
        switch value {
        case .object(let object):
            return object.members.flatMap { member -> [String] in
                let place = "\(path).\(member.key)"
                if let property = schema.properties[member.key] { return unknown(member.value, property, place) }
                if let values = schema.additionalProperties?.schema { return unknown(member.value, values, place) }
                return [place]
            }
        case .array(let elements):
            guard let items = schema.items else { return elements.isEmpty ? [] : [path] }
            return elements.flatMap { unknown($0, items, "\(path)[]") }
        default: return []
        }
    }
}
