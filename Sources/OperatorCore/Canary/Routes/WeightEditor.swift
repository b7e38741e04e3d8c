package import KubeCore

/// The change of one object's routes; nothing but what is listed is written.
package struct RouteChange: Hashable, Sendable {
    package let object: RouteObjectName
    /// The change itself; empty when the object already is as wanted, and then nothing is sent.
    package let operations: [JSONPatch.Operation]
    /// What must still hold for the change to be right: the read version, and name, destination and weight of each arm.
    package let preconditions: [JSONPatch.Operation]

    package var isEmpty: Bool { operations.isEmpty }

    /// What is sent: the server refuses it as a whole when a precondition no longer holds.
    package var patch: JSONPatch { JSONPatch(isEmpty ? [] : preconditions + operations) }
}

/// Changes weights and nothing else.
///
/// Rules (R1-R7 of the design): a managed route holds each version once; its other destinations keep their weight; the
/// pair keeps its total (100 when it is alone and has less); all objects are judged before any is changed.
package enum WeightEditor {
    /// The changes that send `percent` of the pair's traffic to the canary, one for each object and in their order.
    ///
    /// - Parameters:
    ///   - percent: 0...100, of the pair and not of the whole route.
    ///   - selections: By object, the routes to move; an object without an entry moves all that hold the pair.
    /// - Throws: Why one of the objects cannot be changed; then none must be.
    package static func setWeight(
        _ percent: Int, of pair: RoutePair, in objects: [JSONValue],
        selections: [RouteObjectName: RouteSelection] = [:]
    ) throws(RouteRefusal) -> [RouteChange] {
        var changes: [RouteChange] = []
        for object in objects {
            let name = RouteObjectName(object)
            let routes = try ManagedRoute.find(
                pair, in: object, selection: selections[name] ?? RouteSelection())
            changes.append(try change(percent, routes, object, name))
        }
        return changes
    }

    private static func change(
        _ percent: Int, _ routes: [ManagedRoute], _ object: JSONValue, _ name: RouteObjectName
    ) throws(RouteRefusal) -> RouteChange {
        var operations: [JSONPatch.Operation] = []
        var preconditions = RouteChange.versionTest(object)
        for route in routes {
            let edit = try edit(percent, route, name)
            guard !edit.isEmpty else { continue }
            operations += edit
            preconditions += tests(route)
        }
        return RouteChange(object: name, operations: operations, preconditions: preconditions)
    }

    private static func edit(
        _ percent: Int, _ route: ManagedRoute, _ object: RouteObjectName
    ) throws(RouteRefusal) -> [JSONPatch.Operation] {
        guard route.total > 0 else {
            throw RouteRefusal(
                .poolEmpty, object,
                "\(route.place): both versions weigh 0 beside other destinations; give them a share of the route first")
        }
        guard let canary = route.canaryWeight(percent: percent) else {
            throw RouteRefusal(
                .weightNotRepresentable, object,
                "\(route.place): \(percent) % of a pool of \(route.total) is no whole weight within one percentage "
                    + "point; give the pair a larger total")
        }
        let stable = route.total - canary
        guard route.canary.weight != canary || route.stable.weight != stable else { return [] }
        return write(stable, to: route.stable, of: route) + write(canary, to: route.canary, of: route)
    }

    private static func write(
        _ weight: Int64, to arm: ManagedRoute.Arm, of route: ManagedRoute
    ) -> [JSONPatch.Operation] {
        let path = "\(route.pointer)/\(route.list)/\(arm.index)/weight"
        guard arm.isWeightWritten else { return [.add(path, .integer(weight))] }
        return arm.weight == weight ? [] : [.replace(path, .integer(weight))]
    }

    private static func tests(_ route: ManagedRoute) -> [JSONPatch.Operation] {
        let name: [JSONPatch.Operation] =
            route.name.isEmpty ? [] : [.test("\(route.pointer)/name", .string(route.name))]
        return name
            + [route.stable, route.canary].map { arm in
                .test("\(route.pointer)/\(route.list)/\(arm.index)", arm.destination)
            }
    }
}

extension RouteChange {
    /// Makes the write fail with a conflict when the object was changed since it was read.
    static func versionTest(_ object: JSONValue) -> [JSONPatch.Operation] {
        guard let version = object[path: "metadata", "resourceVersion"], !version.isNull else { return [] }
        return [.replace("/metadata/resourceVersion", version)]
    }
}
