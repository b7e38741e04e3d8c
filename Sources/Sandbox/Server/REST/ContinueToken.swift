import HTTPServing
import KubeCore

/// Where the next page of a list begins, and the revision all its pages show.
///
/// Written as base64url of JSON, as kube-apiserver does (`meta.k8s.io/v1`); opaque to clients.
struct ContinueToken: Hashable, Sendable {
    /// Zero: whatever is the latest, since the first revision is forgotten.
    var revision: Int64
    /// The last key of the page before.
    var after: ObjectKey

    init(revision: Int64, after: ObjectKey) {
        self.revision = revision
        self.after = after
    }

    var text: String {
        let json: JSONValue = [
            "v": "meta.k8s.io/v1", "rv": .integer(revision == 0 ? -1 : revision),
            "start": .string("\(after.namespace)/\(after.name)\u{0}"),
        ]
        return Base64.encodeURLSafe(json.serialized())
    }

    /// Throws the server's refusal when `text` is no token of ours.
    init(_ text: String) throws {
        let refusal = StatusError(.badRequest("continue key is not valid: \(quoted(text))"))
        guard let bytes = Base64.decodeURLSafe(text) else { throw refusal }
        let json: JSONValue
        do { json = try JSONValue(parsing: bytes) } catch { throw refusal }
        guard json["v"]?.stringValue == "meta.k8s.io/v1", let revision = json["rv"]?.int64Value,
            let start = json["start"]?.stringValue, start.hasSuffix("\u{0}"),
            let slash = start.firstIndex(of: "/")
        else { throw refusal }
        self.revision = max(0, revision)
        after = ObjectKey(
            namespace: String(start[..<slash]), name: String(start[start.index(after: slash)...].dropLast()))
    }
}
