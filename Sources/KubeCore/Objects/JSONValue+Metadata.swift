extension JSONValue {
    /// Changes `metadata` in place; an absent or wrong one becomes an object.
    package mutating func modifyMetadata(_ change: (inout JSONObject) -> Void) {
        modifyMember("metadata", change)
    }

    /// Changes the object member `name` in place; an absent or wrong one becomes an object.
    package mutating func modifyMember(_ name: String, _ change: (inout JSONObject) -> Void) {
        var object = objectValue ?? JSONObject()
        self = .null
        object.modify(name, default: .object(JSONObject())) { member in
            var inner = member.objectValue ?? JSONObject()
            member = .null
            change(&inner)
            member = .object(inner)
        }
        self = .object(object)
    }

    /// Members sorted by name on every level, as custom resources are written.
    package mutating func sortMembers() {
        switch self {
        case .object(let object):
            var members = object.members
            for index in members.indices { members[index].value.sortMembers() }
            members.sort { $0.key < $1.key }
            self = .object(JSONObject(uncheckedUniqueMembers: members))
        case .array(var elements):
            for index in elements.indices { elements[index].sortMembers() }
            self = .array(elements)
        default: break
        }
    }

    private static let metadataMembers: Set<String> = [
        "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp",
        "deletionTimestamp", "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers",
        "managedFields",
    ]

    /// Names of members that no object's metadata has, sorted.
    package var unknownMetadata: [String] {
        (self["metadata"]?.objectValue?.keys ?? []).filter { !Self.metadataMembers.contains($0) }.sorted()
    }

    /// Drops what is no metadata, and empty maps and lists that a typed server would not write.
    package mutating func pruneMetadata() {
        modifyMetadata { metadata in
            let members = metadata.members.filter { member in
                guard Self.metadataMembers.contains(member.key) else { return false }
                switch member.value {
                case .null: return false
                case .object(let object): return !object.isEmpty
                case .array(let array): return !array.isEmpty
                case .string(let text): return !text.isEmpty
                default: return true
                }
            }
            metadata = JSONObject(uncheckedUniqueMembers: members)
        }
    }
}
