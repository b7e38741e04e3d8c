extension CELLibrary {
    /// Searching strings by regular expressions.
    ///
    /// Source: Kubernetes 1.36 CEL library `kubernetes.regex`.
    static let regex = CELLibrary(functions: [
        search("find", "string_find_string", [.string, .string], .string) { expression, arguments throws(CELError) in
            .string(expression.find(try arguments[0].asString()) ?? "")
        },
        search("findAll", "string_find_all_string", [.string, .string], .list(.string)) {
            expression, arguments throws(CELError) in
            .strings(expression.findAll(try arguments[0].asString()))
        },
        search("findAll", "string_find_all_string_int", [.string, .string, .int], .list(.string)) {
            expression, arguments throws(CELError) in
            let limit = try arguments[2].asInt()
            return .strings(expression.findAll(try arguments[0].asString(), limit: Int(clamping: limit)))
        },
    ])

    /// A function whose second argument is a regular expression, read once where it is a literal.
    private static func search(
        _ name: String, _ overload: String, _ parameters: [CELType], _ result: CELType,
        _ compute: @escaping @Sendable (RegularExpression, [CELValue]) throws(CELError) -> CELValue
    ) -> CELFunction {
        CELFunction(
            name, overload, isMember: true, parameters: parameters, result: result, cost: .regexSearch,
            specialize: { second throws(CELError) in
                let expression = try CELValue.expression(try second.asString())
                return { arguments, _ throws(CELError) in try compute(expression, arguments) }
            }
        ) { arguments, _ throws(CELError) in
            try compute(try expression(arguments[1]), arguments)
        }
    }

    private static func expression(_ value: CELValue) throws(CELError) -> RegularExpression {
        let pattern = try value.asString()
        do {
            return try RegularExpression(pattern)
        } catch {
            throw CELError("Illegal regex: \(error)")
        }
    }
}
