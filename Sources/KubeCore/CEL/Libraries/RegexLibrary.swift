extension CELLibrary {
    /// Searching strings by regular expressions.
    ///
    /// Source: Kubernetes 1.36 CEL library `kubernetes.regex`.
    static let regex = CELLibrary(functions: [
        CELFunction(
            "find", "string_find_string", isMember: true, parameters: [.string, .string], result: .string,
            cost: .regexSearch
        ) { arguments, _ throws(CELError) in
            let text = try arguments[0].asString()
            return .string(try expression(arguments[1]).find(text) ?? "")
        },
        CELFunction(
            "findAll", "string_find_all_string", isMember: true, parameters: [.string, .string], result: .list(.string),
            cost: .regexSearch
        ) { arguments, _ throws(CELError) in
            let text = try arguments[0].asString()
            return .strings(try expression(arguments[1]).findAll(text))
        },
        CELFunction(
            "findAll", "string_find_all_string_int", isMember: true, parameters: [.string, .string, .int],
            result: .list(.string), cost: .regexSearch
        ) { arguments, _ throws(CELError) in
            let text = try arguments[0].asString()
            let limit = try arguments[2].asInt()
            return .strings(try expression(arguments[1]).findAll(text, limit: Int(clamping: limit)))
        },
    ])

    private static func expression(_ value: CELValue) throws(CELError) -> RegularExpression {
        let pattern = try value.asString()
        do {
            return try RegularExpression(pattern)
        } catch {
            throw CELError("Illegal regex: \(error)")
        }
    }
}
