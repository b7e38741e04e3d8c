import KubeCore
import Sandbox
import Testing

@Suite("Objects recorded from a real API server")
struct RecordedObjectTests {
    @Test("are complete and in the server's order already")
    func normalForm() throws {
        guard !Transcripts.bodies.isEmpty else {
            print("skipped: no transcripts in \(Transcripts.folder)")
            return
        }
        var count = 0
        for body in Transcripts.bodies {
            guard
                let gvk = GroupVersionKind(
                    apiVersion: body["apiVersion"]?.stringValue ?? "", kind: body["kind"]?.stringValue ?? ""),
                let kind = BuiltInKinds.kind(gvk), kind.isStored
            else { continue }
            var object = body
            kind.applyDefaults(to: &object)
            #expect(object.serializedString() == body.serializedString())
            #expect(kind.validate(object, old: nil).isEmpty)
            #expect(kind.decodingProblem(in: object) == nil)
            count += 1
        }
        #expect(count > 10)
    }

    @Test("are printed in the same columns")
    func columns() throws {
        // Only the name of a column tells tables apart; that of the objects is not in the body.
        var known: [[String]: BuiltInKind] = [:]
        for kind in BuiltInKinds.all { known[kind.columns.map(\.name)] = kind }
        for table in Transcripts.bodies where table["kind"] == "Table" {
            let columns = table["columnDefinitions"]?.arrayValue ?? []
            let names = columns.compactMap { $0["name"]?.stringValue }
            // Widgets are a custom kind.
            if names.contains("Mode") { continue }
            let kind = try #require(known[names], "\(names)")
            let theirs = columns.map { [$0["type"], $0["format"], $0["priority"]] }
            let ours = kind.columns.map { column -> [JSONValue?] in
                [.string(column.type), .string(column.format), .integer(Int64(column.priority))]
            }
            #expect(ours == theirs, "\(kind.kind)")
        }
    }

    @Test("are listed by kubectl api-resources as the table has them")
    func resources() throws {
        guard let start = Transcripts.lines.firstIndex(where: { $0.hasPrefix("NAME   ") && $0.contains("APIVERSION") })
        else { return }
        let header = Transcripts.lines[start]
        let offsets = ["SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"].map { word in
            header.firstRange(of: word).map { header.distance(from: header.startIndex, to: $0.lowerBound) } ?? 0
        }
        let listed = Transcripts.lines[(start + 1)...].prefix { !$0.hasPrefix("$") }.map { line -> String in
            let bounds = [0] + offsets + [line.count]
            return zip(bounds, bounds.dropFirst()).map { from, to in
                line.dropFirst(from).prefix(to - from).filter { $0 != " " }
            }.joined(separator: "|")
        }
        // kubectl shows the preferred version of a group only.
        let ours = BuiltInKinds.all.filter { $0.kind.groupVersion.apiVersion != "autoscaling/v1" }.map { kind in
            [
                kind.type.plural, kind.shortNames.joined(separator: ","), kind.kind.apiVersion,
                kind.type.isNamespaced ? "true" : "false", kind.kind.kind,
            ].joined(separator: "|")
        }
        #expect(Set(ours) == Set(listed))
    }
}
