import Glibc
import KubeCore
import Sandbox
import Testing

@Suite("The schemas of the built-in kinds")
struct OpenAPIStructureTests {
    private static let folder =
        getenv("TRIMTAB_OPENAPI").map { String(cString: $0) } ?? ReferenceFiles.openAPIFolder

    @Test("have the structure that a real API server publishes")
    func structure() throws {
        let files = ReferenceFiles.list(Self.folder).filter { $0.hasSuffix(".json.gz") }
        guard !files.isEmpty else {
            print("skipped: no OpenAPI documents in \(Self.folder)")
            return
        }
        var differences: Set<String> = []
        var seen: Set<String> = []
        for file in files {
            let bytes = try #require(ReferenceFiles.unzipped("\(Self.folder)/\(file)"))
            let document = try JSONValue(parsing: bytes)
            let schemas = try #require(document[path: "components", "schemas"]?.objectValue)
            for member in schemas.members where seen.insert(member.key).inserted {
                guard let ours = BuiltInKinds.definitions[member.key] else {
                    differences.insert("\(member.key): is missing")
                    continue
                }
                Comparison(name: member.key).compare(ours.json, member.value, at: "", into: &differences)
            }
        }
        #expect(differences.isEmpty, "\n\(differences.sorted().joined(separator: "\n"))")
        #expect(seen.count > 400)
    }

    @Test("are complete: every reference leads to a definition")
    func references() {
        let definitions = BuiltInKinds.definitions
        var missing: Set<String> = []
        func visit(_ schema: Schema) {
            if let name = schema.reference, definitions[name] == nil { missing.insert(name) }
            schema.properties.forEach { visit($0.schema) }
            schema.items.map(visit)
            schema.additionalProperties?.schema.map(visit)
        }
        definitions.names.compactMap { definitions[$0] }.forEach(visit)
        #expect(missing.isEmpty)
    }

    @Test("are read fast: a start of the control plane does not wait for them")
    func parsingTime() {
        let clock = ContinuousClock()
        let duration = clock.measure { _ = BuiltInKinds.readDefinitions() }
        print("built-in schemas read in \(duration)")
        // A debug build on a busy machine; the release build takes a hundredth.
        #expect(duration < .seconds(5))
    }
}

/// Differences of two schemas in what clients act on; descriptions are everyone's own.
private struct Comparison {
    let name: String

    private static let ignored: Set = ["description", "x-kubernetes-group-version-kind", "x-kubernetes-unions"]

    func compare(_ ours: JSONValue, _ theirs: JSONValue, at path: String, into differences: inout Set<String>) {
        let ours = flattened(ours)
        let theirs = flattened(theirs)
        for key in Set(ours.keys + theirs.keys).subtracting(Self.ignored) {
            switch (key, ours[key], theirs[key]) {
            case ("properties", let left, let right):
                compareMembers(left, right, at: path, into: &differences)
            case ("items", let left?, let right?), ("additionalProperties", let left?, let right?):
                compare(left, right, at: "\(path)[]", into: &differences)
            case ("required", let left?, let right?):
                let (left, right) = (strings(left), strings(right))
                if left != right { differences.insert("\(name)\(path): required: \(left) is not \(right)") }
            case (_, let left, let right):
                if left == right { continue }
                let (left, right) = (left?.serializedString() ?? "nothing", right?.serializedString() ?? "nothing")
                differences.insert("\(name)\(path): \(key): \(left) is not \(right)")
            }
        }
    }

    private func compareMembers(
        _ ours: JSONValue?, _ theirs: JSONValue?, at path: String, into differences: inout Set<String>
    ) {
        let ours = ours?.objectValue ?? JSONObject()
        let theirs = theirs?.objectValue ?? JSONObject()
        for key in Set(ours.keys + theirs.keys) {
            guard let left = ours[key] else {
                differences.insert("\(name)\(path).\(key): is missing")
                continue
            }
            guard let right = theirs[key] else {
                differences.insert("\(name)\(path).\(key): is too many")
                continue
            }
            compare(left, right, at: "\(path).\(key)", into: &differences)
        }
    }

    /// A reference alone in `allOf` as a plain reference.
    private func flattened(_ schema: JSONValue) -> JSONObject {
        var object = schema.objectValue ?? JSONObject()
        if let all = object["allOf"]?.arrayValue, all.count == 1, let reference = all[0]["$ref"] {
            object["allOf"] = nil
            object["$ref"] = reference
        }
        return object
    }

    private func strings(_ value: JSONValue) -> [String] {
        (value.arrayValue ?? []).compactMap(\.stringValue).sorted()
    }
}
