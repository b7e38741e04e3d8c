/// What an API server does with an object of one kind before it stores it, as far as the object alone decides it.
///
/// A server does these in order, and stops at the first that finds fault: `problemReading`, unknown fields (in strict
/// requests), `validate`.
package protocol ObjectReview: Sendable {
    var type: ResourceType { get }

    /// What keeps the object from being read as its kind at all, which a server answers with 400; nil when nothing does.
    func problemReading(_ object: JSONValue) -> DecodingProblem?

    /// Brings a new object into the form that is validated: drops what the kind does not know and what a creator may
    /// not set, fills in defaults. Returns the paths of what was unknown, in order: `spec.items[0].typo`.
    func admit(_ object: inout JSONValue) -> [String]

    /// Everything wrong with an admitted object, its metadata included; `old` is nil at creation.
    func validate(_ object: JSONValue, old: JSONValue?) -> [FieldError]
}

/// Why an object cannot be read as its kind, in the words of Go's decoder, and where.
package struct DecodingProblem: Hashable, Sendable {
    package let message: String
    package let path: FieldPath

    package init(_ message: String, at path: FieldPath = FieldPath()) {
        self.message = message
        self.path = path
    }

    /// The same, seen from one level further out.
    package func inside(_ element: FieldPath.Element) -> DecodingProblem {
        DecodingProblem(message, at: FieldPath([element] + path.elements))
    }
}
