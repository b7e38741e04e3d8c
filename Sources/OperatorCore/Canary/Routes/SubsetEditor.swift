package import KubeCore

/// Adds to the subsets of a DestinationRule; what is there already is the user's.
package enum SubsetEditor {
    /// Appends the subset when the rule has none of that name.
    ///
    /// Throws `subsetLabelsDiffer` when the rule has one that selects other pods: editing it would move traffic.
    package static func ensure(
        _ name: String, labels: [String: String], in object: JSONValue
    ) throws(RouteRefusal) -> RouteChange {
        let owner = RouteObjectName(object)
        if let (_, subset) = find(name, in: object) {
            guard self.labels(subset) == labels else {
                throw RouteRefusal(
                    .subsetLabelsDiffer, owner,
                    "subset \(name) selects \(text(self.labels(subset))), not \(text(labels)): correct the rule or the "
                        + "pods' labels")
            }
            return RouteChange(object: owner, operations: [], preconditions: [])
        }
        let subset: JSONValue = ["name": .string(name), "labels": value(labels)]
        let hasList = object[path: "spec", "subsets"]?.arrayValue != nil
        return RouteChange(
            object: owner, operations: [hasList ? .add("/spec/subsets/-", subset) : .add("/spec/subsets", [subset])],
            preconditions: RouteChange.versionTest(object))
    }

    /// Makes a subset that Trimtab owns select pods by `labels`; labels that are not named stay.
    package static func setLabels(
        _ labels: [String: String], ofSubset name: String, in object: JSONValue
    ) throws(RouteRefusal) -> RouteChange {
        let owner = RouteObjectName(object)
        guard let (index, subset) = find(name, in: object) else {
            throw RouteRefusal(.subsetMissing, owner, "subset \(name) is not defined; add it to spec.subsets")
        }
        let live = self.labels(subset)
        guard subset["labels"]?.objectValue != nil else {
            return RouteChange(
                object: owner, operations: [.add("/spec/subsets/\(index)/labels", value(labels))],
                preconditions: versionAndName(object, index, name))
        }
        let operations = labels.sorted { $0.key < $1.key }.compactMap { key, value -> JSONPatch.Operation? in
            let path = "/spec/subsets/\(index)/labels/\(JSONPointer.escape(key))"
            guard let old = live[key] else { return .add(path, .string(value)) }
            return old == value ? nil : .replace(path, .string(value))
        }
        return RouteChange(
            object: owner, operations: operations,
            preconditions: operations.isEmpty ? [] : versionAndName(object, index, name))
    }

    private static func versionAndName(_ object: JSONValue, _ index: Int, _ name: String) -> [JSONPatch.Operation] {
        RouteChange.versionTest(object) + [.test("/spec/subsets/\(index)/name", .string(name))]
    }

    private static func find(_ name: String, in object: JSONValue) -> (Int, JSONValue)? {
        let subsets = object[path: "spec", "subsets"]?.arrayValue ?? []
        return subsets.firstIndex { $0["name"]?.stringValue == name }.map { ($0, subsets[$0]) }
    }

    private static func labels(_ subset: JSONValue) -> [String: String] {
        (subset["labels"]?.objectValue?.members ?? []).reduce(into: [:]) { $0[$1.key] = $1.value.stringValue ?? "" }
    }

    private static func value(_ labels: [String: String]) -> JSONValue {
        .object(JSONObject(labels.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }

    private static func text(_ labels: [String: String]) -> String {
        labels.isEmpty
            ? "every pod" : labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
    }
}
