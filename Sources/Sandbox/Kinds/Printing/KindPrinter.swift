import KubeCore

/// The columns of a kind's table, and how an object fills them.
struct KindPrinter: Sendable {
    var columns: [PrintColumn]
    /// As many cells as there are columns.
    var cells: @Sendable (PrintContext) -> [JSONValue]

    /// What is printed of kinds that have no columns of their own.
    static let nameAndCreation = KindPrinter(
        columns: [
            .objectName, PrintColumn("Created At", type: "date", KindPrinter.creationDescription),
        ],
        cells: { [.string($0.name), $0.object[path: "metadata", "creationTimestamp"] ?? .null] })

    static let creationDescription = "When the object was made, by the server's clock."
}

extension PrintColumn {
    static let objectName = PrintColumn(
        "Name", format: "name", "The name of the object, unique among its kind in its namespace.")
    static let age = PrintColumn("Age", "How long ago the object was made.")
}

/// An object to print and the moment it is printed at.
struct PrintContext: Sendable {
    let object: JSONValue
    let now: Timestamp

    var name: String { object[path: "metadata", "name"]?.stringValue ?? "" }
    var spec: JSONValue { object["spec"] ?? [:] }
    var status: JSONValue { object["status"] ?? [:] }

    /// Time since the object was made, `<unknown>` when that is not known.
    var age: JSONValue { .string(since(object[path: "metadata", "creationTimestamp"])) }

    /// Time since a moment written in the object.
    func since(_ time: JSONValue?) -> String {
        guard let moment = time?.stringValue.flatMap(Timestamp.init(rfc3339:)) else { return "<unknown>" }
        return HumanDuration.format(.seconds(now.seconds - moment.seconds))
    }
}
