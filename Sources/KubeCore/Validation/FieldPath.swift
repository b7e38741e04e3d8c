/// A place inside an object, spelled as Kubernetes spells it: `spec.triggers[2].target`, `metadata.labels[app]`.
package struct FieldPath: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    package enum Element: Hashable, Sendable {
        case field(String)
        case index(Int)
        /// A key of a map.
        case key(String)
    }

    package let elements: [Element]

    package init(_ elements: [Element] = []) {
        self.elements = elements
    }

    /// One field name, or several joined by dots.
    package init(stringLiteral value: String) {
        elements = value.split(separator: ".").map { .field(String($0)) }
    }

    package func field(_ name: String) -> FieldPath { FieldPath(elements + [.field(name)]) }
    package func index(_ index: Int) -> FieldPath { FieldPath(elements + [.index(index)]) }
    package func key(_ key: String) -> FieldPath { FieldPath(elements + [.key(key)]) }

    package var description: String {
        guard !elements.isEmpty else { return "<nil>" }
        var text = ""
        for element in elements {
            switch element {
            case .field(let name): text += text.isEmpty ? name : ".\(name)"
            case .index(let index): text += "[\(index)]"
            case .key(let key): text += "[\(key)]"
            }
        }
        return text
    }
}
