/// Why a document is no AdmissionReview or ConversionReview that can be answered.
package struct ReviewError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where in the document: `request.kind.version`; empty for the document as a whole.
    package let path: String
    package let message: String

    package init(_ path: String, _ message: String) {
        self.path = path
        self.message = message
    }

    package var description: String { path.isEmpty ? message : "\(path): \(message)" }

    /// What somebody wrote, as far as it is worth repeating.
    static func shown(_ text: String) -> String {
        let scalars = text.unicodeScalars
        return scalars.count <= 128 ? text : String(String.UnicodeScalarView(scalars.prefix(127))) + "…"
    }
}

/// Reads the members of a review, and says of each that is wrong where it stands and what was expected.
struct ReviewReader {
    let object: JSONObject
    let path: String

    /// Throws when the bytes are no JSON object of this `apiVersion` and `kind` with a `request` in it; the result reads
    /// the request.
    static func request(in body: [UInt8], apiVersion: String, kind: String) throws(ReviewError) -> ReviewReader {
        guard !body.isEmpty else { throw ReviewError("", "the request has no body") }
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONValue(parsing: body)
        } catch {
            throw ReviewError("", "the body is no JSON: \(error)")
        }
        guard case .object(let object) = document else {
            throw ReviewError("", "the body must be an object, got \(Self.name(of: document))")
        }
        let review = ReviewReader(object: object, path: "")
        let given = (try review.string("apiVersion"), try review.string("kind"))
        guard given == (apiVersion, kind) else {
            throw ReviewError(
                "",
                "must be \(apiVersion), Kind=\(kind), got \(ReviewError.shown(given.0)), "
                    + "Kind=\(ReviewError.shown(given.1))")
        }
        return try review.reader("request")
    }

    private func place(_ member: String) -> String { path.isEmpty ? member : "\(path).\(member)" }

    /// Null counts as absent, as it does in Go.
    private subscript(member: String) -> JSONValue? {
        guard let value = object[member], value != .null else { return nil }
        return value
    }

    private func missing(_ member: String, _ what: String) -> ReviewError {
        ReviewError(place(member), "is missing; must be \(what)")
    }

    private func mismatch(_ member: String, _ value: JSONValue, _ what: String) -> ReviewError {
        ReviewError(place(member), "must be \(what), got \(Self.name(of: value))")
    }

    /// A string that is there and not empty.
    func string(_ member: String) throws(ReviewError) -> String {
        guard let value = self[member] else { throw missing(member, "a string") }
        guard let text = value.stringValue else { throw mismatch(member, value, "a string") }
        guard !text.isEmpty else { throw ReviewError(place(member), "must not be empty") }
        return text
    }

    /// A string; empty when absent.
    func optionalString(_ member: String) throws(ReviewError) -> String {
        guard let value = self[member] else { return "" }
        guard let text = value.stringValue else { throw mismatch(member, value, "a string") }
        return text
    }

    /// False when absent.
    func flag(_ member: String) throws(ReviewError) -> Bool {
        guard let value = self[member] else { return false }
        guard let flag = value.boolValue else { throw mismatch(member, value, "true or false") }
        return flag
    }

    /// An object; nil when absent.
    func optionalObject(_ member: String) throws(ReviewError) -> JSONValue? {
        guard let value = self[member] else { return nil }
        guard case .object = value else { throw mismatch(member, value, "an object") }
        return value
    }

    func optionalReader(_ member: String) throws(ReviewError) -> ReviewReader? {
        guard case .object(let object) = try optionalObject(member) else { return nil }
        return ReviewReader(object: object, path: place(member))
    }

    func reader(_ member: String) throws(ReviewError) -> ReviewReader {
        guard let reader = try optionalReader(member) else { throw missing(member, "an object") }
        return reader
    }

    /// Empty when absent.
    func strings(_ member: String) throws(ReviewError) -> [String] {
        guard let value = self[member] else { return [] }
        guard let list = value.arrayValue else { throw mismatch(member, value, "a list of strings") }
        var strings: [String] = []
        strings.reserveCapacity(list.count)
        for (index, element) in list.enumerated() {
            guard let text = element.stringValue else { throw mismatch("\(member)[\(index)]", element, "a string") }
            strings.append(text)
        }
        return strings
    }

    func objects(_ member: String) throws(ReviewError) -> [JSONValue] {
        guard let value = self[member] else { throw missing(member, "a list of objects") }
        guard let list = value.arrayValue else { throw mismatch(member, value, "a list of objects") }
        for (index, element) in list.enumerated() {
            guard case .object = element else { throw mismatch("\(member)[\(index)]", element, "an object") }
        }
        return list
    }

    private static func name(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .number: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
