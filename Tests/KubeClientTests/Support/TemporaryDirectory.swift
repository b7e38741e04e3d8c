import Glibc

struct TestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A directory of its own for one test, which removes it at its end.
struct TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/trimtab-test-XXXXXX".utf8CString)
        guard let created = mkdtemp(&template) else { throw TestFailure("no temporary directory") }
        path = String(cString: created)
    }

    @discardableResult
    func write(_ name: String, _ text: String, mode: mode_t = 0o600) throws -> String {
        let file = "\(path)/\(name)"
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw TestFailure("cannot write \(file)") }
        defer { close(descriptor) }
        var text = text
        let isWritten = text.withUTF8 { Glibc.write(descriptor, $0.baseAddress, $0.count) == $0.count }
        guard isWritten else { throw TestFailure("cannot write \(file)") }
        return file
    }

    /// Everything below and the directory itself.
    func remove() {
        Self.remove(path)
    }

    private static func remove(_ path: String) {
        var found = glob_t()
        defer { globfree(&found) }
        glob("\(path)/*", 0, nil, &found)
        for index in 0..<Int(found.gl_pathc) {
            guard let entry = found.gl_pathv[index] else { continue }
            if unlink(entry) != 0 { remove(String(cString: entry)) }
        }
        rmdir(path)
    }
}

/// Waits until `condition` holds, giving other tasks their turn; false after 10 s.
func eventually(_ condition: () -> Bool) async -> Bool {
    let deadline = ContinuousClock.now + .seconds(10)
    while !condition() {
        guard ContinuousClock.now < deadline else { return false }
        await Task.yield()
    }
    return true
}
