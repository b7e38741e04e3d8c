extension CELCases {
    /// What is wrong with an expression: places and messages.
    static let issues: [(source: String, issues: [String])] = [
        ("foo + 1", ["1:1: undeclared reference to 'foo' (in container '')"]),
        ("1 +", ["1:4: Syntax error: mismatched input '<EOF>' expecting OPERAND"]),
        (#"self.spec.replicas + "a""#, ["1:20: found no matching overload for '_+_' applied to '(int, string)'"]),
        ("a.b.c", ["1:1: undeclared reference to 'a' (in container '')"]),
        ("size(self.spec.name) < 3 && self.spec.foo", ["1:38: undefined field 'foo'"]),
        ("self.spec.?x", ["1:10: undefined field 'x'"]),
        ("self.spec.hid", ["1:10: undefined field 'hid'"]),
        ("self.spec.pres.q", ["1:15: undefined field 'q'"]),
        ("self.spec.nul == null", ["1:15: found no matching overload for '_==_' applied to '(string, null)'"]),
        ("self.spec.list.all(i, i, true)", ["1:23: duplicate variable name: i"]),
        ("self.spec.list.all(1, i, true)", ["1:20: argument must be a simple name"]),
        ("1 == 1.0", ["1:3: found no matching overload for '_==_' applied to '(int, double)'"]),
        ("[1] == [1.0]", ["1:5: found no matching overload for '_==_' applied to '(list(int), list(double))'"]),
        (
            "{'a': 1} == {'a': 1.0}",
            ["1:10: found no matching overload for '_==_' applied to '(map(string, int), map(string, double))'"]
        ),
        ("null == 1", ["1:6: found no matching overload for '_==_' applied to '(null, int)'"]),
        ("timestamp('2020-13-01T00:00:00Z')", ["1:11: invalid timestamp argument"]),
        ("duration('99999999999h')", ["1:10: invalid duration argument"]),
        ("'abc'.matches('[')", ["1:15: invalid matches argument"]),
        ("self.spec.name.matches('[')", ["1:24: invalid matches argument"]),
        ("'a' 'b'", ["1:5: Syntax error: extraneous input ''b'' expecting <EOF>"]),
        ("[1, 'a']", ["1:5: expected type 'int' but found 'string'"]),
        ("[1, dyn('a')]", ["1:8: expected type 'int' but found 'dyn'"]),
        (
            "{'a': 1, 2: 'b'}",
            ["1:10: expected type 'string' but found 'int'", "1:13: expected type 'int' but found 'string'"]
        ),
        ("[null, 1]", ["1:8: expected type 'null' but found 'int'"]),
        ("[duration('1s'), null]", ["1:18: expected type 'duration' but found 'null'"]),
        ("!1", ["1:1: found no matching overload for '!_' applied to '(int)'"]),
        ("-true", ["1:1: found no matching overload for '-_' applied to '(bool)'"]),
        ("self.metadata.labels", ["1:14: undefined field 'labels'"]),
        ("size(self.spec)", ["1:5: found no matching overload for 'size' applied to '(selfType.spec)'"]),
        ("self.spec.size()", ["1:15: found no matching overload for 'size' applied to 'selfType.spec.()'"]),
        ("[int, string]", ["1:7: expected type 'type(int)' but found 'type(string)'"]),
        ("self.foo()", ["1:9: undeclared reference to 'foo' (in container '')"]),
        ("self.spec.name.foo()", ["1:19: undeclared reference to 'foo' (in container '')"]),
        ("foo(1)", ["1:4: undeclared reference to 'foo' (in container '')"]),
        ("self.spec.name.size(1)", ["1:20: found no matching overload for 'size' applied to 'string.(int)'"]),
        ("'a'.startsWith(1)", ["1:15: found no matching overload for 'startsWith' applied to 'string.(int)'"]),
        (
            "self.all(x, true)",
            ["1:1: expression of type 'selfType' cannot be range of a comprehension (must be list, map, or dynamic)"]
        ),
        (
            "self.spec.name.all(x, true)",
            ["1:10: expression of type 'string' cannot be range of a comprehension (must be list, map, or dynamic)"]
        ),
        (
            "1.all(x, true)",
            ["1:1: expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)"]
        ),
        ("[1].all(__result__, true)", ["1:9: iteration variable overwrites accumulator variable"]),
        ("[1].map(x, x, x)", ["1:8: found no matching overload for '_?_:_' applied to '(int, list(int), list(int))'"]),
        (
            "[1].map(x)",
            [
                "1:8: undeclared reference to 'map' (in container '')",
                "1:9: undeclared reference to 'x' (in container '')",
            ]
        ),
        ("[1].filter(x, 1)", ["1:11: found no matching overload for '_?_:_' applied to '(int, list(int), list(int))'"]),
        ("[1].exists_one(x, 'a')", ["1:15: found no matching overload for '_?_:_' applied to '(string, int, int)'"]),
        ("has(self)", ["1:5: invalid argument to has() macro"]),
        ("has(self.spec['name'])", ["1:14: invalid argument to has() macro"]),
        ("has(1)", ["1:5: invalid argument to has() macro"]),
        ("if", ["1:1: reserved identifier: if"]),
        ("self.if", ["1:5: undefined field 'if'"]),
        (
            "self.spec.in",
            [
                "1:11: Syntax error: no viable alternative at input '.in'",
                "1:13: Syntax error: mismatched input '<EOF>' expecting OPERAND",
            ]
        ),
        ("a.==b", ["1:3: Syntax error: no viable alternative at input '.=='"]),
        ("a.+1", ["1:3: Syntax error: no viable alternative at input '.+'"]),
        ("a.)", ["1:3: Syntax error: no viable alternative at input '.)'"]),
        ("a.&&b", ["1:3: Syntax error: no viable alternative at input '.&&'"]),
        ("a.in b", ["1:3: Syntax error: no viable alternative at input '.in'"]),
        (
            "a.*",
            [
                "1:3: Syntax error: no viable alternative at input '.*'",
                "1:4: Syntax error: mismatched input '<EOF>' expecting OPERAND",
            ]
        ),
        ("(a.)", ["1:4: Syntax error: no viable alternative at input '.)'"]),
        ("a.-1", ["1:3: Syntax error: no viable alternative at input '.-'"]),
        ("[a.]", ["1:4: Syntax error: no viable alternative at input '.]'"]),
        ("a.b.in c", ["1:5: Syntax error: no viable alternative at input '.in'"]),
        ("a.in.b", ["1:3: Syntax error: no viable alternative at input '.in'"]),
        ("x ? y", ["1:6: Syntax error: mismatched input '<EOF>' expecting ':'"]),
        ("x ? y : ", ["1:9: Syntax error: mismatched input '<EOF>' expecting OPERAND"]),
        ("foo(1,2", ["1:8: Syntax error: missing ')' at '<EOF>'"]),
        ("foo(1,2]", ["1:8: Syntax error: mismatched input ']' expecting ')'"]),
        ("[1,2)", ["1:5: Syntax error: mismatched input ')' expecting {']', ','}"]),
        ("{1:2]", ["1:5: Syntax error: mismatched input ']' expecting {'}', ','}"]),
        ("{1:2", ["1:5: Syntax error: mismatched input '<EOF>' expecting {'}', ','}"]),
        ("(1 + 2", ["1:7: Syntax error: missing ')' at '<EOF>'"]),
        ("((1)", ["1:5: Syntax error: missing ')' at '<EOF>'"]),
        ("1 + (2", ["1:7: Syntax error: missing ')' at '<EOF>'"]),
        ("1 ** 2", ["1:4: Syntax error: extraneous input '*' expecting OPERAND"]),
        ("1 +* 2", ["1:4: Syntax error: extraneous input '*' expecting OPERAND"]),
        ("a b c d", ["1:3: Syntax error: mismatched input 'b' expecting <EOF>"]),
        ("a 'b'", ["1:3: Syntax error: extraneous input ''b'' expecting <EOF>"]),
        (#""a"b"#, ["1:4: Syntax error: extraneous input 'b' expecting <EOF>"]),
        ("1 2 3", ["1:3: Syntax error: mismatched input '2' expecting <EOF>"]),
        ("true && && false", ["1:9: Syntax error: extraneous input '&&' expecting OPERAND"]),
        ("|| a", ["1:1: Syntax error: extraneous input '||' expecting OPERAND"]),
        ("a ||", ["1:5: Syntax error: mismatched input '<EOF>' expecting OPERAND"]),
        ("a || || b", ["1:6: Syntax error: extraneous input '||' expecting OPERAND"]),
        ("!= a", ["1:1: Syntax error: extraneous input '!=' expecting OPERAND"]),
        ("a != != b", ["1:6: Syntax error: extraneous input '!=' expecting OPERAND"]),
        ("self.spec.replicas == ", ["1:23: Syntax error: mismatched input '<EOF>' expecting OPERAND"]),
        (
            "self.spec.replicas = 3",
            [
                "1:20: Syntax error: token recognition error at: '= '",
                "1:22: Syntax error: extraneous input '3' expecting <EOF>",
            ]
        ),
        ("self.spec.list.all(x, )", ["1:23: Syntax error: mismatched input ')' expecting OPERAND"]),
        (
            "self.spec.list.all(, x > 1)",
            [
                "1:20: Syntax error: extraneous input ',' expecting {'[', '{', '(', ')', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"
            ]
        ),
        ("self.spec.list.all(x, x > 1", ["1:28: Syntax error: missing ')' at '<EOF>'"]),
        ("self.spec.list.all(x, x > 1))", ["1:29: Syntax error: extraneous input ')' expecting <EOF>"]),
        ("self.spec..name", ["1:11: Syntax error: no viable alternative at input '..'"]),
        ("self..spec", ["1:6: Syntax error: no viable alternative at input '..'"]),
        ("self.spec.", ["1:11: Syntax error: no viable alternative at input '.'"]),
        ("self.", ["1:6: Syntax error: no viable alternative at input '.'"]),
        (
            "self[",
            [
                "1:6: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', '?', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"
            ]
        ),
        (
            "self[]",
            [
                "1:6: Syntax error: mismatched input ']' expecting {'[', '{', '(', '.', '-', '!', '?', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"
            ]
        ),
        ("self[1", ["1:7: Syntax error: missing ']' at '<EOF>'"]),
        ("has(self.spec.)", ["1:15: Syntax error: no viable alternative at input '.)'"]),
        (
            "size(",
            [
                "1:6: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', ')', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"
            ]
        ),
        (
            "'abc",
            [
                "1:1: Syntax error: token recognition error at: ''abc'",
                "1:5: Syntax error: mismatched input '<EOF>' expecting OPERAND",
            ]
        ),
        (
            #""abc"#,
            [
                #"1:1: Syntax error: token recognition error at: '"abc'"#,
                "1:5: Syntax error: mismatched input '<EOF>' expecting OPERAND",
            ]
        ),
        (
            "self.spec.name == 'abc",
            [
                "1:19: Syntax error: token recognition error at: ''abc'",
                "1:23: Syntax error: mismatched input '<EOF>' expecting OPERAND",
            ]
        ),
        (
            #"self.spec.name == "abc'"#,
            [
                #"1:19: Syntax error: token recognition error at: '"abc''"#,
                "1:24: Syntax error: mismatched input '<EOF>' expecting OPERAND",
            ]
        ),
        (
            #"'\x'"#,
            [
                #"1:1: Syntax error: token recognition error at: ''\x''"#,
                "1:5: Syntax error: mismatched input '<EOF>' expecting OPERAND",
            ]
        ),
        (
            #"'\u12'"#,
            [
                #"1:1: Syntax error: token recognition error at: ''\u12''"#,
                "1:7: Syntax error: mismatched input '<EOF>' expecting OPERAND",
            ]
        ),
        (
            #"'\400'"#,
            [
                #"1:1: Syntax error: token recognition error at: ''\4'"#,
                "1:6: Syntax error: token recognition error at: '''",
            ]
        ),
        (#"b'\u1234'"#, ["1:1: unable to unescape string"]),
        (#"'\uD800'"#, ["1:1: invalid unicode code point"]),
        (#""\U00110000""#, ["1:1: invalid unicode code point"]),
        ("0xZZ", ["1:2: Syntax error: extraneous input 'xZZ' expecting <EOF>"]),
        ("1.2.3", ["1:4: Syntax error: extraneous input '.3' expecting <EOF>"]),
        ("1e", ["1:2: Syntax error: extraneous input 'e' expecting <EOF>"]),
        ("1.e5", ["1:2: type 'int' does not support field selection"]),
        ("1.5u", ["1:4: Syntax error: extraneous input 'u' expecting <EOF>"]),
        ("@foo", ["1:1: Syntax error: token recognition error at: '@'"]),
        (
            "#",
            [
                "1:1: Syntax error: token recognition error at: '#'",
                "1:2: Syntax error: mismatched input '<EOF>' expecting OPERAND",
            ]
        ),
        ("$x", ["1:1: Syntax error: token recognition error at: '$'"]),
        (
            "a & b",
            [
                "1:3: Syntax error: token recognition error at: '& '",
                "1:5: Syntax error: extraneous input 'b' expecting <EOF>",
            ]
        ),
        (
            "a | b",
            [
                "1:3: Syntax error: token recognition error at: '| '",
                "1:5: Syntax error: extraneous input 'b' expecting <EOF>",
            ]
        ),
        (
            "a ^ b",
            [
                "1:3: Syntax error: token recognition error at: '^'",
                "1:5: Syntax error: extraneous input 'b' expecting <EOF>",
            ]
        ),
        ("a ! b", ["1:3: Syntax error: mismatched input '!' expecting <EOF>"]),
        (
            "a => b",
            [
                "1:3: Syntax error: token recognition error at: '=>'",
                "1:6: Syntax error: extraneous input 'b' expecting <EOF>",
            ]
        ),
        ("a -> b", ["1:4: Syntax error: extraneous input '>' expecting OPERAND"]),
        ("a <= > b", ["1:6: Syntax error: extraneous input '>' expecting OPERAND"]),
        ("`a`", ["1:1: Syntax error: mismatched input '`a`' expecting OPERAND"]),
        ("self.`spec`", ["1:6: unsupported syntax: '`'"]),
        ("self.spec.`a-b`", ["1:11: unsupported syntax: '`'"]),
        ("{a: 1", ["1:6: Syntax error: mismatched input '<EOF>' expecting {'}', ','}"]),
        ("{a: 1, b}", ["1:9: Syntax error: mismatched input '}' expecting ':'"]),
        (
            "{: 1}",
            [
                "1:2: Syntax error: extraneous input ':' expecting {'[', '{', '}', '(', '.', ',', '-', '!', '?', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}",
                "1:5: Syntax error: mismatched input '}' expecting ':'",
            ]
        ),
        ("{1: }", ["1:5: Syntax error: mismatched input '}' expecting OPERAND"]),
        ("{1: 2 3: 4}", ["1:7: Syntax error: mismatched input '3' expecting {'}', ','}"]),
        ("{1: 2,, 3: 4}", ["1:7: Syntax error: mismatched input ',' expecting '}'"]),
        ("[1 2]", ["1:4: Syntax error: extraneous input '2' expecting {']', ','}"]),
        ("[1,,2]", ["1:4: Syntax error: mismatched input ',' expecting ']'"]),
        ("[,1]", ["1:3: Syntax error: extraneous input '1' expecting ']'"]),
        ("()", ["1:2: Syntax error: mismatched input ')' expecting OPERAND"]),
        ("f()", ["1:2: undeclared reference to 'f' (in container '')"]),
        (
            "f(,)",
            [
                "1:3: Syntax error: extraneous input ',' expecting {'[', '{', '(', ')', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"
            ]
        ),
        ("f(1,)", ["1:5: Syntax error: mismatched input ')' expecting OPERAND"]),
        ("f(1 2)", ["1:5: Syntax error: extraneous input '2' expecting ')'"]),
        ("f(1,,2)", ["1:5: Syntax error: extraneous input ',' expecting OPERAND"]),
        ("f(x)(y)", ["1:5: Syntax error: mismatched input '(' expecting <EOF>"]),
        ("a.b(c)(d)", ["1:7: Syntax error: mismatched input '(' expecting <EOF>"]),
        ("a[1][2", ["1:7: Syntax error: missing ']' at '<EOF>'"]),
        ("a[1]]", ["1:5: Syntax error: extraneous input ']' expecting <EOF>"]),
        ("a}", ["1:2: Syntax error: extraneous input '}' expecting <EOF>"]),
        ("a)", ["1:2: Syntax error: extraneous input ')' expecting <EOF>"]),
        ("a]", ["1:2: Syntax error: extraneous input ']' expecting <EOF>"]),
        ("a,b", ["1:2: Syntax error: mismatched input ',' expecting <EOF>"]),
        (
            "a;b",
            [
                "1:2: Syntax error: token recognition error at: ';'",
                "1:3: Syntax error: extraneous input 'b' expecting <EOF>",
            ]
        ),
        ("a:b", ["1:2: Syntax error: mismatched input ':' expecting <EOF>"]),
        ("a?b", ["1:4: Syntax error: mismatched input '<EOF>' expecting ':'"]),
        ("?a", ["1:1: Syntax error: extraneous input '?' expecting OPERAND"]),
        (":a", ["1:1: Syntax error: extraneous input ':' expecting OPERAND"]),
        (",a", ["1:1: Syntax error: extraneous input ',' expecting OPERAND"]),
        (
            ";",
            [
                "1:1: Syntax error: token recognition error at: ';'",
                "1:2: Syntax error: mismatched input '<EOF>' expecting OPERAND",
            ]
        ),
        (
            "-",
            [
                "1:2: Syntax error: no viable alternative at input '-'",
                "1:2: Syntax error: mismatched input '<EOF>' expecting OPERAND",
            ]
        ),
        ("!", ["1:2: Syntax error: extraneous input '<EOF>' expecting OPERAND"]),
        (
            "- -",
            [
                "1:4: Syntax error: no viable alternative at input '-'",
                "1:4: Syntax error: mismatched input '<EOF>' expecting OPERAND",
            ]
        ),
        ("!!", ["1:3: Syntax error: extraneous input '<EOF>' expecting OPERAND"]),
        (
            "--",
            [
                "1:3: Syntax error: no viable alternative at input '-'",
                "1:3: Syntax error: mismatched input '<EOF>' expecting OPERAND",
            ]
        ),
        ("-(", ["1:3: Syntax error: mismatched input '<EOF>' expecting OPERAND"]),
        ("!(", ["1:3: Syntax error: mismatched input '<EOF>' expecting OPERAND"]),
        ("+1", ["1:1: Syntax error: extraneous input '+' expecting OPERAND"]),
        ("1 + +1", ["1:5: Syntax error: extraneous input '+' expecting OPERAND"]),
        ("not a", ["1:5: Syntax error: extraneous input 'a' expecting <EOF>"]),
        ("a and b", ["1:3: Syntax error: mismatched input 'and' expecting <EOF>"]),
        ("a or b", ["1:3: Syntax error: mismatched input 'or' expecting <EOF>"]),
        ("a is b", ["1:3: Syntax error: mismatched input 'is' expecting <EOF>"]),
        ("null.foo", ["1:5: type 'null' does not support field selection"]),
        ("true.foo", ["1:5: type 'bool' does not support field selection"]),
        (#""a".b"#, ["1:4: type 'string' does not support field selection"]),
        ("1.foo", ["1:2: type 'int' does not support field selection"]),
        ("[1].foo", ["1:4: type 'list(int)' does not support field selection"]),
        ("{'a':1}.foo()", ["1:12: undeclared reference to 'foo' (in container '')"]),
        ("for", ["1:1: reserved identifier: for"]),
        ("while x", ["1:1: reserved identifier: while", "1:7: Syntax error: extraneous input 'x' expecting <EOF>"]),
        ("var", ["1:1: reserved identifier: var"]),
        ("package.x", ["1:1: reserved identifier: package"]),
        ("import", ["1:1: reserved identifier: import"]),
        ("const", ["1:1: reserved identifier: const"]),
        ("as", ["1:1: reserved identifier: as"]),
        ("break", ["1:1: reserved identifier: break"]),
        ("continue", ["1:1: reserved identifier: continue"]),
        ("else", ["1:1: reserved identifier: else"]),
        ("function", ["1:1: reserved identifier: function"]),
        ("loop", ["1:1: reserved identifier: loop"]),
        ("return", ["1:1: reserved identifier: return"]),
        ("void", ["1:1: reserved identifier: void"]),
        ("namespace", ["1:1: reserved identifier: namespace"]),
        ("self.namespace", ["1:5: undefined field 'namespace'"]),
        ("self.package", ["1:5: undefined field 'package'"]),
        ("self.if", ["1:5: undefined field 'if'"]),
        ("true false", ["1:6: Syntax error: extraneous input 'false' expecting <EOF>"]),
        ("nullnull", ["1:1: undeclared reference to 'nullnull' (in container '')"]),
        ("x in", ["1:5: Syntax error: mismatched input '<EOF>' expecting OPERAND"]),
        ("in x", ["1:1: Syntax error: extraneous input 'in' expecting OPERAND"]),
        ("x in in y", ["1:6: Syntax error: extraneous input 'in' expecting OPERAND"]),
        ("x not in y", ["1:3: Syntax error: mismatched input 'not' expecting <EOF>"]),
        ("// c", ["1:5: Syntax error: mismatched input '<EOF>' expecting OPERAND"]),
        ("1 /", ["1:4: Syntax error: mismatched input '<EOF>' expecting OPERAND"]),
        ("/ 1", ["1:1: Syntax error: extraneous input '/' expecting OPERAND"]),
        ("1 / / 1", ["1:5: Syntax error: extraneous input '/' expecting OPERAND"]),
        ("1 % % 2", ["1:5: Syntax error: extraneous input '%' expecting OPERAND"]),
        ("self.spec.name[0]", ["1:15: found no matching overload for '_[_]' applied to '(string, int)'"]),
        ("self.spec.name.size", ["1:15: type 'string' does not support field selection"]),
        (
            "a.b.c.d()",
            [
                "1:1: undeclared reference to 'a' (in container '')",
                "1:8: undeclared reference to 'd' (in container '')",
            ]
        ),
    ]
}
