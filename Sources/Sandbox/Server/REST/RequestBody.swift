import KubeCore

/// The object a request carries, whatever it is written in.
enum RequestBody {
    /// The body as a JSON value; nil when it is empty.
    ///
    /// Throws the server's refusal for a media type it does not read and for a body that is not well-formed.
    static func read(_ request: HTTPRequest, kind: GroupVersionKind?, accepted: [String]) throws -> JSONValue? {
        guard !request.body.isEmpty else { return nil }
        let type = MediaType(request.headers["Content-Type"] ?? "application/json").essence
        switch type {
        case "application/json", "": return try json(request.body)
        case "application/yaml", "application/x-yaml": return try yaml(request.body)
        case ProtobufBody.mediaType where accepted.contains(ProtobufBody.mediaType):
            return try ProtobufBody.decode(request.body)
        default: throw StatusError(.unsupportedMediaType(accepted))
        }
    }

    static func json(_ bytes: [UInt8]) throws -> JSONValue {
        do { return try JSONValue(parsing: bytes) } catch {
            throw StatusError(.badRequest("the object provided is unrecognized (must be of type object): \(error)"))
        }
    }

    static func yaml(_ bytes: [UInt8]) throws -> JSONValue {
        let documents: [YAMLDocument]
        do { documents = try YAML.parse(bytes) } catch {
            throw StatusError(.badRequest("error parsing YAML: \(error)"))
        }
        guard let first = documents.first else { throw StatusError(.badRequest("the body holds no document")) }
        guard documents.count == 1 else {
            throw StatusError(.badRequest("the body holds \(documents.count) documents; send one object per request"))
        }
        return first.value
    }

    /// The object of a create or update, its kind checked against the endpoint.
    static func object(_ call: ResourceCall, kind: GroupVersionKind) throws -> JSONValue {
        let accepted = ControlPlane.mediaTypes(of: call.resource)
        guard var object = try read(call.request, kind: kind, accepted: accepted) else {
            throw StatusError(
                .badRequest(
                    "\(kind.kind) in version \(quoted(kind.version)) cannot be handled as a "
                        + "\(kind.kind): the body is empty"))
        }
        try check(&object, is: kind, isCustom: call.resource.rules.isCustom)
        return object
    }

    /// Refuses an object of another kind; fills kind and version in where a built-in endpoint knows them.
    static func check(_ object: inout JSONValue, is kind: GroupVersionKind, isCustom: Bool) throws {
        guard object.objectValue != nil else {
            throw StatusError(
                .badRequest(
                    "\(kind.kind) in version \(quoted(kind.version)) cannot be handled as a \(kind.kind): "
                        + "json: cannot unmarshal \(typeName(object)) into Go value of type object"))
        }
        let apiVersion = object["apiVersion"]?.stringValue ?? ""
        let name = object["kind"]?.stringValue ?? ""
        if isCustom, name.isEmpty {
            throw StatusError(.badRequest("Object 'Kind' is missing in '\(object.serializedString())'"))
        }
        if !apiVersion.isEmpty, apiVersion != kind.apiVersion {
            throw StatusError(
                .badRequest(
                    "the API version in the data (\(apiVersion)) does not match the expected API version "
                        + "(\(kind.apiVersion))"))
        }
        if !name.isEmpty, name != kind.kind {
            throw StatusError(
                .badRequest(
                    "\(name) in version \(quoted(kind.version)) cannot be handled as a \(kind.kind): "
                        + "the kind in the data (\(name)) does not match the expected kind (\(kind.kind))"))
        }
        guard case .object(let members) = object else { return }
        let rest = members.members.filter { $0.key != "kind" && $0.key != "apiVersion" }
        let head = [
            JSONObject.Member(key: "kind", value: .string(kind.kind)),
            JSONObject.Member(key: "apiVersion", value: .string(kind.apiVersion)),
        ]
        object = .object(JSONObject(uncheckedUniqueMembers: isCustom ? head.reversed() + rest : head + rest))
    }

    static func typeName(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "bool"
        case .integer, .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
