import KubeCore

extension FieldPath {
    /// Reads `spec.items[0].name` as a place in `object`, whose keys may contain dots themselves.
    ///
    /// Follows the object as far as it goes; the rest, which the object does not have, is read by its punctuation.
    init(_ text: String, in object: JSONValue) {
        var elements: [Element] = []
        var rest = Substring(text)
        var value: JSONValue? = object
        while !rest.isEmpty {
            if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
                let inner = String(rest[rest.index(after: rest.startIndex)..<end])
                elements.append(Int(inner).map(Element.index) ?? .key(inner))
                value = Int(inner).flatMap { value?[$0] } ?? value?[inner]
                rest = rest[rest.index(after: end)...]
            } else {
                let name = Self.name(at: rest, in: value)
                elements.append(.field(name))
                value = value?[name]
                rest = rest.dropFirst(name.count)
            }
            if rest.hasPrefix(".") { rest = rest.dropFirst() }
        }
        self.init(elements)
    }

    /// The longest member name that the text begins with; else what comes before the next dot or bracket.
    private static func name(at text: Substring, in value: JSONValue?) -> String {
        let known = (value?.objectValue?.keys ?? []).filter { key in
            guard !key.isEmpty, text.hasPrefix(key) else { return false }
            let next = text.dropFirst(key.count).first
            return next == nil || next == "." || next == "["
        }
        if let longest = known.max(by: { $0.count < $1.count }) { return longest }
        let plain = text.prefix { $0 != "." && $0 != "[" }
        return plain.isEmpty ? String(text.prefix(1)) : String(plain)
    }
}
