/// The `Warning` header (RFC 7234, 5.5) as API servers send it: `299 - "apps/v1beta1 is deprecated"`.
package enum WarningHeader {
    /// The texts of the warnings with code 299; several may stand in one field, separated by commas.
    ///
    /// What is not of that form is left out: a warning must never make a request fail.
    package static func texts(_ field: String) -> [String] {
        var texts: [String] = []
        var rest = Array(field.utf8)[...]
        while let warning = nextWarning(&rest) {
            if warning.code == "299", !warning.text.isEmpty { texts.append(warning.text) }
        }
        return texts
    }

    /// The field value for one warning.
    package static func field(_ text: String) -> String {
        var quoted = ""
        for character in text.unicodeScalars where character.value >= 0x20 {
            if character == "\"" || character == "\\" { quoted.unicodeScalars.append("\\") }
            quoted.unicodeScalars.append(character)
        }
        return "299 - \"\(quoted)\""
    }

    private static func nextWarning(_ rest: inout ArraySlice<UInt8>) -> (code: String, text: String)? {
        skip(&rest, where: { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: ",") })
        guard let code = token(&rest), token(&rest) != nil, let text = quoted(&rest) else { return nil }
        skip(&rest, where: { $0 == 0x20 || $0 == 0x09 })
        // A date in quotes may follow, which has a comma of its own.
        if rest.first == UInt8(ascii: "\""), quoted(&rest) == nil { return nil }
        skip(&rest, where: { $0 != UInt8(ascii: ",") })
        return (code, text)
    }

    private static func quoted(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard rest.popFirst() == UInt8(ascii: "\"") else { return nil }
        var text: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
            if byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() {
                text.append(escaped)
            } else {
                text.append(byte)
            }
        }
        return nil
    }

    private static func token(_ rest: inout ArraySlice<UInt8>) -> String? {
        let end = rest.firstIndex(of: 0x20) ?? rest.endIndex
        guard end > rest.startIndex, end < rest.endIndex else { return nil }
        let token = String(decoding: rest[..<end], as: UTF8.self)
        rest = rest[end...].drop { $0 == 0x20 }
        return token
    }

    private static func skip(_ rest: inout ArraySlice<UInt8>, where condition: (UInt8) -> Bool) {
        rest = rest.drop(while: condition)
    }
}
