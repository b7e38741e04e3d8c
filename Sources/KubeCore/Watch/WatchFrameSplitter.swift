/// Splits the body of a watch into its newline-delimited frames, as the chunks arrive.
///
/// Chunks may break anywhere, also inside a character. Empty lines are skipped. Cost: linear in the input.
package struct WatchFrameSplitter: Sendable {
    private var pending: [UInt8] = []
    private let maximumFrameSize: Int

    /// 16 MiB: a stored object has at most 1.5 MiB by etcd's default, custom settings and escapes taken in.
    package init(maximumFrameSize: Int = 16 << 20) {
        self.maximumFrameSize = maximumFrameSize
    }

    /// The frames that `chunk` completes, in order, without their newlines.
    ///
    /// Throws `tooLarge` as soon as a frame, complete or not, exceeds the bound.
    package mutating func append(_ chunk: [UInt8]) throws(WatchFrameError) -> [[UInt8]] {
        var frames: [[UInt8]] = []
        var start = chunk.startIndex
        while let end = chunk[start...].firstIndex(of: 0x0A) {
            try check(pending.count + end - start)
            if pending.isEmpty {
                appendFrame(Array(chunk[start..<end]), to: &frames)
            } else {
                pending.append(contentsOf: chunk[start..<end])
                appendFrame(pending, to: &frames)
                pending = []
            }
            start = end + 1
        }
        try check(pending.count + chunk.endIndex - start)
        pending.append(contentsOf: chunk[start...])
        return frames
    }

    /// Call when the body ends: a last frame without its newline is still a frame when it is complete JSON.
    ///
    /// Throws `truncated` when the body broke off inside an event.
    package mutating func finish() throws(WatchFrameError) -> [UInt8]? {
        let rest = pending
        pending = []
        guard rest.contains(where: { !Self.isBlank($0) }) else { return nil }
        do throws(JSONError) {
            _ = try JSONValue(parsing: rest)
            return rest
        } catch {
            throw WatchFrameError(.truncated, "the watch broke off inside an event, after \(rest.count) bytes of it")
        }
    }

    /// The size of the frame that is not complete yet.
    package var pendingByteCount: Int { pending.count }

    private func check(_ size: Int) throws(WatchFrameError) {
        guard size <= maximumFrameSize else {
            throw WatchFrameError(.tooLarge, "watch event exceeds the limit of \(maximumFrameSize) bytes")
        }
    }

    private func appendFrame(_ frame: [UInt8], to frames: inout [[UInt8]]) {
        if frame.contains(where: { !Self.isBlank($0) }) { frames.append(frame) }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
    }
}
