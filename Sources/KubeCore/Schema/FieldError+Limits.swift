extension FieldError {
    /// `Too long: may not be more than 63 bytes`
    package static func tooLong(_ path: FieldPath, limit: Int) -> FieldError {
        FieldError(.tooLong, path, "may not be more than \(limit) \(limit == 1 ? "byte" : "bytes")")
    }

    /// `Too many: 5: must have at most 4 items`
    package static func tooMany(_ path: FieldPath, actual: Int, limit: Int) -> FieldError {
        FieldError(
            .tooMany, path, value: .integer(Int64(actual)),
            "must have at most \(limit) \(limit == 1 ? "item" : "items")")
    }

    /// `Unsupported value: "Maybe": supported values: "Auto", "Off"`
    package static func notSupported(_ path: FieldPath, value: JSONValue, supported: [String]) -> FieldError {
        let list = supported.map { JSONValue.string($0).serializedString() }.joined(separator: ", ")
        return FieldError(.notSupported, path, value: value, supported.isEmpty ? "" : "supported values: \(list)")
    }
}
