import KubeCore

/// A document in the first line, and what is done to it in the second.
enum PatchProperties {
    static func problem(with bytes: [UInt8]) -> String? {
        let (first, second) = FuzzTarget.parts(bytes)
        guard let document = try? JSONValue(parsing: first), let change = try? JSONValue(parsing: second) else {
            return nil
        }
        if let patch = try? JSONPatch(json: change) {
            let result = try? patch.apply(to: document)
            if (try? JSONPatch(json: patch.json))?.operations != patch.operations {
                return "a written patch is another"
            }
            if let result, (try? patch.apply(to: document)) != result { return "a second time it gives another" }
        }
        let merged = JSONMergePatch.apply(change, to: document)
        if JSONMergePatch.apply(change, to: merged) != merged { return "merging twice is not merging once" }
        guard !hasNull(document), !hasNull(change), document.objectValue != nil, change.objectValue != nil else {
            return nil
        }
        let difference = JSONMergePatch.diff(from: document, to: change)
        return JSONMergePatch.apply(difference, to: document) == change ? nil : "the difference does not lead there"
    }

    private static func hasNull(_ value: JSONValue) -> Bool {
        switch value {
        case .null: true
        case .array(let elements): elements.contains(where: hasNull)
        case .object(let object): object.members.contains { hasNull($0.value) }
        default: false
        }
    }

    /// The first line is a schema, the second an object.
    static func schemaProblem(with bytes: [UInt8]) -> String? {
        let (first, second) = FuzzTarget.parts(bytes)
        guard let json = try? JSONValue(parsing: first), let schema = try? Schema(json: json) else { return nil }
        _ = StructuralSchema.validate(schema, at: FieldPath())
        guard var value = try? JSONValue(parsing: second) else { return nil }
        _ = SchemaValidator().validateCustomResource(value, old: nil, against: schema, rules: SchemaRules(schema))
        _ = SchemaPruner().prune(&value, schema)
        if !SchemaPruner().prune(&value, schema).isEmpty { return "pruned twice it loses more" }
        let filled = SchemaDefaulter().applying(schema, to: value)
        return SchemaDefaulter().applying(schema, to: filled) == filled ? nil : "defaulted twice it gains more"
    }
}

/// Reviews from an API server, and expressions from a CRD.
enum ReviewProperties {
    private static let handler = AdmissionHandler<Void>(
        validators: [
            AdmissionSubject(group: "trimtab.dev", kind: "ScalingPolicy"): { _, _ in .admitted }
        ])

    static func problem(with bytes: [UInt8]) -> String? {
        for target in ["/validate?timeout=10s", "/convert"] {
            let answer = handler.answer(
                method: "POST", target: target, contentType: "application/json", body: bytes, in: ())
            guard answer.status == 200 else {
                if answer.status != 400 { return "answered \(answer.status)" }
                if answer.body.count > 4096 { return "a refusal of \(answer.body.count) bytes" }
                continue
            }
            guard let review = try? JSONValue(parsing: answer.body),
                let request = try? JSONValue(parsing: bytes),
                review["response"]?["uid"] == request["request"]?["uid"]
            else { return "the answer does not echo the uid" }
        }
        return nil
    }

    private static let environment = CELEnvironment(
        variables: ["self": .map(.string, .dyn), "oldSelf": .dyn], types: [], libraries: [.kubernetes])

    /// Whatever is written, it ends within its cost.
    static func expressionProblem(with text: String) -> String? {
        guard text.utf8.count <= 512, let program = try? CELProgram(text, environment: environment) else { return nil }
        let object: JSONValue = ["replicas": 3, "name": "web", "items": [1, 2, 3], "labels": ["a": "b"]]
        let variables: [String: CELValue] = [
            "self": CELValue(json: object), "oldSelf": CELValue(json: object),
        ]
        _ = program.estimatedCost(sizes: nil)
        _ = try? program.evaluate(variables, costLimit: 100_000)
        return nil
    }
}
