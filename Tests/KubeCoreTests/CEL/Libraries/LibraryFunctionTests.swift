import KubeCore
import Testing

/// Calls the libraries' functions by overload, without the language around them.
@Suite struct LibraryFunctionTests {
    struct Case: Sendable {
        let overload: String
        let arguments: [CELValue]
        /// As `text` spells the result; an error with an exclamation mark before it.
        let expected: String

        init(_ overload: String, _ arguments: [CELValue], _ expected: String) {
            self.overload = overload
            self.arguments = arguments
            self.expected = expected
        }
    }

    static func strings(_ texts: String...) -> CELValue { .list(.values(texts.map(CELValue.string))) }
    static func ints(_ numbers: Int64...) -> CELValue { .list(.values(numbers.map(CELValue.int))) }

    static let lists: [Case] = [
        Case("list_int_is_sorted_bool", [ints(1, 2, 2)], "true"),
        Case("list_int_is_sorted_bool", [ints(2, 1)], "false"),
        Case("list_string_max_string", [strings("a", "c", "b")], "c"), Case("list_int_min_int", [ints(3, 1, 2)], "1"),
        Case("list_int_min_int", [ints()], "!min called on empty list"),
        Case("list_int_sum_int", [ints(1, 2, 3)], "6"), Case("list_int_sum_int", [ints(.max, 1)], "!integer overflow"),
        Case("list_a_index_of_int", [ints(1, 2, 1), .int(1)], "0"),
        Case("list_a_last_index_of_int", [ints(1, 2, 1), .double(1)], "2"),
        Case("list_a_index_of_int", [ints(1), .int(5)], "-1"),
        Case("list_slice", [ints(1, 2, 3), .int(1), .int(3)], "[2, 3]"),
        Case("list_slice", [ints(1), .int(0), .int(3)], "!cannot slice(0, 3), list is length 1"),
        Case("list_flatten", [.list(.values([ints(1), ints(2)]))], "[1, 2]"),
        Case("list_flatten_int", [ints(1), .int(-1)], "!level must be non-negative"),
        Case("lists_range", [.int(3)], "[0, 1, 2]"), Case("list_reverse", [ints(1, 2)], "[2, 1]"),
        Case("list_distinct", [ints(2, 1, 2)], "[2, 1]"), Case("list_int_sort", [ints(2, 3, 1)], "[1, 2, 3]"),
        Case("list_int_sortByAssociatedKeys", [strings("a", "b"), ints(2, 1)], "[b, a]"),
        Case("list_sets_contains_list", [ints(1, 2), ints(2)], "true"),
        Case("list_sets_equivalent_list", [ints(1, 2), ints(2, 1, 1)], "true"),
        Case("list_sets_intersects_list", [ints(1), ints(2)], "false"),
    ]

    static let texts: [Case] = [
        Case("string_char_at_int", [.string("aé"), .int(1)], "é"),
        Case("string_char_at_int", [.string("a"), .int(2)], "!index out of range: 2"),
        Case("string_index_of_string", [.string("hello"), .string("l")], "2"),
        Case("string_last_index_of_string", [.string("hello"), .string("l")], "3"),
        Case("string_last_index_of_string_int", [.string("hello"), .string("l"), .int(2)], "2"),
        Case("string_substring_int_int", [.string("hello"), .int(1), .int(3)], "el"),
        Case("string_replace_string_string", [.string("aaa"), .string(""), .string("-")], "-a-a-a-"),
        Case("string_replace_string_string_int", [.string("aaa"), .string("a"), .string("b"), .int(2)], "bba"),
        Case("string_split_string", [.string("a,b,,"), .string(",")], "[a, b, , ]"),
        Case("string_split_string_int", [.string("abc"), .string(""), .int(2)], "[a, bc]"),
        Case("string_split_string_int", [.string("a"), .string(","), .int(0)], "[]"),
        Case("list_join_string", [strings("a", "b"), .string("-")], "a-b"),
        Case("string_trim", [.string(" \u{A0}a\n")], "a"), Case("string_lower_ascii", [.string("AÉ")], "aÉ"),
        Case("strings_quote", [.string("a\n\"")], #""a\n\"""#),
        Case(
            "string_format", [.string("%s %d %.2f %x %b%%"), .list(.values([.string("a"), .int(1), .double(2.255)]))],
            "!index 3 out of range"),
        Case(
            "string_format",
            [
                .string("%.2f %e %x %s"),
                .list(.values([.double(1234567.891), .double(-0.00012), .int(-255), ints(1, 2)])),
            ], "1,234,567.89 -1.200000×10⁻⁰⁴ -ff [1, 2]"),
        Case("string_find_string", [.string("ab12"), .string("[0-9]+")], "12"),
        Case(
            "string_find_string", [.string("ab12"), .string("(")],
            "!Illegal regex: error parsing regexp: missing closing ): `(`"),
        Case("string_find_all_string_int", [.string("1 2 3"), .string("[0-9]"), .int(2)], "[1, 2]"),
    ]

    static func opaque(_ overload: String, _ text: String) -> CELValue {
        var context = CELContext()
        guard let function = CELLibrary.kubernetes.functions.first(where: { $0.overloadID == overload }) else {
            return .null
        }
        do {
            return try function.implementation([.string(text)], &context)
        } catch {
            return .null
        }
    }

    static let networks: [Case] = [
        Case("is_ip", [.string("::ffff:1.2.3.4")], "false"), Case("is_ip", [.string("1.2.3.04")], "false"),
        Case("ip_is_canonical", [.string("2001:DB8::1")], "false"),
        Case("ip_is_canonical", [.string("2001:db8:0:0:1::1")], "false"),
        Case("ip_to_string", [opaque("string_to_ip", "2001:db8:0:0:1:0:0:1")], "2001:db8::1:0:0:1"),
        Case(
            "string_to_ip", [.string("a")],
            #"!IP Address "a" parse error during conversion from string: ParseAddr("a"): unable to parse IP"#),
        Case("ip_is_global_unicast", [opaque("string_to_ip", "8.8.8.8")], "true"),
        Case("ip_is_link_local_unicast", [opaque("string_to_ip", "fe80::1")], "true"),
        Case("cidr_contains_ip_string", [opaque("string_to_cidr", "10.0.0.0/8"), .string("10.1.2.3")], "true"),
        Case("cidr_contains_ip_string", [opaque("string_to_cidr", "10.0.0.0/8"), .string("x")], "!no such overload"),
        Case("cidr_contains_cidr_string", [opaque("string_to_cidr", "10.0.0.0/8"), .string("10.0.0.0/7")], "false"),
        Case("cidr_to_string", [opaque("string_to_cidr", "10.1.2.3/8")], "10.1.2.3/8"),
        Case("is_cidr", [.string("10.0.0.0/33")], "false"),
        Case("url_get_host", [opaque("string_to_url", "https://user@h.x:80/p%20q?a=1&a=2#f")], "h.x:80"),
        Case("url_get_port", [opaque("string_to_url", "https://h.x:80/")], "80"),
        Case("url_get_hostname", [opaque("string_to_url", "https://[::1]:80/")], "::1"),
        Case("url_get_escaped_path", [opaque("string_to_url", "https://h/p%20q?x")], "/p%20q"),
        Case("is_url_string", [.string("relative")], "false"), Case("is_url_string", [.string("/absolute")], "true"),
        Case("is_url_string", [.string("https://a b/")], "false"),
        Case(
            "string_to_url", [.string("https://a:b/")],
            #"!URL parse error during conversion from string: parse "https://a:b/": invalid port ":b" after host"#),
    ]

    static let quantities: [Case] = [
        Case("quantity_get_int", [opaque("string_to_quantity", "1Gi")], "1073741824"),
        Case("quantity_get_int", [opaque("string_to_quantity", "100m")], "!cannot convert value to integer"),
        Case("quantity_is_integer", [opaque("string_to_quantity", "1500m")], "false"),
        Case("quantity_sign", [opaque("string_to_quantity", "-1")], "-1"),
        Case("quantity_get_float", [opaque("string_to_quantity", "1.5k")], "1500.0"),
        Case(
            "quantity_compare_to", [opaque("string_to_quantity", "1k"), opaque("string_to_quantity", "1Ki")], "-1"),
        Case("is_quantity_string", [.string("1x")], "false"),
        Case("is_semver_string", [.string("v1.2.3")], "false"),
        Case("is_semver_string_bool", [.string("v01.2"), .bool(true)], "true"),
        Case(
            "semver_compare_to", [opaque("string_to_semver", "1.0.0-a.2"), opaque("string_to_semver", "1.0.0-a.10")],
            "-1"),
        Case("semver_minor", [opaque("string_to_semver", "1.2.3+b")], "2"),
        Case("string_to_semver", [.string("1.2")], "!No Major.Minor.Patch elements found"),
    ]

    @Test("Functions answer as the server's do", arguments: lists + texts + networks + quantities)
    func answers(_ test: Case) throws {
        let function = try #require(CELLibrary.kubernetes.functions.first { $0.overloadID == test.overload })
        #expect(function.parameters.count == test.arguments.count)
        var context = CELContext()
        do {
            let result = try function.implementation(test.arguments, &context)
            #expect(Self.text(result) == test.expected, "\(test.overload)")
        } catch {
            #expect("!" + error.message == test.expected, "\(test.overload)")
        }
    }

    @Test("Named formats tell what is wrong")
    func formats() throws {
        var context = CELContext()
        let validate = try #require(CELLibrary.kubernetes.functions.first { $0.overloadID == "format-validate" })
        let label = try #require(CELLibrary.kubernetes.functions.first { $0.name == "format.dns1123Label" })
        let format = try label.implementation([], &context)
        guard case .optional(nil) = try validate.implementation([format, .string("a-b")], &context),
            case .optional(.list(let problems)?) = try validate.implementation([format, .string("A")], &context)
        else {
            Issue.record("a-b is a label, A is none")
            return
        }
        #expect(problems.count == 1)
    }

    @Test("Each overload is declared once")
    func overloads() {
        let names = CELLibrary.kubernetes.functions.map(\.overloadID)
        #expect(Set(names).count == names.count)
    }

    static func text(_ value: CELValue) -> String {
        switch value {
        case .bool(let flag): return "\(flag)"
        case .int(let number): return "\(number)"
        case .double(let number): return "\(number)"
        case .string(let text): return text
        case .list(let list):
            do {
                return "[" + (try list.elements()).map(text).joined(separator: ", ") + "]"
            } catch {
                return "?"
            }
        default: return "?"
        }
    }
}
