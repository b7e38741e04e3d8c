import KubeCore
import NIOConcurrencyHelpers

/// Keeps the credentials of one cluster fresh; loads them once for all who ask at the same time.
actor CredentialSource {
    struct Resolved: Sendable {
        let profile: CurlProfile
        let headers: [HTTPHeaders.Field]
        /// Counts changes, so that a 401 concerns only what was used.
        let generation: UInt64
        /// Counts loads, whether they brought something new or not.
        fileprivate let load: UInt64
        /// Nanoseconds of the monotonic clock.
        fileprivate let validUntil: UInt64

        fileprivate func valid(until time: UInt64) -> Resolved {
            Resolved(profile: profile, headers: headers, generation: generation, load: load, validUntil: time)
        }
    }

    private let loader: CredentialLoader
    private let retire: @Sendable (CurlProfile) -> Void
    /// Read without the actor, for every request.
    private nonisolated let resolved = NIOLockedValueBox<Resolved?>(nil)
    private var isLoading = false
    /// Until then a 401 makes us load nothing: the last such load brought the same again.
    private var fruitlessUntil: UInt64 = 0
    /// Until then the last failure of a plugin stands: it is not run for every request.
    private var failure: (error: APIError, until: UInt64)?
    private static let fruitlessInterval = Duration.seconds(5)
    private static let failureInterval = Duration.seconds(1)
    private var waiters: [CheckedContinuation<Result<Resolved, any Error>, Never>] = []

    /// `retire` is told of a profile whose credentials were replaced.
    init(_ loader: CredentialLoader, retire: @escaping @Sendable (CurlProfile) -> Void) {
        self.loader = loader
        self.retire = retire
    }

    deinit {
        if let profile = resolved.withLockedValue({ $0?.profile }) { retire(profile) }
    }

    nonisolated var isRenewable: Bool { loader.isRenewable }

    /// The credentials to use now.
    nonisolated func current() async throws -> Resolved {
        if let resolved = resolved.withLockedValue(\.self), MonotonicTime.now() < resolved.validUntil {
            return resolved
        }
        return try await renew()
    }

    /// The server refused these credentials: new ones, when there are any.
    func refused(_ used: Resolved) async throws -> Resolved? {
        if let resolved = resolved.withLockedValue(\.self), resolved.load > used.load {
            return resolved.generation > used.generation ? resolved : nil
        }
        guard loader.isRenewable, MonotonicTime.now() >= fruitlessUntil else { return nil }
        resolved.withLockedValue { $0 = $0?.valid(until: 0) }
        let new = try await renew()
        if new.generation > used.generation { return new }
        fruitlessUntil = Self.end(of: Self.fruitlessInterval)
        return nil
    }

    private func renew() async throws -> Resolved {
        while true {
            if let resolved = resolved.withLockedValue(\.self), MonotonicTime.now() < resolved.validUntil {
                return resolved
            }
            guard isLoading else { return try await load() }
            let result = await withCheckedContinuation { waiters.append($0) }
            do {
                return try result.get()
            } catch is CancellationError {
                // It was the loading task that was cancelled, not we.
                try Task.checkCancellation()
            }
        }
    }

    private func load() async throws -> Resolved {
        if let failure, MonotonicTime.now() < failure.until { throw failure.error }
        isLoading = true
        let result: Result<Resolved, any Error>
        do {
            result = .success(try resolve(await loader.load()))
        } catch let error as APIError {
            result = fallback(error)
        } catch {
            result = .failure(error)
        }
        isLoading = false
        let waiting = waiters
        waiters = []
        for waiter in waiting { waiter.resume(returning: result) }
        return try result.get()
    }

    private func resolve(_ loaded: CredentialLoader.Loaded) throws(APIError) -> Resolved {
        let old = resolved.withLockedValue(\.self)
        let profile: CurlProfile
        if let old, old.profile.settings == loaded.settings {
            profile = old.profile
        } else {
            profile = try CurlProfile(loaded.settings)
            if let old { retire(old.profile) }
        }
        let isSame = old.map { $0.profile === profile && $0.headers == loaded.headers } ?? false
        let new = Resolved(
            profile: profile, headers: loaded.headers,
            generation: (old?.generation ?? 0) + (isSame ? 0 : 1), load: (old?.load ?? 0) + 1,
            validUntil: Self.end(of: loaded.validity))
        resolved.withLockedValue { $0 = new }
        return new
    }

    /// A file that is being replaced may be missing for a moment: what was good stays in use for a while.
    private func fallback(_ error: APIError) -> Result<Resolved, any Error> {
        if case .exec = loader.configuration.credentials.authorization {
            failure = (error, Self.end(of: Self.failureInterval))
            return .failure(error)
        }
        guard let old = resolved.withLockedValue(\.self), old.validUntil > 0 else { return .failure(error) }
        let kept = old.valid(until: Self.end(of: .seconds(5)))
        resolved.withLockedValue { $0 = kept }
        return .success(kept)
    }

    private static func end(of validity: Duration?) -> UInt64 {
        guard let validity else { return .max }
        return MonotonicTime.now() + UInt64(clamping: validity.wholeMilliseconds) * 1_000_000
    }
}
