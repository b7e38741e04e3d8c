extension JSONPatch {
    /// What `copy` may add to a document in all, as a multiple of members and elements: a few lines of copies could
    /// otherwise double a document a hundred times. The API server limits bytes (3 MiB) to the same end.
    private static let maximumCopiedNodes = 1 << 20

    /// The document after all operations; when one fails the document is as it was.
    package func apply(to document: JSONValue) throws(JSONPatchError) -> JSONValue {
        var result = document
        var copied = 0
        for operation in operations { try Self.apply(operation, to: &result, copied: &copied) }
        return result
    }

    private static func apply(
        _ operation: Operation, to document: inout JSONValue, copied: inout Int
    ) throws(JSONPatchError) {
        switch operation {
        case .add(let path, let value):
            let missing = JSONPatchError(
                .missing, "add operation does not apply: doc is missing path: \"\(path)\": missing value")
            try change(&document, path, missing: missing) { container, key throws(JSONPatchError) in
                try wrap("error in add for path: '\(path)'") { () throws(JSONPatchError) in
                    try container.add(key, value)
                }
            }
        case .remove(let path):
            try remove(&document, path)
        case .replace(let path, let value):
            try replace(&document, path, value)
        case .test(let path, let value):
            try test(document, path, value)
        case .move(let from, let path):
            let value = try find(document, from, verb: "move")
            try wrap("error in move for path: '\(lastToken(from))'") { () throws(JSONPatchError) in
                try change(&document, from, missing: missingSource(from, "move")) {
                    container, key throws(JSONPatchError) in try container.remove(key)
                }
            }
            try insert(&document, path, value, verb: "move", failure: "error in move for path: '\(path)'")
        case .copy(let from, let path):
            let value = try find(document, from, verb: "copy")
            copied += value.nodeCount
            guard copied <= maximumCopiedNodes else {
                throw JSONPatchError(
                    .tooLarge, "Unable to complete the copy, the accumulated size increase of copy is too large")
            }
            try insert(&document, path, value, verb: "copy", failure: "error while adding value during copy")
        }
    }

    private static func remove(_ document: inout JSONValue, _ path: String) throws(JSONPatchError) {
        let missing = JSONPatchError(
            .missing, "remove operation does not apply: doc is missing path: \"\(path)\": missing value")
        try change(&document, path, missing: missing) { container, key throws(JSONPatchError) in
            try wrap("error in remove for path: '\(path)'") { () throws(JSONPatchError) in try container.remove(key) }
        }
    }

    private static func replace(
        _ document: inout JSONValue, _ path: String, _ value: JSONValue
    ) throws(JSONPatchError) {
        if path.isEmpty {
            document = value
            return
        }
        let missing = JSONPatchError(
            .missing, "replace operation does not apply: doc is missing path: \(path): missing value")
        try change(&document, path, missing: missing) { container, key throws(JSONPatchError) in
            guard container.child(key) != nil else {
                throw JSONPatchError(
                    .missing, "replace operation does not apply: doc is missing key: \(path): missing value")
            }
            container.replace(key, value)
        }
    }

    private static func test(_ document: JSONValue, _ path: String, _ expected: JSONValue) throws(JSONPatchError) {
        guard let pointer = JSONPointer(path), let container = document.descend(pointer.tokens.dropLast()),
            pointer.tokens.isEmpty || container.isContainer
        else {
            throw JSONPatchError(.missing, "test operation does not apply: is missing path: \(path): missing value")
        }
        let found: JSONValue?
        if let key = pointer.tokens.last {
            if case .array(let elements) = container {
                let index = try wrap("error in test for path: '\(path)'") { () throws(JSONPatchError) in
                    try ArrayIndex.existing(key, count: elements.count)
                }
                found = elements[index]
            } else {
                found = container[key]
            }
        } else {
            found = container
        }
        guard (found ?? .null).isSemanticallyEqual(to: expected) else {
            throw JSONPatchError(.testFailed, "testing value \(path) failed: test failed")
        }
    }

    private static func find(
        _ document: JSONValue, _ from: String, verb: String
    ) throws(JSONPatchError) -> JSONValue {
        guard let pointer = JSONPointer(from), let container = document.descend(pointer.tokens.dropLast()) else {
            throw missingSource(from, verb)
        }
        guard let key = pointer.tokens.last else { return document }
        guard let value = container.child(key) else {
            let message =
                verb == "move"
                ? "error in move for path: '\(key)': Unable to remove nonexistent key: \(key): missing value"
                : "error in copy for from: '\(from)': Unable to get nonexistent key: \(key): missing value"
            throw JSONPatchError(.missing, message)
        }
        return value
    }

    private static func insert(
        _ document: inout JSONValue, _ path: String, _ value: JSONValue, verb: String, failure: String
    ) throws(JSONPatchError) {
        let missing = JSONPatchError(
            .missing, "\(verb) operation does not apply: doc is missing destination path: \(path): missing value")
        try change(&document, path, missing: missing) { container, key throws(JSONPatchError) in
            try wrap(failure) { () throws(JSONPatchError) in try container.add(key, value) }
        }
    }

    private static func missingSource(_ from: String, _ verb: String) -> JSONPatchError {
        JSONPatchError(.missing, "\(verb) operation does not apply: doc is missing from path: \(from): missing value")
    }

    private static func lastToken(_ path: String) -> String { JSONPointer(path)?.tokens.last ?? path }

    private static func wrap<R>(
        _ context: String, _ body: () throws(JSONPatchError) -> R
    ) throws(JSONPatchError) -> R {
        do throws(JSONPatchError) {
            return try body()
        } catch {
            throw JSONPatchError(error.code, "\(context): \(error.message)")
        }
    }

    /// Hands the container of `path`'s last token to `body`, in place; `missing` when there is none.
    private static func change(
        _ document: inout JSONValue, _ path: String, missing: JSONPatchError,
        _ body: (inout JSONValue, String) throws(JSONPatchError) -> Void
    ) throws(JSONPatchError) {
        guard let pointer = JSONPointer(path), let key = pointer.tokens.last else { throw missing }
        try document.change(at: pointer.tokens.dropLast(), missing: missing) { container throws(JSONPatchError) in
            guard container.isContainer else { throw missing }
            try body(&container, key)
        }
    }
}

/// Array indices as evanphx/json-patch reads them.
private enum ArrayIndex {
    private static func parse(_ token: String) throws(JSONPatchError) -> Int {
        if let index = Int(token) { return index }
        throw JSONPatchError(.invalidIndex, "strconv.Atoi: parsing \"\(token)\": invalid syntax")
    }

    private static func invalid(_ index: Int) -> JSONPatchError {
        JSONPatchError(.invalidIndex, "Unable to access invalid index: \(index): invalid index referenced")
    }

    /// 0..<count; negative ones count from the end.
    static func existing(_ token: String, count: Int) throws(JSONPatchError) -> Int {
        let index = try parse(token)
        guard index < count, index >= -count else { throw invalid(index) }
        return index < 0 ? index + count : index
    }

    /// 0...count, where a new element may be put.
    static func insertion(_ token: String, count: Int) throws(JSONPatchError) -> Int {
        if token == "-" { return count }
        let index: Int
        do throws(JSONPatchError) {
            index = try parse(token)
        } catch {
            throw JSONPatchError(error.code, "value was not a proper array index: '\(token)': \(error.message)")
        }
        guard index <= count, index >= -(count + 1) else { throw invalid(index) }
        return index < 0 ? index + count + 1 : index
    }
}

extension JSONValue {
    fileprivate var isContainer: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }

    /// Members and elements, this value included.
    fileprivate var nodeCount: Int {
        switch self {
        case .array(let elements): elements.reduce(1) { $0 + $1.nodeCount }
        case .object(let object): object.members.reduce(1) { $0 + $1.value.nodeCount }
        default: 1
        }
    }

    /// The member or element of that name; nil when there is none.
    fileprivate func child(_ token: String) -> JSONValue? {
        guard case .array(let elements) = self else { return self[token] }
        guard let index = Int(token), index < elements.count, index >= -elements.count else { return nil }
        return elements[index < 0 ? index + elements.count : index]
    }

    fileprivate func descend(_ tokens: ArraySlice<String>) -> JSONValue? {
        tokens.reduce(Optional(self)) { value, token in value?.child(token) }
    }

    /// Changes the value at `tokens` in place.
    fileprivate mutating func change(
        at tokens: ArraySlice<String>, missing: JSONPatchError, _ body: (inout JSONValue) throws(JSONPatchError) -> Void
    ) throws(JSONPatchError) {
        guard let token = tokens.first else { return try body(&self) }
        guard var inner = child(token) else { throw missing }
        replace(token, .null)  // gives up this reference, so that `inner` is changed in place
        // The patch as a whole is applied to a copy: what a failing operation leaves behind is never seen.
        try inner.change(at: tokens.dropFirst(), missing: missing, body)
        replace(token, inner)
    }

    /// `token` is the name of an existing child.
    fileprivate mutating func replace(_ token: String, _ value: JSONValue) {
        guard case .array(var elements) = self else {
            self[token] = value
            return
        }
        guard let index = Int(token), index < elements.count, index >= -elements.count else { return }
        self = .null
        elements[index < 0 ? index + elements.count : index] = value
        self = .array(elements)
    }

    fileprivate mutating func add(_ token: String, _ value: JSONValue) throws(JSONPatchError) {
        guard case .array(var elements) = self else {
            self[token] = value
            return
        }
        let index = try ArrayIndex.insertion(token, count: elements.count)
        self = .null
        elements.insert(value, at: index)
        self = .array(elements)
    }

    fileprivate mutating func remove(_ token: String) throws(JSONPatchError) {
        guard case .array(var elements) = self else {
            guard self[token] != nil else {
                throw JSONPatchError(.missing, "Unable to remove nonexistent key: \(token): missing value")
            }
            self[token] = nil
            return
        }
        let index = try ArrayIndex.existing(token, count: elements.count)
        self = .null
        elements.remove(at: index)
        self = .array(elements)
    }
}
