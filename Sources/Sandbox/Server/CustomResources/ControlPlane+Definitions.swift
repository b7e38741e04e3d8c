import KubeCore

// Makes CustomResourceDefinitions serve, right after they are written.

extension ControlPlane {
    /// Brings the status of a definition up to date and serves what it declares.
    func establish(_ name: String) {
        let key = ObjectKey(namespace: "", name: name)
        guard let stored = store.object(.customResourceDefinitions, key) else {
            registry.setCustom([], of: name)
            return
        }
        let definition = CustomResourceDefinition(stored.value)
        if !definition.isTerminating {
            // The controllers of a real server write in these steps, which watches can see.
            var next = withAcceptedNames(stored, definition)
            next = write(next) { value, now in
                guard CustomResourceDefinition.isTrue("NamesAccepted", value) else { return }
                CustomResourceDefinition.setCondition(
                    &value, "Established", status: "True", reason: "InitialNamesAccepted",
                    message: "the initial names have been accepted", now: now)
            }
            _ = write(next) { value, _ in
                var finalizers = value[path: "metadata", "finalizers"]?.arrayValue ?? []
                let ours = JSONValue.string(CustomResourceDefinition.finalizer)
                guard CustomResourceDefinition.isTrue("Established", value), !finalizers.contains(ours) else { return }
                finalizers.append(ours)
                value.modifyMetadata { $0["finalizers"] = .array(finalizers) }
            }
        }
        guard let current = store.object(.customResourceDefinitions, key) else { return }
        let isServed = CustomResourceDefinition.isTrue("Established", current.value)
        registry.setCustom(isServed ? definition.servedResources : [], of: name)
        if isServed {
            for resource in definition.servedResources {
                provideLocalAPIService(resource.kind.groupVersion, managed: "true")
            }
        }
        withdrawLocalAPIServices(of: definition.group)
    }

    private func withAcceptedNames(
        _ stored: StoredObject, _ definition: CustomResourceDefinition
    ) -> StoredObject {
        let conflict = nameConflict(of: definition)
        return write(stored) { value, now in
            if let conflict {
                CustomResourceDefinition.setCondition(
                    &value, "NamesAccepted", status: "False", reason: conflict.reason, message: conflict.message,
                    now: now)
                if !CustomResourceDefinition.isTrue("Established", value) {
                    CustomResourceDefinition.setCondition(
                        &value, "Established", status: "False", reason: "NotAccepted",
                        message: "not all names are accepted", now: now)
                }
                return
            }
            CustomResourceDefinition.setCondition(
                &value, "NamesAccepted", status: "True", reason: "NoConflicts", message: "no conflicts found",
                now: now)
            value.modifyMember("status") { $0["acceptedNames"] = definition.names.json }
            let versions = definition.versions.filter { $0["storage"]?.boolValue == true }.compactMap { $0["name"] }
            value.modifyMember("status") { status in
                let known = status["storedVersions"]?.arrayValue ?? []
                status["storedVersions"] = .array(known + versions.filter { !known.contains($0) })
            }
        }
    }

    /// The first name that another resource of the group uses.
    private func nameConflict(of definition: CustomResourceDefinition) -> (reason: String, message: String)? {
        let others = registry.all.filter {
            $0.kind.group == definition.group && $0.plural != definition.names.plural
        }
        let resourceNames = Set(others.flatMap { [$0.plural, $0.singular] + $0.shortNames })
        let kinds = Set(others.flatMap { [$0.kind.kind, $0.listKind] })
        func used(_ name: String) -> String { "\(quoted(name)) is already in use" }
        let names = definition.names
        if resourceNames.contains(names.plural) { return ("PluralConflict", used(names.plural)) }
        if resourceNames.contains(names.singular) { return ("SingularConflict", used(names.singular)) }
        if let short = names.shortNames.first(where: resourceNames.contains) {
            return ("ShortNamesConflict", used(short))
        }
        if kinds.contains(names.kind) { return ("KindConflict", used(names.kind)) }
        if kinds.contains(names.listKind) { return ("ListKindConflict", used(names.listKind)) }
        return nil
    }

    /// Writes a change of a definition when it changes anything; a lost race leaves the write to the winner.
    private func write(
        _ stored: StoredObject, _ change: (inout JSONValue, Timestamp) -> Void
    ) -> StoredObject {
        var value = stored.value
        change(&value, configuration.now())
        guard value != stored.value else { return stored }
        do throws(ObjectStore.Refusal) {
            return try store.put(
                .customResourceDefinitions, stored.key, value, expecting: .revision(stored.revision))
        } catch {
            return store.object(.customResourceDefinitions, stored.key) ?? stored
        }
    }

    /// What a write means for the server itself.
    func afterWrite(_ object: StoredObject, old: StoredObject?, resource: GroupResource) {
        switch resource {
        case .customResourceDefinitions: establish(object.key.name)
        case .apiServices: updateAvailability(of: object)
        case .namespaces where old == nil: provideServiceAccount(in: object.key.name)
        default: break
        }
    }

    /// What a removal means for the server itself.
    func afterRemoval(_ object: StoredObject, resource: GroupResource) {
        guard resource == .customResourceDefinitions else { return }
        registry.setCustom([], of: object.key.name)
        withdrawLocalAPIServices(of: CustomResourceDefinition(object.value).group)
    }
}
