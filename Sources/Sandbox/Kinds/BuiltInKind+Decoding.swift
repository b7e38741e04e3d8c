package import KubeCore

extension BuiltInKind {
    /// What stops the object from being read as this kind at all, in the words of the real server's decoder; nil when
    /// nothing does. A server answers 400 with `TypedDecoding.message` before anything is validated.
    package func decodingProblem(in object: JSONValue) -> String? { problemReading(object)?.message }

    package func problemReading(_ object: JSONValue) -> DecodingProblem? {
        guard IDL.builtIn.types[schemaName] != nil else { return nil }
        // Types that read themselves end the decoding at once; other faults wait until all is read.
        return TextDecoding(readsBytes: false).problem(object, .reference(schemaName))
            ?? typeMismatch(in: object).map { DecodingProblem($0.description, at: $0.place) }
            ?? TextDecoding(readsBytes: true).problem(object, .reference(schemaName))
    }

    /// The first value whose type its field cannot hold.
    package func typeMismatch(in object: JSONValue) -> TypedDecoding.Mismatch? {
        TypedDecoding(definitions: BuiltInKinds.definitions).firstMismatch(object, schemaName)
    }
}

/// Finds texts that stand for something else (quantities, times, bytes) and can not be read as it.
private struct TextDecoding {
    /// Whether bytes are looked at, which no type of their own reads.
    let readsBytes: Bool

    func problem(_ value: JSONValue, _ type: IDL.FieldType) -> DecodingProblem? {
        switch type {
        case .scalar(.bytes) where readsBytes: value.stringValue.flatMap(bytesProblem).map { DecodingProblem($0) }
        case .scalar, .enumeration: nil
        case .list(let element): listProblem(value.arrayValue ?? [], element)
        case .map(let element): mapProblem(value.objectValue ?? JSONObject(), element)
        case .reference("io.k8s.apimachinery.pkg.api.resource.Quantity"):
            quantityProblem(value).map { DecodingProblem($0) }
        case .reference("io.k8s.apimachinery.pkg.util.intstr.IntOrString"):
            intOrStringProblem(value).map { DecodingProblem($0) }
        case .reference("io.k8s.apimachinery.pkg.apis.meta.v1.Time"):
            timeProblem(value, "2006-01-02T15:04:05Z07:00").map { DecodingProblem($0) }
        case .reference("io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime"):
            timeProblem(value, "2006-01-02T15:04:05.000000Z07:00").map { DecodingProblem($0) }
        case .reference(let name): structProblem(value, name)
        }
    }

    private func listProblem(_ values: [JSONValue], _ element: IDL.FieldType) -> DecodingProblem? {
        for (index, value) in values.enumerated() {
            if let found = problem(value, element) { return found.inside(.index(index)) }
        }
        return nil
    }

    private func mapProblem(_ values: JSONObject, _ element: IDL.FieldType) -> DecodingProblem? {
        for member in values.members {
            if let found = problem(member.value, element) { return found.inside(.key(member.key)) }
        }
        return nil
    }

    private func structProblem(_ value: JSONValue, _ name: String) -> DecodingProblem? {
        guard case .object(let object) = value, let fields = Self.fields[name] else { return nil }
        for index in fields.indices {
            guard let member = object[fields[index].name], !member.isNull else { continue }
            if let found = problem(member, fields[index].type) { return found.inside(.field(fields[index].name)) }
        }
        return nil
    }

    private struct Field: Sendable {
        let name: String
        let type: IDL.FieldType
    }

    /// Of each type the fields that lead to a text that is looked at: few of many.
    private static let fields: [String: [Field]] = {
        let types = IDL.builtIn.types
        func own(_ type: IDL.FieldType, _ known: Set<String>) -> Bool {
            switch type {
            case .scalar(.bytes): true
            case .scalar, .enumeration: false
            case .list(let element), .map(let element): own(element, known)
            case .reference(let name): textTypes.contains(name) || known.contains(name)
            }
        }
        // Types may contain themselves: repeated until nothing is added.
        var known: Set<String> = []
        var before = -1
        while before != known.count {
            before = known.count
            for (name, type) in types where type.fields.contains(where: { own($0.type, known) }) { known.insert(name) }
        }
        return types.mapValues { type in
            type.fields.filter { own($0.type, known) }.map { Field(name: $0.name, type: $0.type) }
        }.filter { !$0.value.isEmpty }
    }()

    private static let textTypes: Set<String> = [
        "io.k8s.apimachinery.pkg.api.resource.Quantity", "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
        "io.k8s.apimachinery.pkg.apis.meta.v1.Time", "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime",
    ]

    private func quantityProblem(_ value: JSONValue) -> String? {
        if value.isNull || Quantity(json: value) != nil { return nil }
        // Go's reader passes over spaces round it.
        if let text = value.stringValue, let trimmed = text.split(whereSeparator: \.isWhitespace).first,
            text.split(whereSeparator: \.isWhitespace).count == 1, Quantity(json: .string(String(trimmed))) != nil
        {
            return nil
        }
        return Quantity.formatMessage
    }

    private func intOrStringProblem(_ value: JSONValue) -> String? {
        switch value {
        case .string, .null: nil
        case .integer(let number) where Int32(exactly: number) != nil: nil
        case .integer(let number): "json: cannot unmarshal number \(number) into Go value of type int32"
        case .number(let number): "json: cannot unmarshal number \(number.literal) into Go value of type int32"
        case .bool: "json: cannot unmarshal bool into Go value of type int32"
        case .array: "json: cannot unmarshal array into Go value of type int32"
        case .object: "json: cannot unmarshal object into Go value of type int32"
        }
    }

    private func timeProblem(_ value: JSONValue, _ layout: String) -> String? {
        guard let text = value.stringValue, !text.isEmpty, Timestamp(rfc3339: text) == nil else { return nil }
        return "parsing time \"\(text)\" as \"\(layout)\": cannot parse \"\(text)\" as \"2006\""
    }

    private func bytesProblem(_ text: String) -> String? {
        guard Base64Coding.decode(text) == nil else { return nil }
        let isDigit: (UInt8) -> Bool = { byte in
            byte &- 0x30 < 10 || byte &- 0x41 < 26 || byte &- 0x61 < 26 || "+/\r\n".utf8.contains(byte)
        }
        let place = text.utf8.enumerated().first { !isDigit($0.element) }?.offset ?? text.utf8.count / 4 * 4
        return "illegal base64 data at input byte \(place)"
    }
}
