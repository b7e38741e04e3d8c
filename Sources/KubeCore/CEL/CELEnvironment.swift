/// What an expression may speak of: variables, the types of objects, and functions.
package struct CELEnvironment: Sendable {
    package var variables: [String: CELType]
    /// Types of objects by name: those of `types` and of all their parts.
    private(set) var objects: [String: CELSchemaType] = [:]
    package var libraries: [CELLibrary]

    /// The standard library is always there and need not be named.
    ///
    /// - Parameter types: The types of the objects that variables of an object type refer to by name.
    package init(variables: [String: CELType], types: [CELSchemaType] = [], libraries: [CELLibrary] = []) {
        self.variables = variables
        self.libraries = libraries
        for type in types { add(type) }
    }

    private mutating func add(_ type: CELSchemaType) {
        switch type.form {
        case .object(let fields):
            if case .object(let name)? = type.type { objects[name] = type }
            for field in fields.all { add(field.type) }
        case .shapelessObject:
            if case .object(let name)? = type.type { objects[name] = type }
        default:
            if let element = type.element { add(element) }
        }
    }
}
