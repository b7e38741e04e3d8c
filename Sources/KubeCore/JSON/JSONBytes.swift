/// Bytes, eight at a time.
enum JSONBytes {
    static let highBits: UInt64 = 0x8080_8080_8080_8080
    private static let ones: UInt64 = 0x0101_0101_0101_0101

    @inline(__always)
    static func load(_ pointer: UnsafePointer<UInt8>) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(pointer).loadUnaligned(as: UInt64.self))
    }

    /// The high bit of each byte that is a quote, a backslash or a control character; the lowest set bit is exact, those
    /// above it may be carried over.
    @inline(__always)
    static func specialBytes(_ word: UInt64) -> UInt64 {
        let quotes = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let slashes = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let quoteBits = (quotes &- ones) & ~quotes
        let slashBits = (slashes &- ones) & ~slashes
        let controlBits = (word &- (ones &* 0x20)) & ~word
        return (quoteBits | slashBits | controlBits) & highBits
    }

    @inline(__always)
    static func areEqual(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard count >= 8 else {
            for index in 0..<count where left[index] != right[index] { return false }
            return true
        }
        var index = 0
        while index + 8 <= count {
            if load(left + index) != load(right + index) { return false }
            index += 8
        }
        return load(left + count - 8) == load(right + count - 8)
    }

    static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    /// The text without escapes, which have been checked. A lone surrogate becomes U+FFFD, as in Go.
    static func unescape(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = 0
        func unit(_ start: Int) -> UInt32 {
            text[start..<start + 4].reduce(0) { $0 << 4 | (hexDigit($1) ?? 0) }
        }
        while index < text.count {
            guard text[index] == UInt8(ascii: "\\") else {
                result.append(text[index])
                index += 1
                continue
            }
            let escape = text[index + 1]
            index += 2
            switch escape {
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"):
                var code = unit(index)
                index += 4
                let isPair =
                    code & 0xFC00 == 0xD800 && index + 6 <= text.count && text[index] == UInt8(ascii: "\\")
                    && text[index + 1] == UInt8(ascii: "u") && unit(index + 2) & 0xFC00 == 0xDC00
                if isPair {
                    code = 0x10000 + (code & 0x3FF) << 10 + unit(index + 2) & 0x3FF
                    index += 6
                }
                result.append(
                    contentsOf: UTF8.encode(Unicode.Scalar(code) ?? "\u{FFFD}") ?? UTF8.encodedReplacementCharacter)
            default: result.append(escape)
            }
        }
        return result
    }

    /// Where the first byte stands that belongs to no well-formed sequence (Unicode 15, table 3-7).
    static func firstInvalidUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var index = 0
        while index < bytes.count {
            let lead = bytes[index]
            if lead < 0x80 {
                index += 1
                continue
            }
            let (length, second): (Int, ClosedRange<UInt8>)
            switch lead {
            case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
            case 0xE0: (length, second) = (3, 0xA0...0xBF)
            case 0xED: (length, second) = (3, 0x80...0x9F)
            case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
            case 0xF0: (length, second) = (4, 0x90...0xBF)
            case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
            case 0xF4: (length, second) = (4, 0x80...0x8F)
            default: return index
            }
            guard index + length <= bytes.count, second.contains(bytes[index + 1]),
                bytes[(index + 2)..<(index + length)].allSatisfy({ $0 & 0xC0 == 0x80 })
            else { return index }
            index += length
        }
        return nil
    }
}

/// Strings of one document that have been made before: a direct-mapped table, so that a look-up costs one comparison.
struct JSONNames {
    private struct Entry {
        var start: UnsafePointer<UInt8>?
        var count = 0
        var string = ""
    }

    private let entries: UnsafeMutablePointer<Entry>
    private let size: Int

    init(documentSize: Int) {
        // A small document pays for few entries; 1024 hold the names of all kinds in a cluster.
        size = documentSize < 8192 ? 64 : 1024
        entries = .allocate(capacity: size)
        entries.initialize(repeating: Entry(), count: size)
    }

    func deallocate() {
        entries.deinitialize(count: size)
        entries.deallocate()
    }

    @inline(__always)
    func string(_ start: UnsafePointer<UInt8>, _ count: Int, readableTo end: UnsafePointer<UInt8>) -> String {
        let slot = entries + Self.hash(start, count, end) & (size - 1)
        if slot.pointee.count == count, let known = slot.pointee.start, JSONBytes.areEqual(known, start, count) {
            return slot.pointee.string
        }
        let string = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
        slot.pointee = Entry(start: start, count: count, string: string)
        return string
    }

    /// Of the length, the first and the last eight bytes: names that differ in the middle only are rare.
    @inline(__always)
    private static func hash(_ start: UnsafePointer<UInt8>, _ count: Int, _ end: UnsafePointer<UInt8>) -> Int {
        var first: UInt64 = 0
        var last: UInt64 = 0
        if count >= 8 {
            first = JSONBytes.load(start)
            last = JSONBytes.load(start + count - 8)
        } else if end - start >= 8 {
            first = JSONBytes.load(start) & ((1 << UInt64(count * 8)) &- 1)
        } else {
            for index in 0..<count { first = first << 8 | UInt64(start[index]) }
        }
        let mixed = (first ^ (last &* 0x9E37_79B9_7F4A_7C15) ^ UInt64(count)) &* 0xFF51_AFD7_ED55_8CCD
        return Int(truncatingIfNeeded: mixed >> 40)
    }
}

/// A stack of values under construction, from whose top whole arrays are moved out without copying.
struct JSONStack<Element>: ~Copyable {
    private var storage: UnsafeMutablePointer<Element>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = capacity
        storage = .allocate(capacity: capacity)
    }

    deinit {
        storage.deinitialize(count: count)
        storage.deallocate()
    }

    subscript(index: Int) -> Element { storage[index] }

    @inline(__always)
    mutating func push(_ element: consuming Element) {
        if count == capacity { grow() }
        (storage + count).initialize(to: element)
        count += 1
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: storage, count: count)
        storage.deallocate()
        storage = larger
        capacity *= 2
    }

    /// Moves the elements from `start` on into an array of exactly their number.
    @inline(__always)
    mutating func pop(from start: Int) -> [Element] {
        // Appending is specialised by the compiler, unlike the initialiser that hands out uninitialised memory.
        var array: [Element] = []
        array.reserveCapacity(count - start)
        for index in start..<count { array.append((storage + index).move()) }
        count = start
        return array
    }

    /// Removes one element; those behind it move up.
    mutating func remove(at index: Int) {
        (storage + index).deinitialize(count: 1)
        (storage + index).moveInitialize(from: storage + index + 1, count: count - index - 1)
        count -= 1
    }

    /// Whether an element from `start` on satisfies the condition; they are looked at in place.
    @inline(__always)
    func contains(from start: Int, where condition: (borrowing Element) -> Bool) -> Bool {
        for index in start..<count where condition(storage[index]) { return true }
        return false
    }
}
