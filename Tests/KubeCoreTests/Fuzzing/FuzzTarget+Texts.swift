import KubeCore

/// Short texts: quantities, selectors, times, paths, patterns.
enum TextProperties {
    static func quantityProblem(with text: String) -> String? {
        let parts = text.split(separator: "\n", maxSplits: 1).map(String.init)
        guard let first = parts.first, let quantity = Quantity(first) else { return nil }
        guard let again = Quantity(quantity.description), again == quantity else {
            return "printed as \(quantity) it is another"
        }
        if again.description != quantity.description { return "\(quantity) is not canonical: \(again)" }
        _ = (quantity.value, quantity.milliValue, quantity.doubleValue, quantity.roundedUp(toScale: -3))
        let other = parts.count > 1 ? Quantity(parts[1]) ?? .zero : quantity
        if quantity + .zero != quantity { return "adding zero changes \(quantity)" }
        if quantity - quantity != .zero { return "\(quantity) less itself is not zero" }
        if quantity + other != other + quantity { return "\(quantity) + \(other) depends on the order" }
        if (quantity < other) == (other < quantity), quantity != other { return "\(quantity), \(other): no order" }
        if quantity == other, quantity.hashValue != other.hashValue { return "\(quantity), \(other): unequal hashes" }
        _ = (quantity * .max, quantity * .min, -quantity)
        return nil
    }

    static func selectorProblem(with text: String) -> String? {
        let labels = ["app": "web", "tier": "front", "a.b/c": ""]
        if let selector = try? LabelSelector(text) {
            let isMatch = selector.matches(labels)
            guard let again = try? LabelSelector(selector.description) else { return "\(selector) cannot be read back" }
            if again.matches(labels) != isMatch { return "\(selector) read back matches otherwise" }
        }
        if let selector = try? FieldSelector(text) {
            let object: JSONValue = ["metadata": ["name": "web", "namespace": "a"], "status": ["phase": "Running"]]
            _ = selector.matches(object)
            guard (try? FieldSelector(selector.description)) != nil else { return "\(selector) cannot be read back" }
        }
        return nil
    }

    static func timeProblem(with text: String) -> String? {
        if let time = Timestamp(rfc3339: text), Timestamp(rfc3339: time.rfc3339Micro)?.seconds != time.seconds {
            return "\(text) is printed as \(time.rfc3339Micro)"
        }
        if let duration = GoDuration.parse(text) {
            if GoDuration.parse(GoDuration.format(duration)) != duration { return "\(text) is not printed back" }
            _ = HumanDuration.format(duration)
        }
        return nil
    }

    static func pathProblem(with text: String) -> String? {
        guard text.utf8.count <= 64, let path = try? JSONPath(text) else { return nil }
        let document: JSONValue = [
            "spec": ["replicas": 3, "items": [1, "two", nil, ["x": [true]]]],
            "status": ["conditions": [["type": "Ready"]]],
        ]
        let values = path.values(in: document)
        if values.first != path.first(in: document) { return "first is not the first" }
        _ = path.setting(1, in: document)
        return nil
    }

    /// The first line is the pattern.
    static func regexProblem(with text: String) -> String? {
        let parts = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts[0].utf8.count <= 200, let expression = try? RegularExpression(parts[0]) else { return nil }
        let subject = String((parts.count > 1 ? parts[1] : "aaaaaaaaaaaaaaaaaaaaaaaaaaaaa!").prefix(200))
        let first = expression.firstMatch(in: subject)
        if expression.matches(subject) != (first != nil) { return "matches and firstMatch disagree" }
        if let first, expression.find(subject) != first.text { return "find and firstMatch disagree" }
        if expression.findAll(subject, limit: 3).count > 3 { return "more than were asked for" }
        return nil
    }
}
