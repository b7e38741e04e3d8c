/// A parameter of a request.
struct OpenAPIParameter {
    let name: String
    let type: String
    let description: String
    var isInPath = false

    var json: JSONValue {
        var object: JSONObject = [
            "name": .string(name), "in": .string(isInPath ? "path" : "query"), "description": .string(description),
        ]
        if isInPath { object["required"] = true }
        object["schema"] = ["type": .string(type), "uniqueItems": true]
        return .object(object)
    }
}

extension OpenAPIParameter {
    static func name(_ kind: String) -> OpenAPIParameter {
        OpenAPIParameter(name: "name", type: "string", description: "name of the \(kind)", isInPath: true)
    }

    static let namespace = OpenAPIParameter(
        name: "namespace", type: "string", description: "object name and auth scope, such as for teams and projects",
        isInPath: true)
    static let pretty = OpenAPIParameter(
        name: "pretty", type: "string", description: "If 'true', then the output is pretty printed.")

    static let write = [dryRun, fieldManager, fieldValidation]
    static let patch = write + [force]
    static let delete = [dryRun, gracePeriodSeconds, unsafeDelete, orphanDependents, propagationPolicy]

    static func list(pretty isPretty: Bool) -> [OpenAPIParameter] {
        let first = [allowWatchBookmarks, continueToken, fieldSelector, labelSelector, limit]
        let last = [resourceVersion, resourceVersionMatch, sendInitialEvents, timeoutSeconds, watch]
        return first + (isPretty ? [pretty] : []) + last
    }

    static let deleteCollection: [OpenAPIParameter] =
        (delete + [
            continueToken, fieldSelector, labelSelector, limit, resourceVersion, resourceVersionMatch,
            sendInitialEvents, timeoutSeconds,
        ]).sorted { $0.name < $1.name }

    private static let dryRun = OpenAPIParameter(
        name: "dryRun", type: "string",
        description: "Says that nothing is to be stored; all stages of the request are gone through. Valid: All.")
    private static let fieldManager = OpenAPIParameter(
        name: "fieldManager", type: "string",
        description: "The name under which the changed fields are owned, at most 128 printable characters. "
            + "Required for apply requests.")
    private static let fieldValidation = OpenAPIParameter(
        name: "fieldValidation", type: "string",
        description: "What to do about unknown or duplicate fields: Ignore drops them, Warn also warns, Strict fails. "
            + "The default is Warn.")
    private static let force = OpenAPIParameter(
        name: "force", type: "boolean",
        description: "Takes fields from their owners where an apply request conflicts. Only for apply requests.")
    private static let gracePeriodSeconds = OpenAPIParameter(
        name: "gracePeriodSeconds", type: "integer",
        description: "Seconds before the object is deleted; zero deletes at once. By default the kind's own.")
    private static let unsafeDelete = OpenAPIParameter(
        name: "ignoreStoreReadErrorWithClusterBreakingPotential", type: "boolean",
        description: "Deletes an object that can no longer be read from storage, without its finalizers.")
    private static let orphanDependents = OpenAPIParameter(
        name: "orphanDependents", type: "boolean",
        description: "Deprecated, use propagationPolicy: whether dependents lose their owner instead of being deleted.")
    private static let propagationPolicy = OpenAPIParameter(
        name: "propagationPolicy", type: "string",
        description: "What happens to dependents: Orphan leaves them, Background deletes them afterwards, Foreground "
            + "deletes them first.")
    private static let allowWatchBookmarks = OpenAPIParameter(
        name: "allowWatchBookmarks", type: "boolean", description: "Asks for events of type BOOKMARK in a watch.")
    private static let continueToken = OpenAPIParameter(
        name: "continue", type: "string", description: "The token of an earlier page, to go on from there.")
    private static let fieldSelector = OpenAPIParameter(
        name: "fieldSelector", type: "string", description: "Restricts the list by fields. Defaults to everything.")
    private static let labelSelector = OpenAPIParameter(
        name: "labelSelector", type: "string", description: "Restricts the list by labels. Defaults to everything.")
    private static let limit = OpenAPIParameter(
        name: "limit", type: "integer", description: "The most items to answer at once; more are had by `continue`.")
    private static let resourceVersion = OpenAPIParameter(
        name: "resourceVersion", type: "string",
        description: "Which state the request may be served from. See "
            + "https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions")
    private static let resourceVersionMatch = OpenAPIParameter(
        name: "resourceVersionMatch", type: "string",
        description: "How resourceVersion applies to a list: Exact or NotOlderThan.")
    private static let sendInitialEvents = OpenAPIParameter(
        name: "sendInitialEvents", type: "boolean",
        description: "Begins a watch with the present objects and a bookmark that ends them.")
    private static let timeoutSeconds = OpenAPIParameter(
        name: "timeoutSeconds", type: "integer", description: "Limits how long the call takes, whether busy or not.")
    private static let watch = OpenAPIParameter(
        name: "watch", type: "boolean", description: "Answers a stream of changes instead of a list.")
}
