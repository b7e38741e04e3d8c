/// One YAML document: its value, and where each of its nodes was written.
package struct YAMLDocument: Sendable {
    package let value: JSONValue
    /// Where the document's content begins.
    package let start: SourcePosition
    /// Keys that came twice, when they are allowed to.
    package let duplicates: [YAMLDuplicate]
    let places: YAMLPlaces

    /// Where the value at `path` was written; nil when the document has no such value. For a member that came by a merge
    /// key (`<<`) it is the place of the merge key, for one behind an alias the place inside the anchored node.
    package func position(of path: FieldPath) -> SourcePosition? {
        find(path)?.node.position
    }

    /// Where the key of the member at `path` was written; for elements and the root where the value was.
    package func keyPosition(of path: FieldPath) -> SourcePosition? {
        find(path).map { $0.key?.position ?? $0.node.position }
    }

    /// The key position of `path`, or of its nearest ancestor that the document has: for what is missing.
    package func nearestPosition(of path: FieldPath) -> SourcePosition {
        var elements = path.elements[...]
        while true {
            if let position = keyPosition(of: FieldPath(Array(elements))) { return position }
            if elements.popLast() == nil { return start }
        }
    }

    /// Where each element of the list at `path` was written, found in one pass; empty when there is no list.
    package func elementPositions(of path: FieldPath) -> [SourcePosition] {
        guard let found = place(of: path), case .array(let elements) = found.value else { return [] }
        return places.elements(of: places.target(of: found.index), count: elements.count)
    }

    /// The value at a path and the index of its place; nil when there is none or a merge brought it.
    private func place(of path: FieldPath) -> (value: JSONValue, index: Int)? {
        var value = value
        var index = 0
        for element in path.elements {
            guard case .field(let name) = element, case .object(let object) = value,
                let ordinal = object.members.firstIndex(where: { $0.key == name }),
                case .own(let key) = places.member(ordinal, of: places.target(of: index))
            else { return nil }
            index = key + 1
            value = object.members[ordinal].value
        }
        return places.entries.isEmpty ? nil : (value, index)
    }

    private func find(_ path: FieldPath) -> (node: YAMLPlaces.Entry, key: YAMLPlaces.Entry?)? {
        guard !places.entries.isEmpty else { return nil }
        var value = value
        var index = 0
        var key: YAMLPlaces.Entry?
        for element in path.elements {
            switch (element, value) {
            case (.index(let position), .array(let elements)) where elements.indices.contains(position):
                index = places.element(position, of: places.target(of: index))
                key = nil
                value = elements[position]
            case (.field(let name), .object(let object)), (.key(let name), .object(let object)):
                guard let ordinal = object.members.firstIndex(where: { $0.key == name }) else { return nil }
                switch places.member(ordinal, of: places.target(of: index)) {
                case .own(let keyIndex):
                    key = places.entries[keyIndex]
                    index = keyIndex + 1
                case .merged(let keyIndex):
                    // All that the merge brings is found at the merge.
                    let merge = places.entries[keyIndex]
                    return (merge, merge)
                }
                value = object.members[ordinal].value
            default: return nil
            }
        }
        return (places.entries[index], key)
    }
}

/// The positions of a document's nodes in the order they were written: of a mapping its own, then key and value of each
/// pair; of a sequence its own, then each element.
struct YAMLPlaces: Sendable {
    struct Entry: Sendable {
        private let line: Int32
        private let column: Int32
        /// The entry after this node and all below it, or minus one less the entry of an alias's target.
        var next: Int32
        var isMergeKey = false
        /// A key that a later one of the same name replaced.
        var isReplaced = false

        init(_ position: SourcePosition) {
            // The size limit keeps both within 32 bits.
            line = Int32(clamping: position.line)
            column = Int32(clamping: position.column)
            next = 0
        }

        var position: SourcePosition { SourcePosition(line: Int(line), column: Int(column)) }
    }

    enum Member {
        /// The index of its key.
        case own(Int)
        /// The index of the merge key it came by.
        case merged(Int)
    }

    private(set) var entries: [Entry] = []

    /// Adds a node without children; returns its index.
    mutating func append(_ position: SourcePosition) -> Int {
        var entry = Entry(position)
        entry.next = Int32(clamping: entries.count + 1)
        entries.append(entry)
        return entries.count - 1
    }

    mutating func appendAlias(_ position: SourcePosition, of target: Int) -> Int {
        let index = append(position)
        entries[index].next = Int32(clamping: -1 - target)
        return index
    }

    /// To be called when all below the node has been added.
    mutating func close(_ index: Int) {
        entries[index].next = Int32(clamping: entries.count)
    }

    mutating func markReplaced(_ index: Int) { entries[index].isReplaced = true }

    mutating func markMergeKey(_ index: Int) { entries[index].isMergeKey = true }

    /// Where an alias leads; the node itself when it is none.
    func target(of index: Int) -> Int {
        let next = entries[index].next
        return next < 0 ? Int(-1 - next) : index
    }

    private func after(_ index: Int) -> Int {
        let next = entries[index].next
        return next < 0 ? index + 1 : Int(next)
    }

    func element(_ position: Int, of sequence: Int) -> Int {
        (0..<position).reduce(sequence + 1) { index, _ in after(index) }
    }

    /// The first `count` elements of a sequence.
    func elements(of sequence: Int, count: Int) -> [SourcePosition] {
        var index = sequence + 1
        return (0..<count).map { _ in
            defer { index = after(index) }
            return entries[index].position
        }
    }

    /// The pair that gave the member `ordinal`: own pairs come first, in their order, then what merges brought.
    func member(_ ordinal: Int, of mapping: Int) -> Member {
        member(ordinal, of: mapping, end: after(mapping))
    }

    /// The same while the mapping is being read.
    func memberOfOpenMapping(_ ordinal: Int, of mapping: Int) -> Member {
        member(ordinal, of: mapping, end: entries.count)
    }

    private func member(_ ordinal: Int, of mapping: Int, end: Int) -> Member {
        var remaining = ordinal
        var index = mapping + 1
        var merge = mapping
        while index < end {
            if entries[index].isMergeKey {
                merge = index
            } else if entries[index].isReplaced {
                // Its place is taken by the one behind it.
            } else if remaining == 0 {
                return .own(index)
            } else {
                remaining -= 1
            }
            index = after(after(index))
        }
        return .merged(merge)
    }
}
