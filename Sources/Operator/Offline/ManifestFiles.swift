import Glibc

/// Why a file or folder could not be read.
package struct ManifestFileError: Error, Hashable, Sendable, CustomStringConvertible {
    package let path: String
    /// A clause that says why.
    package let message: String

    package var description: String { "cannot read \(path): \(message)" }

    init(_ path: String, _ message: String) {
        self.path = path
        self.message = message
    }

    init(_ path: String, errno number: Int32) {
        self.path = path
        message =
            switch number {
            case ENOENT: "there is no such file or folder"
            case EACCES: "this user may not read it"
            case ELOOP: "it is a symbolic link that leads to itself"
            default: String(cString: strerror(number))
            }
    }
}

/// Finds the files that paths, folders and patterns name, and reads them.
package struct ManifestFiles: Sendable {
    /// Whether folders are read with all the folders in them.
    package var isRecursive = true
    /// Shell patterns; a file whose path or name matches one is left out.
    package var ignored: [String] = []

    package init() {}

    /// What was found: paths in the order in which they were named, those of one folder sorted, none twice.
    package struct Found: Sendable {
        package var files: [String] = []
        /// The folders looked into, for watching them.
        package var folders: [String] = []
        package var errors: [ManifestFileError] = []
    }

    /// The name of standard input, as an argument.
    package static let standardInput = "-"

    /// Expands paths. In folders, files called `*.yaml`, `*.yml` and `*.json` count and hidden ones do not; a folder that
    /// a symbolic link leads back to is read once. Patterns know `*`, `?`, `[...]`, and `**` for any folders.
    package func find(_ paths: [String]) -> Found {
        var search = Search(options: self)
        for path in paths { search.add(path) }
        return search.found
    }

    /// The bytes of a file, or of standard input.
    ///
    /// Throws also for a folder, and for more than 64 MiB.
    package static func read(_ path: String) throws(ManifestFileError) -> [UInt8] {
        guard path != standardInput else { return try read(descriptor: 0, path) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ManifestFileError(path, errno: errno) }
        defer { close(descriptor) }
        return try read(descriptor: descriptor, path)
    }

    /// As much as the YAML reader accepts.
    private static let limit = 64 << 20

    private static func read(descriptor: Int32, _ path: String) throws(ManifestFileError) -> [UInt8] {
        var information = stat()
        let size = fstat(descriptor, &information) == 0 ? Int(information.st_size) : 0
        var bytes: [UInt8] = []
        var chunk = min(max(size + 1, 4096), limit + 1)
        while bytes.count <= limit {
            let start = bytes.count
            var count = 0
            bytes.append(
                contentsOf: [UInt8](unsafeUninitializedCapacity: chunk) { buffer, filled in
                    repeat {
                        count = Glibc.read(descriptor, buffer.baseAddress, chunk)
                    } while count < 0 && errno == EINTR
                    filled = max(count, 0)
                })
            if count < 0 { throw ManifestFileError(path, errno: errno) }
            if bytes.count == start { return bytes }
            chunk = 64 << 10
        }
        throw ManifestFileError(path, "it is larger than \(limit >> 20) MiB; no manifest is")
    }
}

/// One expansion of paths.
private struct Search {
    let options: ManifestFiles
    var found = ManifestFiles.Found()
    private var seen: Set<String> = []
    /// The folders between the start and here, by device and number: a symbolic link may lead back into one.
    private var ancestors: [FolderIdentity] = []

    private struct FolderIdentity: Hashable {
        let device: UInt
        let number: UInt
    }

    init(options: ManifestFiles) {
        self.options = options
    }

    mutating func add(_ path: String) {
        guard path != ManifestFiles.standardInput else { return addFile(path) }
        var information = stat()
        guard stat(path, &information) == 0 else {
            let number = errno
            if number == ENOENT, Pattern.isPattern(path) { return addMatches(path) }
            found.errors.append(ManifestFileError(path, errno: number))
            return
        }
        if information.st_mode & S_IFMT == S_IFDIR {
            addFolder(path, information)
        } else {
            addFile(path)
        }
    }

    private mutating func addFile(_ path: String) {
        guard !isIgnored(path), seen.insert(path).inserted else { return }
        found.files.append(path)
    }

    private func isIgnored(_ path: String) -> Bool {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return options.ignored.contains { fnmatch($0, path, 0) == 0 || fnmatch($0, name, 0) == 0 }
    }

    private mutating func addFolder(_ path: String, _ information: stat) {
        let identity = FolderIdentity(device: UInt(information.st_dev), number: UInt(information.st_ino))
        guard !ancestors.contains(identity), !isIgnored(path) else { return }
        ancestors.append(identity)
        defer { ancestors.removeLast() }
        found.folders.append(path)
        guard let names = entries(of: path) else { return }
        for name in names where !name.hasPrefix(".") {
            let place = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
            var information = stat()
            // A dangling link is nothing to judge.
            guard stat(place, &information) == 0 else { continue }
            switch information.st_mode & S_IFMT {
            case S_IFDIR: if options.isRecursive { addFolder(place, information) }
            case S_IFREG: if Self.isManifest(name) { addFile(place) }
            default: break
            }
        }
    }

    private static func isManifest(_ name: String) -> Bool {
        [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
    }

    /// Sorted; nil, with an error noted, when the folder cannot be read.
    private mutating func entries(of path: String) -> [String]? {
        guard let folder = opendir(path) else {
            found.errors.append(ManifestFileError(path, errno: errno))
            return nil
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private mutating func addMatches(_ pattern: String) {
        let before = found.files.count
        let errorsBefore = found.errors.count
        let parts = pattern.split(separator: "/").map(String.init)
        addMatches(of: parts[...], below: pattern.hasPrefix("/") ? "/" : "")
        guard found.files.count == before, found.errors.count == errorsBefore else { return }
        found.errors.append(ManifestFileError(pattern, "no file matches this pattern"))
    }

    private mutating func addMatches(of parts: ArraySlice<String>, below folder: String) {
        guard let part = parts.first else { return }
        let rest = parts.dropFirst()
        let prefix = folder.isEmpty || folder.hasSuffix("/") ? folder : folder + "/"
        if part == "**" {
            addMatches(of: rest, below: folder)
            for name in quietEntries(of: folder) where isRealFolder(prefix + name) {
                addMatches(of: parts, below: prefix + name)
            }
            return
        }
        guard Pattern.isPattern(part) else { return addMatch(prefix + part, rest) }
        for name in quietEntries(of: folder) where fnmatch(part, name, FNM_PERIOD) == 0 {
            addMatch(prefix + name, rest)
        }
    }

    private mutating func addMatch(_ path: String, _ rest: ArraySlice<String>) {
        var information = stat()
        guard stat(path, &information) == 0 else { return }
        if rest.isEmpty {
            add(path)
        } else if information.st_mode & S_IFMT == S_IFDIR {
            addMatches(of: rest, below: path)
        }
    }

    private mutating func quietEntries(of folder: String) -> [String] {
        entries(of: folder.isEmpty ? "." : folder) ?? []
    }

    /// Links are not followed by `**`, so that it ends.
    private func isRealFolder(_ path: String) -> Bool {
        var information = stat()
        let name = path.split(separator: "/").last ?? ""
        return !name.hasPrefix(".") && lstat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }
}

private enum Pattern {
    static func isPattern(_ text: String) -> Bool { text.contains { "*?[".contains($0) } }
}
