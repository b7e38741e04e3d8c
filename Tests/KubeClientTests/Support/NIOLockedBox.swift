import NIOConcurrencyHelpers

/// Bytes collected from several closures.
final class NIOLockedBox: Sendable {
    private let box = NIOLockedValueBox<[UInt8]>([])
    var value: [UInt8] { box.withLockedValue(\.self) }
    func append(_ bytes: [UInt8]) { box.withLockedValue { $0 += bytes } }
}
