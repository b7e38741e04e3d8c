extension CELLibrary {
    /// What Kubernetes 1.36 adds to the language in rules of custom resources and in match conditions; without the
    /// authorizer and JSON patches, which are not for those.
    ///
    /// Source: `apiserver/pkg/cel/environment/base.go`.
    package static let kubernetes = CELLibrary(merging: [
        urls, regex, lists, quantities, strings, sets, addresses, networks, formats, semver, listExtensions,
    ])

    private init(merging libraries: [CELLibrary]) {
        self.init(
            functions: libraries.flatMap(\.functions), types: libraries.flatMap(\.types),
            equalityCosts: libraries.reduce(into: [:]) { costs, library in
                costs.merge(library.equalityCosts) { first, _ in first }
            })
    }
}
