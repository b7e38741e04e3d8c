import KubeCore
import TestSupport

/// Makes objects that mostly fit a schema, and breaks them.
struct ObjectGenerator {
    var random: SplitMix64

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func pick<Element>(_ elements: [Element]) -> Element? { elements.randomElement(using: &random) }

    // MARK: Making

    mutating func value(_ schema: Schema, depth: Int = 0) -> JSONValue {
        if let values = schema.enumeration, let value = pick(values), !chance(3) { return value }
        if schema.isIntOrString { return chance(50) ? .integer(integer(schema)) : .string(text(schema)) }
        switch schema.type {
        case .object?: return object(schema, depth)
        case .array?:
            guard let items = schema.items else { return [] }
            let least = schema.minItems ?? 0
            let most = max(least, min(schema.maxItems ?? 3, depth > 6 ? 1 : 3))
            return .array(
                (0..<Int.random(in: least...most, using: &random)).map { _ in value(items, depth: depth + 1) })
        case .string?: return .string(text(schema))
        case .integer?: return .integer(integer(schema))
        case .number?: return chance(50) ? .integer(integer(schema)) : JSONNumber(1.5).map(JSONValue.number) ?? 1
        case .boolean?: return .bool(chance(50))
        default: return schema.preservesUnknownFields ? ["any": 1] : .string("x")
        }
    }

    private mutating func object(_ schema: Schema, _ depth: Int) -> JSONValue {
        var object = JSONObject()
        let share = [90, 45, 35, 25, 20, 15, 10][min(depth, 6)]
        for property in schema.properties where schema.required.contains(property.name) || chance(share) {
            object[property.name] = value(property.schema, depth: depth + 1)
        }
        if let values = schema.additionalProperties?.schema {
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                object[pick(Self.texts) ?? "k"] = value(values, depth: depth + 1)
            }
        }
        return .object(object)
    }

    private mutating func integer(_ schema: Schema) -> Int64 {
        let low = Int64(schema.minimum ?? -1)
        let high = Int64(schema.maximum ?? 65536)
        let candidates = [low, low + 1, high, high - 1, 0, 1, 2, 3, 80, 443, 100].filter { low...max(low, high) ~= $0 }
        return pick(candidates) ?? low
    }

    private static let texts = [
        "a", "abc", "example.com", "*.example.com", "10s", "1.5h", "0s", "1", "5m", "100m", "1Gi", "http", "HTTPS",
        "TCP",
        "80", "/path", "10.0.0.1", "10.0.0.0/8", "::1", "default", "GET", "istio", "v1", "a-b", "A", "a.b/c", "*",
        "https://example.com/x", "ROUND_ROBIN", "cpu", "memory", "", "gateway.networking.k8s.io", "core", "Service",
        "2026-11-21T05:33:00Z", "é", "a b", "0123456789012345678901234567890123456789012345678901234567890123",
    ]

    private mutating func text(_ schema: Schema) -> String {
        guard !chance(5) else { return pick(Self.texts) ?? "" }
        switch schema.format {
        case "date-time"?: return "2026-11-21T05:33:00Z"
        case "duration"?: return "90s"
        case "byte"?: return "YWJj"
        default: break
        }
        var expression: RegularExpression?
        if let pattern = schema.pattern {
            do { expression = try RegularExpression(pattern) } catch { expression = nil }
        }
        let fitting = Self.texts.filter { text in
            let count = text.unicodeScalars.count
            return (expression?.matches(text) ?? true) && count >= schema.minLength ?? 0
                && count <= schema.maxLength ?? .max
        }
        return pick(fitting) ?? pick(Self.texts) ?? ""
    }

    // MARK: Breaking

    /// The value with one place changed: removed, of another type, out of bounds, repeated, or made anew.
    mutating func broken(_ value: JSONValue, _ schema: Schema) -> JSONValue {
        var result = value
        breakOne(&result, schema, depth: 0)
        return result
    }

    private mutating func breakOne(_ value: inout JSONValue, _ schema: Schema, depth: Int) {
        // The envelope itself stays as it is.
        let stops = depth > 1 && chance(22)
        switch value {
        case .object(var object) where !stops && (!object.isEmpty || !schema.properties.isEmpty):
            let names = object.keys.filter { depth > 0 || !["apiVersion", "kind", "metadata"].contains($0) }
            let absent = schema.properties.map(\.name).filter {
                object[$0] == nil && (depth > 0 || $0 != "metadata" && $0 != "apiVersion" && $0 != "kind")
            }
            if let name = pick(absent), chance(names.isEmpty ? 100 : 25) {
                object[name] = self.value(schema.properties[name] ?? Schema(), depth: depth + 1)
            } else if let name = pick(Array(names)), var member = object[name] {
                if depth > 0, chance(12) {
                    object[name] = nil
                } else {
                    let inner = schema.properties[name] ?? schema.additionalProperties?.schema ?? Schema()
                    breakOne(&member, inner, depth: depth + 1)
                    object[name] = member
                }
            }
            value = .object(object)
        case .array(var elements) where !stops && !elements.isEmpty:
            let index = Int.random(in: elements.indices, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0: elements.remove(at: index)
            case 1: elements.append(elements[index])
            case 2: elements.append(self.value(schema.items ?? Schema(), depth: depth + 1))
            default: breakOne(&elements[index], schema.items ?? Schema(), depth: depth + 1)
            }
            value = .array(elements)
        default: value = replacement(value, schema, depth)
        }
    }

    private mutating func replacement(_ value: JSONValue, _ schema: Schema, _ depth: Int) -> JSONValue {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return .null
        case 1: return .string("wrong")
        case 2: return .integer(7)
        case 3: return .bool(true)
        case 4: return [:]
        case 5: return []
        case 6: return JSONNumber(2.5).map(JSONValue.number) ?? 2
        case 7:
            guard let limit = schema.maxLength, limit < 5000 else { return .string("") }
            return .string(String(repeating: "x", count: limit + 1))
        case 8:
            if let limit = schema.maximum { return .integer(Int64(limit) + 1) }
            return .integer(Int64(schema.minimum ?? 0) - 1)
        case 9: return .string(Self.texts.randomElement(using: &random) ?? "")
        default: return self.value(schema, depth: depth)
        }
    }
}
