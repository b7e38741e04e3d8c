package import KubeCore

/// The decisions of one candidate for a lease.
///
/// ```
///   following ──(lease absent, given up, or unchanged for its duration)──▶ write it as ours
///       ▲                                                                        │ accepted
///       │ another holds it, or no renewal was accepted for renewDeadline         ▼
///       └──────────────────────────────────────────────────────────────────── leading: renew every retryPeriod
/// ```
/// Safety without synchronised clocks: a holder may write until `renewDeadline` after it *sent* its last accepted
/// renewal. A candidate takes the lease only after it saw it unchanged for the lease's whole duration, counted from
/// when it *received* the answer, which is later. As `renewDeadline` is shorter than the duration, the two never
/// overlap while both clocks run at about the same speed: 10 s of 15 s bears clocks that differ by half.
package struct LeaderElectionState: Sendable {
    package struct Configuration: Hashable, Sendable {
        /// Unique to this process: with the same identity two would both believe to lead.
        package var identity: String
        package var leaseDuration: Duration
        package var renewDeadline: Duration
        package var retryPeriod: Duration

        /// The defaults are Kubernetes' own.
        package init(
            identity: String, leaseDuration: Duration = .seconds(15), renewDeadline: Duration = .seconds(10),
            retryPeriod: Duration = .seconds(2)
        ) {
            precondition(!identity.isEmpty && leaseDuration >= .seconds(1))
            precondition(
                leaseDuration.components.attoseconds == 0,
                "a Lease says its duration in whole seconds: others would take it before our time is over")
            precondition(
                renewDeadline < leaseDuration && retryPeriod * 1.2 < renewDeadline && retryPeriod > .zero,
                "retryPeriod < renewDeadline < leaseDuration, or two could lead")
            self.identity = identity
            self.leaseDuration = leaseDuration
            self.renewDeadline = renewDeadline
            self.retryPeriod = retryPeriod
        }
    }

    package enum Step: Hashable, Sendable {
        case wait(until: Duration)
        case read
        case create(LeaseRecord)
        /// Only if the lease still has this resourceVersion.
        case write(LeaseRecord, resourceVersion: String)

        package var isWrite: Bool { if case .write = self { true } else { false } }
    }

    package let configuration: Configuration
    private var lease: Lease?
    /// When `lease` was first received as it is.
    private var observedAt: Duration = .zero
    private var isAbsent = false
    private var needsRead = true
    private var nextAttemptAt: Duration = .zero
    /// Nil when following. Passed when the renewals failed.
    package private(set) var leadingUntil: Duration?
    private var lastRenewTime: Timestamp?
    private var isReleased = false

    package init(configuration: Configuration) {
        self.configuration = configuration
    }

    package func isLeading(now: Duration) -> Bool { leadingUntil.map { now < $0 } ?? false }
    /// Who holds the lease as far as known; empty when nobody.
    package var holder: String { lease?.record.holder ?? "" }

    /// The next request; `didRead`, `didWrite` or one of the failures must tell what came of it.
    package mutating func next(now: Duration, wallTime: Timestamp) -> Step {
        if let until = leadingUntil, now >= until { leadingUntil = nil }
        guard now >= nextAttemptAt else { return .wait(until: nextWake(now)) }
        if needsRead { return .read }
        if isAbsent { return .create(record(wallTime)) }
        guard let lease else { return .read }
        if lease.record.holder == configuration.identity || isFree(lease, now: now) {
            return .write(record(wallTime), resourceVersion: lease.resourceVersion)
        }
        needsRead = true
        return .read
    }

    /// The end of leading is a reason to wake although nothing is asked then.
    private func nextWake(_ now: Duration) -> Duration {
        leadingUntil.map { $0 > now ? min($0, nextAttemptAt) : nextAttemptAt } ?? nextAttemptAt
    }

    private func isFree(_ lease: Lease, now: Duration) -> Bool {
        lease.record.holder.isEmpty || now - observedAt >= .seconds(max(1, lease.record.durationSeconds))
    }

    private mutating func record(_ wallTime: Timestamp) -> LeaseRecord {
        // A wall clock that stands still or jumps back must not make a renewal look like no change.
        var renewTime = wallTime
        for known in [lastRenewTime, lease?.record.renewTime].compactMap(\.self) where renewTime <= known {
            renewTime = known + .microseconds(1)
        }
        lastRenewTime = renewTime
        let isHeld = lease?.record.holder == configuration.identity
        let known = lease?.record.transitions ?? 0
        return LeaseRecord(
            holder: configuration.identity, durationSeconds: configuration.leaseDuration.components.seconds,
            acquireTime: isHeld ? lease?.record.acquireTime ?? renewTime : renewTime, renewTime: renewTime,
            transitions: isHeld || lease == nil ? known : known + 1)
    }

    /// The answer to `read`; nil when there is no lease.
    package mutating func didRead(_ read: Lease?, now: Duration, random: Double) {
        needsRead = false
        isAbsent = read == nil
        if read != lease {
            lease = read
            observedAt = now
        }
        guard let read else {
            leadingUntil = nil
            return  // created at once
        }
        if read.record.holder != configuration.identity { leadingUntil = nil }
        guard read.record.holder != configuration.identity, !isFree(read, now: now) else { return }
        // Looked at again when it may be free, or at the usual pace.
        needsRead = true
        let free = observedAt + .seconds(max(1, read.record.durationSeconds))
        nextAttemptAt = min(now + jittered(random), max(free, now))
        if nextAttemptAt == free { needsRead = false }
    }

    /// The answer to `create` or `write`; `sentAt` is when the request was begun.
    package mutating func didWrite(_ written: Lease, sentAt: Duration, now: Duration, random: Double) {
        guard !isReleased else { return }
        lease = written
        observedAt = now
        isAbsent = false
        needsRead = false
        nextAttemptAt = now + jittered(random)
        let until = sentAt + configuration.renewDeadline
        leadingUntil = until > now ? until : nil
    }

    /// Another was faster: look who.
    package mutating func conflicted(now: Duration) {
        needsRead = true
        nextAttemptAt = now
    }

    /// The request failed; it may or may not have had its effect.
    package mutating func failed(now: Duration, random: Double) {
        // What was written is unknown: without reading, the next write would fail by its resourceVersion.
        needsRead = true
        nextAttemptAt = now + jittered(random)
        if let until = leadingUntil, now >= until { leadingUntil = nil }
    }

    /// Gives up leading; all writes have ended. Answers the write that lets another take the lease at once.
    package mutating func release(now: Duration, wallTime: Timestamp) -> Step? {
        let wasLeading = isLeading(now: now)
        leadingUntil = nil
        isReleased = true
        guard wasLeading, let lease, lease.record.holder == configuration.identity else { return nil }
        var given = record(wallTime)
        given.holder = ""
        given.durationSeconds = 1
        return .write(given, resourceVersion: lease.resourceVersion)
    }

    /// Up to 20 % more than the period, so that candidates do not move in step.
    private func jittered(_ random: Double) -> Duration { configuration.retryPeriod * (1 + 0.2 * random) }
}
