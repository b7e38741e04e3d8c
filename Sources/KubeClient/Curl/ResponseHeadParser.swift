import KubeCore

/// Collects the status and headers of a response from the lines libcurl hands over; pure.
///
/// ```
/// status line -> headers -> empty line: interim (1xx) -> status line …
///                                       final         -> complete; later lines are trailers and left out
/// ```
struct ResponseHeadParser: Sendable {
    struct Head: Hashable, Sendable {
        var status: Int
        var headers: HTTPHeaders
    }

    enum Outcome: Hashable, Sendable {
        case more
        case complete(Head)
        case tooLarge
    }

    /// All lines of one response; the largest servers by default allow are 256 KiB.
    static let maximumSize = 256 << 10

    private var head = Head(status: 0, headers: HTTPHeaders())
    private var size = 0
    private(set) var isComplete = false

    mutating func receive(_ line: UnsafeBufferPointer<UInt8>) -> Outcome {
        guard !isComplete else { return .more }
        size += line.count
        guard size <= Self.maximumSize else { return .tooLarge }
        let text = line.trimmingLineEnd
        if text.isEmpty {
            guard head.status >= 200 else {
                head = Head(status: 0, headers: HTTPHeaders())
                return .more
            }
            isComplete = true
            return .complete(head)
        }
        if head.status == 0 {
            head.status = Self.status(text)
        } else if let colon = text.firstIndex(of: UInt8(ascii: ":")) {
            let name = String(decoding: text[..<colon], as: UTF8.self)
            let value = text[text.index(after: colon)...].drop { $0 == 0x20 || $0 == 0x09 }
            head.headers.add(name, String(decoding: value, as: UTF8.self))
        }
        return .more
    }

    /// The code in `HTTP/1.1 200 OK`; 0 when there is none.
    private static func status(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        guard let space = line.firstIndex(of: 0x20) else { return 0 }
        var code = 0
        for byte in line[line.index(after: space)...].prefix(3) {
            guard byte >= 0x30, byte <= 0x39 else { return 0 }
            code = code * 10 + Int(byte - 0x30)
        }
        return code
    }
}

extension UnsafeBufferPointer<UInt8> {
    fileprivate var trimmingLineEnd: Slice<Self> {
        var end = endIndex
        while end > startIndex, self[end - 1] == 0x0D || self[end - 1] == 0x0A || self[end - 1] == 0x20 { end -= 1 }
        return self[startIndex..<end]
    }
}
