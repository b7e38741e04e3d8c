import KubeCore

extension TargetReference {
    /// Kinds of Kubernetes itself that many take for scalable.
    static let unscalableKinds = ["Pod", "DaemonSet", "Job", "CronJob"]
    static let builtInVersions = ["v1", "apps/v1", "batch/v1"]
    static let appsKinds = ["Deployment", "ReplicaSet", "StatefulSet"]
    /// Where the kinds of apps/v1 used to be, or are thought to be.
    static let wrongVersions = ["v1", "apps", "apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"]

    static let rules: [Schema.ValidationRule] = [
        .invalid(
            "!(self.apiVersion in \(CELText.list(builtInVersions)) && self.kind in \(CELText.list(unscalableKinds)))",
            ScalingPolicyWords.notScalable, at: ".kind", value: .text("self.kind")),
        .invalid(
            "!(self.apiVersion in \(CELText.list(wrongVersions)) && self.kind in \(CELText.list(appsKinds)))",
            ScalingPolicyWords.wrongGroup, ["self.kind"], at: ".apiVersion", value: .text("self.apiVersion")),
        .forbidden(
            "self.kind == oldSelf.kind && self.name == oldSelf.name && self.apiVersion.find('^[^/]+/') == oldSelf.apiVersion.find('^[^/]+/')",
            ScalingPolicyWords.targetChanged),
    ]
}

extension ReplicaBounds {
    static let rules: [Schema.ValidationRule] = [
        .invalid(
            "self.min <= self.max", ScalingPolicyWords.minAboveMax, ["self.max"], at: ".min",
            value: .number("self.min")),
        .invalid(
            "!has(self.windows) || !self.windows.exists(w, \(windowMin) > \(windowMax))",
            ScalingPolicyWords.windowMinAboveMax,
            ["\(crossed)[0].name", "\(crossed).map(w, \(windowMin))[0]", "\(crossed).map(w, \(windowMax))[0]"],
            at: ".windows"),
        .required(
            "has(self.zero) || (self.min > 0 && (!has(self.windows) || !self.windows.exists(w, has(w.min) && w.min == 0)))",
            ScalingPolicyWords.zeroNeeded, at: ".zero"),
        .invalid(
            "!has(self.zero) || self.zero.to < self.min || (self.min == 0 && self.zero.to == 0)",
            ScalingPolicyWords.idleNotBelowMin, at: ".zero.to", value: .number("self.zero.to")),
    ]

    private static let windowMin = "(has(w.min) ? w.min : self.min)"
    private static let windowMax = "(has(w.max) ? w.max : self.max)"
    private static let crossed = "self.windows.filter(w, \(windowMin) > \(windowMax))"
}

extension BoundsWindow {
    static let rules: [Schema.ValidationRule] = [
        .exactlyOne(of: ["schedule", "interval"]),
        .required("has(self.min) || has(self.max)", ScalingPolicyWords.windowWithoutBounds),
    ]
}

extension MomentInterval {
    static let rules: [Schema.ValidationRule] = [
        .invalid("self.from < self.to", ScalingPolicyWords.intervalOrder, at: ".to", value: .text("string(self.to)"))
    ]
}

extension CronSchedule {
    static let rules: [Schema.ValidationRule] =
        ["start", "end"].flatMap { member -> [Schema.ValidationRule] in
            let count = "self.\(member).replace('\\t', ' ').split(' ').filter(f, f != '').size()"
            return [
                .invalid(
                    "\(count) == 5", ScalingPolicyWords.cronFields, [count], at: ".\(member)",
                    value: .text("self.\(member)")),
                .invalid(
                    "\(count) != 5 || self.\(member).matches(\(pattern))", ScalingPolicyWords.cronSyntax,
                    at: ".\(member)", value: .text("self.\(member)")),
            ]
        } + [
            .invalid("self.start != self.end", ScalingPolicyWords.cronOrder, at: ".end", value: .text("self.end"))
        ]

    /// Five fields of numbers in range; that a range ascends is left to the validator.
    private static let pattern: String = {
        func field(_ value: String) -> String {
            let part = "([*]|(\(value))(-(\(value)))?)(/0*[1-9][0-9]*)?"
            return "\(part)(,\(part))*"
        }
        let fields = [
            "0*[0-5]?[0-9]", "0*(1?[0-9]|2[0-3])", "0*([1-9]|[12][0-9]|3[01])",
            "0*([1-9]|1[0-2])|(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
            "0*[0-7]|(?i:sun|mon|tue|wed|thu|fri|sat)",
        ]
        return "'^[ \\t]*\(fields.map(field).joined(separator: "[ \\t]+"))[ \\t]*$'"
    }()
}
