/// Checks values against schemas and words what is wrong as the API server does.
///
/// Source: kube-openapi `validation/validate` and apiextensions `kubeOpenAPIResultToFieldErrors` (1.36). Errors come in
/// the order of the sorted member names; the server's own order is random.
package struct SchemaValidator: Sendable {
    package let definitions: SchemaDefinitions

    package init(definitions: SchemaDefinitions = SchemaDefinitions()) {
        self.definitions = definitions
    }

    /// Everything wrong with `value` by itself: types, ranges, formats, required and forbidden members.
    ///
    /// Does not look at list types (`ListTypeValidator`) nor at rules.
    ///
    /// - Parameter old: The value this one replaces, nil on create: what has not changed is not held against the writer.
    package func validate(
        _ value: JSONValue, old: JSONValue? = nil, against schema: Schema, at path: FieldPath = FieldPath()
    ) -> [FieldError] {
        var walk = SchemaWalk(definitions: definitions, base: path)
        walk.check(value, old, schema)
        return walk.errors
    }

    package static func validate(
        _ value: JSONValue, against schema: Schema, definitions: SchemaDefinitions = SchemaDefinitions()
    ) -> [FieldError] {
        SchemaValidator(definitions: definitions).validate(value, against: schema)
    }

    /// All a custom resource is checked for on create (`old` nil) and update, in the server's order: schema, list
    /// types, then rules. When an earlier error keeps rules from being evaluated, a last entry says so.
    ///
    /// - Parameter rules: Those of `schema`, compiled once and kept by the caller.
    package func validateCustomResource(
        _ value: JSONValue, old: JSONValue?, against schema: Schema, rules: SchemaRules
    ) -> SchemaRules.Verdict {
        var verdict = SchemaRules.Verdict()
        verdict.errors = validate(value, old: old, against: schema)
        let lists = ListTypeValidator(definitions: definitions)
        if old.map({ lists.validate($0, against: schema).isEmpty }) ?? true {
            verdict.errors += lists.validate(value, against: schema)
        }
        guard !rules.isEmpty else { return verdict }
        if verdict.errors.contains(where: { Self.blockingKinds.contains($0.kind) }) {
            verdict.errors.append(
                FieldError(
                    .invalid, FieldPath(), value: .null,
                    "some validation rules were not checked because the object was invalid; "
                        + "correct the existing errors to complete validation"))
        } else {
            let ruled = rules.evaluate(value, old: old)
            verdict.errors += ruled.errors
            verdict.warnings = ruled.warnings
        }
        return verdict
    }

    private static let blockingKinds: Set<FieldError.Kind> = [
        .notSupported, .required, .tooLong, .tooMany, .typeInvalid,
    ]
}
