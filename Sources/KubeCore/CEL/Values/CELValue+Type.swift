extension CELValue {
    /// The type of the value itself; of a list or map without its parameters, which values do not keep.
    package var type: CELType {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .duration: .duration
        case .timestamp: .timestamp
        case .list: .list(.dyn)
        case .map: .map(.dyn, .dyn)
        case .optional: .optional(.dyn)
        case .type: .type
        case .opaque(let value): value.type
        case .unknown: .opaque("unknown", [])
        }
    }

    /// What `size()` counts: code points, bytes, elements, entries; nil for what has no size.
    package var size: UInt64? {
        switch self {
        case .string(let text): UInt64(text.unicodeScalars.count)
        case .bytes(let bytes): UInt64(bytes.count)
        case .list(let list): UInt64(list.count)
        case .map(let map): UInt64(map.count)
        case .opaque(let value): value.size
        default: nil
        }
    }

    /// What costs count the size of the value as: 1 for what has none.
    package var costSize: UInt64 {
        if case .optional(let wrapped?) = self { return wrapped.costSize }
        return size ?? 1
    }

    /// Whether a function that declares this type for a parameter takes the value.
    ///
    /// Of lists and maps only the first element is looked at.
    func fits(_ parameter: CELType) throws(CELError) -> Bool {
        switch (parameter, self) {
        case (.dyn, _), (.typeParameter, _): return true
        case (.list(let element), .list(let list)):
            return list.count == 0 ? true : try list.element(0).fits(element)
        case (.map(let key, let value), .map(let map)):
            guard let first = map.keys.first else { return true }
            guard let element = try map.find(first) else { return true }
            let fitsKey = try first.fits(key)
            let fitsValue = try element.fits(value)
            return fitsKey && fitsValue
        case (.optional, .optional), (.typeOf, .type): return true
        default: return parameter.name == type.name
        }
    }
}
