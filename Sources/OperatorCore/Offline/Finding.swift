package import KubeCore

/// One thing said about a place in a file.
package struct Finding: Hashable, Sendable {
    package enum Severity: String, Hashable, Sendable {
        case error, warning
    }

    /// The stage that spoke, in the order in which an API server goes through them.
    package enum Rule: String, Hashable, Sendable, CaseIterable {
        case syntax
        case duplicateField = "duplicate-field"
        case object
        case missingSchema = "missing-schema"
        case decoding
        case unknownField = "unknown-field"
        case schema
        case policy
        case duplicateObject = "duplicate-object"

        /// One sentence on what is checked, for tools that list rules.
        package var summary: String {
            switch self {
            case .syntax: "The text can be read as YAML or JSON."
            case .duplicateField: "No field is set twice."
            case .object: "A document is a Kubernetes object with apiVersion, kind and metadata."
            case .missingSchema: "The kind is known, so that its objects can be judged."
            case .decoding: "Values can be read as their types."
            case .unknownField: "Every field is known to the kind's schema."
            case .schema: "The object satisfies its schema, its validation rules and the API server's own rules."
            case .policy: "Trimtab's admission webhook accepts the object."
            case .duplicateObject: "No object is given twice."
            }
        }
    }

    package let file: String
    /// Nil when the whole file is meant.
    package let position: SourcePosition?
    package let severity: Severity
    package let rule: Rule
    /// The field as Kubernetes spells it; empty when none is meant.
    package let path: String
    /// What is wrong and what to do, in the server's words where it has words; without the path.
    package let message: String
    /// The line at `position`; nil when there is none.
    package let excerpt: Excerpt?

    package init(
        file: String, position: SourcePosition?, severity: Severity = .error, rule: Rule, path: String = "",
        message: String, excerpt: Excerpt? = nil
    ) {
        self.file = file
        self.position = position
        self.severity = severity
        self.rule = rule
        self.path = path
        self.message = message
        self.excerpt = excerpt
    }

    /// A line of a file, and how much of it from the finding's column on is meant.
    package struct Excerpt: Hashable, Sendable {
        package let line: String
        /// Characters, at least 1.
        package let width: Int

        package init(line: String, width: Int) {
            self.line = line
            self.width = width
        }
    }

    /// `spec.replicas.min: Invalid value: 9: must not exceed max`; the message alone where it names the field itself.
    package var text: String {
        path.isEmpty || namesItself ? message : "\(path): \(message)"
    }

    private var namesItself: Bool { rule == .unknownField || rule == .duplicateField || rule == .decoding }

    /// `web.yaml:8:15`, as compilers write it.
    package var place: String { position.map { "\(file):\($0)" } ?? file }

    package func with(severity: Severity) -> Finding {
        Finding(
            file: file, position: position, severity: severity, rule: rule, path: path, message: message,
            excerpt: excerpt)
    }
}
