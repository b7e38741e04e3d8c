/// The named members of an object schema, in their written order.
package struct SchemaProperties: Hashable, Sendable {
    package struct Property: Hashable, Sendable {
        package let name: String
        package var schema: Schema

        package init(name: String, schema: Schema) {
            self.name = name
            self.schema = schema
        }
    }

    package private(set) var list: [Property] = []
    /// Places in `list`; filled only when scanning would be slower than hashing.
    private var index: [String: Int] = [:]
    private static let scanLimit = 8

    package init() {}

    /// Later properties replace earlier ones of the same name.
    package init(_ pairs: some Sequence<(String, Schema)>) {
        for (name, schema) in pairs { self[name] = schema }
    }

    package subscript(name: String) -> Schema? {
        get { position(of: name).map { list[$0].schema } }
        set {
            switch (position(of: name), newValue) {
            case (let position?, let schema?): list[position].schema = schema
            case (let position?, nil):
                list.remove(at: position)
                reindex()
            case (nil, let schema?):
                list.append(Property(name: name, schema: schema))
                if list.count == Self.scanLimit + 1 {
                    reindex()
                } else if list.count > Self.scanLimit {
                    index[name] = list.count - 1
                }
            case (nil, nil): break
            }
        }
    }

    private func position(of name: String) -> Int? {
        index.isEmpty ? list.firstIndex { $0.name == name } : index[name]
    }

    private mutating func reindex() {
        index = [:]
        guard list.count > Self.scanLimit else { return }
        for (position, property) in list.enumerated() { index[property.name] = position }
    }

    package var names: [String] { list.map(\.name) }

    /// Other properties added behind these; theirs win where names meet.
    package func merging(_ other: SchemaProperties) -> SchemaProperties {
        var result = self
        for property in other { result[property.name] = property.schema }
        return result
    }
}

extension SchemaProperties: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { list.count }
    package subscript(position: Int) -> Property { list[position] }
}

extension SchemaProperties: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, Schema)...) { self.init(elements) }
}
