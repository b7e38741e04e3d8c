extension CELList {
    /// What `+` gives: of lists with a schema it follows their list type, where elements of a set, or of one key,
    /// are not repeated.
    func adding(_ other: CELList) throws(CELError) -> CELList {
        guard case .json(var elements, let type?) = self, case .list(_, let semantics) = type.form,
            let others = try other.allJSON()
        else {
            return try CELJoinedList.join(self, other)
        }
        switch semantics {
        case .atomic: elements += others
        case .set:
            var known = Set(elements)
            for element in others where known.insert(element).inserted { elements.append(element) }
        case .map(let keys):
            var places: [[JSONValue]: Int] = [:]
            for (place, element) in elements.enumerated() { places[Self.key(element, keys)] = place }
            for element in others {
                if let place = places[Self.key(element, keys)], place < elements.count {
                    elements[place] = element
                } else {
                    elements.append(element)
                }
            }
        }
        return .json(elements, type)
    }

    /// All elements as data; nil when one cannot be.
    fileprivate func allJSON() throws(CELError) -> [JSONValue]? {
        switch self {
        case .json(let elements, _): return elements
        case .values(let values):
            var result: [JSONValue] = []
            result.reserveCapacity(values.count)
            for value in values {
                guard let json = value.json else { return nil }
                result.append(json)
            }
            return result
        case .joined(let joined):
            guard let first = try joined.first.allJSON(), let second = try joined.second.allJSON() else { return nil }
            return first + second
        }
    }

    /// What `in` says.
    func contains(_ value: CELValue) throws(CELError) -> Bool {
        var failure: CELError?
        for index in 0..<count {
            do throws(CELError) {
                if try element(index).isEqual(to: value) { return true }
            } catch {
                failure = failure ?? error
            }
        }
        if let failure, case .json(_, _?) = self { throw failure }
        return false
    }
}

extension CELValue {
    /// The value as data; nil where JSON has nothing for it (bytes, times, durations, types, keys that are no strings).
    package var json: JSONValue? {
        switch self {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .integer(value)
        case .uint(let value): return Int64(exactly: value).map(JSONValue.integer)
        case .double(let value): return JSONNumber(value).map(JSONValue.number)
        case .string(let text): return .string(text)
        case .map(.json(let object, _)): return .object(object)
        case .unknown(let json): return json
        case .list(let list):
            do throws(CELError) {
                return try list.allJSON().map(JSONValue.array)
            } catch {
                return nil
            }
        case .map(.entries(let entries)):
            var object = JSONObject()
            for (key, value) in zip(entries.keys, entries.values) {
                guard case .string(let name) = key, let json = value.json else { return nil }
                object[name] = json
            }
            return .object(object)
        default: return nil
        }
    }
}
