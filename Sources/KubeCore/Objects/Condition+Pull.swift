extension Condition: JSONPullDecodable {
    /// Reads a condition; `type` and a known `status` are required, other members may be absent or null.
    package init(from reader: inout JSONPullReader) throws(JSONError) {
        let start = reader.offset
        var status: Status?
        self.init(type: "", status: .unknown, reason: "")
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if try reader.readNull() { continue }
            switch key {
            case "type": type = try reader.sharedString()
            case "status": status = Status(rawValue: try reader.string())
            case "observedGeneration": observedGeneration = try reader.integer(Int64.self)
            case "lastTransitionTime": lastTransitionTime = try Timestamp(from: &reader)
            case "reason": reason = try reader.sharedString()
            case "message": message = try reader.sharedString()
            default: try reader.skip()
            }
        }
        guard let status, !type.isEmpty else {
            throw reader.invalid(at: start, "a condition needs a type, and a status of True, False or Unknown")
        }
        self.status = status
    }
}
