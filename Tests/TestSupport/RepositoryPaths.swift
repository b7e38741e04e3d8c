/// Where the repository and its neighbours lie; for tests that read files.
package enum RepositoryPaths {
    /// The folder Package.swift stands in.
    package static let root: String = {
        var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        parts.removeLast(3)
        return parts.joined(separator: "/")
    }()

    /// Data that stands beside the repository where it is developed, and is absent elsewhere.
    package static let shared = root + "/../shared"
}
