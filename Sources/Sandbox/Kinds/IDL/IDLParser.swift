import KubeCore

/// Reads the language in which the built-in types are written down.
///
/// ```
/// @ io.k8s.api.apps.v1 apps/v1           the package and apiVersion of what follows
/// enum PullPolicy Always IfNotPresent Never
/// kind Deployment : what it is           has kind, apiVersion and metadata; a list kind is made too (not with `nolist`)
/// type DeploymentSpec : what it is
///  replicas int32* : what it says        a field: name, type, flags, description
///  conditions [DeploymentCondition] map=type merge=type
/// raw Quantity {"type":"string"}         a type that is no struct
/// ```
/// A field's type is a scalar, an enum, a type, `[list]` or `{map}`; `*` behind it says that absence differs from
/// zero, `!` that it is required, `=` that it is written even when zero. Flags: `atomic`, `set`, `map=keys` for
/// lists, `omit` (not written when zero, though required), `atomicMap`, `merge`, `merge=key`, `replace`, `retainKeys` for patches, `default=text`. A name is looked up in its
/// package, then in core/v1, then in meta/v1.
struct IDLParser {
    private var idl = IDL()
    private var enums: [String: [String]] = [:]
    private var package = ""
    private var groupVersion: GroupVersion?
    private var current: IDL.TypeDefinition?

    static let core = "io.k8s.api.core.v1"
    static let meta = "io.k8s.apimachinery.pkg.apis.meta.v1"

    /// The texts are part of the program: what can not be read stops it.
    static func parse(_ texts: [String]) -> IDL {
        var parser = IDLParser()
        for text in texts {
            for line in text.utf8.split(separator: UInt8(ascii: "\n")) { parser.read(Substring(line)) }
            parser.finishType()
        }
        parser.resolveNames()
        return parser.idl
    }

    private mutating func read(_ line: Substring) {
        let (head, description) = Self.splitDescription(line)
        let words = head.utf8.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
        guard let first = words.first else { return }
        if line.utf8.first == UInt8(ascii: " ") {
            let field = field(words, description)
            current?.fields.append(field)
            return
        }
        finishType()
        switch first {
        case "@":
            package = words[1]
            groupVersion = words.count > 2 ? GroupVersion(apiVersion: words[2]) : nil
        case "enum": enums[words[1]] = words.dropFirst(2).map { $0 == "\"\"" ? "" : $0 }
        case "type": current = type(words, description)
        case "kind": readKind(words, description)
        case "raw": readRaw(name: words[1], head: head, description)
        default: preconditionFailure("line of a type declaration is not understood: \(line)")
        }
    }

    private mutating func finishType() {
        guard let type = current else { return }
        idl.types[type.name] = type
        current = nil
    }

    private func type(_ words: [String], _ description: String?) -> IDL.TypeDefinition {
        IDL.TypeDefinition(
            name: "\(package).\(words[1])", description: description, isAtomic: words.dropFirst(2).contains("atomic"))
    }

    private mutating func readKind(_ words: [String], _ description: String?) {
        guard let groupVersion else { preconditionFailure("\(words[1]) is declared without an apiVersion") }
        var kind = type(words, description)
        kind.fields = words.contains("untyped") ? [] : Self.typeFields
        if !words.contains("bare") {
            var metadata = Self.metadata
            metadata.isRequired = words.contains("meta!")
            kind.fields.append(metadata)
        }
        kind.kinds = [GroupVersionKind(group: groupVersion.group, version: groupVersion.version, kind: words[1])]
        current = kind
        guard !words.contains("nolist") else { return }
        var list = IDL.TypeDefinition(name: "\(kind.name)List", description: "A list of \(words[1]) objects.")
        list.kinds = kind.kinds.map {
            GroupVersionKind(group: $0.group, version: $0.version, kind: "\($0.kind)List")
        }
        list.fields =
            Self.typeFields + [
                IDL.Field(
                    name: "metadata", type: .reference("ListMeta"), writesZero: true,
                    description: "What is known of the list as a whole: its version, and where the next page starts."),
                IDL.Field(
                    name: "items", type: .list(.reference(words[1])), isRequired: true, description: "The objects."),
            ]
        idl.types[list.name] = list
    }

    private mutating func readRaw(name: String, head: Substring, _ description: String?) {
        guard let brace = head.firstIndex(of: "{") else { preconditionFailure("\(name) has no form") }
        let schema: Schema
        do {
            schema = try Schema(json: JSONValue(parsing: String(head[brace...])))
        } catch {
            preconditionFailure("the form of \(name) is no schema: \(error)")
        }
        var type = IDL.TypeDefinition(name: "\(package).\(name)", description: description)
        type.form = schema.with { $0.description = description }
        idl.types[type.name] = type
    }

    private static let typeFields = [
        IDL.Field(
            name: "kind", type: .scalar(.string), description: "The kind of object this is, in CamelCase."),
        IDL.Field(
            name: "apiVersion", type: .scalar(.string),
            description: "The API group and version of the form this object is written in."),
    ]

    private static let metadata = IDL.Field(
        name: "metadata", type: .reference("ObjectMeta"), writesZero: true,
        description: "What every object has: its name, labels, annotations and what the server keeps about it.")
}

// MARK: - Fields

extension IDLParser {
    /// At the first ` : `; what a description says is free.
    private static func splitDescription(_ line: Substring) -> (Substring, String?) {
        let bytes = line.utf8
        var index = bytes.startIndex
        while let colon = bytes[index...].firstIndex(of: UInt8(ascii: ":")) {
            let next = bytes.index(after: colon)
            if colon > bytes.startIndex, bytes[bytes.index(before: colon)] == UInt8(ascii: " "), next < bytes.endIndex,
                bytes[next] == UInt8(ascii: " ")
            {
                return (line[..<colon], String(line[bytes.index(after: next)...]))
            }
            index = next
        }
        return (line, nil)
    }

    private func field(_ words: [String], _ description: String?) -> IDL.Field {
        var spelling = Substring(words[1])
        var field = IDL.Field(name: words[0], type: .scalar(.string), description: description)
        while let mark = spelling.utf8.last,
            mark == UInt8(ascii: "*") || mark == UInt8(ascii: "!") || mark == UInt8(ascii: "=")
        {
            switch mark {
            case UInt8(ascii: "*"): field.isPointer = true
            case UInt8(ascii: "!"): field.isRequired = true
            default: field.writesZero = true
            }
            spelling.removeLast()
        }
        field.type = type(spelling)
        if field.isRequired, !field.isPointer { field.writesZero = true }
        for flag in words.dropFirst(2) { Self.apply(flag, to: &field) }
        return field
    }

    private func type(_ spelling: Substring) -> IDL.FieldType {
        switch spelling.utf8.first {
        case UInt8(ascii: "["): return .list(type(spelling.dropFirst().dropLast()))
        case UInt8(ascii: "{"): return .map(type(spelling.dropFirst().dropLast()))
        default: break
        }
        let name = String(spelling)
        if let scalar = IDL.Scalar(rawValue: name) { return .scalar(scalar) }
        if let values = enums[name] { return .enumeration(values) }
        return .reference(name)
    }

    private static func apply(_ flag: String, to field: inout IDL.Field) {
        let parts = flag.split(separator: "=", maxSplits: 1).map(String.init)
        let argument = parts.count > 1 ? parts[1] : nil
        switch parts[0] {
        case "atomic", "set": field.listType = .init(rawValue: parts[0])
        case "map":
            field.listType = .map
            field.listMapKeys = (argument ?? "").split(separator: ",").map(String.init)
        case "omit": field.writesZero = false
        case "atomicMap": field.mapType = .atomic
        case "granular": field.mapType = .granular
        case "merge", "replace", "retainKeys", "merge,retainKeys":
            field.patchStrategy = parts[0]
            if let argument { field.patchMergeKey = argument }
        case "default": field.defaultValue = defaultValue(argument ?? "", of: field.type)
        default: preconditionFailure("flag \(flag) of field \(field.name) is not understood")
        }
    }
}

extension IDLParser {
    private static func defaultValue(_ text: String, of type: IDL.FieldType) -> JSONValue {
        switch type {
        case .scalar(.bool): .bool(text == "true")
        case .scalar(.int32), .scalar(.int64): .integer(Int64(text) ?? 0)
        default: .string(text)
        }
    }
}

// MARK: - Names

extension IDLParser {
    private mutating func resolveNames() {
        let known = Set(idl.types.keys)
        for (name, type) in idl.types {
            let package = name[..<(name.lastIndex(of: ".") ?? name.startIndex)]
            var resolved = type
            resolved.fields = type.fields.map { field in
                var field = field
                field.type = Self.resolve(field.type, in: package, known)
                return field
            }
            idl.types[name] = resolved
        }
    }

    private static func resolve(_ type: IDL.FieldType, in package: Substring, _ known: Set<String>) -> IDL.FieldType {
        switch type {
        case .scalar, .enumeration: return type
        case .list(let element): return .list(resolve(element, in: package, known))
        case .map(let value): return .map(resolve(value, in: package, known))
        case .reference(let name):
            for candidate in ["\(package).\(name)", "\(core).\(name)", "\(meta).\(name)"]
            where known.contains(candidate) {
                return .reference(candidate)
            }
            for package in ["api.resource", "runtime", "util.intstr"] {
                let candidate = "io.k8s.apimachinery.pkg.\(package).\(name)"
                if known.contains(candidate) { return .reference(candidate) }
            }
            preconditionFailure("type \(name), used in \(package), is declared nowhere")
        }
    }
}
