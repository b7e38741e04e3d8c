/// A JSON Patch (RFC 6902).
///
/// Where the RFC and Kubernetes' implementation (evanphx/json-patch v4) differ, this follows the latter: negative array
/// indices count from the end, a `test` for null also holds for an absent member, and error texts are its own.
/// `test` compares numbers by value, as the RFC demands.
package struct JSONPatch: Hashable, Sendable {
    package enum Operation: Hashable, Sendable {
        case add(String, JSONValue)
        case remove(String)
        case replace(String, JSONValue)
        case move(from: String, to: String)
        case copy(from: String, to: String)
        case test(String, JSONValue)
    }

    package var operations: [Operation]

    package init(_ operations: [Operation]) {
        self.operations = operations
    }

    /// Patches larger than this are refused, as the API server refuses them.
    package static let maximumOperations = 10_000

    /// Reads the array of operations that is a patch's JSON form.
    package init(json: JSONValue) throws(JSONPatchError) {
        guard case .array(let entries) = json else {
            throw JSONPatchError(.malformed, "a JSON patch must be an array of operations")
        }
        guard entries.count <= Self.maximumOperations else {
            throw JSONPatchError(
                .tooManyOperations,
                "The allowed maximum operations in a JSON patch is \(Self.maximumOperations), got \(entries.count)")
        }
        var operations: [Operation] = []
        operations.reserveCapacity(entries.count)
        for entry in entries { operations.append(try Self.operation(entry)) }
        self.operations = operations
    }

    private static func operation(_ entry: JSONValue) throws(JSONPatchError) -> Operation {
        guard case .object = entry else {
            throw JSONPatchError(.malformed, "each operation of a JSON patch must be an object")
        }
        let kind = entry["op"]?.stringValue ?? "unknown"
        switch kind {
        case "add": return .add(try path(entry, of: kind), entry["value"] ?? .null)
        case "remove": return .remove(try path(entry, of: kind))
        case "replace": return .replace(try path(entry, of: kind), entry["value"] ?? .null)
        case "test": return .test(try path(entry, of: kind), entry["value"] ?? .null)
        case "move": return .move(from: try from(entry, of: kind), to: try path(entry, of: kind))
        case "copy": return .copy(from: try from(entry, of: kind), to: try path(entry, of: kind))
        default: throw JSONPatchError(.malformed, "Unexpected kind: \(kind)")
        }
    }

    private static func path(_ entry: JSONValue, of kind: String) throws(JSONPatchError) -> String {
        if let path = entry["path"]?.stringValue { return path }
        throw JSONPatchError(
            .malformed, "\(kind) operation failed to decode path: operation missing path field: missing value")
    }

    private static func from(_ entry: JSONValue, of kind: String) throws(JSONPatchError) -> String {
        if let path = entry["from"]?.stringValue { return path }
        throw JSONPatchError(
            .malformed, "\(kind) operation failed to decode from: operation, missing from field: missing value")
    }

    /// The patch as JSON.
    package var json: JSONValue {
        .array(
            operations.map { operation in
                switch operation {
                case .add(let path, let value): ["op": "add", "path": .string(path), "value": value]
                case .remove(let path): ["op": "remove", "path": .string(path)]
                case .replace(let path, let value): ["op": "replace", "path": .string(path), "value": value]
                case .move(let from, let path): ["op": "move", "from": .string(from), "path": .string(path)]
                case .copy(let from, let path): ["op": "copy", "from": .string(from), "path": .string(path)]
                case .test(let path, let value): ["op": "test", "path": .string(path), "value": value]
                }
            })
    }
}

/// Why a patch does not apply.
package struct JSONPatchError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        case malformed, missing, testFailed, invalidIndex, tooManyOperations, tooLarge
    }

    package let code: Code
    /// As evanphx/json-patch words it.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
