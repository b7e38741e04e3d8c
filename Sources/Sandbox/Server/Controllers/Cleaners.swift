import KubeCore
import Logging

/// Empties namespaces that are being deleted, then lets them go.
struct NamespaceCleaner: Sendable {
    let controlPlane: ControlPlane

    func run() async {
        for await change in controlPlane.changes(of: .namespaces) {
            switch change {
            case .added(let namespace), .modified(let namespace, _):
                guard namespace[path: "metadata", "deletionTimestamp"]?.stringValue != nil else { continue }
                await clean(namespace[path: "metadata", "name"]?.stringValue ?? "")
            case .deleted, .reset: continue
            }
        }
    }

    /// Deletes everything in the namespace; when nothing is left its finalizer goes, and with it the namespace.
    func clean(_ name: String) async {
        for _ in 0..<600 {
            var remaining = 0
            for resource in controlPlane.store.resources {
                guard let served = controlPlane.registry.resource(resource), served.isNamespaced else { continue }
                for object in controlPlane.store.list(resource, namespace: name).objects {
                    await controlPlane.discard(object, served, DeleteParameters(gracePeriodSeconds: 0))
                }
                remaining += controlPlane.store.list(resource, namespace: name).objects.count
            }
            if remaining == 0 {
                finalize(name)
                return
            }
            // What is left has finalizers of its own, and goes when their owners are done.
            do { try await controlPlane.configuration.clock.sleep(for: .milliseconds(250)) } catch { return }
        }
    }

    private func finalize(_ name: String) {
        let key = ObjectKey(namespace: "", name: name)
        for _ in 0..<5 {
            guard let stored = controlPlane.store.object(.namespaces, key) else { return }
            var value = stored.value
            value.modifyMember("spec") { $0["finalizers"] = nil }
            do throws(ObjectStore.Refusal) {
                if Deletion.isDue(value) {
                    _ = try controlPlane.store.remove(.namespaces, key, last: value, at: stored.revision)
                } else {
                    _ = try controlPlane.store.put(.namespaces, key, value, expecting: .revision(stored.revision))
                }
                return
            } catch {}  // written meanwhile: look again
        }
    }
}

/// Deletes the instances of definitions that are being deleted, then lets the definitions go.
struct DefinitionCleaner: Sendable {
    let controlPlane: ControlPlane

    func run() async {
        for await change in controlPlane.changes(of: .customResourceDefinitions) {
            switch change {
            case .added(let json), .modified(let json, _):
                let definition = CustomResourceDefinition(json)
                if definition.isTerminating { await clean(definition) }
            case .deleted, .reset: continue
            }
        }
    }

    private func clean(_ definition: CustomResourceDefinition) async {
        for _ in 0..<600 {
            guard let served = controlPlane.registry.resource(definition.storage) else { break }
            let instances = controlPlane.store.list(definition.storage, namespace: nil).objects
            if instances.isEmpty { break }
            for object in instances { await controlPlane.discard(object, served, DeleteParameters()) }
            if controlPlane.store.count(definition.storage) == 0 { break }
            do { try await controlPlane.configuration.clock.sleep(for: .milliseconds(250)) } catch { return }
        }
        finalize(definition.name)
    }

    private func finalize(_ name: String) {
        let key = ObjectKey(namespace: "", name: name)
        for _ in 0..<5 {
            guard let stored = controlPlane.store.object(.customResourceDefinitions, key) else { return }
            var value = stored.value
            let kept = (value[path: "metadata", "finalizers"]?.arrayValue ?? []).filter {
                $0.stringValue != CustomResourceDefinition.finalizer
            }
            value.modifyMetadata { $0.setList("finalizers", kept) }
            CustomResourceDefinition.setCondition(
                &value, "Terminating", status: "False", reason: "InstanceDeletionCompleted",
                message: "removed all instances", now: controlPlane.configuration.now())
            do throws(ObjectStore.Refusal) {
                if Deletion.isDue(value) {
                    let removed = try controlPlane.store.remove(
                        .customResourceDefinitions, key, last: value, at: stored.revision)
                    controlPlane.afterRemoval(removed, resource: .customResourceDefinitions)
                } else {
                    _ = try controlPlane.store.put(
                        .customResourceDefinitions, key, value, expecting: .revision(stored.revision))
                }
                return
            } catch {}  // written meanwhile: look again
        }
    }
}

extension ControlPlane {
    /// Deletes one object as the control plane's own controllers do; what refuses it is logged and left for later.
    func discard(_ object: StoredObject, _ resource: ServedResource, _ parameters: DeleteParameters) async {
        let kind = resource.kind
        let base = kind.group.isEmpty ? "/api/\(kind.version)" : "/apis/\(kind.apiVersion)"
        let scope = resource.isNamespaced ? "/namespaces/\(object.key.namespace)" : ""
        let path = "\(base)\(scope)/\(resource.plural)/\(PercentEncoding.encode(object.key.name))"
        guard var info = RequestInfo(method: "DELETE", path: path, isWatch: false) else { return }
        if !resource.isNamespaced { info.namespace = "" }
        let call = ResourceCall(
            call: APICall(
                request: HTTPRequest(method: "DELETE", path: path), user: .controllers,
                auditID: configuration.makeUID()),
            info: info, resource: resource, form: ResponseForm(shape: .object, encoding: .json))
        var warnings: [String] = []
        do {
            _ = try await deleteObject(call, parameters, warnings: &warnings)
        } catch let error as StatusError where error.status.code == 404 {
            return
        } catch {
            logger.notice(
                "An object that should go could not be deleted yet", error: error,
                metadata: ["object.kind": "\(kind.kind)", "object.key": "\(object.key)"])
        }
    }
}
