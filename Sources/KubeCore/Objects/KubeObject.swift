/// A typed object of one kind, as reflectors and stores hold it.
package protocol KubeObject: Sendable {
    static var resourceType: ResourceType { get }
    var metadata: ObjectMeta { get }
    /// Throws when a member has a type or value the kind does not allow; the error names it.
    init(json: JSONValue) throws
}

extension KubeObject {
    package var key: ObjectKey { metadata.key }
}
