import KubeCore

/// The types of the built-in kinds as they are declared in our own small language; see `IDLParser` for its grammar.
struct IDL: Sendable {
    enum Scalar: String, Sendable {
        case string, bool, int32, int64, double, bytes
    }

    indirect enum FieldType: Sendable {
        case scalar(Scalar)
        /// A string with a closed set of values.
        case enumeration([String])
        /// A type by its full name.
        case reference(String)
        case list(FieldType)
        case map(FieldType)
    }

    struct Field: Sendable {
        var name: String
        var type: FieldType
        /// Absence is told from the zero value: a zero that was written stays.
        var isPointer = false
        var isRequired = false
        /// Written even when it is zero.
        var writesZero = false
        var listType: Schema.Topology?
        var listMapKeys: [String] = []
        /// A map or struct that is replaced as a whole.
        var mapType: Schema.Topology?
        var patchStrategy: String?
        var patchMergeKey: String?
        var defaultValue: JSONValue?
        var description: String?
    }

    struct TypeDefinition: Sendable {
        var name: String
        var description: String?
        var fields: [Field] = []
        /// A reference to it is replaced as a whole.
        var isAtomic = false
        var kinds: [GroupVersionKind] = []
        /// Of a type that is no struct: its whole schema.
        var form: Schema?
        /// Carried along in the schema as it is (`x-kubernetes-unions`).
        var extensions = JSONObject()
    }

    var types: [String: TypeDefinition] = [:]

    /// Every type of the built-in kinds.
    static let builtIn = readBuiltIn()

    static func readBuiltIn() -> IDL {
        IDLParser.parse([
            meta, core, pod, container, volumes, storage, node, apps, autoscaling, batch, networking, access, admission,
            extensions, cluster,
        ])
    }
}
