import KubeCore
import Testing

/// The steps are those that kubectl was seen to take against a 1.36 server; so are the owners after each.
@Suite struct ServerSideApplyTests {
    static let version = "test.trimtab.dev/v1"
    static let apply = ServerSideApply(
        apiVersion: version, schemas: [version: Gadget.schema], ignoring: FieldSet([[.field("status")]]))
    static let start = Timestamp(seconds: 1_000_000_000)

    static func gadget(_ spec: JSONValue, _ metadata: JSONValue = ["name": "w1"]) -> JSONValue {
        ["apiVersion": .string(version), "kind": "Gadget", "metadata": metadata, "spec": spec]
    }

    private func created(_ spec: JSONValue, by manager: String = "kubectl-client-side-apply") -> JSONValue {
        var object = Self.apply.update(
            nil, to: Self.gadget(spec, ["name": "w1", "labels": ["app": "shop"]]), manager: manager, now: Self.start)
        object["metadata"]?["uid"] = "u1"
        return object
    }

    private func owners(_ object: JSONValue) -> [String] {
        (object["metadata"]?["managedFields"]?.arrayValue ?? []).map { entry in
            let subresource = entry["subresource"]?.stringValue.map { "/\($0)" } ?? ""
            return "\(entry["manager"]?.stringValue ?? "")\(subresource) \(entry["operation"]?.stringValue ?? "") "
                + (entry["fieldsV1"]?.serializedString() ?? "")
        }
    }

    @Test("A create owns everything it writes, containers too, but not the identity")
    func create() {
        let object = created(["items": [["name": "a", "weight": 10]], "max": 5, "min": 1])
        #expect(
            owners(object) == [
                #"kubectl-client-side-apply Update {"f:metadata":{"f:labels":{".":{},"f:app":{}}},"#
                    + #""f:spec":{".":{},"f:items":{".":{},"k:{\"name\":\"a\"}":{".":{},"f:name":{},"f:weight":{}}},"#
                    + #""f:max":{},"f:min":{}}}"#
            ])
        let entry = object["metadata"]?["managedFields"]?[0]
        #expect(entry?["time"] == "2001-09-09T01:46:40Z")
        #expect(entry?["fieldsType"] == "FieldsV1")
        #expect(entry?["apiVersion"] == .string(Self.version))
    }

    @Test("An applier owns leaves and list items; others lose what it changes")
    func applyOver() throws {
        let live = created(["items": [["name": "a", "weight": 10]], "max": 6, "min": 1])
        let patch = Self.gadget(
            ["items": [["name": "a", "weight": 10]], "max": 5, "min": 1], ["name": "w1", "labels": ["app": "shop"]])
        let object = try Self.apply.apply(patch, to: live, manager: "other", force: true, now: Self.start + .seconds(5))
        #expect(object["spec"]?["max"] == 5)
        #expect(
            owners(object) == [
                #"other Apply {"f:metadata":{"f:labels":{"f:app":{}}},"f:spec":{"f:items":{"k:{\"name\":\"a\"}":"#
                    + #"{".":{},"f:name":{},"f:weight":{}}},"f:max":{},"f:min":{}}}"#,
                #"kubectl-client-side-apply Update {"f:metadata":{"f:labels":{".":{},"f:app":{}}},"#
                    + #""f:spec":{".":{},"f:items":{".":{},"k:{\"name\":\"a\"}":{".":{},"f:name":{},"f:weight":{}}},"#
                    + #""f:min":{}}}"#,
            ])
    }

    @Test("A field of an updater conflicts, with the server's words")
    func conflict() throws {
        let live = created(["max": 6, "min": 1])
        let error = #expect(throws: ApplyError.self) {
            try Self.apply.apply(
                Self.gadget(["max": 5, "min": 1]), to: live, manager: "other", force: false, now: Self.start)
        }
        let status = try #require(error).status
        #expect(
            status.message
                == "Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using "
                + "test.trimtab.dev/v1: .spec.max")
        #expect(status.code == 409 && status.reason == "Conflict")
        #expect(
            status.details?.causes == [
                .init(
                    reason: "FieldManagerConflict",
                    message: "conflict with \"kubectl-client-side-apply\" using test.trimtab.dev/v1", field: ".spec.max"
                )
            ])
    }

    @Test("Several conflicts are listed by manager")
    func conflicts() throws {
        var live = try Self.apply.apply(
            Self.gadget(["items": [["name": "a", "weight": 1]], "max": 1]), to: nil, manager: "kubectl", force: false,
            now: Self.start)
        live["metadata"]?["uid"] = "u"
        let error = #expect(throws: ApplyError.self) {
            try Self.apply.apply(
                Self.gadget(["items": [["name": "a", "weight": 2]], "max": 2]), to: live, manager: "other",
                force: false, now: Self.start)
        }
        #expect(
            error?.message
                == "Apply failed with 2 conflicts: conflicts with \"kubectl\":\n- .spec.items[name=\"a\"].weight\n- .spec.max"
        )
    }

    @Test("Two appliers share what they agree on; the first has no time until it changes something")
    func sharing() throws {
        var live = try Self.apply.apply(
            Self.gadget(["max": 5]), to: nil, manager: "one", force: false, now: Self.start)
        live["metadata"]?["uid"] = "u"
        let object = try Self.apply.apply(
            Self.gadget(["max": 5]), to: live, manager: "two", force: false, now: Self.start + .seconds(9))
        #expect(owners(object) == ["two Apply {\"f:spec\":{\"f:max\":{}}}", "one Apply {\"f:spec\":{\"f:max\":{}}}"])
        #expect(object["metadata"]?["managedFields"]?[0]?["time"] == nil)
    }

    @Test("What an applier leaves out goes, unless someone else owns it")
    func removal() throws {
        let first = Self.gadget(
            [
                "max": 5, "items": [["name": "a", "weight": 1], ["name": "b", "weight": 2]],
                "limits": ["x": 1, "y": 2],
            ])
        var live = try Self.apply.apply(first, to: nil, manager: "one", force: false, now: Self.start)
        live["metadata"]?["uid"] = "u"
        live = try Self.apply.apply(
            Self.gadget(["items": [["name": "b", "weight": 2]]]), to: live, manager: "two", force: false,
            now: Self.start)
        live = try Self.apply.apply(
            Self.gadget(["limits": ["y": 2]]), to: live, manager: "one", force: false, now: Self.start)
        #expect(live["spec"] == ["items": [["name": "b", "weight": 2]], "limits": ["y": 2]])
        live = try Self.apply.apply(Self.gadget([:]), to: live, manager: "one", force: false, now: Self.start)
        live = try Self.apply.apply(Self.gadget([:]), to: live, manager: "two", force: false, now: Self.start)
        #expect(live["spec"]?["items"] == nil && live["spec"]?["limits"] == nil)
    }

    @Test("A field that an updater shares survives its applier")
    func removalOfShared() throws {
        let live = created(["max": 5, "min": 1])
        var object = try Self.apply.apply(
            Self.gadget(["max": 5]), to: live, manager: "one", force: false, now: Self.start)
        object = try Self.apply.apply(Self.gadget([:]), to: object, manager: "one", force: false, now: Self.start)
        #expect(object["spec"] == ["max": 5, "min": 1])
    }

    @Test("A later write takes single fields; removing them removes the owner")
    func updates() {
        let live = created(["max": 5, "min": 1])
        var changed = live
        changed["spec"]?["max"] = 7
        let patched = Self.apply.update(live, to: changed, manager: "kubectl-patch", now: Self.start + .seconds(60))
        #expect(
            owners(patched) == [
                #"kubectl-client-side-apply Update {"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{".":{},"f:min":{}}}"#,
                #"kubectl-patch Update {"f:spec":{"f:max":{}}}"#,
            ])
        var removed = patched
        removed["spec"]?["max"] = nil
        #expect(owners(Self.apply.update(patched, to: removed, manager: "x", now: Self.start)).count == 1)
    }

    @Test("A write that changes only what the server sets takes nothing and leaves the time")
    func systemFields() {
        let live = created(["max": 5, "min": 1])
        var changed = live
        changed["metadata"]?["resourceVersion"] = "7"
        changed["metadata"]?["generation"] = 2
        let object = Self.apply.update(
            live, to: changed, manager: "kubectl-client-side-apply", now: Self.start + .seconds(60))
        #expect(object["metadata"]?["managedFields"] == live["metadata"]?["managedFields"])
        #expect(owners(Self.apply.update(live, to: changed, manager: "other", now: Self.start)).count == 1)
    }

    @Test("A status write is owned under its subresource")
    func subresource() {
        let live = created(["max": 5, "min": 1])
        let status = ServerSideApply(
            apiVersion: Self.version, schemas: [Self.version: Gadget.schema], subresource: "status")
        var changed = live
        changed["status"] = ["replicas": 3, "conditions": [["type": "Ready", "status": "True"]]]
        let object = status.update(live, to: changed, manager: "kubectl-patch", now: Self.start)
        #expect(
            owners(object).last
                == #"kubectl-patch/status Update {"f:status":{".":{},"f:conditions":{".":{},"k:{\"type\":\"Ready\"}":"#
                + #"{".":{},"f:status":{},"f:type":{}}},"f:replicas":{}}}"#)
    }

    @Test("kubectl takes over from client-side apply without a conflict, and keeps its annotation up to date")
    func takeover() throws {
        let applied = Self.gadget(["max": 6, "min": 1]).serializedString()
        let metadata: JSONValue = [
            "name": "w1", "annotations": ["kubectl.kubernetes.io/last-applied-configuration": .string(applied)],
        ]
        var live = Self.apply.update(
            nil, to: Self.gadget(["max": 6, "min": 1], metadata), manager: "kubectl-client-side-apply", now: Self.start)
        live["metadata"]?["uid"] = "u"
        let patch = Self.gadget(["min": 1, "max": 5])
        #expect(throws: ApplyError.self) {
            try Self.apply.apply(patch, to: live, manager: "someone", force: false, now: Self.start)
        }
        let object = try Self.apply.apply(patch, to: live, manager: "kubectl", force: false, now: Self.start)
        #expect(object["spec"]?["max"] == 5)
        #expect(
            object["metadata"]?["annotations"]?["kubectl.kubernetes.io/last-applied-configuration"]
                == .string(
                    #"{"apiVersion":"test.trimtab.dev/v1","kind":"Gadget","metadata":{"name":"w1"},"spec":{"max":5,"min":1}}"#
                        + "\n"))
    }

    @Test("Sets, atomic lists and atomic objects have the owners their types say")
    func topologies() throws {
        let spec: JSONValue = [
            "tags": ["b", "a"], "args": ["x", "y"], "place": ["x": 1, "y": 2],
            "extra": ["deep": ["list": [1], "k": "v"]],
        ]
        let object = try Self.apply.apply(Self.gadget(spec), to: nil, manager: "m", force: false, now: Self.start)
        #expect(
            owners(object) == [
                #"m Apply {"f:spec":{"f:args":{},"f:extra":{"f:deep":{".":{},"f:k":{},"f:list":{}}},"f:place":{},"#
                    + #""f:tags":{"v:\"a\"":{},"v:\"b\"":{}}}}"#
            ])
        let merged = try Self.apply.apply(
            Self.gadget(["tags": ["c", "a"]]), to: object, manager: "n", force: false, now: Self.start)
        #expect(merged["spec"]?["tags"] == ["b", "c", "a"])
    }

    @Test("A patch that does not fit is refused with the server's words")
    func refused() {
        let patch = Self.gadget(
            ["typo": 1, "items": [["name": "a"], ["name": "a"]]], ["name": "w1", "namespace": "demo"])
        let error = #expect(throws: ApplyError.self) {
            try Self.apply.apply(patch, to: nil, manager: "m", force: false, now: Self.start)
        }
        #expect(
            error?.message
                == "failed to create typed patch object (demo/w1; test.trimtab.dev/v1, Kind=Gadget): errors:\n"
                + "  .spec.typo: field not declared in schema\n"
                + "  .spec.items: duplicate entries for key [name=\"a\"]")
        #expect(error?.status.code == 500)
        var other = Self.gadget([:])
        other["apiVersion"] = "test.trimtab.dev/v2"
        let wrong = #expect(throws: ApplyError.self) {
            try Self.apply.apply(other, to: nil, manager: "m", force: false, now: Self.start)
        }
        #expect(wrong?.status.code == 400)
    }

    @Test("Owners may be rewritten by an update, or reset")
    func rewriting() {
        let live = created(["max": 5, "min": 1])
        var reset = live
        reset["metadata"]?["managedFields"] = [[:]]
        #expect(owners(Self.apply.update(live, to: reset, manager: "m", now: Self.start)) == [])
        var kept = live
        kept["metadata"]?["managedFields"] = nil
        #expect(owners(Self.apply.update(live, to: kept, manager: "m", now: Self.start)).count == 1)
    }

    @Test("Applying to an object nobody tracks first records what is there")
    func untracked() throws {
        var live = Self.gadget(["max": 5])
        live["metadata"]?["uid"] = "u"
        let object = try Self.apply.apply(
            Self.gadget(["min": 1]), to: live, manager: "m", force: false, now: Self.start)
        #expect(
            owners(object) == [
                #"m Apply {"f:spec":{"f:min":{}}}"#, #"before-first-apply Update {"f:spec":{".":{},"f:max":{}}}"#,
            ])
    }

    @Test("More than ten updaters are thrown together, the oldest first")
    func cap() {
        var object = created(["max": 5, "min": 1])
        for index in 0..<12 {
            var changed = object
            changed["spec"]?["limits"] = .object(JSONObject((0...index).map { ("k\($0)", .integer(1)) }))
            object = Self.apply.update(
                object, to: changed, manager: "m\(index)", now: Self.start + .seconds(index + 1))
        }
        let names = object["metadata"]?["managedFields"]?.arrayValue?.compactMap { $0["manager"]?.stringValue }
        #expect(names == ["ancient-changes"] + (3..<12).map { "m\($0)" })
    }

    @Test("Owners under another served version are kept, under one no longer served forgotten")
    func versions() throws {
        let next = "test.trimtab.dev/v2"
        let both = ServerSideApply(
            apiVersion: next, schemas: [Self.version: Gadget.schema, next: Gadget.schema])
        let live = created(["max": 5, "min": 1])
        var patch = Self.gadget(["max": 5])
        patch["apiVersion"] = .string(next)
        let object = try both.apply(patch, to: live, manager: "m", force: false, now: Self.start)
        #expect(
            object["metadata"]?["managedFields"]?.arrayValue?.compactMap { $0["apiVersion"]?.stringValue } == [
                next, Self.version,
            ])
        let only = ServerSideApply(apiVersion: next, schemas: [next: Gadget.schema])
        #expect(owners(try only.apply(patch, to: object, manager: "m", force: false, now: Self.start)).count == 1)
    }

    @Test("When a list becomes atomic, its owners own it as a whole")
    func becomesAtomic() throws {
        var live = try Self.apply.apply(
            Self.gadget(["items": [["name": "a", "weight": 1]], "max": 1]), to: nil, manager: "m", force: false,
            now: Self.start)
        live["metadata"]?["uid"] = "u"
        let atomic = Gadget.schema.with { keywords in
            keywords.properties["spec"]?.properties["items"]?.listType = .atomic
        }
        let changed = ServerSideApply(apiVersion: Self.version, schemas: [Self.version: atomic])
        let error = #expect(throws: ApplyError.self) {
            try changed.apply(Self.gadget(["items": []]), to: live, manager: "n", force: false, now: Self.start)
        }
        #expect(error?.message == "Apply failed with 1 conflict: conflict with \"m\": .spec.items")
        let forced = try changed.apply(Self.gadget(["items": []]), to: live, manager: "n", force: true, now: Self.start)
        #expect(
            owners(forced) == [#"m Apply {"f:spec":{"f:max":{}}}"#, #"n Apply {"f:spec":{"f:items":{}}}"#])
    }
}
