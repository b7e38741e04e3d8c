/// One page of a list, its items not yet decoded.
package struct ObjectList: Hashable, Sendable {
    /// Each with `apiVersion` and `kind`, which servers leave out of the items of built-in lists.
    package var items: [JSONValue]
    /// The state of the collection the list shows; begin a watch here.
    package var resourceVersion: String
    /// Asks for the next page; nil on the last.
    package var continueToken: String?
    /// How many objects follow, where the server knows.
    package var remainingItemCount: Int?

    package init(
        items: [JSONValue], resourceVersion: String, continueToken: String? = nil, remainingItemCount: Int? = nil
    ) {
        self.items = items
        self.resourceVersion = resourceVersion
        self.continueToken = continueToken
        self.remainingItemCount = remainingItemCount
    }

    /// From a list object; nil when `json` is none. An item that is no object is kept for the reader to report.
    package init?(json: JSONValue, of kind: GroupVersionKind) {
        guard let listKind = json["kind"]?.stringValue, listKind.hasSuffix("List") else { return nil }
        switch json["items"] {
        case .array(let values)?: items = values.map { Self.withKind($0, kind) }
        // Go writes an empty slice that was never set as null.
        case .null?, nil: items = []
        default: return nil
        }
        resourceVersion = json[path: "metadata", "resourceVersion"]?.stringValue ?? ""
        let token = json[path: "metadata", "continue"]?.stringValue
        continueToken = token?.isEmpty == false ? token : nil
        remainingItemCount = json[path: "metadata", "remainingItemCount"]?.intValue
    }

    private static func withKind(_ item: JSONValue, _ kind: GroupVersionKind) -> JSONValue {
        guard case .object(let object) = item, object["kind"] == nil else { return item }
        var members = [
            JSONObject.Member(key: "apiVersion", value: .string(kind.apiVersion)),
            JSONObject.Member(key: "kind", value: .string(kind.kind)),
        ]
        members.reserveCapacity(object.count + 2)
        for member in object.members where member.key != "apiVersion" { members.append(member) }
        return .object(JSONObject(uncheckedUniqueMembers: members))
    }
}
