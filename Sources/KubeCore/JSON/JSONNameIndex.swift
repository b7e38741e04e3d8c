/// Where the names of a large object stand: open addressing over places, four to sixteen bytes for each member where a
/// dictionary of names would take fifty.
struct JSONNameIndex: Sendable {
    /// Places of members, or -1; a power of two of them, at most half of them taken.
    private var slots: [Int32] = []
    private var count = 0

    /// From this many members on names are hashed: near the break-even of comparing against hashing short names.
    static let largeCount = 24

    init() {}

    var isEmpty: Bool { slots.isEmpty }

    /// An index of `count` members, whose names are all different.
    init(_ count: Int, name: (Int) -> String) {
        reserve(count, name: name)
        for place in 0..<count { add(place, named: name(place)) }
    }

    /// The place of the member named `key`; `name` gives the name at a place.
    @inline(__always)
    func find(_ key: String, name: (Int) -> String) -> Int? {
        let mask = slots.count - 1
        var slot = key.hashValue & mask
        while slots[slot] >= 0 {
            let place = Int(slots[slot])
            if name(place) == key { return place }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Adds the next member, whose name is new.
    @inline(__always)
    mutating func append(_ key: String, name: (Int) -> String) {
        if (count + 1) * 2 > slots.count { reserve(count + 1, name: name) }
        add(count, named: key)
    }

    private mutating func add(_ place: Int, named key: String) {
        let mask = slots.count - 1
        var slot = key.hashValue & mask
        while slots[slot] >= 0 { slot = (slot + 1) & mask }
        slots[slot] = Int32(truncatingIfNeeded: place)
        count += 1
    }

    /// Makes room for `wanted` members; those there are placed anew.
    private mutating func reserve(_ wanted: Int, name: (Int) -> String) {
        var size = 64
        while size < wanted * 2 { size *= 2 }
        slots = Array(repeating: -1, count: size)
        let known = count
        count = 0
        for place in 0..<known { add(place, named: name(place)) }
    }
}
