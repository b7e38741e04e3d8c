extension CELFunction {
    typealias Unary = @Sendable (CELValue) throws(CELError) -> CELValue
    typealias Binary = @Sendable (CELValue, CELValue) throws(CELError) -> CELValue

    /// A function of one argument.
    static func unary(
        _ name: String, _ overloadID: String, _ parameter: CELType, _ result: CELType, isMember: Bool = false,
        _ compute: @escaping Unary
    ) -> CELFunction {
        CELFunction(name, overloadID, isMember: isMember, parameters: [parameter], result: result) {
            (arguments, _) throws(CELError) in
            try compute(arguments[0])
        }
    }

    /// A function of two arguments.
    static func binary(
        _ name: String, _ overloadID: String, _ parameters: (CELType, CELType), _ result: CELType,
        isMember: Bool = false, _ compute: @escaping Binary
    ) -> CELFunction {
        CELFunction(
            name, overloadID, isMember: isMember, parameters: [parameters.0, parameters.1], result: result
        ) { (arguments, _) throws(CELError) in
            try compute(arguments[0], arguments[1])
        }
    }
}
