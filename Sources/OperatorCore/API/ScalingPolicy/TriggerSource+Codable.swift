extension TriggerSource: Codable {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case resource, pods, object, external, prometheus, redisList, redisStream, kafka, sqs, rabbitmq, natsJetStream
        case postgresql, mysql, http, schedule
    }

    /// Exactly one member, as the rule of the schema says; a value cannot hold two.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard container.allKeys.count == 1, let key = container.allKeys.first else {
            let given = container.allKeys.map(\.rawValue)
            let words = ScalingPolicyWords.exactlyOne(of: CodingKeys.allCases.map(\.rawValue))
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription: words.filled(given.isEmpty ? "none" : .init(given))))
        }
        func value<T: Decodable>(_ type: T.Type = T.self) throws -> T { try container.decode(type, forKey: key) }
        self =
            switch key {
            case .resource: .resource(try value())
            case .pods: .pods(try value())
            case .object: .object(try value())
            case .external: .external(try value())
            case .prometheus: .prometheus(try value())
            case .redisList: .redisList(try value())
            case .redisStream: .redisStream(try value())
            case .kafka: .kafka(try value())
            case .sqs: .sqs(try value())
            case .rabbitmq: .rabbitmq(try value())
            case .natsJetStream: .natsJetStream(try value())
            case .postgresql: .postgresql(try value())
            case .mysql: .mysql(try value())
            case .http: .http(try value())
            case .schedule: .schedule(try value())
            }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .resource(let source): try container.encode(source, forKey: .resource)
        case .pods(let source): try container.encode(source, forKey: .pods)
        case .object(let source): try container.encode(source, forKey: .object)
        case .external(let source): try container.encode(source, forKey: .external)
        case .prometheus(let source): try container.encode(source, forKey: .prometheus)
        case .redisList(let source): try container.encode(source, forKey: .redisList)
        case .redisStream(let source): try container.encode(source, forKey: .redisStream)
        case .kafka(let source): try container.encode(source, forKey: .kafka)
        case .sqs(let source): try container.encode(source, forKey: .sqs)
        case .rabbitmq(let source): try container.encode(source, forKey: .rabbitmq)
        case .natsJetStream(let source): try container.encode(source, forKey: .natsJetStream)
        case .postgresql(let source): try container.encode(source, forKey: .postgresql)
        case .mysql(let source): try container.encode(source, forKey: .mysql)
        case .http(let source): try container.encode(source, forKey: .http)
        case .schedule(let source): try container.encode(source, forKey: .schedule)
        }
    }

    /// The member's name in YAML.
    package var kind: CodingKeys {
        switch self {
        case .resource: .resource
        case .pods: .pods
        case .object: .object
        case .external: .external
        case .prometheus: .prometheus
        case .redisList: .redisList
        case .redisStream: .redisStream
        case .kafka: .kafka
        case .sqs: .sqs
        case .rabbitmq: .rabbitmq
        case .natsJetStream: .natsJetStream
        case .postgresql: .postgresql
        case .mysql: .mysql
        case .http: .http
        case .schedule: .schedule
        }
    }

    /// The connection it names, if it uses one.
    package var connection: String? {
        switch self {
        case .resource, .pods, .object, .external, .schedule: nil
        case .prometheus(let source): source.connection
        case .redisList(let source): source.connection
        case .redisStream(let source): source.connection
        case .kafka(let source): source.connection
        case .sqs(let source): source.connection
        case .rabbitmq(let source): source.connection
        case .natsJetStream(let source): source.connection
        case .postgresql(let source), .mysql(let source): source.connection
        case .http(let source): source.connection
        }
    }

    /// Whether it can tell that there is work while no pod runs.
    package var canActivateAtZero: Bool {
        switch self {
        case .resource, .pods: false
        default: true
        }
    }
}
