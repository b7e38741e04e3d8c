import KubeCore

extension JSONValue {
    /// Sets a member that is absent, null or an empty text.
    mutating func fill(_ name: String, _ value: JSONValue) {
        switch self[name] {
        case nil, .null?, .string("")?: self[name] = value
        default: break
        }
    }

    /// Sets a member that is absent, null or zero.
    mutating func fillNumber(_ name: String, _ value: Int64) {
        switch self[name] {
        case nil, .null?, .integer(0)?: self[name] = .integer(value)
        default: break
        }
    }

    /// Changes the member when it is an object.
    mutating func change(_ name: String, _ body: (inout JSONValue) -> Void) {
        guard case .object(var members) = self, case .object? = members[name] else { return }
        self = .null
        members.modify(name, default: .null) { body(&$0) }
        self = .object(members)
    }

    /// Changes the object at the end of a path of members; nothing where the path leaves the document.
    mutating func change(_ path: [String], _ body: (inout JSONValue) -> Void) {
        guard let first = path.first else { return body(&self) }
        change(first) { $0.change(Array(path.dropFirst()), body) }
    }

    /// Changes every object of the list that the member is.
    mutating func changeEach(_ name: String, _ body: (inout JSONValue) -> Void) {
        guard case .object(var members) = self, case .array(var elements)? = members[name] else { return }
        self = .null
        members[name] = nil as JSONValue?
        for index in elements.indices where elements[index].objectValue != nil { body(&elements[index]) }
        members[name] = .array(elements)
        self = .object(members)
    }

    /// Makes the member an object when it is absent or null.
    mutating func ensureObject(_ name: String) {
        fill(name, [:])
    }

    var isEmptyOrAbsentList: Bool { arrayValue?.isEmpty ?? true }
}

/// A text that is there and not empty.
func nonEmpty(_ value: JSONValue?) -> String? {
    guard let text = value?.stringValue, !text.isEmpty else { return nil }
    return text
}
