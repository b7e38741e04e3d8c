extension ObjectMeta: JSONPullDecodable {
    /// Reads the metadata of an object; null members are empty, and what is not kept (`managedFields`) is passed over.
    package init(from reader: inout JSONPullReader) throws(JSONError) {
        self.init(name: "")
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if try reader.readNull() { continue }
            switch key {
            case "name": name = try reader.string()
            case "namespace": namespace = try reader.sharedString()
            case "generateName": generateName = try reader.string()
            case "uid": uid = try reader.string()
            case "resourceVersion": resourceVersion = try reader.string()
            case "generation": generation = try reader.integer(Int64.self)
            case "creationTimestamp": creationTimestamp = try Timestamp(from: &reader)
            case "deletionTimestamp": deletionTimestamp = try Timestamp(from: &reader)
            case "labels": labels = try Self.strings(&reader)
            case "annotations": annotations = try Self.strings(&reader)
            case "finalizers": finalizers = try reader.array { reader throws(JSONError) in try reader.sharedString() }
            case "ownerReferences": ownerReferences = try [OwnerReference](from: &reader)
            default: try reader.skip()
            }
        }
    }

    private static func strings(_ reader: inout JSONPullReader) throws(JSONError) -> [String: String] {
        try reader.dictionary { reader throws(JSONError) in try reader.sharedString() }
    }
}

extension OwnerReference: JSONPullDecodable {
    package init(from reader: inout JSONPullReader) throws(JSONError) {
        self.init(apiVersion: "", kind: "", name: "", uid: "")
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if try reader.readNull() { continue }
            switch key {
            case "apiVersion": apiVersion = try reader.sharedString()
            case "kind": kind = try reader.sharedString()
            case "name": name = try reader.sharedString()
            case "uid": uid = try reader.sharedString()
            case "controller": controller = try reader.bool()
            case "blockOwnerDeletion": blockOwnerDeletion = try reader.bool()
            default: try reader.skip()
            }
        }
    }
}
