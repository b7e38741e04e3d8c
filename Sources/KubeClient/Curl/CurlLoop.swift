import CCurl
import Glibc
import KubeCore
import NIOConcurrencyHelpers

/// The thread that owns a multi handle and all its easy handles.
///
/// `@unchecked Sendable`: made on one thread and then used by the loop thread alone, from `run` to its end; only
/// `inbox` and `counters`, which lock, are shared.
///
/// ```
/// commands -> start / cancel / resume ----\
/// epoll    -> curl_multi_socket_action ----+-> curl_multi_info_read -> finish
/// libcurl's timer, our deadlines ---------/
/// ```
final class CurlLoop: @unchecked Sendable {
    let inbox: CurlInbox
    let counters: CounterBox
    private let multi: UnsafeMutableRawPointer
    private let epoll: Int32

    private var transfers: [UInt64: CurlTransfer] = [:]
    private var idleHandles: [ObjectIdentifier: [CurlHandle]] = [:]
    private var deadlines = DeadlineQueue()
    private var admission: RequestAdmission<ObjectIdentifier>
    private var admitted: [(UInt64, ObjectIdentifier)] = []
    private var liveness: ConnectionLiveness
    /// When libcurl wants to be called though no socket is ready.
    private var timerDue: UInt64?
    private var isStopping = false

    /// Beyond these, handles are freed when their request ends; each costs about 20 KiB with its certificates.
    private static let idleHandlesPerProfile = 64

    init(_ limits: CurlLimits) throws(APIError) {
        guard CurlLibrary.initialization == CURLE_OK, let multi = curl_multi_init() else {
            throw APIError(.configuration, attempt: "start libcurl", message: "libcurl cannot be initialized")
        }
        epoll = cc_epoll_create()
        let wake = cc_wake_create()
        guard epoll >= 0, wake >= 0, cc_epoll_set(epoll, wake, CURL_POLL_IN) == 0 else {
            let reason = String(cString: strerror(errno))
            for descriptor in [epoll, wake] where descriptor >= 0 { close(descriptor) }
            curl_multi_cleanup(multi)
            throw APIError(
                .configuration, attempt: "start libcurl",
                message: "no file descriptors for its loop: \(reason); raise the limit of open files")
        }
        self.multi = multi
        inbox = CurlInbox(wake: wake)
        counters = CounterBox()
        admission = RequestAdmission(limit: limits.requestsPerEndpoint)
        liveness = ConnectionLiveness(silence: UInt64(clamping: limits.silence.wholeMilliseconds) &* 1_000_000)
        // libcurl's default of 4 per running transfer would close connections under load that are wanted again.
        cc_multi_set_long(multi, CURLMOPT_MAXCONNECTS, limits.cachedConnections)
        cc_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, limits.connectionsPerHost)
        cc_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, limits.connections)
        cc_multi_set_long(multi, CURLMOPT_MAX_CONCURRENT_STREAMS, limits.streamsPerConnection)
        cc_multi_set_callbacks(multi, onSocket, onTimer, Unmanaged.passUnretained(self).toOpaque())
    }

    // MARK: The loop

    func run() {
        cc_name_thread("curl")
        var events = [cc_event](repeating: cc_event(), count: 64)
        while !isStopping {
            for command in inbox.take() { perform(command) }
            expire()
            fireTimer()
            beginAdmitted()
            fireTimer()
            if isStopping { break }
            var timeout = millisecondsToWait()
            if timeout != 0, !inbox.fallAsleep() { timeout = 0 }
            let count = cc_epoll_wait(epoll, &events, Int32(events.count), timeout)
            inbox.awake()
            for event in events.prefix(Int(max(0, count))) {
                if event.socket == inbox.wake {
                    cc_wake_clear(inbox.wake)
                } else {
                    socketAction(event.socket, event.flags)
                }
            }
        }
        tearDown()
    }

    private func perform(_ command: CurlInbox.Command) {
        switch command {
        case .start(let transfer): start(transfer)
        case .cancel(let id):
            if let transfer = transfers[id] { abort(transfer, CancellationError()) }
        case .resume(let id):
            guard let transfer = transfers[id], transfer.isPaused, let handle = transfer.handle else { return }
            transfer.isPaused = false
            transfer.touch()
            curl_easy_pause(handle.raw, CURLPAUSE_CONT)
        case .retire(let profile):
            profile.isRetired.withLockedValue { $0 = true }
            dropIdleHandles(of: ObjectIdentifier(profile))
        case .stop: isStopping = true
        }
    }

    private func millisecondsToWait() -> Int32 {
        // The timer just fired may have ended requests, and so let others begin.
        if !admitted.isEmpty { return 0 }
        guard let due = [timerDue, deadlines.nextDue].compactMap(\.self).min() else { return -1 }
        let now = MonotonicTime.now()
        guard due > now else { return 0 }
        // Rounded up: waking a moment too early would spin.
        return Int32(clamping: (due - now + 999_999) / 1_000_000)
    }

    private func fireTimer() {
        while let due = timerDue, due <= MonotonicTime.now() {
            timerDue = nil
            socketAction(-1, 0)
        }
    }

    private func socketAction(_ socket: Int32, _ flags: Int32) {
        var running: Int32 = 0
        curl_multi_socket_action(multi, socket, flags, &running)
        collectFinished()
    }

    private func collectFinished() {
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(multi, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE, let raw = message.pointee.easy_handle else { continue }
            let result = message.pointee.data.result
            var context: UnsafeMutableRawPointer?
            cc_get_pointer(raw, CURLINFO_PRIVATE, &context)
            guard let context else { preconditionFailure("every handle in the multi handle belongs to a transfer") }
            end(Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue(), result)
        }
    }

    // MARK: Transfers

    private func start(_ transfer: CurlTransfer) {
        counters.update { $0.transfersStarted += 1 }
        // Cancelled before it began: the command to cancel may have come first and found nothing.
        if transfer.isCancelled.withLockedValue(\.self) { return finish(transfer, CancellationError()) }
        transfer.counters = counters
        transfer.touch()
        transfers[transfer.id] = transfer
        deadlines.insert(transfer.id, due: transfer.due)
        if transfer.isStream || admission.admit(transfer.id, of: ObjectIdentifier(transfer.profile)) {
            begin(transfer)
        }
    }

    private func begin(_ transfer: CurlTransfer) {
        guard let handle = takeHandle(transfer.profile) else {
            return abort(
                transfer,
                APIError(.configuration, attempt: transfer.profile.settings.server, message: "out of memory"))
        }
        transfer.handle = handle
        transfer.begunAt = MonotonicTime.now()
        handle.prepare(
            transfer.request, compressed: transfer.profile.settings.allowsCompression && !transfer.isStream,
            header: onHeader, body: onBody, context: Unmanaged.passUnretained(transfer).toOpaque())
        let code = curl_multi_add_handle(multi, handle.raw)
        if code != CURLM_OK {
            abort(
                transfer,
                APIError(
                    .configuration, attempt: transfer.profile.settings.server,
                    message: String(cString: curl_multi_strerror(code))))
        }
    }

    /// libcurl is done with the transfer.
    private func end(_ transfer: CurlTransfer, _ result: CURLcode) {
        transfers[transfer.id] = nil
        finish(transfer, release(transfer, result))
    }

    /// Parts the transfer from its handle, which is kept or freed; the error the result stands for.
    private func release(_ transfer: CurlTransfer, _ result: CURLcode) -> (any Error)? {
        guard let handle = transfer.handle else { return transfer.failure }
        liveness.heard(handle.connection, at: transfer.heardAt)
        curl_multi_remove_handle(multi, handle.raw)
        transfer.handle = nil
        let connections = handle.info(CURLINFO_NUM_CONNECTS)
        if connections > 0 { counters.update { $0.connectionsOpened += connections } }
        let error =
            transfer.failure ?? (result == CURLE_OK ? nil : CurlFailure.error(result, handle, transfer.profile))
        if error == nil { keep(handle) }
        return error
    }

    /// We end the transfer. Its handle is freed, not kept: nobody knows in which state it stopped.
    private func abort(_ transfer: CurlTransfer, _ error: any Error) {
        transfers[transfer.id] = nil
        if let handle = transfer.handle {
            curl_multi_remove_handle(multi, handle.raw)
            transfer.handle = nil
        }
        finish(transfer, error)
    }

    private func finish(_ transfer: CurlTransfer, _ error: (any Error)?) {
        let identity = ObjectIdentifier(transfer.profile)
        if !transfer.isStream, let next = admission.finished(transfer.id, of: identity) {
            admitted.append((next, identity))
        }
        // Before the waiter goes on: whoever has the answer sees it counted.
        counters.update { $0.transfersFinished += 1 }
        transfer.finish(error)
    }

    /// Begins the requests whose turn has come; those given up while they waited hand their turn on.
    private func beginAdmitted() {
        while let (id, endpoint) = admitted.popLast() {
            if let transfer = transfers[id] {
                begin(transfer)
            } else if let next = admission.finished(id, of: endpoint) {
                admitted.append((next, endpoint))
            }
        }
    }

    private func expire() {
        // Requests are mostly over long before their deadline: without this their entries would pile up until then.
        if deadlines.count > 4 * transfers.count + 1024 { deadlines.remove { transfers[$0] == nil } }
        guard let next = deadlines.nextDue else { return }
        let now = MonotonicTime.now()
        guard next <= now else { return }
        while let id = deadlines.popDue(at: now) {
            guard let transfer = transfers[id] else { continue }
            // A paused stream waits for us, not for the server.
            if transfer.isPaused { transfer.touch() }
            if transfer.due > now {
                deadlines.insert(id, due: transfer.due)
            } else {
                abandonIfDead(transfer, now)
                abort(transfer, CurlFailure.expired(transfer))
            }
        }
    }

    /// Ends all that goes by the same connection as `expired`, and the connection, when the peer seems to be gone.
    private func abandonIfDead(_ expired: CurlTransfer, _ now: UInt64) {
        guard let handle = expired.handle else { return }
        let connection = handle.connection
        let others = transfers.values.filter {
            $0 !== expired && $0.profile === expired.profile && $0.handle?.connection == connection
        }
        for other in others { liveness.heard(connection, at: other.heardAt) }
        guard liveness.isDead(connection, since: expired.silentSince, now: now) else { return }
        counters.update { $0.connectionsAbandoned += 1 }
        // The last one to leave closes it.
        handle.forbidReuse()
        for other in others {
            other.handle?.forbidReuse()
            abort(other, CurlFailure.abandoned(other))
        }
    }

    // MARK: Handles

    private func takeHandle(_ profile: CurlProfile) -> CurlHandle? {
        let identity = ObjectIdentifier(profile)
        if let handle = idleHandles[identity]?.popLast() {
            counters.update { $0.handlesIdle -= 1 }
            return handle
        }
        return CurlHandle(profile, counters: counters)
    }

    private func keep(_ handle: CurlHandle) {
        let identity = ObjectIdentifier(handle.profile)
        handle.clear()
        guard !handle.profile.isRetired.withLockedValue(\.self),
            idleHandles[identity, default: []].count < Self.idleHandlesPerProfile
        else { return }
        counters.update { $0.handlesIdle += 1 }
        idleHandles[identity, default: []].append(handle)
    }

    private func dropIdleHandles(of identity: ObjectIdentifier) {
        guard let handles = idleHandles.removeValue(forKey: identity) else { return }
        counters.update { $0.handlesIdle -= handles.count }
    }

    private func tearDown() {
        let closed = APIError(.closed, attempt: "", message: "the client was shut down")
        for command in inbox.close() {
            if case .start(let transfer) = command {
                counters.update { $0.transfersStarted += 1 }
                finish(transfer, closed)
            }
        }
        for transfer in transfers.values { abort(transfer, closed) }
        for identity in Array(idleHandles.keys) { dropIdleHandles(of: identity) }
        // Closes the connections, whose sockets are still in epoll.
        curl_multi_cleanup(multi)
        close(epoll)
        close(inbox.wake)
    }

    // MARK: Callbacks

    fileprivate func watch(_ socket: Int32, _ what: Int32) {
        // Removing fails when the socket is closed already, which removes it as well.
        if cc_epoll_set(epoll, socket, what) != 0, what != CURL_POLL_REMOVE {
            // libcurl's own timeouts and ours end transfers whose socket we cannot watch.
            timerDue = MonotonicTime.now()
        }
    }

    fileprivate func setTimer(_ milliseconds: Int) {
        timerDue = milliseconds < 0 ? nil : MonotonicTime.now() + UInt64(milliseconds) * 1_000_000
    }
}

private func onSocket(
    _ handle: UnsafeMutableRawPointer?, _ socket: Int32, _ what: Int32, _ context: UnsafeMutableRawPointer?,
    _ socketContext: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context else { return 0 }
    Unmanaged<CurlLoop>.fromOpaque(context).takeUnretainedValue().watch(socket, what)
    return 0
}

private func onTimer(
    _ multi: UnsafeMutableRawPointer?, _ milliseconds: Int, _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context else { return 0 }
    Unmanaged<CurlLoop>.fromOpaque(context).takeUnretainedValue().setTimer(milliseconds)
    return 0
}

private func onHeader(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return 0 }
    let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    let line = UnsafeBufferPointer(
        start: UnsafeRawPointer(bytes).assumingMemoryBound(to: UInt8.self), count: size * count)
    return transfer.receiveHeader(line) ? size * count : -1
}

private func onBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return 0 }
    let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    let piece = UnsafeBufferPointer(
        start: UnsafeRawPointer(bytes).assumingMemoryBound(to: UInt8.self), count: size * count)
    switch transfer.receiveBody(piece) {
    case .taken: return size * count
    case .pause: return Int(CURL_WRITEFUNC_PAUSE)
    // Any other number than the bytes given ends the transfer.
    case .abort: return -1
    }
}

/// libcurl's process-wide set-up, done once.
enum CurlLibrary {
    static let initialization: CURLcode = {
        // libcurl with NOSIGNAL, and OpenSSL in any case, write to sockets that the peer may have closed.
        signal(SIGPIPE, SIG_IGN)
        return curl_global_init(Int(CURL_GLOBAL_ALL))
    }()
}
