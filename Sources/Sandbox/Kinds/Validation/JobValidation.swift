import KubeCore

/// The rules of jobs.
///
/// Source: kubernetes `pkg/apis/batch/validation/validation.go`.
enum JobValidation {
    private static let path: FieldPath = "spec"

    @Sendable static func job(_ context: ValidationContext) -> [FieldError] {
        guard !context.isStatus else { return [] }
        var checks = FieldChecks()
        let spec = context.object["spec"] ?? [:]
        self.spec(spec, path, &checks)
        if let old = context.old?["spec"] {
            for field in ["completions", "selector", "completionMode", "podFailurePolicy", "backoffLimitPerIndex"]
            where spec["completionMode"] != "Indexed" || field != "completions" {
                checks.immutable(spec[field], old[field], path.field(field))
            }
            // Of a suspended job that has not started, what schedules it may change; a plain client does not need it.
            checks.immutable(spec["template"], old["template"], path.field("template"))
        }
        return checks.errors
    }

    @Sendable static func cronJob(_ context: ValidationContext) -> [FieldError] {
        guard !context.isStatus else { return [] }
        var checks = FieldChecks()
        let spec = context.object["spec"] ?? [:]
        if let schedule = nonEmpty(spec["schedule"]) {
            if let problem = scheduleProblem(schedule) {
                checks.invalid(path.field("schedule"), .string(schedule), problem)
            }
        } else {
            checks.required(path.field("schedule"))
        }
        checks.oneOf(
            spec["concurrencyPolicy"], ["Allow", "Forbid", "Replace"], path.field("concurrencyPolicy"))
        for field in ["startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"] {
            checks.nonNegative(spec[field], path.field(field))
        }
        self.spec(
            spec[path: "jobTemplate", "spec"] ?? [:], path.field("jobTemplate").field("spec"), &checks)
        if let name = context.object[path: "metadata", "name"]?.stringValue, name.utf8.count > 52 {
            checks.invalid("metadata.name", .string(name), "must be no more than 52 characters")
        }
        return checks.errors
    }

    private static func spec(_ spec: JSONValue, _ path: FieldPath, _ checks: inout FieldChecks) {
        for field in ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished"]
        {
            checks.nonNegative(spec[field], path.field(field))
        }
        if spec["completionMode"] == "Indexed", spec["completions"] == nil || spec["completions"] == .null {
            checks.required(path.field("completions"), "when completion mode is Indexed")
        }
        let template = path.field("template")
        PodValidation.template(spec["template"], template, &checks)
        let place = template.field("spec").field("restartPolicy")
        let allowed = ["OnFailure", "Never"]
        let restartPolicy = spec[path: "template", "spec", "restartPolicy"]?.stringValue ?? ""
        if restartPolicy.isEmpty || restartPolicy == "Always" {
            // The real server says "Required" of what it filled in itself.
            checks.required(place, "valid values: \"OnFailure\", \"Never\"")
        } else if !allowed.contains(restartPolicy) {
            checks.unsupported(place, .string(restartPolicy), allowed)
        }
    }

    /// Five fields, or one of the words for common schedules.
    static func scheduleProblem(_ schedule: String) -> String? {
        if schedule.hasPrefix("@") {
            let words = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]
            if words.contains(schedule) || schedule.hasPrefix("@every ") { return nil }
            return "unrecognized descriptor: \(schedule)"
        }
        let fields = schedule.split(separator: " ").map(String.init)
        if fields.count != 5 {
            return "expected exactly 5 fields, found \(fields.count): [\(fields.joined(separator: " "))]"
        }
        let ranges = [0...59, 0...23, 1...31, 1...12, 0...6]
        return zip(fields, ranges).lazy.compactMap(fieldProblem).first
    }

    private static func fieldProblem(_ field: String, _ range: ClosedRange<Int>) -> String? {
        for part in field.split(separator: ",") {
            let value = part.split(separator: "/", maxSplits: 1).first.map(String.init) ?? ""
            for bound in value.split(separator: "-", maxSplits: 1) where bound != "*" && bound != "?" {
                guard let number = Int(bound) else {
                    let isName = bound.count == 3 && bound.allSatisfy(\.isLetter)
                    if isName { continue }
                    return "failed to parse int from \(bound): strconv.Atoi: parsing \"\(bound)\": invalid syntax"
                }
                if number < range.lowerBound {
                    return "beginning of range (\(number)) below minimum (\(range.lowerBound)): \(part)"
                }
                if number > range.upperBound, !(range.upperBound == 6 && number == 7) {
                    return "end of range (\(number)) above maximum (\(range.upperBound)): \(part)"
                }
            }
        }
        return nil
    }
}
