import KubeCore

extension PrintContext {
    static let none = "<none>"
    static let unset = "<unset>"
    static let unknown = "<unknown>"

    /// A whole number of the object, zero when it is not there.
    func number(_ value: JSONValue?) -> JSONValue { .integer(value?.int64Value ?? 0) }

    func text(_ value: JSONValue?, orElse fallback: String = PrintContext.none) -> JSONValue {
        .string(nonEmpty(value) ?? fallback)
    }

    /// A label selector as text.
    func selector(_ value: JSONValue?) -> JSONValue {
        guard let value, value != .null, case .success(let selector) = LabelSelector.read(value), !selector.isEmpty
        else { return .string(Self.none) }
        return .string(selector.description)
    }

    /// A map of labels as text.
    func labels(_ value: JSONValue?) -> JSONValue {
        let members = (value?.objectValue ?? JSONObject()).sortedByKey.members
        if members.isEmpty { return .string(Self.none) }
        return .string(members.map { "\($0.key)=\($0.value.stringValue ?? "")" }.joined(separator: ","))
    }

    /// The names and the images of the containers of a template.
    func containers(_ template: JSONValue?) -> [JSONValue] {
        let containers = template?[path: "spec", "containers"]?.arrayValue ?? []
        return ["name", "image"].map { field in
            .string(containers.map { $0[field]?.stringValue ?? "" }.joined(separator: ","))
        }
    }

    /// A number or percentage as it was written.
    func countOrPercentage(_ value: JSONValue?, orElse fallback: String) -> JSONValue {
        switch value {
        case .integer(let number)?: .string("\(number)")
        case .string(let text)?: .string(text)
        default: .string(fallback)
        }
    }

    func quantity(_ value: JSONValue?) -> String? {
        value.flatMap(Quantity.init(json:))?.description
    }

    /// The first few of many, and how many more there are.
    func some(_ texts: [String], limit: Int = 3, separator: String = ",") -> String {
        let shown = texts.prefix(limit).joined(separator: separator)
        return texts.count > limit ? "\(shown) + \(texts.count - limit) more..." : shown
    }

    func condition(_ type: String) -> JSONValue? {
        (status["conditions"]?.arrayValue ?? []).first { $0["type"]?.stringValue == type }
    }

    func isTrue(_ type: String) -> Bool { condition(type)?["status"] == "True" }

    var isBeingDeleted: Bool { object[path: "metadata", "deletionTimestamp"].map { $0 != .null } ?? false }

    /// Time since the object was made in seconds; nil when that is not known.
    func moment(_ value: JSONValue?) -> Timestamp? { value?.stringValue.flatMap(Timestamp.init(rfc3339:)) }
}

extension PrintColumn {
    static let containers = PrintColumn("Containers", "The names of the containers.", priority: 1)
    static let images = PrintColumn("Images", "The images of the containers.", priority: 1)
    static let selector = PrintColumn("Selector", "Which pods belong to it.", priority: 1)

    static func number(_ name: String, _ description: String) -> PrintColumn {
        PrintColumn(name, type: "integer", description)
    }
}
