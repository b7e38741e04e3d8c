extension SchemaRules {
    /// What the rules say of an object.
    package struct Verdict: Hashable, Sendable {
        package var errors: [FieldError] = []
        /// Errors that an update is not held to, because what they are about has not changed.
        package var warnings: [FieldError] = []

        package init(errors: [FieldError] = [], warnings: [FieldError] = []) {
            self.errors = errors
            self.warnings = warnings
        }
    }

    /// Evaluates all rules on an object, within the budget of one.
    ///
    /// Errors come from the outside to the inside, members in order of their names (the server's order is random).
    ///
    /// - Parameter old: What the object replaces, nil on create.
    package func evaluate(_ value: JSONValue, old: JSONValue?) -> Verdict {
        guard let root else { return Verdict() }
        var walk = RuleWalk()
        let ratchet = old.map { RuleRatchet(RuleRatchet.Pair(value: value, old: $0, schema: root.schema)) }
        walk.check(value, old, root, ratchet ?? RuleRatchet(), FieldPath())
        return walk.verdict
    }
}

/// One descent through an object.
private struct RuleWalk {
    var verdict = SchemaRules.Verdict()
    var budget = SchemaRules.objectBudget
    /// Set once the budget is spent; nothing is evaluated afterwards.
    var isOver = false

    mutating func check(
        _ value: JSONValue, _ old: JSONValue?, _ node: SchemaRules.Node, _ ratchet: RuleRatchet, _ path: FieldPath
    ) {
        guard !value.isNull, !isOver else { return }
        let old = old.flatMap { $0.isNull ? Optional<JSONValue>.none : $0 }
        evaluate(value, old, node, ratchet, path)
        guard !isOver else { return }
        switch value {
        case .array(let elements):
            guard let items = node.items else { return }
            let before = KeyedList(old, node.schema.keywords)
            for (index, element) in elements.enumerated() {
                check(element, before?.counterpart(of: element), items, ratchet.item(index), path.index(index))
            }
        case .object(let object):
            guard node.values != nil || !node.properties.isEmpty else { return }
            let mapType = node.schema.keywords.mapType
            let isCorrelated = mapType == nil || mapType == .granular || mapType == .atomic
            let before = isCorrelated ? old?.objectValue : nil
            for member in object.members.sorted(by: { $0.key < $1.key }) {
                let name = member.key
                if let values = node.values {
                    check(member.value, before?[name], values, ratchet.member(name), path.key(name))
                }
                if let property = node.properties[name] {
                    check(member.value, before?[name], property, ratchet.member(name), path.field(name))
                }
            }
        default: break
        }
    }

    private mutating func evaluate(
        _ value: JSONValue, _ old: JSONValue?, _ node: SchemaRules.Node, _ ratchet: RuleRatchet, _ path: FieldPath
    ) {
        let place = Place(value: value, node: node, ratchet: ratchet, path: path)
        if let failure = node.failure {
            verdict.errors.append(place.invalid("rule compiler initialization error: \(failure)"))
            return
        }
        guard !node.rules.isEmpty else { return }
        guard budget > 0 else { return stop(place.invalid(Self.outOfBudget)) }
        let selfValue: CELValue
        var oldValue: CELValue?
        do throws(CELError) {
            selfValue = try CELValue(json: value, type: node.type)
            if let old { oldValue = try CELValue(json: old, type: node.type) }
        } catch {
            for rule in node.rules { verdict.errors.append(place.invalid(Self.text(error, of: rule))) }
            return
        }
        for rule in node.rules {
            let isOptional = rule.rule.optionalOldSelf == true
            if rule.usesOldSelf, oldValue == nil, !isOptional { continue }
            var variables = ["self": selfValue]
            variables["oldSelf"] = isOptional ? .optional(oldValue) : oldValue
            evaluate(rule, variables, place)
            if isOver { return }
        }
    }

    private mutating func evaluate(_ rule: CompiledRule, _ variables: [String: CELValue], _ place: Place) {
        guard let compiled = rule.program else { return }
        let program: CELProgram
        switch compiled {
        case .success(let compiled): program = compiled
        case .failure(let failure):
            verdict.errors.append(place.invalid("rule compile error: \(failure.detail)"))
            return
        }
        var context = CELContext(costLimit: SchemaRules.callLimit)
        var failure: CELError?
        var isSatisfied = false
        do throws(CELError) {
            if case .bool(true) = try program.evaluate(variables, in: &context) { isSatisfied = true }
        } catch {
            failure = error
        }
        guard spend(context.cost) else { return stop(place.invalid(Self.outOfBudget)) }
        if let failure {
            verdict.errors.append(place.invalid(Self.text(failure, of: rule)))
            if failure.kind == .costLimit { isOver = true }
            return
        }
        if !isSatisfied { report(rule, variables, place) }
    }

    /// Words why a rule is broken; its own words may fail too, or cost too much.
    private mutating func report(_ rule: CompiledRule, _ variables: [String: CELValue], _ place: Place) {
        var place = place
        if !rule.fieldPath.isEmpty { place.path = place.path.field(rule.fieldPath) }
        var detail = rule.defaultMessage
        if case .success(let program)? = rule.message {
            switch RuleMessage(program, variables, budget: budget) {
            case .text(let text, let cost):
                detail = text
                budget -= cost
            case .failed(let cost): budget -= cost
            case .stopped(let reason):
                add(place.invalid(reason), rule, place.ratchet)
                isOver = true
                return
            }
        }
        add(place.broken(rule.rule.reason, detail), rule, place.ratchet)
    }

    private mutating func add(_ error: FieldError, _ rule: CompiledRule, _ ratchet: RuleRatchet) {
        if !rule.usesOldSelf, ratchet.forgives {
            verdict.warnings.append(error)
        } else {
            verdict.errors.append(error)
        }
    }

    /// False when the budget does not reach.
    private mutating func spend(_ cost: UInt64) -> Bool {
        guard cost <= UInt64(max(0, budget)) else { return false }
        budget -= Int64(cost)
        return true
    }

    private mutating func stop(_ error: FieldError) {
        verdict.errors.append(error)
        isOver = true
    }

    private static let outOfBudget =
        "validation failed due to running out of cost budget, no further validation rules will be run"

    private static func text(_ error: CELError, of rule: CompiledRule) -> String {
        if error.kind == .costLimit {
            return
                "'\(error.message)': no further validation rules will be run due to call cost exceeds limit for rule: "
                + rule.summary
        }
        if error.message.hasPrefix("no such overload") {
            return "'\(error.message)': call arguments did not match a supported operator, function or macro signature "
                + "for rule: \(rule.summary)"
        }
        return "\(error.message) evaluating rule: \(rule.summary)"
    }

    /// Where rules are evaluated, and how errors there are written.
    private struct Place {
        let value: JSONValue
        let node: SchemaRules.Node
        let ratchet: RuleRatchet
        var path: FieldPath

        private var typeName: String { node.schema.keywords.type?.rawValue ?? "" }

        func invalid(_ message: String) -> FieldError {
            FieldError(.invalid, path, value: .string(typeName), message)
        }

        /// Objects and lists are not shown.
        func broken(_ reason: String?, _ detail: String) -> FieldError {
            // A literal nil would be read as the JSON value null.
            let shown = typeName == "object" || typeName == "array" ? Optional<JSONValue>.none : value
            switch reason {
            case "FieldValueForbidden": return FieldError(.forbidden, path, detail)
            case "FieldValueRequired": return FieldError(.required, path, detail)
            case "FieldValueDuplicate": return FieldError(.duplicate, path, value: shown, "")
            default: return FieldError(.invalid, path, value: shown, detail)
            }
        }
    }
}

/// What became of a message expression.
private enum RuleMessage {
    case text(String, cost: Int64)
    /// The rule's own message stands in.
    case failed(cost: Int64)
    /// No further rule is evaluated.
    case stopped(String)

    /// The longest text of use, in bytes.
    private static let sizeLimit = 5 * 1024

    init(_ program: CELProgram, _ variables: [String: CELValue], budget: Int64) {
        var context = CELContext(costLimit: SchemaRules.callLimit)
        var failure: CELError?
        var result: CELValue?
        do throws(CELError) {
            result = try program.evaluate(variables, in: &context)
        } catch {
            failure = error
        }
        guard context.cost <= UInt64(max(0, budget)) else {
            self = .stopped(
                "messageExpression evaluation failed due to running out of cost budget, no further validation rules "
                    + "will be run")
            return
        }
        let cost = Int64(context.cost)
        if failure?.kind == .costLimit {
            self = .stopped(
                "no further validation rules will be run due to call cost exceeds limit for messageExpression: "
                    + GoText.quote(program.source))
            return
        }
        guard case .string(let text)? = result else {
            self = .failed(cost: cost)
            return
        }
        let trimmed = text.trimmed
        let isUsable = !trimmed.isEmpty && trimmed.utf8.count <= Self.sizeLimit && !trimmed.utf8.contains(0x0A)
        self = isUsable ? .text(trimmed, cost: cost) : .failed(cost: cost)
    }
}
