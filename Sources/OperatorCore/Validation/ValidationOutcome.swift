package import KubeCore

/// The verdict on one object: what refuses it, and what its writer should know all the same.
package struct ValidationOutcome: Hashable, Sendable {
    /// Why the object is refused, all at once; empty when it is accepted.
    package var errors: [FieldError]
    /// What is accepted and probably not meant.
    package var notices: [FieldNotice]

    package init(errors: [FieldError] = [], notices: [FieldNotice] = []) {
        self.errors = errors
        self.notices = notices
    }

    package static let accepted = ValidationOutcome()

    package var isAccepted: Bool { errors.isEmpty }

    /// The notices as the API server hands them to clients: one line each, at most 256 bytes, without repetition.
    package var warnings: [String] {
        var seen: Set<String> = []
        return notices.map(\.line).filter { seen.insert($0).inserted }
    }

    package static func + (lhs: ValidationOutcome, rhs: ValidationOutcome) -> ValidationOutcome {
        ValidationOutcome(errors: lhs.errors + rhs.errors, notices: lhs.notices + rhs.notices)
    }

    package static func += (lhs: inout ValidationOutcome, rhs: ValidationOutcome) { lhs = lhs + rhs }
}

/// A warning about one field.
package struct FieldNotice: Hashable, Sendable, CustomStringConvertible {
    package let path: FieldPath
    /// A clause that says what will happen and what to do, without a final stop.
    package let message: String

    package init(_ path: FieldPath, _ message: String) {
        self.path = path
        self.message = message
    }

    /// `spec.triggers[0].steps: memory rarely falls when replicas are added`
    package var description: String { "\(path): \(message)" }

    /// The server may cut what is longer than 256 bytes anywhere, also within a character; so it is cut here.
    fileprivate var line: String {
        let text = description
        guard text.utf8.count > Self.limit else { return text }
        var short = text
        while short.utf8.count > Self.limit - 3 { short.removeLast() }
        return short + "..."
    }

    private static let limit = 256
}
