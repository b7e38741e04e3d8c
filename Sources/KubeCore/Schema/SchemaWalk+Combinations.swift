extension SchemaWalk {
    /// `anyOf`, `oneOf`, `allOf` and `not`, whose own messages have no field.
    mutating func checkCombinations(
        _ value: JSONValue, _ old: JSONValue?, _ keywords: Schema.Keywords
    ) -> Int {
        var count = 1
        if !keywords.anyOf.isEmpty { count += checkAnyOf(value, old, keywords.anyOf) }
        if !keywords.oneOf.isEmpty { count += checkOneOf(value, old, keywords.oneOf) }
        if !keywords.allOf.isEmpty {
            let outcomes = keywords.allOf.map { attempt(value, old, $0) }
            for outcome in outcomes {
                count += outcome.count
                outcome.errors.forEach { append($0) }
            }
            let valid = outcomes.count { $0.errors.isEmpty }
            if valid < outcomes.count {
                addUnplaced("must validate all the schemas (allOf)\(valid == 0 ? ". None validated" : "")")
            }
        }
        if let not = keywords.not, attempt(value, old, not).errors.isEmpty {
            addUnplaced("must not validate the schema (not)")
        }
        return count
    }

    private mutating func checkAnyOf(_ value: JSONValue, _ old: JSONValue?, _ schemas: [Schema]) -> Int {
        var best: Outcome?
        for schema in schemas {
            let outcome = attempt(value, old, schema)
            if outcome.errors.isEmpty { return outcome.count }
            if best.map({ outcome.count > $0.count }) ?? true { best = outcome }
        }
        addUnplaced("must validate at least one schema (anyOf)")
        best?.errors.forEach { append($0) }
        return best?.count ?? 0
    }

    private mutating func checkOneOf(_ value: JSONValue, _ old: JSONValue?, _ schemas: [Schema]) -> Int {
        let outcomes = schemas.map { attempt(value, old, $0) }
        let valid = outcomes.filter(\.errors.isEmpty)
        if valid.count == 1 { return valid[0].count }
        let found = valid.isEmpty ? "Found none valid" : "Found \(valid.count) valid alternatives"
        addUnplaced("must validate one and only one schema (oneOf). \(found)")
        guard valid.isEmpty, var best = outcomes.first else { return 0 }
        for outcome in outcomes where outcome.count > best.count { best = outcome }
        best.errors.forEach { append($0) }
        return best.count
    }

    private struct Outcome {
        let errors: [FieldError]
        let count: Int
    }

    private func attempt(_ value: JSONValue, _ old: JSONValue?, _ schema: Schema) -> Outcome {
        var walk = self
        walk.forgetErrors()
        let count = walk.check(value, old, schema)
        return Outcome(errors: walk.errors, count: count)
    }

    private mutating func addUnplaced(_ message: String) {
        append(FieldError(.invalid, base, value: "", "\(quoted(name)) \(message)"))
    }

    func quoted(_ text: String) -> String { JSONValue.string(text).serializedString() }
}
