/// What an expression may speak of: variables, the types of objects, and functions.
package struct CELEnvironment: Sendable {
    package var variables: [String: CELType]
    /// Whether the macro `cel.bind` is known; API servers do not know it.
    package var knowsBindings = false
    /// Types of objects by name: those given and all their parts.
    private(set) var objects: [String: CELSchemaType] = [:]
    let table: CELFunctionTable

    /// The standard library, optionals among it, is always there and need not be named.
    ///
    /// Building the table of functions takes time: extend one environment where many share their libraries.
    ///
    /// - Parameter types: The types of the objects that variables of an object type refer to by name.
    package init(variables: [String: CELType] = [:], types: [CELSchemaType] = [], libraries: [CELLibrary] = []) {
        self.variables = variables
        table = libraries.isEmpty ? .standard : CELFunctionTable(libraries)
        for type in types { add(type) }
    }

    /// This environment with more variables and types.
    package func extended(variables: [String: CELType], types: [CELSchemaType] = []) -> CELEnvironment {
        var extended = self
        extended.variables.merge(variables) { $1 }
        for type in types { extended.add(type) }
        return extended
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
