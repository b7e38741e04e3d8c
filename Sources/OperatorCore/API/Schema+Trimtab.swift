import KubeCore

extension Schema {
    /// A length of time such as `90s`, `5m`, `1h30m`, `2d`.
    static func interval(_ description: String, default defaultValue: String? = nil) -> Schema {
        .string(description, pattern: Interval.pattern, maxLength: 32, default: defaultValue)
    }

    /// A non-negative Kubernetes quantity: a number with an optional suffix such as m, k, M or Mi.
    static func quantity(_ description: String) -> Schema {
        Schema.intOrString(description).with {
            $0.pattern = #"^[0-9]+(\.[0-9]+)?([eE][0-9]{1,2}|[KMGTPE]i|[numkMGTPE])?$"#
            $0.maxLength = 32
            $0.minimum = 0
        }
    }

    /// Quantities by resource name.
    static func quantities(_ description: String) -> Schema {
        .map(description, of: quantity("An amount of this resource.")).with { $0.maxProperties = 16 }
    }

    /// A share such as `25%`.
    static func percentage(_ description: String, default defaultValue: String? = nil) -> Schema {
        .string(description, pattern: Percentage.pattern, maxLength: 16, default: defaultValue)
    }

    /// One of the words of an enumeration.
    static func choice<Choice: RawRepresentable & CaseIterable>(
        _ type: Choice.Type, _ description: String, default defaultValue: Choice? = nil
    ) -> Schema where Choice.RawValue == String {
        .string(description, enum: Choice.allCases.map(\.rawValue), default: defaultValue?.rawValue)
    }

    /// A 32-bit integer within bounds.
    static func count(
        _ description: String, minimum: Double? = 0, maximum: Double? = 2_147_483_647,
        default defaultValue: Int64? = nil
    ) -> Schema {
        .integer(description, format: "int32", minimum: minimum, maximum: maximum, default: defaultValue)
    }

    /// A name by which other members of the same object refer to this one.
    static func dnsLabel(_ description: String) -> Schema {
        .string(description, pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", minLength: 1, maxLength: 63)
    }

    /// A text that may not be empty.
    static func text(_ description: String, maxLength: Int = 253, default defaultValue: String? = nil) -> Schema {
        .string(description, minLength: 1, maxLength: maxLength, default: defaultValue)
    }

    static func moment(_ description: String) -> Schema {
        .string(description, format: "date-time")
    }

    /// A list whose entries are told apart by `name`.
    static func namedList(_ description: String, of items: Schema, maxItems: Int) -> Schema {
        .array(description, of: items, listType: .map, keys: ["name"], maxItems: maxItems)
    }

    /// A list that has one owner.
    static func plainList(
        _ description: String, of items: Schema, minItems: Int? = nil, maxItems: Int
    ) -> Schema {
        .array(description, of: items, listType: .atomic, minItems: minItems, maxItems: maxItems)
    }

    /// One of some words, or an object with one member.
    ///
    /// A structural schema has no type for that, so each alternative must refuse by itself what is neither: bounds that
    /// no text, number or list can be within, and no truth value.
    static func wordOrObject(
        _ description: String, words: [String], member: String, _ schema: Schema, default defaultValue: JSONValue? = nil
    ) -> Schema {
        Schema(
            description: description, default: defaultValue, maxProperties: 1, properties: [member: schema],
            anyOf: [
                Schema(enum: words.map(JSONValue.string)),
                Schema(
                    minimum: 1, maximum: 0, minLength: 1, maxLength: 0, minItems: 1, maxItems: 0, required: [member]),
            ], not: Schema(enum: [true, false]), preservesUnknownFields: true)
    }

    static func labelSelector(_ description: String) -> Schema {
        .object(
            description,
            [
                "matchLabels": .map(
                    "Labels that must have these values.", of: .string("The value of the label.", maxLength: 63)
                ).with { $0.maxProperties = 64 },
                "matchExpressions": .plainList(
                    "Conditions that must all hold.",
                    of: .object(
                        "A condition on one label.",
                        [
                            "key": .text("The label.", maxLength: 317),
                            "operator": .string(
                                "In, NotIn, Exists or DoesNotExist.", enum: ["In", "NotIn", "Exists", "DoesNotExist"]),
                            "values": .plainList(
                                "The values for In and NotIn.", of: .string("A value.", maxLength: 63), maxItems: 64),
                        ], required: ["key", "operator"]), maxItems: 32),
            ])
    }

    /// metav1.Condition.
    static func conditions(_ description: String) -> Schema {
        .array(
            description,
            of: .object(
                "One observed condition.",
                [
                    "type": .string("The condition's name.", maxLength: 316),
                    "status": .string("Whether it holds.", enum: ["True", "False", "Unknown"]),
                    "reason": .string("A word for why.", maxLength: 1024),
                    "message": .string("A sentence for why.", maxLength: 32768),
                    "lastTransitionTime": .moment("When the status last changed."),
                    "observedGeneration": .integer(
                        "The generation of the spec this was seen for.", format: "int64", minimum: 0),
                ], required: ["type", "status", "lastTransitionTime", "reason"]),
            listType: .map, keys: ["type"], maxItems: 32)
    }
}
