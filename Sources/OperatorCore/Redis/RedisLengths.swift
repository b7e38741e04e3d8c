/// The rules for reading how many elements Redis keys hold.
package enum RedisLengths {
    /// The command that counts a key of this `TYPE`; nil for a key that does not exist, which counts 0.
    ///
    /// Throws for types without a length, naming them. TYPE and then a plain command need no scripting permission.
    package static func command(forType type: String, key: String) throws(Failure) -> [String]? {
        switch type {
        case "none": nil
        case "list": ["LLEN", key]
        case "set": ["SCARD", key]
        case "zset": ["ZCARD", key]
        case "hash": ["HLEN", key]
        default:
            throw Failure(
                description:
                    "key \"\(key)\" is a \(type); only lists, sets, sorted sets and hashes have a length to scale by")
        }
    }

    package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// Several lengths as one number; 0 for none.
    package static func aggregate(_ lengths: [Int64], by aggregate: RedisListSource.Aggregate) -> Double {
        guard !lengths.isEmpty else { return 0 }
        let sum = lengths.reduce(0.0) { $0 + Double($1) }
        switch aggregate {
        case .sum: return sum
        case .max: return Double(lengths.max() ?? 0)
        case .min: return Double(lengths.min() ?? 0)
        case .average: return sum / Double(lengths.count)
        }
    }
}
