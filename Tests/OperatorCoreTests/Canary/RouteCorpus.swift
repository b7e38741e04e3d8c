import Foundation
import KubeCore
import OperatorCore
import TestSupport
import Testing

/// The corpus of edits: `TRIMTAB_ISTIO_CASES` names a file of the same form, else the one beside the repository.
enum RouteCorpus {
    static let path =
        ProcessInfo.processInfo.environment["TRIMTAB_ISTIO_CASES"] ?? RepositoryPaths.shared + "/data/istio-cases.yaml"

    static let cases: [JSONValue] = {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        do {
            return try YAML.parse(Array(data)).flatMap { $0.value["cases"]?.arrayValue ?? [] }
        } catch {
            Issue.record("\(path): \(error)")
            return []
        }
    }()

    /// What the editor does with a case: the changes, or why not.
    static func outcome(_ test: JSONValue) -> Result<[RouteChange], RouteRefusal> {
        guard let edit = test["edit"] else { return .success([]) }
        let objects = test["input"]?.arrayValue ?? []
        do throws(RouteRefusal) {
            return .success(try changes(edit, objects))
        } catch {
            return .failure(error)
        }
    }

    private static func changes(_ edit: JSONValue, _ objects: [JSONValue]) throws(RouteRefusal) -> [RouteChange] {
        let pair = RoutePair(stable: destination(edit["stable"]), canary: destination(edit["canary"]))
        let selection = selection(edit["routes"])
        let selections = Dictionary(
            objects.map { (RouteObjectName($0), selection) }, uniquingKeysWith: { first, _ in first })
        let name = edit["name"]?.stringValue ?? edit["route"]?.stringValue ?? ""
        var changes: [RouteChange] = []
        switch edit["op"]?.stringValue {
        case "setWeight":
            return try WeightEditor.setWeight(
                edit["weight"]?.intValue ?? -1, of: pair, in: objects, selections: selections)
        case "insertHeaderRoute":
            let headers = edit["headers"]?.objectValue ?? edit["match"]?["headers"]?.objectValue ?? JSONObject()
            for object in objects {
                changes.append(
                    try HeaderRouteEditor.insert(name, headers: headers, for: pair, in: object, selection: selection))
            }
        case "removeRoute":
            for object in objects { changes.append(HeaderRouteEditor.remove(name, from: object)) }
        case "ensureSubset":
            for object in objects {
                changes.append(
                    try SubsetEditor.ensure(
                        edit[path: "subset", "name"]?.stringValue ?? "", labels: labels(edit["subset"]), in: object))
            }
        case "setSubsetLabels":
            for object in objects {
                let subset = edit[path: "subset", "name"]?.stringValue ?? edit["subset"]?.stringValue ?? ""
                let wanted = labels(edit["subset"]).isEmpty ? labels(edit) : labels(edit["subset"])
                changes.append(try SubsetEditor.setLabels(wanted, ofSubset: subset, in: object))
            }
        case let other: Issue.record("the corpus asks for an edit that is not known: \(other ?? "none")")
        }
        return changes
    }

    private static func destination(_ json: JSONValue?) -> RouteDestination {
        RouteDestination(host: json?["host"]?.stringValue ?? "", subset: json?["subset"]?.stringValue)
    }

    private static func selection(_ json: JSONValue?) -> RouteSelection {
        RouteSelection(
            http: (json?["http"]?.arrayValue ?? []).compactMap(\.stringValue),
            tcp: (json?["tcp"]?.arrayValue ?? []).compactMap(\.intValue),
            tls: (json?["tls"]?.arrayValue ?? []).compactMap(\.stringValue))
    }

    private static func labels(_ json: JSONValue?) -> [String: String] {
        (json?["labels"]?.objectValue?.members ?? []).reduce(into: [:]) { $0[$1.key] = $1.value.stringValue }
    }
}
