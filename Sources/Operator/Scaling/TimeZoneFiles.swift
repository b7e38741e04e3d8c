import Glibc
package import KubeCore
import NIOConcurrencyHelpers

/// Reads the rules of time zones from the system's zone database, each once.
///
/// Source: RFC 9636 (TZif). The rule for times after the last transition (the footer) is not read: Debian's files
/// carry transitions until 2037.
package final class TimeZoneFiles: Sendable {
    private let folder: String
    private let known = NIOLockedValueBox<[String: TimeZoneRules?]>(["UTC": .utc])
    private let allNames = NIOLockedValueBox<Set<String>?>(nil)

    package init(folder: String = "/usr/share/zoneinfo") {
        self.folder = folder
    }

    /// Nil when there is no such zone, or the database is not installed.
    package func rules(_ name: String) -> TimeZoneRules? {
        if let rules = known.withLockedValue({ $0[name] }) { return rules }
        let rules = Self.isName(name) ? Self.read("\(folder)/\(name)").flatMap(Self.parse) : nil
        known.withLockedValue { $0[name] = .some(rules) }
        return rules
    }

    /// Every zone of the database, and UTC without one; read at the first use.
    package var names: Set<String> {
        if let names = allNames.withLockedValue({ $0 }) { return names }
        var names: Set<String> = ["UTC"]
        Self.collect(&names, folder: folder, prefix: "", depth: 0)
        allNames.withLockedValue { $0 = names }
        return names
    }

    /// The database also holds tables, and under `posix` and `right` the same zones again: names of zones begin with a
    /// capital letter.
    private static func collect(_ names: inout Set<String>, folder: String, prefix: String, depth: Int) {
        guard depth < 3, let directory = opendir(folder) else { return }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.utf8.first.map({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) == true, isName(name)
            else { continue }
            let path = "\(folder)/\(name)"
            if let bytes = read(path) {
                if bytes.starts(with: "TZif".utf8) { names.insert(prefix + name) }
            } else {
                collect(&names, folder: path, prefix: "\(prefix)\(name)/", depth: depth + 1)
            }
        }
    }

    /// IANA names only: the name comes from a user and becomes a path.
    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count < 64
            && name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy { byte in
                        byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
                            || Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber
                    }
            }
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        // A folder can be opened, and fails to be read.
        // The largest file of the database has 4 kB.
        var bytes = [UInt8](repeating: 0, count: 256 * 1024)
        let count = fread(&bytes, 1, bytes.count, file)
        guard ferror(file) == 0 else { return nil }
        return count < bytes.count ? Array(bytes.prefix(count)) : nil
    }

    static func parse(_ bytes: [UInt8]) -> TimeZoneRules? {
        // Two blocks: one of 32-bit times for old readers, then one of 64-bit times.
        guard let first = TZifHeader(bytes, at: 0), first.version >= 2 else { return nil }
        let second = TZifHeader.size + first.blockSize(timeSize: 4)
        guard let header = TZifHeader(bytes, at: second) else { return nil }
        let start = second + TZifHeader.size
        guard bytes.count >= start + header.blockSize(timeSize: 8), header.types > 0 else { return nil }
        let indexes = start + header.times * 8
        let types = indexes + header.times
        func offset(_ type: Int) -> Int64? {
            type < header.types ? Int64(Int32(truncatingIfNeeded: integer(bytes, types + type * 6, 4))) : nil
        }
        guard let initial = offset(0) else { return nil }
        var transitions: [TimeZoneRules.Transition] = []
        for index in 0..<header.times {
            guard let offset = offset(Int(bytes[indexes + index])) else { return nil }
            transitions.append(.init(at: integer(bytes, start + index * 8, 8), offset: offset))
        }
        return TimeZoneRules(initialOffset: initial, transitions: transitions)
    }

    fileprivate static func integer(_ bytes: [UInt8], _ start: Int, _ size: Int) -> Int64 {
        bytes[start..<start + size].reduce(Int64(0)) { $0 << 8 | Int64($1) }
    }
}

private struct TZifHeader {
    static let size = 44

    let version: Int
    let localIndicators: Int
    let standardIndicators: Int
    let leaps: Int
    let times: Int
    let types: Int
    let characters: Int

    init?(_ bytes: [UInt8], at start: Int) {
        guard bytes.count >= start + Self.size, Array(bytes[start..<start + 4]) == Array("TZif".utf8) else {
            return nil
        }
        version = Int(bytes[start + 4]) - Int(UInt8(ascii: "0"))
        func count(_ index: Int) -> Int { Int(TimeZoneFiles.integer(bytes, start + 20 + index * 4, 4)) }
        localIndicators = count(0)
        standardIndicators = count(1)
        leaps = count(2)
        times = count(3)
        types = count(4)
        characters = count(5)
    }

    func blockSize(timeSize: Int) -> Int {
        times * (timeSize + 1) + types * 6 + characters + leaps * (timeSize + 4) + standardIndicators
            + localIndicators
    }
}
