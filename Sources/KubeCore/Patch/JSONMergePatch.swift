/// JSON Merge Patch (RFC 7386): objects are merged, null removes, anything else replaces.
package enum JSONMergePatch {
    /// The document after the patch.
    package static func apply(_ patch: JSONValue, to document: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var result = document.objectValue ?? JSONObject()
        for change in changes.members {
            if change.value.isNull {
                result[change.key] = nil
            } else {
                result[change.key] = apply(change.value, to: result[change.key] ?? .null)
            }
        }
        return .object(result)
    }

    /// The smallest patch that makes `new` out of `old`; `{}` when they are equal objects, `new` when one is no object.
    ///
    /// A merge patch cannot set a member to null: nulls inside `new` are lost, as the RFC says.
    package static func diff(from old: JSONValue, to new: JSONValue) -> JSONValue {
        guard case .object(let oldObject) = old, case .object(let newObject) = new else {
            return new
        }
        var changes = JSONObject()
        for member in newObject.members {
            guard let before = oldObject[member.key] else {
                changes[member.key] = member.value
                continue
            }
            if before == member.value { continue }
            if case .object = before, case .object = member.value {
                changes[member.key] = diff(from: before, to: member.value)
            } else {
                changes[member.key] = member.value
            }
        }
        for member in oldObject.members where newObject[member.key] == nil { changes[member.key] = .null }
        return .object(changes)
    }
}
