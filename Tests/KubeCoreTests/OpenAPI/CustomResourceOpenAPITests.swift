import KubeCore
import Testing

@Suite struct CustomResourceOpenAPITests {
    static let type = ResourceType(kind: Gadget.kind, plural: "gadgets", isNamespaced: true)
    static let resource = CustomResourceOpenAPI(type: type, schema: Gadget.schema, hasStatus: true, hasScale: true)
    static let common = SchemaDefinitions([
        OpenAPIName.objectMeta: .object(["name": .string(), "ownerReferences": .array(of: .reference("Owner"))]),
        OpenAPIName.listMeta: .object(["continue": .string()]), OpenAPIName.deleteOptions: .anyObject(),
        OpenAPIName.status: .anyObject(), OpenAPIName.patch: .anyObject(), OpenAPIName.scale: .anyObject(),
        "Owner": .object(["uid": .string()]), "Unused": .anyObject(),
    ])

    private var document: JSONValue {
        CustomResourceOpenAPI.document(
            [Self.resource], groupVersion: GroupVersion(group: "test.trimtab.dev", version: "v1"), common: Self.common
        ).json
    }

    @Test("Every verb of the resource and its subresources has its path")
    func paths() {
        let root = "/apis/test.trimtab.dev/v1"
        let paths = document["paths"]?.objectValue
        #expect(
            paths?.keys == [
                "\(root)/gadgets", "\(root)/namespaces/{namespace}/gadgets",
                "\(root)/namespaces/{namespace}/gadgets/{name}", "\(root)/namespaces/{namespace}/gadgets/{name}/scale",
                "\(root)/namespaces/{namespace}/gadgets/{name}/status",
            ])
        let object = paths?["\(root)/namespaces/{namespace}/gadgets/{name}"]
        #expect(object?.objectValue?.keys == ["get", "put", "delete", "patch", "parameters"])
        let list = paths?["\(root)/namespaces/{namespace}/gadgets"]?["get"]
        #expect(list?["operationId"] == "listTestTrimtabDevV1NamespacedGadget")
        #expect(list?["tags"] == ["testTrimtabDev_v1"])
        #expect(list?["description"] == "list or watch objects of kind Gadget")
        #expect(list?["parameters"]?[0]?["name"] == "allowWatchBookmarks")
        #expect(paths?["\(root)/gadgets"]?["get"]?["operationId"] == "listTestTrimtabDevV1GadgetForAllNamespaces")
    }

    @Test("A patch says that it validates fields, which clients look for")
    func patch() {
        let patch = document["paths"]?["/apis/test.trimtab.dev/v1/namespaces/{namespace}/gadgets/{name}"]?["patch"]
        #expect(
            patch?["parameters"]?.arrayValue?.compactMap { $0["name"]?.stringValue } == [
                "dryRun", "fieldManager", "fieldValidation", "force",
            ])
        #expect(
            patch?["x-kubernetes-group-version-kind"] == [
                "group": "test.trimtab.dev", "version": "v1", "kind": "Gadget",
            ])
        #expect(patch?["x-kubernetes-action"] == "patch")
        #expect(
            patch?["requestBody"]?["content"]?.objectValue?.keys == [
                "application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json",
            ])
    }

    @Test("The kind, its list and what they refer to are published, nothing else")
    func schemas() {
        let schemas = document["components"]?["schemas"]?.objectValue
        #expect(
            schemas?.keys == [
                "Owner", "dev.trimtab.test.v1.Gadget", "dev.trimtab.test.v1.GadgetList",
                "io.k8s.api.autoscaling.v1.Scale", OpenAPIName.deleteOptions, OpenAPIName.listMeta,
                OpenAPIName.objectMeta, OpenAPIName.patch, OpenAPIName.status,
            ])
        let gadget = schemas?["dev.trimtab.test.v1.Gadget"]
        #expect(gadget?["properties"]?.objectValue?.keys == ["spec", "status", "apiVersion", "kind", "metadata"])
        #expect(
            gadget?["properties"]?["metadata"]?["allOf"]
                == [["$ref": .string("#/components/schemas/" + OpenAPIName.objectMeta)]])
        #expect(
            gadget?["x-kubernetes-group-version-kind"] == [
                ["group": "test.trimtab.dev", "version": "v1", "kind": "Gadget"]
            ])
        let list = schemas?["dev.trimtab.test.v1.GadgetList"]
        #expect(list?["required"] == ["items"])
        #expect(
            list?["properties"]?["items"]?["items"] == ["$ref": "#/components/schemas/dev.trimtab.test.v1.Gadget"])
    }

    @Test("Every reference in the document leads somewhere")
    func references() {
        let schemas = document["components"]?["schemas"]?.objectValue ?? [:]
        func check(_ value: JSONValue) {
            switch value {
            case .object(let object):
                if let name = object["$ref"]?.stringValue?.split(separator: "/").last {
                    #expect(schemas[String(name)] != nil, "\(name)")
                }
                for member in object { check(member.value) }
            case .array(let items): items.forEach(check)
            default: break
            }
        }
        check(document)
    }

    @Test("Embedded resources get metadata, a kind without a schema stays open")
    func embedded() {
        let schema = Schema.object([
            "template": Schema(type: .object, preservesUnknownFields: true, isEmbeddedResource: true)
        ])
        let resource = CustomResourceOpenAPI(type: Self.type, schema: schema)
        #expect(
            resource.schema.properties["template"]?.properties["metadata"]?.reference == OpenAPIName.objectMeta)
        #expect(CustomResourceOpenAPI(type: Self.type, schema: nil).schema.properties.isEmpty)
    }
}
