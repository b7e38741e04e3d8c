package import KubeCore

/// Adds and removes the temporary http routes by which testers reach the canary before any user does.
package enum HeaderRouteEditor {
    /// Puts, before each managed http route, one named `name` that sends only requests with `headers` to the canary.
    ///
    /// It is the route it stands before in everything else (matches, rewrites, timeouts, retries), so that testers see
    /// what users will see. Nothing changes when it is there already.
    ///
    /// - Parameter headers: Istio's string matches by header name, such as `{"x-canary": {"exact": "true"}}`.
    package static func insert(
        _ name: String, headers: JSONObject, for pair: RoutePair, in object: JSONValue,
        selection: RouteSelection = RouteSelection()
    ) throws(RouteRefusal) -> RouteChange {
        let owner = RouteObjectName(object)
        let routes = try ManagedRoute.find(pair, in: object, selection: selection).filter {
            $0.pointer.hasPrefix("/spec/http/")
        }
        guard !routes.isEmpty else {
            throw RouteRefusal(.noManagedRoute, owner, "testers are told by a header, and no http route holds the pair")
        }
        let live = object[path: "spec", "http"]?.arrayValue ?? []
        var wanted = live.filter { $0["name"]?.stringValue != name }
        for route in routes.reversed() {
            guard let base = route.pointer.split(separator: "/").last.flatMap({ Int($0) }) else { continue }
            let before = live[..<base].count { $0["name"]?.stringValue != name }
            wanted.insert(try testerRoute(name, headers, live[base], route, owner), at: before)
        }
        guard wanted != live else { return RouteChange(object: owner, operations: [], preconditions: []) }
        var operations = removals(of: name, in: live)
        for (index, route) in wanted.enumerated() where route["name"]?.stringValue == name {
            operations.append(.add("/spec/http/\(index)", route))
        }
        return RouteChange(
            object: owner, operations: operations, preconditions: RouteChange.versionTest(object) + names(live))
    }

    /// Takes away every http route named `name`.
    package static func remove(_ name: String, from object: JSONValue) -> RouteChange {
        let live = object[path: "spec", "http"]?.arrayValue ?? []
        let operations = removals(of: name, in: live)
        return RouteChange(
            object: RouteObjectName(object), operations: operations,
            preconditions: operations.isEmpty ? [] : RouteChange.versionTest(object) + names(live))
    }

    /// From the end, so that the positions before stay right.
    private static func removals(of name: String, in routes: [JSONValue]) -> [JSONPatch.Operation] {
        routes.indices.reversed().filter { routes[$0]["name"]?.stringValue == name }.map { .remove("/spec/http/\($0)") }
    }

    private static func names(_ routes: [JSONValue]) -> [JSONPatch.Operation] {
        routes.enumerated().compactMap { index, route in
            route["name"].map { .test("/spec/http/\(index)/name", $0) }
        }
    }

    private static func testerRoute(
        _ name: String, _ headers: JSONObject, _ base: JSONValue, _ route: ManagedRoute, _ owner: RouteObjectName
    ) throws(RouteRefusal) -> JSONValue {
        var result = base
        result["name"] = .string(name)
        var destination = route.canary.destination
        destination["weight"] = nil
        result["route"] = [destination]
        var matches: [JSONValue] = []
        let given = base["match"]?.arrayValue ?? []
        for match in given.isEmpty ? [[:]] : given {
            var both = match["headers"]?.objectValue ?? JSONObject()
            for member in headers.members {
                guard both[member.key] == nil else {
                    throw RouteRefusal(
                        .headerAlreadyMatched, owner,
                        "\(route.place) already matches header \"\(member.key)\": tell testers by another header")
                }
                both[member.key] = member.value
            }
            var match = match
            match["headers"] = .object(both)
            matches.append(match)
        }
        result["match"] = .array(matches)
        return result
    }
}
