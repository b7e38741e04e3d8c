extension CELLibrary {
    /// Lists taken as sets.
    ///
    /// Source: cel-go `ext.Sets`.
    static let sets: CELLibrary = {
        let list = CELType.list(.typeParameter("T"))
        func function(
            _ name: String, _ overload: String, _ factor: Double,
            _ judge: @escaping @Sendable ([CELValue], [CELValue]) -> Bool
        ) -> CELFunction {
            CELFunction(name, overload, parameters: [list, list], result: .bool, cost: .setComparison(factor)) {
                arguments, _ throws(CELError) in
                .bool(judge(try arguments[0].asElements(), try arguments[1].asElements()))
            }
        }
        return CELLibrary(functions: [
            function("sets.contains", "list_sets_contains_list", 1, contains),
            function("sets.equivalent", "list_sets_equivalent_list", 2) { contains($0, $1) && contains($1, $0) },
            function("sets.intersects", "list_sets_intersects_list", 1) { left, right in
                left.contains { element in right.contains(where: element.equals) }
            },
        ])
    }()

    @Sendable private static func contains(_ list: [CELValue], _ part: [CELValue]) -> Bool {
        part.allSatisfy { element in list.contains(where: element.equals) }
    }
}
