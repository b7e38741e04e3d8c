/// What an API server asks of a conversion webhook: these objects in another version.
///
/// Source: k8s.io/apiextensions-apiserver v1, ConversionReview.
package struct ConversionRequest: Hashable, Sendable {
    /// To be echoed in the answer.
    package var uid: String
    /// Such as `trimtab.dev/v1alpha1`.
    package var desiredAPIVersion: String
    /// May be of several versions.
    package var objects: [JSONValue]

    package static let apiVersion = "apiextensions.k8s.io/v1"
    package static let reviewKind = "ConversionReview"

    package init(uid: String, desiredAPIVersion: String, objects: [JSONValue]) {
        self.uid = uid
        self.desiredAPIVersion = desiredAPIVersion
        self.objects = objects
    }

    /// Reads the body of a webhook call; any bytes give a request or an error, never a trap.
    package init(reviewBody body: [UInt8]) throws(ReviewError) {
        let request = try ReviewReader.request(in: body, apiVersion: Self.apiVersion, kind: Self.reviewKind)
        uid = try request.string("uid")
        desiredAPIVersion = try request.string("desiredAPIVersion")
        objects = try request.objects("objects")
    }

    /// The review as an API server sends it.
    package var reviewJSON: JSONValue {
        [
            "kind": .string(Self.reviewKind), "apiVersion": .string(Self.apiVersion),
            "request": [
                "uid": .string(uid), "desiredAPIVersion": .string(desiredAPIVersion), "objects": .array(objects),
            ],
        ]
    }
}

/// What became of a conversion: all objects in their order, or why not.
package enum ConversionOutcome: Hashable, Sendable {
    case converted([JSONValue])
    case failed(String)

    /// The review that answers the request with this `uid`.
    package func reviewJSON(uid: String) -> JSONValue {
        var response: JSONObject = ["uid": .string(uid)]
        switch self {
        case .converted(let objects):
            response["result"] = ["status": "Success"]
            response["convertedObjects"] = .array(objects)
        case .failed(let message):
            response["result"] = ["status": "Failure", "message": .string(message)]
            response["convertedObjects"] = []
        }
        return [
            "kind": .string(ConversionRequest.reviewKind), "apiVersion": .string(ConversionRequest.apiVersion),
            "response": .object(response),
        ]
    }
}

/// A kind whose versions can be converted into each other.
package struct ConvertibleKind: Sendable {
    package struct Failure: Error, Hashable, Sendable {
        package let message: String

        package init(_ message: String) {
            self.message = message
        }
    }

    package let group: String
    package let kind: String
    /// All versions served, such as `["v1alpha1"]`.
    package let versions: [String]
    private let change: @Sendable (JSONValue, _ from: String, _ to: String) throws(Failure) -> JSONValue

    /// `change` is called for two different versions of `versions` only. Metadata must stay as it is.
    package init(
        group: String, kind: String, versions: [String],
        change: @escaping @Sendable (JSONValue, _ from: String, _ to: String) throws(Failure) -> JSONValue = {
            _, from, to throws(Failure) in throw Failure("there is no conversion from \(from) to \(to)")
        }
    ) {
        self.group = group
        self.kind = kind
        self.versions = versions
        self.change = change
    }

    /// An object that is of the wanted version already is returned as it is.
    func convert(_ object: JSONValue, to version: String) throws(Failure) -> JSONValue {
        let from = object["apiVersion"]?.stringValue ?? ""
        guard let current = GroupVersion(apiVersion: from), versions.contains(current.version) else {
            throw Failure("\(group)/\(from) is no version of \(kind); known: \(versions.joined(separator: ", "))")
        }
        guard versions.contains(version) else {
            throw Failure("\(group)/\(version) is no version of \(kind); known: \(versions.joined(separator: ", "))")
        }
        guard current.version != version else { return object }
        var changed = try change(object, current.version, version)
        changed["apiVersion"] = .string(GroupVersion(group: group, version: version).apiVersion)
        return changed
    }
}
