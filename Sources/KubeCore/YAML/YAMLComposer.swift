/// Builds documents from events with an explicit stack: depth costs memory, never the machine's stack.
struct YAMLComposer: ~Copyable {
    private var reader: YAMLEventReader
    private let limits: YAMLLimits
    private let duplicateKeys: YAMLDuplicateKeys
    private var duplicates: [YAMLDuplicate] = []
    /// Each costs time proportional to its mapping.
    private static let maximumDuplicates = 100

    private var stack: [Frame] = []
    /// What the open collections hold so far; each frame knows where its part begins.
    private var elements = JSONStack<JSONValue>(capacity: 64)
    private var members = JSONStack<JSONObject.Member>(capacity: 64)
    private var anchors: [String: Anchor] = [:]
    private var places = YAMLPlaces()
    private var root: JSONValue = .null
    private var aliases = YAMLAliasGuard()

    private struct Anchor {
        /// nil while the node is still being read.
        var value: JSONValue?
        var place: Int
        /// Nodes in it, aliases expanded.
        var size = 1
        /// Levels of collections in it, aliases expanded; 0 for a scalar.
        var height = 0
    }

    /// A collection that is being read.
    private struct Frame {
        let isMapping: Bool
        let place: Int
        let anchor: String?
        let nodesBefore: Int
        /// Where its elements or members begin.
        let start: Int
        /// Levels of collections in it so far, its own included.
        var height = 1
        /// The names of the members once they are many.
        var names: Set<String> = []
        var key: String?
        var isMerge = false
        var merged: [JSONObject] = []
    }

    init(
        _ bytes: UnsafeBufferPointer<UInt8>, limits: YAMLLimits, duplicateKeys: YAMLDuplicateKeys, firstLine: Int
    ) {
        reader = YAMLEventReader(bytes, firstLine: firstLine)
        self.limits = limits
        self.duplicateKeys = duplicateKeys
    }

    mutating func documents() throws(YAMLError) -> [YAMLDocument] {
        var documents: [YAMLDocument] = []
        while true {
            switch try reader.next() {
            case .streamEnd: return documents
            case .documentStart: begin()
            case .documentEnd:
                let start = places.entries.first?.position ?? reader.position
                documents.append(
                    YAMLDocument(value: root, start: start, duplicates: duplicates, places: places))
            case .scalar: try readScalar()
            case .alias: try readAlias()
            case .sequenceStart: try open(isMapping: false)
            case .mappingStart: try open(isMapping: true)
            case .collectionEnd: try close()
            case .other: break
            }
        }
    }

    private mutating func begin() {
        anchors.removeAll(keepingCapacity: true)
        places = YAMLPlaces()
        aliases = YAMLAliasGuard()
        duplicates = []
        root = .null
    }

    /// Whether the next node is the key of a mapping.
    private var expectsKey: Bool {
        // Field by field: a copy of the frame would count references for every node.
        let top = stack.count - 1
        return top >= 0 && stack[top].isMapping && !stack[top].isMerge && stack[top].key == nil
    }

    private mutating func count(_ nodes: Int, at position: SourcePosition) throws(YAMLError) {
        guard aliases.count(nodes, limit: limits.maximumNodes) else {
            throw YAMLError(
                .tooLarge, at: position, "the document has more than \(limits.maximumNodes) nodes; split it up")
        }
    }

    private func tooDeep(_ position: SourcePosition) -> YAMLError {
        YAMLError(.tooDeep, at: position, "nesting exceeds the limit of \(limits.maximumDepth) levels")
    }

    private mutating func readScalar() throws(YAMLError) {
        let position = reader.position
        try count(1, at: position)
        let place = places.append(position)
        let scalar = reader.scalar
        if expectsKey {
            let key = try YAMLNode.key(scalar, at: position)
            if let anchor = reader.anchor { anchors[anchor] = Anchor(value: key.map(JSONValue.string), place: place) }
            try setKey(key, place, position)
            return
        }
        let value = try YAMLNode.value(scalar, at: position)
        if let anchor = reader.anchor { anchors[anchor] = Anchor(value: value, place: place) }
        try add(value, position, height: 0)
    }

    private mutating func readAlias() throws(YAMLError) {
        let name = reader.anchor ?? ""
        let position = reader.position
        guard let anchor = anchors[name] else {
            throw YAMLError(
                .unknownAnchor, at: position,
                "unknown anchor *\(name); define it earlier in the same document with &\(name), or quote the value")
        }
        guard let value = anchor.value else {
            throw YAMLError(
                .recursiveAlias, at: position, "anchor *\(name) contains itself; write the value out instead")
        }
        try count(anchor.size, at: position)
        guard aliases.repeated(anchor.size) else {
            throw YAMLError(
                .excessiveAliases, at: position,
                "the document contains excessive aliasing; write repeated values out instead of *\(name)")
        }
        // Without this a short text could build a value too deep for whoever walks it recursively.
        guard stack.count + anchor.height <= limits.maximumDepth else { throw tooDeep(position) }
        let place = places.appendAlias(position, of: anchor.place)
        guard expectsKey else { return try add(value, position, height: anchor.height) }
        guard let key = value.yamlKey else { throw YAMLNode.unusableKey(at: position) }
        try setKey(key, place, position)
    }

    private mutating func setKey(_ key: String?, _ place: Int, _ position: SourcePosition) throws(YAMLError) {
        let top = stack.count - 1
        guard let key else {
            places.markMergeKey(place)
            stack[top].isMerge = true
            return
        }
        let isDuplicate: Bool
        let start = stack[top].start
        if members.count - start < 24 {
            isDuplicate = members.contains(from: start) { $0.key == key }
        } else {
            if stack[top].names.isEmpty {
                for index in start..<members.count { stack[top].names.insert(members[index].key) }
            }
            isDuplicate = !stack[top].names.insert(key).inserted
        }
        if isDuplicate { try forgetEarlier(key, position) }
        stack[top].key = key
    }

    /// Removes the member that a later one of the same name replaces.
    private mutating func forgetEarlier(_ key: String, _ position: SourcePosition) throws(YAMLError) {
        let frame = stack[stack.count - 1]
        guard let index = (frame.start..<members.count).first(where: { members[$0].key == key }),
            // The key itself has a place already, but is no member yet.
            case .own(let first) = places.memberOfOpenMapping(index - frame.start, of: frame.place)
        else { return }
        let line = places.entries[first].position.line
        guard duplicateKeys == .laterWins, duplicates.count < Self.maximumDuplicates else {
            throw YAMLError(
                .duplicateKey, at: position, "key \"\(key)\" is already set in line \(line); remove one of them")
        }
        duplicates.append(YAMLDuplicate(path: openPath.field(key), position: position, firstLine: line))
        members.remove(at: index)
        places.markReplaced(first)
    }

    /// Where the innermost open collection stands.
    private var openPath: FieldPath {
        FieldPath(
            stack.indices.dropLast().map { level in
                let inner = stack[level + 1]
                guard stack[level].isMapping else {
                    // Elements of the open collections lie on one stack: its own end where the next list begins.
                    let end = inner.isMapping ? elementsBefore(level + 1) : inner.start
                    return .index(end - stack[level].start)
                }
                return .field(stack[level].key ?? "<<")
            })
    }

    /// How many elements were on the stack when the mapping at a level was opened.
    private func elementsBefore(_ level: Int) -> Int {
        stack[level...].first { !$0.isMapping }?.start ?? elements.count
    }

    private mutating func open(isMapping: Bool) throws(YAMLError) {
        let position = reader.position
        try count(1, at: position)
        if expectsKey { throw YAMLNode.unusableKey(at: position) }
        guard stack.count < limits.maximumDepth else { throw tooDeep(position) }
        if let tag = reader.collectionTag {
            try YAMLNode.checkCollectionTag(tag, isMapping: isMapping, at: position)
        }
        let place = places.append(position)
        let anchor = reader.anchor
        if let anchor { anchors[anchor] = Anchor(value: nil, place: place) }
        stack.append(
            Frame(
                isMapping: isMapping, place: place, anchor: anchor, nodesBefore: aliases.nodes - 1,
                start: isMapping ? members.count : elements.count))
    }

    private mutating func close() throws(YAMLError) {
        guard let frame = stack.popLast() else { return }
        places.close(frame.place)
        let value: JSONValue
        if frame.isMapping {
            var object = JSONObject(uncheckedUniqueMembers: members.pop(from: frame.start))
            // Own members win over merged ones, earlier merges over later ones.
            for source in frame.merged {
                for member in source.members where object[member.key] == nil { object[member.key] = member.value }
            }
            value = .object(object)
        } else {
            value = .array(elements.pop(from: frame.start))
        }
        if let anchor = frame.anchor {
            anchors[anchor] = Anchor(
                value: value, place: frame.place, size: aliases.nodes - frame.nodesBefore, height: frame.height)
        }
        try add(value, places.entries[frame.place].position, height: frame.height)
    }

    private mutating func add(
        _ value: JSONValue, _ position: SourcePosition, height: Int
    ) throws(YAMLError) {
        guard !stack.isEmpty else {
            root = value
            return
        }
        let top = stack.count - 1
        stack[top].height = max(stack[top].height, height + 1)
        if !stack[top].isMapping {
            elements.push(value)
        } else if let key = stack[top].key {
            members.push(.init(key: key, value: value))
            stack[top].key = nil
        } else {
            stack[top].isMerge = false
            stack[top].merged += try YAMLNode.mergeSources(value, position)
        }
    }
}

/// go-yaml's guard against documents whose aliases expand out of all proportion ("billion laughs").
///
/// Up to 400 000 nodes nearly all may come by aliases; the allowed share then falls to a tenth at 4 000 000.
struct YAMLAliasGuard {
    /// Aliases expanded.
    private(set) var nodes = 0
    private var fromAliases = 0

    /// False when the limit is exceeded.
    mutating func count(_ more: Int, limit: Int) -> Bool {
        // Both are at most the limit before, so that the sum cannot overflow.
        guard more <= limit, nodes <= limit - more else { return false }
        nodes += more
        return true
    }

    /// Notes that an alias repeated so many nodes, which have been counted; false when that is excessive.
    mutating func repeated(_ size: Int) -> Bool {
        fromAliases += size
        guard fromAliases > 100, nodes > 1000 else { return true }
        let excess = Double(min(max(nodes, 400_000), 4_000_000) - 400_000) / 3_600_000
        return Double(fromAliases) / Double(nodes) <= 0.99 - 0.89 * excess
    }
}
