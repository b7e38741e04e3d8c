package import KubeCore

extension Client {
    /// Everything the server serves: two requests where it knows aggregated discovery, else one more per version.
    ///
    /// A version that cannot be read is in the catalog with its failure and does not hide the others. Throws `APIError`
    /// when `/api` or `/apis` cannot be read: what only half is known of would look as if it were not installed. A
    /// server that has but one of them (404) is no failure.
    package func discover() async throws -> ResourceCatalog {
        let core = try await document("/api")
        let groups = try await document("/apis")
        for case .failure(let error) in [core, groups] where !error.isNotFound { throw error }
        if case (.failure(let error), .failure) = (core, groups) { throw error }
        var versions: [ServedVersion] = []
        var legacyCore: JSONValue?
        var legacyGroups: JSONValue?
        if case .success(let json) = core {
            if DiscoveryDocuments.isAggregated(json) {
                versions += DiscoveryDocuments.aggregated(json)
            } else {
                legacyCore = json
            }
        }
        if case .success(let json) = groups {
            if DiscoveryDocuments.isAggregated(json) {
                versions += DiscoveryDocuments.aggregated(json)
            } else {
                legacyGroups = json
            }
        }
        let legacy = DiscoveryDocuments.legacyVersions(core: legacyCore, groups: legacyGroups)
        // The core group comes first in either form.
        let read = try await readLegacy(legacy)
        return ResourceCatalog(
            read.filter(\.groupVersion.group.isEmpty) + versions + read.filter { !$0.groupVersion.group.isEmpty })
    }

    /// The resources of one version alone; cheaper than `discover` when only that is asked.
    package func discover(_ groupVersion: GroupVersion) async throws -> [ServedResource] {
        let attempt = Attempt(discovering: APIRequest.root(groupVersion))
        let request = HTTPRequest(
            method: "GET", path: APIRequest.root(groupVersion), headers: ["Accept": "application/json"])
        return DiscoveryDocuments.legacyResources(try await object(request, attempt, .read), of: groupVersion)
    }

    private func document(_ path: String) async throws -> Result<JSONValue, APIError> {
        let request = HTTPRequest(method: "GET", path: path, headers: ["Accept": DiscoveryDocuments.accept])
        do {
            return .success(try await object(request, Attempt(discovering: path), .read))
        } catch let error as APIError {
            return .failure(error)
        }
    }

    /// Asks for at most eight at a time; the order is kept.
    private func readLegacy(_ versions: [GroupVersion]) async throws -> [ServedVersion] {
        try await withThrowingTaskGroup(of: (Int, ServedVersion).self) { group in
            var found = [ServedVersion?](repeating: nil, count: versions.count)
            var next = 0
            func addNext() {
                guard next < versions.count else { return }
                let index = next
                next += 1
                group.addTask { (index, try await readLegacy(versions[index])) }
            }
            for _ in 0..<8 { addNext() }
            while let (index, version) = try await group.next() {
                found[index] = version
                addNext()
            }
            return found.compactMap(\.self)
        }
    }

    private func readLegacy(_ groupVersion: GroupVersion) async throws -> ServedVersion {
        do {
            return ServedVersion(groupVersion: groupVersion, resources: try await discover(groupVersion))
        } catch let error as APIError {
            return ServedVersion(groupVersion: groupVersion, failure: error.message)
        }
    }
}
