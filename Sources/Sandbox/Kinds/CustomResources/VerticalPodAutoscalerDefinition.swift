package import KubeCore

/// CustomResourceDefinitions the Sandbox brings along, of our own writing: what our kinds read and write of other
/// projects, and no more. `--crds` loads the real ones instead.
package enum BundledDefinitions {
    /// All of them, as they are given to the API server.
    package static let all: [JSONValue] = [verticalPodAutoscaler]

    /// `verticalpodautoscalers.autoscaling.k8s.io`, version v1.
    package static let verticalPodAutoscaler = definition(verticalPodAutoscalerText)

    private static func definition(_ text: String) -> JSONValue {
        do {
            let documents = try YAML.parse(Array(text.utf8))
            guard let document = documents.first else { preconditionFailure("a bundled definition is empty") }
            return document.value
        } catch {
            preconditionFailure("a bundled definition can not be read: \(error)")
        }
    }

    private static let verticalPodAutoscalerText = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: verticalpodautoscalers.autoscaling.k8s.io
          annotations:
            api-approved.kubernetes.io: https://github.com/kubernetes/kubernetes/pull/63797
        spec:
          group: autoscaling.k8s.io
          scope: Namespaced
          names:
            kind: VerticalPodAutoscaler
            listKind: VerticalPodAutoscalerList
            plural: verticalpodautoscalers
            singular: verticalpodautoscaler
            shortNames: [vpa]
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}}
            additionalPrinterColumns:
            - {name: Mode, type: string, jsonPath: .spec.updatePolicy.updateMode}
            - {name: CPU, type: string, jsonPath: '.status.recommendation.containerRecommendations[0].target.cpu'}
            - {name: Mem, type: string, jsonPath: '.status.recommendation.containerRecommendations[0].target.memory'}
            - {name: Provided, type: string, jsonPath: '.status.conditions[?(@.type==''RecommendationProvided'')].status'}
            - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
            schema:
              openAPIV3Schema:
                type: object
                description: Sets what the pods of a workload request by what they use.
                required: [spec]
                properties:
                  apiVersion: {type: string}
                  kind: {type: string}
                  metadata: {type: object}
                  spec:
                    type: object
                    required: [targetRef]
                    properties:
                      targetRef:
                        type: object
                        description: The workload.
                        required: [kind, name]
                        x-kubernetes-map-type: atomic
                        properties:
                          apiVersion: {type: string}
                          kind: {type: string}
                          name: {type: string}
                      updatePolicy:
                        type: object
                        description: How pods get new requests.
                        properties:
                          updateMode:
                            type: string
                            enum: ["Off", Initial, Recreate, InPlaceOrRecreate, InPlace, Auto]
                          minReplicas: {type: integer, format: int32}
                          evictAfterOOMSeconds: {type: integer, format: int32, minimum: 1}
                          evictionRequirements:
                            type: array
                            items:
                              type: object
                              required: [changeRequirement, resources]
                              properties:
                                changeRequirement:
                                  type: string
                                  enum: [TargetHigherThanRequests, TargetLowerThanRequests]
                                resources: {type: array, items: {type: string}}
                      resourcePolicy:
                        type: object
                        description: Bounds of the requests, per container.
                        properties:
                          containerPolicies:
                            type: array
                            items:
                              type: object
                              properties:
                                containerName: {type: string}
                                mode: {type: string, enum: [Auto, "Off"]}
                                minAllowed: RESOURCES
                                maxAllowed: RESOURCES
                                controlledResources: {type: array, items: {type: string}}
                                controlledValues: {type: string, enum: [RequestsAndLimits, RequestsOnly]}
                                oomBumpUpRatio: QUANTITY
                                oomMinBumpUp: QUANTITY
                      recommenders:
                        type: array
                        description: Who recommends; the default one when not set.
                        items:
                          type: object
                          required: [name]
                          properties:
                            name: {type: string}
                  status:
                    type: object
                    properties:
                      conditions:
                        type: array
                        items:
                          type: object
                          required: [type, status]
                          properties:
                            type: {type: string}
                            status: {type: string}
                            lastTransitionTime: {type: string, format: date-time}
                            reason: {type: string}
                            message: {type: string}
                      recommendation:
                        type: object
                        properties:
                          containerRecommendations:
                            type: array
                            items:
                              type: object
                              required: [target]
                              properties:
                                containerName: {type: string}
                                target: RESOURCES
                                lowerBound: RESOURCES
                                upperBound: RESOURCES
                                uncappedTarget: RESOURCES
        """
        .replacingEach("RESOURCES", with: "{type: object, additionalProperties: QUANTITY}")
        .replacingEach("QUANTITY", with: "{anyOf: [{type: integer}, {type: string}], x-kubernetes-int-or-string: true}")
}

extension String {
    fileprivate func replacingEach(_ word: String, with text: String) -> String {
        var result = ""
        var rest = self[...]
        while let range = rest.firstRange(of: word) {
            result += rest[..<range.lowerBound]
            result += text
            rest = rest[range.upperBound...]
        }
        return result + rest
    }
}
