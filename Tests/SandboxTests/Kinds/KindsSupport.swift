import TestSupport
import Glibc
import KubeCore
import Sandbox
import Testing

/// One object written as YAML.
func object(_ yaml: String) throws -> JSONValue {
    try #require(try YAML.parse(Array(yaml.utf8)).first).value
}

/// The built-in kind of an object.
func kind(of object: JSONValue) throws -> BuiltInKind {
    let gvk = try #require(
        GroupVersionKind(
            apiVersion: object["apiVersion"]?.stringValue ?? "", kind: object["kind"]?.stringValue ?? ""))
    return try #require(BuiltInKinds.kind(gvk), "\(gvk)")
}

/// An object as the server completes it.
func completed(_ yaml: String) throws -> JSONValue {
    var value = try object(yaml)
    try kind(of: value).applyDefaults(to: &value)
    return value
}

/// The recorded sessions of kubectl with a real server, line by line; none where they are not there.
enum Transcripts {
    static let folder =
        getenv("TRIMTAB_TRANSCRIPTS").map { String(cString: $0) } ?? RepositoryPaths.shared + "/kubernetes/transcripts"

    static let lines: [Substring] = ReferenceFiles.list(folder).filter { $0.hasSuffix(".txt.gz") }
        .compactMap { ReferenceFiles.unzipped("\(folder)/\($0)") }
        .flatMap { String(decoding: $0, as: UTF8.self).split(separator: "\n") }

    /// The response bodies that are whole JSON objects.
    static let bodies: [JSONValue] = lines.compactMap { line in
        guard line.hasPrefix("\t{\"kind\":") else { return nil }
        return try? JSONValue(parsing: String(line.dropFirst()))
    }
}
