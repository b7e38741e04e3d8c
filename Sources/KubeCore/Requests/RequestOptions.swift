/// How much of each object an answer holds.
package enum ObjectDetail: Hashable, Sendable {
    case whole
    /// `PartialObjectMetadata`: name, labels, owners and generation, at a fraction of the bytes.
    case metadata
}

/// Which objects a list returns, and how.
///
/// Source: metav1.ListOptions.
package struct ListOptions: Hashable, Sendable {
    /// As kubectl's `-l`; nil selects all.
    package var labelSelector: String?
    /// As kubectl's `--field-selector`; nil selects all.
    package var fieldSelector: String?
    /// Objects in one answer at most; nil leaves it to the server.
    package var limit: Int?
    /// From the answer before; asks for the next page of the same snapshot.
    package var continueToken: String?
    /// Nil asks for the newest state; `0` allows any state the server has in its cache.
    package var resourceVersion: String?
    package var resourceVersionMatch: ResourceVersionMatch?
    package var detail: ObjectDetail

    package init(
        labelSelector: String? = nil, fieldSelector: String? = nil, limit: Int? = nil, continueToken: String? = nil,
        resourceVersion: String? = nil, resourceVersionMatch: ResourceVersionMatch? = nil,
        detail: ObjectDetail = .whole
    ) {
        self.detail = detail
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
        self.limit = limit
        self.continueToken = continueToken
        self.resourceVersion = resourceVersion
        self.resourceVersionMatch = resourceVersionMatch
    }
}

/// How `resourceVersion` of a list is meant.
package enum ResourceVersionMatch: String, Hashable, Sendable {
    case exact = "Exact"
    case notOlderThan = "NotOlderThan"
}

/// Which changes a watch reports, and from where on.
package struct WatchOptions: Hashable, Sendable {
    package var labelSelector: String?
    package var fieldSelector: String?
    /// Changes after this version; nil or `0` begins with the present objects as `added`.
    package var resourceVersion: String?
    /// Asks for `bookmark` events, about one a minute.
    package var allowBookmarks: Bool
    /// The server ends the watch after this many seconds; nil lets the client choose.
    package var timeoutSeconds: Int?
    /// Asks for all present objects as `added`, then a bookmark for which `WatchEvent.endsInitialEvents` is true
    /// (KEP-3157). A server without the feature answers 422; see `Client.watchList`.
    package var sendInitialEvents: Bool
    package var detail: ObjectDetail

    package init(
        labelSelector: String? = nil, fieldSelector: String? = nil, resourceVersion: String? = nil,
        allowBookmarks: Bool = true, timeoutSeconds: Int? = nil, sendInitialEvents: Bool = false,
        detail: ObjectDetail = .whole
    ) {
        self.detail = detail
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
        self.resourceVersion = resourceVersion
        self.allowBookmarks = allowBookmarks
        self.timeoutSeconds = timeoutSeconds
        self.sendInitialEvents = sendInitialEvents
    }
}

/// How a create, update or patch is done.
package struct WriteOptions: Hashable, Sendable {
    /// What the server does with unknown and duplicate fields.
    package enum FieldValidation: String, Hashable, Sendable {
        case ignore = "Ignore"
        case warn = "Warn"
        case strict = "Strict"
    }

    /// Who is recorded in `managedFields`; required for server-side apply.
    package var fieldManager: String?
    /// The server does everything but store.
    package var dryRun: Bool
    package var fieldValidation: FieldValidation?

    package init(fieldManager: String? = nil, dryRun: Bool = false, fieldValidation: FieldValidation? = nil) {
        self.fieldManager = fieldManager
        self.dryRun = dryRun
        self.fieldValidation = fieldValidation
    }
}

/// How an object is deleted.
///
/// Source: metav1.DeleteOptions.
package struct DeleteOptions: Hashable, Sendable {
    /// What happens to the objects the deleted one owns.
    package enum Propagation: String, Hashable, Sendable {
        case orphan = "Orphan"
        case background = "Background"
        case foreground = "Foreground"
    }

    /// Nil leaves it to the kind's default; 0 deletes at once.
    package var gracePeriodSeconds: Int?
    package var propagation: Propagation?
    /// The delete fails with 409 when the object has another uid.
    package var preconditionUID: String?
    /// The delete fails with 409 when the object has another resourceVersion.
    package var preconditionResourceVersion: String?
    package var dryRun: Bool

    package init(
        gracePeriodSeconds: Int? = nil, propagation: Propagation? = nil, preconditionUID: String? = nil,
        preconditionResourceVersion: String? = nil, dryRun: Bool = false
    ) {
        self.gracePeriodSeconds = gracePeriodSeconds
        self.propagation = propagation
        self.preconditionUID = preconditionUID
        self.preconditionResourceVersion = preconditionResourceVersion
        self.dryRun = dryRun
    }

    /// The request body; nil when nothing is asked for.
    package var json: JSONValue? {
        guard self != DeleteOptions() else { return nil }
        var object: JSONObject = ["kind": "DeleteOptions", "apiVersion": "v1"]
        if let gracePeriodSeconds { object["gracePeriodSeconds"] = .integer(Int64(gracePeriodSeconds)) }
        var preconditions = JSONObject()
        if let preconditionUID { preconditions["uid"] = .string(preconditionUID) }
        if let preconditionResourceVersion { preconditions["resourceVersion"] = .string(preconditionResourceVersion) }
        if !preconditions.isEmpty { object["preconditions"] = .object(preconditions) }
        if let propagation { object["propagationPolicy"] = .string(propagation.rawValue) }
        if dryRun { object["dryRun"] = ["All"] }
        return .object(object)
    }
}

/// A change of one object, in one of the four forms the API knows.
package enum Patch: Hashable, Sendable {
    /// RFC 6902: the array of operations.
    case json(JSONValue)
    /// RFC 7386.
    case merge(JSONValue)
    /// Strategic merge patch; built-in kinds only.
    case strategic(JSONValue)
    /// Server-side apply: the fields we own; `force` takes fields that other managers own.
    case apply(JSONValue, force: Bool)

    package var contentType: String {
        switch self {
        case .json: "application/json-patch+json"
        case .merge: "application/merge-patch+json"
        case .strategic: "application/strategic-merge-patch+json"
        // JSON is YAML; `apply-patch+json` is not known to every supported server.
        case .apply: "application/apply-patch+yaml"
        }
    }

    package var body: JSONValue {
        switch self {
        case .json(let body), .merge(let body), .strategic(let body), .apply(let body, _): body
        }
    }
}
