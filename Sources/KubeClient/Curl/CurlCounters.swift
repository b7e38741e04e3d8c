/// What a loop has done; for metrics, and for tests that nothing leaks.
package struct CurlCounters: Hashable, Sendable {
    package var handlesCreated = 0
    package var handlesFreed = 0
    /// Handles kept for the next request.
    package var handlesIdle = 0
    package var transfersStarted = 0
    package var transfersFinished = 0
    package var headerListsCreated = 0
    package var headerListsFreed = 0
    package var connectionsOpened = 0
    /// Connections given up because nothing came by them any more.
    package var connectionsAbandoned = 0
    package var pauses = 0

    package init() {}

    package var transfersActive: Int { transfersStarted - transfersFinished }
    package var handlesInUse: Int { handlesCreated - handlesFreed - handlesIdle }
}
