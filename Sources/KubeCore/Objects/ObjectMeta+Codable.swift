// Metadata is read leniently and written without its empty members, in `Codable` as in `init(json:)`.

extension ObjectMeta {
    package init(from decoder: any Decoder) throws {
        self.init(json: .object(try JSONObject(from: decoder)))
    }

    package func encode(to encoder: any Encoder) throws {
        try json.encode(to: encoder)
    }
}

extension OwnerReference {
    package init(from decoder: any Decoder) throws {
        self.init(json: .object(try JSONObject(from: decoder)))
    }

    package func encode(to encoder: any Encoder) throws {
        try json.encode(to: encoder)
    }
}
