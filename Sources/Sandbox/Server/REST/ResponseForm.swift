import KubeCore

/// How a client wants objects written, from its Accept header.
struct ResponseForm: Hashable, Sendable {
    enum Shape: Hashable, Sendable {
        case object
        /// With the version of `meta.k8s.io` asked for.
        case table(String)
        case partialMetadata(String)
    }

    enum Encoding: String, Hashable, Sendable {
        case json = "application/json"
        case yaml = "application/yaml"
    }

    var shape: Shape
    var encoding: Encoding
    /// Indented, as for a person (`?pretty=true`).
    var isPretty = false

    static let accepted = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"]

    /// The first media range of `accept` that can be served; nil when none can.
    init?(accept: String?, isPretty: Bool = false) {
        guard let accept, !accept.allSatisfy(\.isWhitespace) else {
            self.init(shape: .object, encoding: .json, isPretty: isPretty)
            return
        }
        for range in accept.split(separator: ",") {
            if let form = Self.form(of: MediaType(range)) {
                self.init(shape: form.shape, encoding: form.encoding, isPretty: isPretty)
                return
            }
        }
        return nil
    }

    init(shape: Shape, encoding: Encoding, isPretty: Bool = false) {
        self.shape = shape
        self.encoding = encoding
        self.isPretty = isPretty
    }

    private static func form(of type: MediaType) -> ResponseForm? {
        let encoding: Encoding
        switch type.essence {
        case "application/json", "*/*", "application/*": encoding = .json
        case "application/yaml": encoding = .yaml
        default: return nil
        }
        guard let kind = type.parameters["as"] else { return ResponseForm(shape: .object, encoding: encoding) }
        guard type.parameters["g"] == "meta.k8s.io", let version = type.parameters["v"],
            version == "v1" || version == "v1beta1"
        else { return nil }
        switch kind {
        case "Table": return ResponseForm(shape: .table(version), encoding: encoding)
        case "PartialObjectMetadata", "PartialObjectMetadataList":
            return ResponseForm(shape: .partialMetadata(version), encoding: encoding)
        default: return nil
        }
    }

    /// The bytes of a body.
    func encode(_ value: JSONValue) -> [UInt8] {
        switch encoding {
        case .json: isPretty ? value.prettySerialized() + [0x0A] : value.serialized() + [0x0A]
        case .yaml: Array(YAML.serialize(value).utf8)
        }
    }
}

/// A media type with its parameters: `application/json;as=Table;v=v1`.
struct MediaType: Hashable, Sendable {
    /// Lower case, without parameters.
    let essence: String
    let parameters: [String: String]

    init(_ text: some StringProtocol) {
        let parts = text.split(separator: ";").map { Self.trimmed(String($0)) }
        essence = parts.first?.lowercased() ?? ""
        parameters = parts.dropFirst().reduce(into: [:]) { result, part in
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            if pair.count == 2 { result[pair[0]] = pair[1] }
        }
    }

    private static func trimmed(_ text: String) -> String {
        let start = text.drop { $0 == " " || $0 == "\t" }
        return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
