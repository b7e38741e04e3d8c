import KubeCore
import OperatorCore
import TestSupport
import Testing

@Suite struct RouteEditorTests {
    static let pair = RoutePair(
        stable: RouteDestination(host: "web.prod.svc.cluster.local", subset: "v1"),
        canary: RouteDestination(host: "web.prod.svc.cluster.local", subset: "v2"))

    static func service(_ routes: [JSONValue], list: String = "http") -> JSONValue {
        [
            "apiVersion": "networking.istio.io/v1", "kind": "VirtualService",
            "metadata": ["name": "web", "namespace": "prod", "resourceVersion": "7"],
            "spec": ["hosts": ["web"], list: .array(routes)],
        ]
    }

    static func arm(_ subset: String, _ weight: JSONValue? = nil, host: String = "web") -> JSONValue {
        var arm: JSONValue = ["destination": ["host": .string(host), "subset": .string(subset)]]
        arm["weight"] = weight
        return arm
    }

    static func refusal(_ percent: Int, _ objects: [JSONValue], http: [String] = []) -> RouteRefusal.Reason? {
        do throws(RouteRefusal) {
            let selections = Dictionary(
                objects.map { (RouteObjectName($0), RouteSelection(http: http)) },
                uniquingKeysWith: { first, _ in first }
            )
            _ = try WeightEditor.setWeight(percent, of: pair, in: objects, selections: selections)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test("Every case of the corpus gives exactly the change it lists", .enabled(if: !RouteCorpus.cases.isEmpty))
    func corpus() throws {
        var passed = 0
        for test in RouteCorpus.cases {
            let id = test["id"]?.stringValue ?? "?"
            let expected = try #require(test["expected"])
            switch RouteCorpus.outcome(test) {
            case .failure(let refusal):
                #expect(expected["outcome"] == "refuse", "\(id): refused: \(refusal)")
                #expect(expected["reason"]?.stringValue == refusal.reason.rawValue, "\(id): \(refusal)")
                if expected["reason"]?.stringValue == refusal.reason.rawValue { passed += 1 }
            case .success(let changes):
                #expect(expected["outcome"] == "ok", "\(id): \(changes)")
                var differences = 0
                for (object, change) in zip(test["input"]?.arrayValue ?? [], changes) {
                    let wanted = try JSONPatch(json: expected["patch"]?["\(change.object)"] ?? [])
                    let result = try change.patch.apply(to: object)
                    if try wanted.apply(to: object) != result || wanted.operations.isEmpty != change.isEmpty {
                        differences += 1
                    }
                    #expect(try wanted.apply(to: object) == result, "\(id): \(change.operations)")
                    #expect(wanted.operations.isEmpty == change.isEmpty, "\(id)")
                }
                if differences == 0, expected["outcome"] == "ok" { passed += 1 }
            }
        }
        print("istio-cases: \(passed) of \(RouteCorpus.cases.count) pass")
    }

    @Test("Whatever is ambiguous is refused with its reason")
    func refusals() {
        let both = [Self.arm("v1", 90), Self.arm("v2", 10)]
        let table: [(JSONValue, RouteRefusal.Reason)] = [
            (Self.service([]), .noManagedRoute),
            (Self.service([["route": [Self.arm("v1", 100)]]]), .noManagedRoute),
            (Self.service([["delegate": ["name": "leaf"]]]), .delegateRoot),
            (Self.service([["redirect": ["uri": "/x"], "route": .array(both)]]), .noManagedRoute),
            (Self.service([["route": .array(both + [Self.arm("v2", 0)])]]), .ambiguousDestination),
            (
                Self.service([["route": .array(both)], ["route": [Self.arm("v1", 0), Self.arm("v2", 100)]]]),
                .routeSharesDiffer
            ),
            (
                Self.service([["route": [Self.arm("v1", 0), Self.arm("v2", 0), Self.arm("v3", 100)]]]),
                .poolEmpty
            ),
            (
                Self.service([["route": [Self.arm("v1", 3), Self.arm("v2", 0), Self.arm("v3", 97)]]]),
                .weightNotRepresentable
            ),
            (Self.service([["route": [Self.arm("v1", -1), Self.arm("v2", 0)]]]), .weightNotRepresentable),
            (Self.service([["route": [Self.arm("v1", 33.5), Self.arm("v2", 0)]]]), .weightNotRepresentable),
        ]
        for (object, reason) in table { #expect(Self.refusal(10, [object]) == reason, "\(object)") }
        let good = Self.service([["name": "all", "route": .array(both)]])
        #expect(Self.refusal(10, [good]) == nil)
        #expect(Self.refusal(10, [good], http: ["other"]) == .routeNotManaged)
        #expect(Self.refusal(10, [good, table[1].0]) == .noManagedRoute)
    }

    @Test("A change carries the read version and tests name and arms of each route it changes")
    func preconditions() throws {
        let object = Self.service([["name": "all", "route": [Self.arm("v1", 90), Self.arm("v2", 10)]]])
        let change = try #require(try WeightEditor.setWeight(50, of: Self.pair, in: [object]).first)
        #expect(
            change.patch.json == [
                ["op": "replace", "path": "/metadata/resourceVersion", "value": "7"],
                ["op": "test", "path": "/spec/http/0/name", "value": "all"],
                ["op": "test", "path": "/spec/http/0/route/0", "value": Self.arm("v1", 90)],
                ["op": "test", "path": "/spec/http/0/route/1", "value": Self.arm("v2", 10)],
                ["op": "replace", "path": "/spec/http/0/route/0/weight", "value": 50],
                ["op": "replace", "path": "/spec/http/0/route/1/weight", "value": 50],
            ])
        var moved = object
        moved["spec"]?["http"] = [["route": [Self.arm("v1", 80), Self.arm("v2", 20)]]]
        #expect(throws: JSONPatchError.self) { try change.patch.apply(to: moved) }
    }

    @Test("Testers get the base route with their header, before it, and the route goes without a trace")
    func headerRoute() throws {
        let object = Self.service([
            ["name": "pinned", "route": [Self.arm("v1")]],
            [
                "name": "all", "match": [["uri": ["prefix": "/api"]], ["uri": ["exact": "/"]]], "timeout": "3s",
                "retries": ["attempts": 2], "route": [Self.arm("v1", 100), Self.arm("v2", 0)],
            ],
        ])
        let header: JSONValue = ["x-canary": ["exact": "true"]]
        let headers = try #require(header.objectValue)
        let change = try HeaderRouteEditor.insert("trimtab-testers", headers: headers, for: Self.pair, in: object)
        let result = try change.patch.apply(to: object)
        let routes = result[path: "spec", "http"]?.arrayValue ?? []
        try #require(routes.count == 3)
        #expect(routes.map { $0["name"]?.stringValue } == ["pinned", "trimtab-testers", "all"])
        #expect(
            routes[1] == [
                "name": "trimtab-testers",
                "match": [
                    ["uri": ["prefix": "/api"], "headers": ["x-canary": ["exact": "true"]]],
                    ["uri": ["exact": "/"], "headers": ["x-canary": ["exact": "true"]]],
                ], "timeout": "3s", "retries": ["attempts": 2], "route": [Self.arm("v2")],
            ])
        let again = try HeaderRouteEditor.insert("trimtab-testers", headers: headers, for: Self.pair, in: result)
        #expect(again.isEmpty)
        #expect(try HeaderRouteEditor.remove("trimtab-testers", from: result).patch.apply(to: result) == object)
        #expect(HeaderRouteEditor.remove("trimtab-testers", from: object).isEmpty)
    }

    @Test("A subset is appended once, never edited, and relabelled only where asked")
    func subsets() throws {
        let rule: JSONValue = [
            "kind": "DestinationRule", "metadata": ["name": "web", "namespace": "prod"],
            "spec": ["host": "web", "subsets": [["name": "v1", "labels": ["version": "v1", "a/b": "x"]]]],
        ]
        let added = try SubsetEditor.ensure("v2", labels: ["version": "v2"], in: rule).patch.apply(to: rule)
        #expect(added[path: "spec", "subsets"]?[1] == ["name": "v2", "labels": ["version": "v2"]])
        #expect(try SubsetEditor.ensure("v2", labels: ["version": "v2"], in: added).isEmpty)
        let refused = #expect(throws: RouteRefusal.self) {
            try SubsetEditor.ensure("v1", labels: ["version": "v9"], in: rule)
        }
        #expect(
            refused?.message
                == "subset v1 selects a/b=x,version=v1, not version=v9: correct the rule or the pods' labels")
        let change = try SubsetEditor.setLabels(["a/b": "y", "c": "d"], ofSubset: "v1", in: rule)
        #expect(
            change.operations == [
                .replace("/spec/subsets/0/labels/a~1b", "y"), .add("/spec/subsets/0/labels/c", "d"),
            ])
        let bare: JSONValue = ["kind": "DestinationRule", "spec": ["host": "web"]]
        #expect(
            try SubsetEditor.ensure("v1", labels: [:], in: bare).operations
                == [.add("/spec/subsets", [["name": "v1", "labels": .object(JSONObject())]])])
    }

    @Test("Property: the pair keeps its total, the share is within a point, all else stays, and a second edit is none")
    func properties() throws {
        var edited = 0
        for seed in UInt64(0)..<4000 {
            var random = SplitMix64(seed: seed)
            let object = Self.randomService(&random)
            let percent = Int.random(in: 0...100, using: &random)
            guard let routes = try? ManagedRoute.find(Self.pair, in: object),
                let changes = try? WeightEditor.setWeight(percent, of: Self.pair, in: [object])
            else { continue }
            let result = try changes[0].patch.apply(to: object)
            let after = try ManagedRoute.find(Self.pair, in: result)
            #expect(Self.withoutPairWeights(result, after) == Self.withoutPairWeights(object, routes), "seed \(seed)")
            for (before, now) in zip(routes, after) {
                #expect(now.pool == before.total && now.foreign == before.foreign, "seed \(seed)")
                #expect(abs(now.canaryShare - Double(percent)) <= 1, "seed \(seed)")
                #expect((now.canary.weight == 0) == (percent == 0), "seed \(seed)")
                #expect((now.stable.weight == 0) == (percent == 100), "seed \(seed)")
            }
            #expect(try WeightEditor.setWeight(percent, of: Self.pair, in: [result])[0].isEmpty, "seed \(seed)")
            edited += 1
        }
        #expect(edited > 1000, "\(edited)")
    }

    static func randomService(_ random: inout SplitMix64) -> JSONValue {
        let share = Int64.random(in: 0...100, using: &random)
        let routes = (0..<Int.random(in: 1...3, using: &random)).map { index -> JSONValue in
            let total = Bool.random(using: &random) ? 100 : Int64.random(in: 1...300, using: &random)
            let canary = total * share / 100
            var arms = [Self.arm("v1", .integer(total - canary)), Self.arm("v2", .integer(canary))]
            if Bool.random(using: &random) { arms.swapAt(0, 1) }
            if Int.random(in: 0..<4, using: &random) == 0 {
                arms.insert(Self.arm("x", .integer(Int64.random(in: 0...50, using: &random)), host: "other.ns"), at: 1)
            }
            var route: JSONValue = ["route": .array(arms), "mirror": ["host": "web", "subset": "v2"], "rate": 33.30]
            if Bool.random(using: &random) { route["name"] = .string("r\(index)") }
            return route
        }
        return Self.service(routes)
    }

    static func withoutPairWeights(_ object: JSONValue, _ routes: [ManagedRoute]) -> JSONValue {
        let removals = routes.flatMap { route in
            [route.stable, route.canary].filter(\.isWeightWritten).map {
                JSONPatch.Operation.remove("\(route.pointer)/\(route.list)/\($0.index)/weight")
            }
        }
        return (try? JSONPatch(removals).apply(to: object)) ?? .null
    }
}
