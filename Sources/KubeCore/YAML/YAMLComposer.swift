/// Builds documents from events with an explicit stack: depth costs memory, never the machine's stack.
struct YAMLComposer: ~Copyable {
    private var reader: YAMLEventReader
    private let limits: YAMLLimits

    private var stack: [Frame] = []
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
    }

    /// A collection that is being read.
    private struct Frame {
        let isMapping: Bool
        let place: Int
        let anchor: String?
        let nodesBefore: Int
        var elements: [JSONValue] = []
        var members: [JSONObject.Member] = []
        /// The names in `members` once they are many.
        var names: Set<String> = []
        var key: String?
        var isMerge = false
        var merged: [JSONObject] = []
    }

    init(_ bytes: UnsafeBufferPointer<UInt8>, limits: YAMLLimits) {
        reader = YAMLEventReader(bytes)
        self.limits = limits
    }

    mutating func documents() throws(YAMLError) -> [YAMLDocument] {
        var documents: [YAMLDocument] = []
        while true {
            let event = try reader.next()
            switch event.kind {
            case .streamEnd: return documents
            case .documentStart: begin()
            case .documentEnd:
                let start = places.entries.first?.position ?? event.position
                documents.append(YAMLDocument(value: root, start: start, places: places))
            case .scalar: try readScalar(event)
            case .alias: try readAlias(event)
            case .sequenceStart, .mappingStart: try open(event)
            case .collectionEnd: try close()
            case .other: break
            }
        }
    }

    private mutating func begin() {
        anchors.removeAll(keepingCapacity: true)
        places = YAMLPlaces()
        aliases = YAMLAliasGuard()
        root = .null
    }

    /// Whether the next node is the key of a mapping.
    private var expectsKey: Bool {
        guard let top = stack.last else { return false }
        return top.isMapping && top.key == nil && !top.isMerge
    }

    private mutating func count(_ nodes: Int, at position: SourcePosition) throws(YAMLError) {
        guard aliases.count(nodes, limit: limits.maximumNodes) else {
            throw YAMLError(
                .tooLarge, at: position, "the document has more than \(limits.maximumNodes) nodes; split it up")
        }
    }

    private mutating func readScalar(_ event: YAMLEvent) throws(YAMLError) {
        try count(1, at: event.position)
        let place = places.append(event.position)
        if expectsKey {
            let key = try YAMLNode.key(event)
            if let anchor = event.anchor { anchors[anchor] = Anchor(value: key.map(JSONValue.string), place: place) }
            try setKey(key, place, event.position)
            return
        }
        let value = try YAMLNode.value(event)
        if let anchor = event.anchor { anchors[anchor] = Anchor(value: value, place: place) }
        try add(value, event.position)
    }

    private mutating func readAlias(_ event: YAMLEvent) throws(YAMLError) {
        let name = event.anchor ?? ""
        guard let anchor = anchors[name] else {
            throw YAMLError(
                .unknownAnchor, at: event.position,
                "unknown anchor *\(name); define it earlier in the same document with &\(name), or quote the value")
        }
        guard let value = anchor.value else {
            throw YAMLError(
                .recursiveAlias, at: event.position, "anchor *\(name) contains itself; write the value out instead")
        }
        try count(anchor.size, at: event.position)
        guard aliases.repeated(anchor.size) else {
            throw YAMLError(
                .excessiveAliases, at: event.position,
                "the document contains excessive aliasing; write repeated values out instead of *\(name)")
        }
        let place = places.appendAlias(event.position, of: anchor.place)
        guard expectsKey else { return try add(value, event.position) }
        guard let key = value.yamlKey else { throw YAMLNode.unusableKey(at: event.position) }
        try setKey(key, place, event.position)
    }

    private mutating func setKey(_ key: String?, _ place: Int, _ position: SourcePosition) throws(YAMLError) {
        let top = stack.count - 1
        guard let key else {
            places.markMergeKey(place)
            stack[top].isMerge = true
            return
        }
        let isDuplicate: Bool
        if stack[top].members.count < 24 {
            isDuplicate = stack[top].members.contains { $0.key == key }
        } else {
            if stack[top].names.isEmpty { stack[top].names = Set(stack[top].members.lazy.map(\.key)) }
            isDuplicate = !stack[top].names.insert(key).inserted
        }
        if isDuplicate { throw duplicate(key, position) }
        stack[top].key = key
    }

    private func duplicate(_ key: String, _ position: SourcePosition) -> YAMLError {
        let frame = stack[stack.count - 1]
        var line = position.line
        if let ordinal = frame.members.firstIndex(where: { $0.key == key }),
            case .own(let first) = places.memberOfOpenMapping(ordinal, of: frame.place)
        {
            line = places.entries[first].position.line
        }
        return YAMLError(
            .duplicateKey, at: position, "key \"\(key)\" is already set in line \(line); remove one of them")
    }

    private mutating func open(_ event: YAMLEvent) throws(YAMLError) {
        try count(1, at: event.position)
        if expectsKey { throw YAMLNode.unusableKey(at: event.position) }
        guard stack.count < limits.maximumDepth else {
            throw YAMLError(
                .tooDeep, at: event.position, "nesting exceeds the limit of \(limits.maximumDepth) levels")
        }
        try YAMLNode.checkCollectionTag(event)
        let place = places.append(event.position)
        if let anchor = event.anchor { anchors[anchor] = Anchor(value: nil, place: place) }
        stack.append(
            Frame(
                isMapping: event.kind == .mappingStart, place: place, anchor: event.anchor,
                nodesBefore: aliases.nodes - 1))
    }

    private mutating func close() throws(YAMLError) {
        guard let frame = stack.popLast() else { return }
        places.close(frame.place)
        let value: JSONValue
        if frame.isMapping {
            var object = JSONObject(uncheckedUniqueMembers: frame.members)
            // Own members win over merged ones, earlier merges over later ones.
            for source in frame.merged {
                for member in source.members where object[member.key] == nil { object[member.key] = member.value }
            }
            value = .object(object)
        } else {
            value = .array(frame.elements)
        }
        if let anchor = frame.anchor {
            anchors[anchor] = Anchor(value: value, place: frame.place, size: aliases.nodes - frame.nodesBefore)
        }
        try add(value, places.entries[frame.place].position)
    }

    private mutating func add(_ value: JSONValue, _ position: SourcePosition) throws(YAMLError) {
        guard !stack.isEmpty else {
            root = value
            return
        }
        let top = stack.count - 1
        if !stack[top].isMapping {
            stack[top].elements.append(value)
        } else if let key = stack[top].key {
            stack[top].members.append(.init(key: key, value: value))
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
