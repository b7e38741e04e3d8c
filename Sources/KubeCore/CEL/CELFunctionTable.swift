/// All functions and type names of an environment, by name; built once and shared.
final class CELFunctionTable: Sendable {
    /// Overloads in the order of their declaration.
    let functions: [String: [CELFunction]]
    let types: [String: CELType]
    let equalityCosts: [CELType: CELCost]

    init(_ libraries: [CELLibrary]) {
        var functions: [String: [CELFunction]] = [:]
        var types: [String: CELType] = [:]
        var equalityCosts: [CELType: CELCost] = [:]
        for library in [.standard] + libraries {
            for function in library.functions { functions[function.name, default: []].append(function) }
            for type in library.types { types[type.name] = type }
            equalityCosts.merge(library.equalityCosts) { $1 }
        }
        self.functions = functions
        self.types = types
        self.equalityCosts = equalityCosts
    }

    /// Of the standard library alone.
    static let standard = CELFunctionTable([])
}
