/// The members of a JSON object in the order they were written; names are unique.
///
/// Look-up is a linear scan, which beats hashing at the sizes Kubernetes objects have.
package struct JSONObject: Sendable {
    package struct Member: Hashable, Sendable {
        package var key: String
        package var value: JSONValue

        package init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    package private(set) var members: [Member]

    package init() {
        members = []
    }

    /// The caller promises that no name occurs twice.
    package init(uncheckedUniqueMembers members: [Member]) {
        self.members = members
    }

    /// Later members replace earlier ones of the same name.
    package init(_ pairs: some Sequence<(String, JSONValue)>) {
        members = []
        for (key, value) in pairs { self[key] = value }
    }

    package subscript(key: String) -> JSONValue? {
        get { members.first { $0.key == key }?.value }
        set {
            let index = members.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Changes the value of `key` in place, without copying it; `fallback` is inserted first when there is none.
    package mutating func modify<R>(
        _ key: String, default fallback: JSONValue, _ change: (inout JSONValue) throws -> R
    ) rethrows -> R {
        if let index = members.firstIndex(where: { $0.key == key }) {
            return try change(&members[index].value)
        }
        members.append(Member(key: key, value: fallback))
        return try change(&members[members.count - 1].value)
    }

    package mutating func removeValue(forKey key: String) {
        self[key] = nil
    }

    package var keys: [String] { members.map(\.key) }
    package var sortedByKey: JSONObject {
        JSONObject(uncheckedUniqueMembers: members.sorted { $0.key < $1.key })
    }
}

extension JSONObject: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { members.count }
    package subscript(position: Int) -> Member { members[position] }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}

extension JSONObject: Hashable {
    /// Order does not count.
    package static func == (lhs: JSONObject, rhs: JSONObject) -> Bool {
        guard lhs.count == rhs.count else { return false }
        for (index, member) in lhs.members.enumerated() {
            // Most equal objects also have equal order: try the same place first.
            let other = rhs.members[index]
            if other.key == member.key {
                if other.value != member.value { return false }
            } else if rhs[member.key] != member.value {
                return false
            }
        }
        return true
    }

    package func hash(into hasher: inout Hasher) {
        var combined = 0
        for member in members { combined ^= member.hashValue }
        hasher.combine(combined)
        hasher.combine(count)
    }
}
