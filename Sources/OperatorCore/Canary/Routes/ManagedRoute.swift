package import KubeCore

/// A route that holds both versions, with its weights as they are.
package struct ManagedRoute: Hashable, Sendable {
    /// One version's place in the route.
    package struct Arm: Hashable, Sendable {
        /// The position in the route's list of destinations.
        package let index: Int
        /// The destination as it was read.
        package let destination: JSONValue
        /// What it weighs, written or not.
        package let weight: Int64

        /// Whether the object says the weight.
        package var isWeightWritten: Bool { destination["weight"].map { !$0.isNull } ?? false }
    }

    /// Where the route stands, such as `/spec/http/0`.
    package let pointer: String
    /// The member that lists the destinations.
    package let list: String
    /// The route's name, empty when it has none.
    package let name: String
    package let stable: Arm
    package let canary: Arm
    /// What all other destinations weigh together.
    package let foreign: Int64

    /// Both versions together.
    package var pool: Int64 { stable.weight + canary.weight }

    /// What the pair will weigh together: what it weighs now, or 100 when it is alone and weighs less.
    package var total: Int64 { foreign > 0 || pool >= 100 ? pool : 100 }

    /// The canary's part of the pair in percent; 0 while neither has a weight.
    package var canaryShare: Double { pool == 0 ? 0 : Double(canary.weight) * 100 / Double(pool) }

    /// The place as users write it, such as `http[0]`.
    package var place: String {
        let parts = pointer.split(separator: "/")
        return "\(parts[parts.count - 2])[\(parts[parts.count - 1])]"
    }

    /// The canary's weight that stands for `percent`; nil when whole weights miss it by over one percentage point.
    ///
    /// floor(T * w / 100), at least 1 when w > 0 and at most T - 1 when w < 100. T = 20, w = 25: 5. T = 3, w = 50: 1,
    /// which is 33 %, refused.
    package func canaryWeight(percent: Int) -> Int64? {
        var weight = total * Int64(percent) / 100
        if percent > 0 { weight = max(weight, 1) }
        if percent < 100 { weight = min(weight, total - 1) }
        guard weight >= 0, total > 0 else { return nil }
        return abs(Double(weight) * 100 / Double(total) - Double(percent)) <= 1 ? weight : nil
    }

    /// Whether both routes split the pair alike: the same fraction, or what one and the same percentage gives in both
    /// (pools of different size round differently).
    package func splitsAlike(_ other: ManagedRoute) -> Bool {
        if canary.weight * other.pool == other.canary.weight * pool, pool > 0 || other.pool == 0 { return true }
        return (0...100).contains { percent in
            isSplit(percent: percent) && other.isSplit(percent: percent)
        }
    }

    private func isSplit(percent: Int) -> Bool {
        guard let weight = canaryWeight(percent: percent) else { return false }
        return canary.weight == weight && (pool == total || pool == 0 && weight == 0)
    }
}

extension ManagedRoute {
    /// The routes of `object` that hold the pair and are selected.
    ///
    /// Throws why the object may not be changed: nothing found, a version twice in one route, a selected route that is
    /// no candidate, or candidates that split the pair differently.
    package static func find(
        _ pair: RoutePair, in object: JSONValue, selection: RouteSelection = RouteSelection()
    ) throws(RouteRefusal) -> [ManagedRoute] {
        let owner = RouteObjectName(object)
        guard let form = RouteForm(kind: owner.kind) else {
            throw RouteRefusal(.noManagedRoute, owner, "\(owner.kind) is not a kind with weighted routes")
        }
        var found: [ManagedRoute] = []
        var met = RouteSelection()
        for list in form.lists {
            for (index, route) in (object[path: "spec", list]?.arrayValue ?? []).enumerated() {
                if !selection.isEmpty {
                    guard form.isSelected(route, in: list, by: selection) else { continue }
                    met.note(route, in: list)
                }
                let reading = RouteReading(owner: owner, form: form, pair: pair)
                let managed = try reading.managed(route, at: "/spec/\(list)/\(index)")
                if let managed {
                    found.append(managed)
                } else if !selection.isEmpty {
                    throw RouteRefusal(
                        .routeNotManaged, owner,
                        "route \(list)[\(index)] is selected but does not hold one destination of each version")
                }
            }
        }
        if let missing = selection.first(notIn: met) {
            throw RouteRefusal(.routeNotManaged, owner, "\(missing) is selected but no such route exists")
        }
        try refuseEmpty(found, object, owner, pair)
        if let odd = found.first(where: { !$0.splitsAlike(found[0]) }) {
            throw RouteRefusal(
                .routeSharesDiffer, owner,
                "\(found[0].place) sends \(percent(found[0])) to the canary and \(odd.place) \(percent(odd)): "
                    + "name the routes to move, so that a pinned one is left alone")
        }
        return found
    }

    private static func percent(_ route: ManagedRoute) -> String {
        let tenths = (route.canaryShare * 10).rounded() / 10
        return tenths == tenths.rounded() ? "\(Int(tenths)) %" : "\(tenths) %"
    }

    private static func refuseEmpty(
        _ found: [ManagedRoute], _ object: JSONValue, _ owner: RouteObjectName, _ pair: RoutePair
    ) throws(RouteRefusal) {
        guard found.isEmpty else { return }
        let routes = ["http", "tls", "tcp"].flatMap { object[path: "spec", $0]?.arrayValue ?? [] }
        if !routes.isEmpty, routes.allSatisfy({ $0["delegate"].map { !$0.isNull } ?? false }) {
            throw RouteRefusal(
                .delegateRoot, owner, "every route hands over to a delegate: name the delegate VirtualService instead")
        }
        throw RouteRefusal(
            .noManagedRoute, owner,
            "no route holds both \(pair.stable.text) and \(pair.canary.text): add the canary with weight 0 beside the "
                + "stable destination")
    }
}

extension RouteDestination {
    /// As messages name it: `reviews.default.svc.cluster.local subset v1`.
    package var text: String { subset.map { "\(host) subset \($0)" } ?? host }
}

/// Reads one route of an object for one pair.
private struct RouteReading {
    let owner: RouteObjectName
    let form: RouteForm
    let pair: RoutePair

    /// The route with its weights; nil when it does not hold both versions.
    func managed(_ route: JSONValue, at pointer: String) throws(RouteRefusal) -> ManagedRoute? {
        guard !form.answersItself(route) else { return nil }
        var stable: [ManagedRoute.Arm] = []
        var canary: [ManagedRoute.Arm] = []
        var foreign: Int64 = 0
        for (index, destination) in (route[form.destinations]?.arrayValue ?? []).enumerated() {
            let arm = try arm(destination, index, pointer)
            switch form.identity(destination, namespace: owner.namespace) {
            case pair.stable: stable.append(arm)
            case pair.canary: canary.append(arm)
            default:
                let (sum, overflow) = foreign.addingReportingOverflow(arm.weight)
                foreign = overflow ? .max : sum
            }
        }
        if stable.count > 1 || canary.count > 1 {
            let twice = stable.count > 1 ? pair.stable : pair.canary
            throw RouteRefusal(
                .ambiguousDestination, owner,
                "\(pointer) holds \(twice.text) more than once: which of them to weigh is not clear")
        }
        guard let stable = stable.first, let canary = canary.first else { return nil }
        return ManagedRoute(
            pointer: pointer, list: form.destinations, name: route["name"]?.stringValue ?? "", stable: stable,
            canary: canary, foreign: foreign)
    }

    private func arm(_ destination: JSONValue, _ index: Int, _ pointer: String) throws(RouteRefusal)
        -> ManagedRoute.Arm
    {
        guard let written = destination["weight"], !written.isNull else {
            return ManagedRoute.Arm(index: index, destination: destination, weight: form.absentWeight)
        }
        // Weights are 32-bit integers wherever they are checked; larger ones would overflow the arithmetic here.
        guard let weight = written.int64Value, (0...Int64(Int32.max)).contains(weight) else {
            throw RouteRefusal(
                .weightNotRepresentable, owner,
                "\(pointer)/\(form.destinations)/\(index)/weight is \(written.serialized()), not a whole number >= 0")
        }
        return ManagedRoute.Arm(index: index, destination: destination, weight: weight)
    }
}

extension RouteSelection {
    /// Remembers what a route was found by.
    fileprivate mutating func note(_ route: JSONValue, in list: String) {
        let matches = route["match"]?.arrayValue ?? []
        switch list {
        case "tcp": tcp += matches.compactMap { $0["port"]?.intValue }
        case "tls": tls += matches.flatMap { ($0["sniHosts"]?.arrayValue ?? []).compactMap(\.stringValue) }
        default: http += [route["name"]?.stringValue].compactMap(\.self)
        }
    }

    /// What is selected here and was not met.
    fileprivate func first(notIn met: RouteSelection) -> String? {
        if let name = http.first(where: { !met.http.contains($0) }) { return "http route \"\(name)\"" }
        if let port = tcp.first(where: { !met.tcp.contains($0) }) { return "tcp port \(port)" }
        return tls.first { !met.tls.contains($0) }.map { "tls host \"\($0)\"" }
    }
}
