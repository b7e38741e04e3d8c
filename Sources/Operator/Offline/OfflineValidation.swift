import Glibc
package import OperatorCore

/// Judges files: finds and reads them, and lets every core take part.
package struct OfflineValidation: Sendable {
    package var files = ManifestFiles()
    package var options = ReviewOptions()
    /// What is known beside the files.
    package var catalog: KindCatalog

    package init(catalog: KindCatalog) {
        self.catalog = catalog
    }

    package struct Outcome: Sendable {
        package let report: ReviewReport
        /// What could not be read at all.
        package let errors: [ManifestFileError]
        package let found: ManifestFiles.Found
    }

    /// Files that were parsed before and have not changed since are not read again.
    package struct Cache: Sendable {
        fileprivate var parsed: [String: (stamp: FileStamp, manifest: ParsedManifest)] = [:]

        package init() {}
    }

    /// Judges everything that `paths` name; reports stand in the order of the paths.
    package func run(_ paths: [String], cache: inout Cache) async -> Outcome {
        let found = files.find(paths)
        let read = await parse(found.files, cache)
        cache.parsed = [:]
        var manifests: [ParsedManifest] = []
        var errors = found.errors
        for (path, result) in zip(found.files, read) {
            switch result {
            case .success(let file):
                manifests.append(file.manifest)
                cache.parsed[path] = file
            case .failure(let error): errors.append(error)
            }
        }
        let review = ManifestReview(files: manifests, catalog: catalog, options: options)
        return Outcome(report: await report(review), errors: errors, found: found)
    }

    package func run(_ paths: [String]) async -> Outcome {
        var cache = Cache()
        return await run(paths, cache: &cache)
    }

    private typealias Parsed = (stamp: FileStamp, manifest: ParsedManifest)

    private func parse(
        _ paths: [String], _ cache: Cache
    ) async -> [Result<(stamp: FileStamp, manifest: ParsedManifest), ManifestFileError>] {
        await Self.inParallel(paths.count, atATime: 32) { index in
            let path = paths[index]
            let stamp = FileStamp(path)
            if let known = cache.parsed[path], known.stamp == stamp, stamp.isKnown { return .success(known) }
            do throws(ManifestFileError) {
                let bytes = try ManifestFiles.read(path)
                let name = path == ManifestFiles.standardInput ? "stdin" : path
                return .success((stamp, ManifestReader.read(bytes, file: name)))
            } catch {
                return .failure(error)
            }
        }
    }

    /// Large files are cut into parts, so that one does not keep one core busy for long.
    private func report(_ review: ManifestReview) async -> ReviewReport {
        let parts = review.parts(ofAtMost: 64)
        let reports = await Self.inParallel(parts.count, atATime: 8) { review.reports(on: parts[$0]) }
        return review.joined(reports, of: parts)
    }

    /// The results of `work` for 0..<count in order, from as many tasks as keep all cores busy.
    private static func inParallel<Result: Sendable>(
        _ count: Int, atATime size: Int, _ work: @Sendable @escaping (Int) -> Result
    ) async -> [Result] {
        guard count > size else { return (0..<count).map(work) }
        return await withTaskGroup(of: (Int, [Result]).self) { group in
            for start in stride(from: 0, to: count, by: size) {
                group.addTask { (start, (start..<min(start + size, count)).map(work)) }
            }
            var batches: [Int: [Result]] = [:]
            for await (start, results) in group { batches[start] = results }
            return batches.sorted { $0.key < $1.key }.flatMap(\.value)
        }
    }
}

/// What tells a changed file from an unchanged one.
struct FileStamp: Hashable, Sendable {
    /// False for what is read as it comes, such as a pipe.
    let isKnown: Bool
    private let size: Int
    private let seconds: Int
    private let nanoseconds: Int
    private let number: UInt

    init(_ path: String) {
        var information = stat()
        isKnown = stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
        size = Int(information.st_size)
        seconds = Int(information.st_mtim.tv_sec)
        nanoseconds = Int(information.st_mtim.tv_nsec)
        number = UInt(information.st_ino)
    }
}
