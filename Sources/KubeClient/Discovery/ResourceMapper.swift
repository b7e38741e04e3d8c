package import KubeCore

/// Maps kinds to resources as one server serves them.
///
/// Reads the server's catalog at the first question, and again when something is asked for that is not in it, as after
/// a CustomResourceDefinition was installed; but not more often than `minimumInterval`. All who ask while it is being
/// read share one reading.
package actor ResourceMapper {
    private let client: Client
    private let minimumInterval: Duration
    private let elapsed: @Sendable () -> Duration
    private var catalog: ResourceCatalog?
    private var readAt: Duration?
    private var isReading = false
    private var waiters: [CheckedContinuation<Result<ResourceCatalog, any Error>, Never>] = []

    package init(
        client: Client, minimumInterval: Duration = .seconds(10), clock: some Clock<Duration> = ContinuousClock()
    ) {
        self.client = client
        self.minimumInterval = minimumInterval
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
    }

    /// Those who wait for a reading that another began.
    var waitingCount: Int { waiters.count }

    /// The resource whose objects are of `kind`; nil when the server does not serve it.
    ///
    /// Throws `APIError` when the server cannot be asked, or when the version is one it cannot tell of now.
    package func resource(of kind: GroupVersionKind) async throws -> ServedResource? {
        try await find(kind.groupVersion) { $0.resource(of: kind) }
    }

    /// The resource of `kind` when it has this subresource; nil when the server does not serve both.
    package func resource(of kind: GroupVersionKind, serving subresource: String) async throws -> ServedResource? {
        try await find(kind.groupVersion) { catalog in
            catalog.resource(of: kind).flatMap { resource in
                resource.subresources.contains { $0.name == subresource } ? resource : nil
            }
        }
    }

    /// The resource of a kind in the version the server prefers.
    package func resource(group: String, kind: String) async throws -> ServedResource? {
        try await find(nil) { $0.resource(group: group, kind: kind) }
    }

    /// What a person means by `deploy`, `deployments.apps` or the like.
    package func resource(named name: String) async throws -> ServedResource? {
        try await find(nil) { $0.resource(named: name) }
    }

    /// What is asked for next and is not in the catalog is looked for at once: something was installed.
    package func expire() {
        readAt = nil
    }

    /// The catalog as last read, or read now.
    package func currentCatalog() async throws -> ResourceCatalog {
        if let catalog { return catalog }
        return try await read()
    }

    private func find(
        _ groupVersion: GroupVersion?, _ select: (ResourceCatalog) -> ServedResource?
    ) async throws -> ServedResource? {
        var catalog = try await currentCatalog()
        if let found = select(catalog) { return found }
        if readAt.map({ elapsed() - $0 >= minimumInterval }) ?? true {
            catalog = try await read()
            if let found = select(catalog) { return found }
        }
        if let groupVersion, let failure = catalog.failures[groupVersion] {
            throw APIError(
                .unreachable, attempt: "discover what \(groupVersion) serves",
                message: "\(failure); look at its APIService")
        }
        return nil
    }

    private func read() async throws -> ResourceCatalog {
        while isReading {
            let result = await withCheckedContinuation { waiters.append($0) }
            do {
                return try result.get()
            } catch is CancellationError {
                // It was the reading task that was cancelled, not we.
                try Task.checkCancellation()
            }
        }
        isReading = true
        let result: Result<ResourceCatalog, any Error>
        do {
            let new = try await client.discover()
            catalog = new
            readAt = elapsed()
            result = .success(new)
        } catch {
            result = .failure(error)
        }
        isReading = false
        let waiting = waiters
        waiters = []
        for waiter in waiting { waiter.resume(returning: result) }
        return try result.get()
    }
}
