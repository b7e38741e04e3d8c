import KubeCore

/// The rules of events, in the form of either group.
///
/// Source: kubernetes `pkg/apis/core/validation/events.go`.
enum EventValidation {
    private static let lengthLimit = 128
    private static let messageLimit = 1024

    @Sendable static func core(_ context: ValidationContext) -> [FieldError] {
        errors(context.object, controllerField: "reportingComponent")
    }

    @Sendable static func events(_ context: ValidationContext) -> [FieldError] {
        let event = EventConversion.events.toStored(context.object)
        var checks = FieldChecks()
        checks.add(errors(event, controllerField: "reportingController"))
        guard context.old == nil else { return checks.errors }
        if isUnset(event["eventTime"]) { checks.required("eventTime") }
        let type = event["type"]?.stringValue ?? ""
        if type != "Normal", type != "Warning" {
            checks.invalid("type", "", "has invalid value: \(type)")
        }
        for field in ["firstTimestamp", "lastTimestamp"] where !isUnset(event[field]) {
            checks.invalid(FieldPath(stringLiteral: field), event[field] ?? .null, "needs to be unset")
        }
        if let count = event["count"]?.int64Value, count != 0 {
            checks.invalid("count", .integer(count), "needs to be unset")
        }
        if let series = event["series"], series != .null {
            if let count = series["count"]?.int64Value, count < 2 {
                checks.invalid("series.count", "", "should be at least 2")
            }
            if isUnset(series["lastObservedTime"]) { checks.required("series.lastObservedTime") }
        }
        return checks.errors
    }

    /// What both forms have in common; `event` is in that of the core group.
    private static func errors(_ event: JSONValue, controllerField: String) -> [FieldError] {
        var checks = FieldChecks()
        let namespace = event[path: "metadata", "namespace"]?.stringValue ?? ""
        let involved = event[path: "involvedObject", "namespace"]?.stringValue ?? ""
        let isNew = !isUnset(event["eventTime"])
        // Events of cluster-scoped objects are kept in the namespace "default".
        let homes = isNew ? ["default", "kube-system"] : ["", "default"]
        let isMisplaced = involved.isEmpty ? !homes.contains(namespace) : !isNew && involved != namespace
        if isMisplaced {
            checks.invalid("involvedObject.namespace", .string(involved), "does not match event.namespace")
        }
        guard isNew else { return checks.errors }
        let controllerPath = FieldPath(stringLiteral: controllerField)
        if let controller = nonEmpty(event["reportingComponent"]) {
            checks.problems(controllerPath, controller, NameRules.qualifiedName(controller))
        } else {
            checks.required(controllerPath)
        }
        for field in ["reportingInstance", "action", "reason"] {
            let path = FieldPath(stringLiteral: field)
            guard let text = nonEmpty(event[field]) else {
                checks.required(path)
                continue
            }
            if text.utf8.count > lengthLimit {
                checks.invalid(path, "", "can have at most \(lengthLimit) characters")
            }
        }
        if event["message"]?.stringValue?.utf8.count ?? 0 > messageLimit {
            checks.invalid("message", "", "can have at most \(messageLimit) characters")
        }
        return checks.errors
    }

    private static func isUnset(_ value: JSONValue?) -> Bool { value == nil || value == .null }
}
