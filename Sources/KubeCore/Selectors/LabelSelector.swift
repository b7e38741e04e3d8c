/// Which objects are meant, by their labels: all requirements must hold.
///
/// It reads and writes both spellings: the text of `labelSelector=` (`app=web,tier in (a,b),!old`) and the
/// `matchLabels`/`matchExpressions` object of `metav1.LabelSelector`. A selector without requirements matches all.
package struct LabelSelector: Hashable, Sendable {
    package enum Operator: String, Hashable, Sendable {
        case equals = "="
        case doubleEquals = "=="
        case notEquals = "!="
        case isIn = "in"
        case notIn = "notin"
        case exists
        case doesNotExist = "!"
        case greaterThan = "gt"
        case lessThan = "lt"
    }

    package struct Requirement: Hashable, Sendable {
        package let key: String
        package let operation: Operator
        /// Sorted; one for the comparisons, none for existence.
        package let values: [String]

        /// Not checked; see `problems(at:)`.
        package init(key: String, _ operation: Operator, _ values: [String] = []) {
            self.key = key
            self.operation = operation
            self.values = values.sorted()
        }
    }

    /// Sorted by key; those of one key in the order they were given.
    package let requirements: [Requirement]

    package static let everything = LabelSelector([])

    package init(_ requirements: [Requirement]) {
        self.requirements = requirements.enumerated()
            .sorted { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) }.map(\.element)
    }

    package init(matchLabels: [String: String]) {
        self.init(matchLabels.map { Requirement(key: $0.key, .equals, [$0.value]) })
    }

    package var isEmpty: Bool { requirements.isEmpty }

    package func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { $0.matches(labels[$0.key]) }
    }
}

extension LabelSelector.Requirement {
    /// Whether an object whose label `key` has this value is meant; nil: it has no such label.
    package func matches(_ value: String?) -> Bool {
        switch operation {
        case .equals, .doubleEquals, .isIn: value.map(values.contains) ?? false
        case .notEquals, .notIn: value.map { !values.contains($0) } ?? true
        case .exists: value != nil
        case .doesNotExist: value == nil
        case .greaterThan: compare(value) { $0 > $1 }
        case .lessThan: compare(value) { $0 < $1 }
        }
    }

    private func compare(_ value: String?, _ isMet: (Int64, Int64) -> Bool) -> Bool {
        guard let left = value.flatMap({ Int64($0) }), let right = values.first.flatMap({ Int64($0) }) else {
            return false
        }
        return isMet(left, right)
    }

    /// What the API server refuses: broken keys and values, and the wrong number of values for the operator.
    package func problems(at path: FieldPath) -> [FieldError] {
        let shown = JSONValue.array(values.map(JSONValue.string))
        let valuePath = path.field("values")
        var errors: [FieldError] = []
        let keyProblems = NameRules.qualifiedName(key)
        if !keyProblems.isEmpty {
            errors.append(
                FieldError(.invalid, path.field("key"), value: .string(key), keyProblems.joined(separator: "; ")))
        }
        if let problem = countProblem {
            errors.append(FieldError(.invalid, valuePath, value: shown, problem))
        } else if operation == .greaterThan || operation == .lessThan {
            errors += values.enumerated().filter { Int64($0.element) == nil }.map { index, value in
                FieldError(
                    .invalid, valuePath.index(index), value: .string(value),
                    "for 'Gt', 'Lt' operators, the value must be an integer")
            }
        }
        for (index, value) in values.enumerated() {
            let problems = NameRules.labelValue(value)
            if problems.isEmpty { continue }
            errors.append(
                FieldError(
                    .invalid, valuePath.index(index).key(key), value: .string(value), problems.joined(separator: "; ")))
        }
        return errors
    }

    private var countProblem: String? {
        switch operation {
        case .isIn, .notIn:
            values.isEmpty ? "for 'in', 'notin' operators, values set can't be empty" : nil
        case .equals, .doubleEquals, .notEquals:
            values.count == 1 ? nil : "exact-match compatibility requires one single value"
        case .exists, .doesNotExist:
            values.isEmpty ? nil : "values set must be empty for exists and does not exist"
        case .greaterThan, .lessThan:
            values.count == 1 ? nil : "for 'Gt', 'Lt' operators, exactly one value is required"
        }
    }
}

extension LabelSelector: CustomStringConvertible {
    /// The text form, as the API server puts it into `status.selector`.
    package var description: String { requirements.map(\.description).joined(separator: ",") }
}

extension LabelSelector.Requirement: CustomStringConvertible {
    package var description: String {
        let list = values.joined(separator: ",")
        return switch operation {
        case .equals, .doubleEquals, .notEquals: "\(key)\(operation.rawValue)\(list)"
        case .isIn, .notIn: "\(key) \(operation.rawValue) (\(list))"
        case .exists: key
        case .doesNotExist: "!\(key)"
        case .greaterThan: "\(key)>\(list)"
        case .lessThan: "\(key)<\(list)"
        }
    }
}
