/// One event of a watch.
package enum WatchEvent: Hashable, Sendable {
    case added(JSONValue)
    case modified(JSONValue)
    /// The object as it was before it went; its resourceVersion is that of the deletion.
    case deleted(JSONValue)
    /// An object with nothing but its kind and `metadata.resourceVersion`: all changes up to there were sent.
    case bookmark(JSONValue)
    /// The server ends the watch, with 410 when the resourceVersion is too old.
    case error(APIStatus)
}

/// Why a frame is no watch event.
package struct WatchFrameError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case json, shape, tooLarge, truncated
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}

extension WatchEvent {
    /// Reads one frame, a JSON object with `type` and `object`.
    package init(parsing frame: [UInt8]) throws(WatchFrameError) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: frame)
        } catch {
            throw WatchFrameError(.json, "watch event is no JSON: \(error)")
        }
        guard let type = value["type"]?.stringValue, let object = value["object"], object.objectValue != nil else {
            throw WatchFrameError(.shape, "watch event has no type or no object")
        }
        switch type {
        case "ADDED": self = .added(object)
        case "MODIFIED": self = .modified(object)
        case "DELETED": self = .deleted(object)
        case "BOOKMARK": self = .bookmark(object)
        case "ERROR":
            self = .error(
                APIStatus(json: object)
                    ?? APIStatus(message: "the server ended the watch without a Status", reason: "", code: 500))
        default: throw WatchFrameError(.shape, "watch event has the unknown type \"\(type)\"")
        }
    }

    /// The frame a server sends, without the newline.
    package var frame: [UInt8] {
        var writer = JSONWriter()
        writer.append(#"{"type":"#)
        writer.write(typeName)
        writer.append(#","object":"#)
        writer.write(json)
        writer.append("}")
        return writer.bytes
    }

    private var typeName: String {
        switch self {
        case .added: "ADDED"
        case .modified: "MODIFIED"
        case .deleted: "DELETED"
        case .bookmark: "BOOKMARK"
        case .error: "ERROR"
        }
    }

    private var json: JSONValue {
        switch self {
        case .added(let object), .modified(let object), .deleted(let object), .bookmark(let object): object
        case .error(let status): status.json
        }
    }

    /// The object of any event but an error.
    package var object: JSONValue? {
        if case .error = self { nil } else { json }
    }

    /// Where to go on watching after this event; nil when it says nothing of it.
    package var resourceVersion: String? {
        guard let version = object?[path: "metadata", "resourceVersion"]?.stringValue, !version.isEmpty else {
            return nil
        }
        return version
    }

    /// The bookmark that follows the last of the initial events (KEP-3157).
    package var endsInitialEvents: Bool {
        guard case .bookmark(let object) = self else { return false }
        return object[path: "metadata", "annotations", WatchEvent.initialEventsEndAnnotation]?.stringValue == "true"
    }

    package static let initialEventsEndAnnotation = "k8s.io/initial-events-end"
}
