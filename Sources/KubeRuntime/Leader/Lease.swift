package import KubeCore

/// Who holds a lease, as written in it.
///
/// Source: k8s.io/api coordination/v1 LeaseSpec.
package struct LeaseRecord: Hashable, Sendable {
    /// Empty when given up.
    package var holder: String
    package var durationSeconds: Int64
    package var acquireTime: Timestamp?
    /// By the holder's wall clock; never compared with ours, only with what it was before.
    package var renewTime: Timestamp?
    /// How often the holder changed.
    package var transitions: Int64

    package init(
        holder: String, durationSeconds: Int64, acquireTime: Timestamp?, renewTime: Timestamp?, transitions: Int64
    ) {
        self.holder = holder
        self.durationSeconds = durationSeconds
        self.acquireTime = acquireTime
        self.renewTime = renewTime
        self.transitions = transitions
    }
}

/// A lease as the server has it.
package struct Lease: Hashable, Sendable {
    package static let resourceType = ResourceType("coordination.k8s.io/v1", "Lease", plural: "leases")

    package var record: LeaseRecord
    package var resourceVersion: String

    package init(record: LeaseRecord, resourceVersion: String) {
        self.record = record
        self.resourceVersion = resourceVersion
    }

    /// Absent members count as empty: then the lease is free.
    package init(json: JSONValue) {
        let spec = json["spec"]
        resourceVersion = json[path: "metadata", "resourceVersion"]?.stringValue ?? ""
        record = LeaseRecord(
            holder: spec?["holderIdentity"]?.stringValue ?? "",
            durationSeconds: spec?["leaseDurationSeconds"]?.int64Value ?? 0,
            acquireTime: spec?["acquireTime"]?.stringValue.flatMap(Timestamp.init(rfc3339:)),
            renewTime: spec?["renewTime"]?.stringValue.flatMap(Timestamp.init(rfc3339:)),
            transitions: spec?["leaseTransitions"]?.int64Value ?? 0)
    }
}

extension LeaseRecord {
    package var specJSON: JSONValue {
        var spec: JSONObject = [
            "holderIdentity": .string(holder), "leaseDurationSeconds": .integer(durationSeconds),
            "leaseTransitions": .integer(transitions),
        ]
        if let acquireTime { spec["acquireTime"] = .string(acquireTime.rfc3339Micro) }
        if let renewTime { spec["renewTime"] = .string(renewTime.rfc3339Micro) }
        return .object(spec)
    }
}
