extension HorizontalAutoscaler.Selection {
    /// A pod with its labels.
    package struct LabelledPod: Hashable, Sendable, Codable {
        package var labels: [String: String]
        package var pod: AutoscalerPod

        package init(labels: [String: String], pod: AutoscalerPod) {
            self.labels = labels
            self.pod = pod
        }
    }

    /// What `selector` (in the text form of a scale's status) finds among the pods of the namespace. It is ambiguous
    /// when the selector of one of the `others`, by the name of its autoscaler, finds one of the same pods.
    package init(selector text: String, name: String, pods: [LabelledPod], others: [String: LabelSelector]) {
        guard !text.isEmpty else {
            self = .selectorMissing
            return
        }
        do throws(SelectorError) {
            let selector = try LabelSelector(text)
            let selected = pods.filter { selector.matches($0.labels) }
            let rivals = others.filter { other in selected.contains { other.value.matches($0.labels) } }
            self =
                rivals.isEmpty
                ? .pods(selected.map(\.pod))
                : .ambiguous(selector: text, autoscalers: (rivals.keys + [name]).sorted())
        } catch {
            self = .selectorInvalid(error.description)
        }
    }
}
