/// A semantic version in expressions.
struct CELVersion: CELOpaqueValue {
    static let type = CELType.object("kubernetes.Semver")

    let version: SemanticVersion

    var type: CELType { Self.type }

    func isEqual(to other: any CELOpaqueValue) -> Bool {
        guard let other = other as? CELVersion else { return false }
        return version.compare(other.version) == 0
    }

    static func parse(_ text: String, normalizes: Bool) throws(CELError) -> CELVersion {
        do {
            return CELVersion(
                version: normalizes ? try SemanticVersion(normalizing: text) : try SemanticVersion(text))
        } catch {
            throw CELError(error.message)
        }
    }
}

extension CELLibrary {
    /// Semantic versions.
    ///
    /// Source: Kubernetes 1.36 CEL library `kubernetes.Semver`, version 1.
    static let semver: CELLibrary = {
        let type = CELVersion.type
        func accessor(_ name: String, _ read: @escaping @Sendable (SemanticVersion) -> UInt64) -> CELFunction {
            CELFunction(name, "semver_\(name)", isMember: true, parameters: [type], result: .int, cost: .nominal) {
                arguments, _ throws(CELError) in
                .int(Int64(truncatingIfNeeded: read(try arguments[0].asOpaque(CELVersion.self).version)))
            }
        }
        func comparison(
            _ name: String, _ overload: String, _ result: CELType, _ judge: @escaping @Sendable (Int) -> CELValue
        ) -> CELFunction {
            CELFunction(name, overload, isMember: true, parameters: [type, type], result: result, cost: .nominal) {
                arguments, _ throws(CELError) in
                let left = try arguments[0].asOpaque(CELVersion.self).version
                return judge(left.compare(try arguments[1].asOpaque(CELVersion.self).version))
            }
        }
        func reading(_ overload: String, _ parameters: [CELType]) -> CELFunction {
            CELFunction("semver", overload, parameters: parameters, result: type, cost: .traversal()) {
                arguments, _ throws(CELError) in
                let normalizes = arguments.count > 1 ? try arguments[1].asBool() : false
                return .opaque(try CELVersion.parse(arguments[0].asString(), normalizes: normalizes))
            }
        }
        func test(_ overload: String, _ parameters: [CELType]) -> CELFunction {
            CELFunction("isSemver", overload, parameters: parameters, result: .bool, cost: .traversal()) {
                arguments, _ throws(CELError) in
                let text = try arguments[0].asString()
                let normalizes = arguments.count > 1 ? try arguments[1].asBool() : false
                return .bool(
                    succeeds { () throws(CELError) in _ = try CELVersion.parse(text, normalizes: normalizes) })
            }
        }
        return CELLibrary(
            functions: [
                reading("string_to_semver", [.string]), reading("string_bool_to_semver", [.string, .bool]),
                test("is_semver_string", [.string]), test("is_semver_string_bool", [.string, .bool]),
                comparison("isGreaterThan", "semver_is_greater_than", .bool) { .bool($0 > 0) },
                comparison("isLessThan", "semver_is_less_than", .bool) { .bool($0 < 0) },
                comparison("compareTo", "semver_compare_to", .int) { .int(Int64($0)) },
                accessor("major", \.major), accessor("minor", \.minor), accessor("patch", \.patch),
            ],
            equalityCosts: [type: .nominal])
    }()
}
