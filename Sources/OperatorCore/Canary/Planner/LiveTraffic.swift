import KubeCore

/// The split as the routes have it.
struct LiveTraffic {
    /// Every managed route of every object.
    let routes: [(object: RouteObjectName, route: ManagedRoute)]

    init(_ objects: [JSONValue], pair: RoutePair, selections: [RouteObjectName: RouteSelection]) throws(RouteRefusal) {
        var found: [(RouteObjectName, ManagedRoute)] = []
        for object in objects {
            let name = RouteObjectName(object)
            for route in try ManagedRoute.find(pair, in: object, selection: selections[name] ?? RouteSelection()) {
                found.append((name, route))
            }
        }
        routes = found.map { (object: $0.0, route: $0.1) }
    }

    /// Whether no route sends anything to the canary.
    var isZero: Bool { routes.allSatisfy { $0.route.canary.weight == 0 } }

    /// Whether every route sends everything to the canary.
    var isFull: Bool { !routes.isEmpty && routes.allSatisfy { $0.route.pool > 0 && $0.route.stable.weight == 0 } }

    /// Whether some route sends more than `weight` to the canary. Whole weights stand for a percentage within one point.
    func isAbove(_ weight: Int32) -> Bool {
        routes.contains { $0.route.isAbove(weight) }
    }

    /// Whether some route sends less than `weight` to the canary.
    func isBelow(_ weight: Int32) -> Bool {
        weight > 0
            && routes.contains { entry in
                entry.route.canary.weight == 0 || entry.route.canaryShare < Double(weight) - 1
                    || weight == 100 && entry.route.stable.weight > 0
            }
    }

    /// The largest share of any route, in percent.
    var share: Double { routes.map(\.route.canaryShare).max() ?? 0 }

    /// As the status reports it.
    func objects(_ live: [JSONValue]) -> [CanaryRolloutStatus.Traffic.Object] {
        live.map { object in
            let name = RouteObjectName(object)
            return CanaryRolloutStatus.Traffic.Object(
                kind: name.kind, namespace: name.namespace, name: name.name,
                resourceVersion: object[path: "metadata", "resourceVersion"]?.stringValue ?? "",
                routes: routes.filter { $0.object == name }.map { entry in
                    .init(
                        path: entry.route.place, name: entry.route.name, total: entry.route.pool,
                        canary: entry.route.canary.weight)
                })
        }
    }
}

extension ManagedRoute {
    func isAbove(_ weight: Int32) -> Bool {
        guard weight > 0 else { return canary.weight > 0 }
        return canaryShare > Double(weight) + 1 || weight < 100 && canaryShare >= 100
    }
}

extension RolloutWindow {
    /// Whether the window is open at a moment; a window that ends at or before its start runs into the next day.
    func isOpen(at now: Timestamp, in zone: TimeZoneRules) -> Bool {
        guard let from = Self.minutes(from), let to = Self.minutes(to) else { return false }
        let local = now.seconds + zone.offset(at: now.seconds)
        let day = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        let minute = (local - day * 86_400) / 60
        if from < to { return holds(day) && (from..<to).contains(minute) }
        return holds(day) && minute >= from || holds(day - 1) && minute < to
    }

    /// 1970-01-01 was a Thursday.
    private func holds(_ day: Int64) -> Bool {
        let index = Int(((day + 3) % 7 + 7) % 7)
        return days.contains(Day.allCases[index])
    }

    private static func minutes(_ text: String) -> Int64? {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let hours = Int64(parts[0]), let minutes = Int64(parts[1]) else { return nil }
        return hours * 60 + minutes
    }
}
