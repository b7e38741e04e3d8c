extension IDL {
    /// Kinds added to the API: CustomResourceDefinition and APIService.
    static let extensions = """
        @ io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1 apiextensions.k8s.io/v1
        enum FieldValueErrorReason FieldValueDuplicate FieldValueForbidden FieldValueInvalid FieldValueRequired
        raw JSON {} : Any JSON value.
        raw JSONSchemaPropsOrArray {} : A schema or a list of them.
        raw JSONSchemaPropsOrBool {} : A schema or a boolean.
        raw JSONSchemaPropsOrStringArray {} : A schema or a list of strings.
        kind CustomResourceDefinition : Adds a kind to the API.
         spec CustomResourceDefinitionSpec! : What is wanted.
         status CustomResourceDefinitionStatus : What was last seen.
        type CustomResourceDefinitionSpec : A kind that is added to the API.
         group string! : Its API group.
         names CustomResourceDefinitionNames! : What it is called.
         scope string! : Cluster or Namespaced.
         versions [CustomResourceDefinitionVersion]! atomic : Its versions.
         conversion CustomResourceConversion* : How objects get from one version to another.
         preserveUnknownFields bool : Must not be set.
        type CustomResourceDefinitionNames : What a kind is called.
         plural string! : In the URL; <plural>.<group> is the name of the definition.
         singular string : On the command line; the lower-case kind when not set.
         shortNames [string] atomic : Short names for the command line.
         kind string! : In objects, in CamelCase.
         listKind string : In lists; <kind>List when not set.
         categories [string] atomic : Groups it belongs to, such as all.
        type CustomResourceDefinitionVersion : One version of a kind.
         name string! : Its name, such as v1.
         served bool! : Whether it can be read and written.
         storage bool! : Whether objects are stored in it; true of exactly one version.
         deprecated bool : Whether clients are warned of it.
         deprecationWarning string* : What they are told.
         schema CustomResourceValidation* : The form of objects.
         subresources CustomResourceSubresources* : Its subresources.
         additionalPrinterColumns [CustomResourceColumnDefinition] atomic : What kubectl get shows.
         selectableFields [SelectableField] atomic : Fields that a field selector may name.
        type CustomResourceValidation : The form of objects.
         openAPIV3Schema JSONSchemaProps* : As a schema.
        type CustomResourceSubresources : Subresources of a kind.
         status CustomResourceSubresourceStatus* : /status.
         scale CustomResourceSubresourceScale* : /scale.
        raw CustomResourceSubresourceStatus {"type":"object"} : Makes status a subresource of its own.
        type CustomResourceSubresourceScale : Where replicas stand.
         specReplicasPath string! : The wanted number, as .spec.replicas.
         statusReplicasPath string! : The number there is, as .status.replicas.
         labelSelectorPath string* : The label selector of the pods, as text.
        type CustomResourceColumnDefinition : A column of kubectl get.
         name string! : Its heading.
         type string! : The type of its values.
         format string : The form of its values.
         description string : What it shows.
         priority int32 : 0 is always shown, others with -o wide.
         jsonPath string! : Where the value stands.
        type SelectableField : A field that a field selector may name.
         jsonPath string! : Where it stands.
        type CustomResourceConversion : How objects get from one version to another.
         strategy string! : None or Webhook.
         webhook WebhookConversion* : The webhook that converts.
        type WebhookConversion : A webhook that converts.
         clientConfig WebhookClientConfig* : How it is called.
         conversionReviewVersions [string]! atomic : The forms of question it understands.
        type WebhookClientConfig : How a webhook is called: by URL or by service.
         url string* : Its URL.
         service ServiceReference* : Its service.
         caBundle bytes : The certificates that sign its certificate, as PEM.
        type ServiceReference : A service to call.
         namespace string! : Its namespace.
         name string! : Its name.
         path string* : The path to call.
         port int32* : Its port; 443 when not set.
        type CustomResourceDefinitionStatus : What was last seen of a definition.
         conditions [CustomResourceDefinitionCondition]= map=type : Aspects of its state: Established, NamesAccepted.
         acceptedNames CustomResourceDefinitionNames : The names it got.
         storedVersions [string]= atomic : Every version in which objects were ever stored.
         observedGeneration int64 : The generation that was acted on.
        type CustomResourceDefinitionCondition : One aspect of the state of a definition.
         type string! : The aspect.
         status string! : True, False or Unknown.
         lastTransitionTime Time : When its status last changed.
         reason string : Why, in one word for programs.
         message string : Why, for people.
         observedGeneration int64 : The generation it was judged by.
        type JSONSchemaProps : A schema, as OpenAPI v3 spells it.
         id string
         $schema string
         $ref string*
         description string : What it is.
         type string : object, array, string, integer, number or boolean.
         format string : The form of a string or number.
         title string
         default JSON* : What is filled in when it is absent.
         maximum double* : The largest number.
         exclusiveMaximum bool : Whether the largest number is itself excluded.
         minimum double* : The smallest number.
         exclusiveMinimum bool : Whether the smallest number is itself excluded.
         maxLength int64* : The most characters.
         minLength int64* : The fewest characters.
         pattern string : A regular expression that the string must match.
         maxItems int64* : The most elements.
         minItems int64* : The fewest elements.
         uniqueItems bool : Must not be set.
         multipleOf double* : The number is a multiple of this.
         enum [JSON] atomic : The values that are allowed.
         maxProperties int64* : The most members.
         minProperties int64* : The fewest members.
         required [string] atomic : Members that must be there.
         items JSONSchemaPropsOrArray* : The form of elements.
         allOf [JSONSchemaProps] atomic : All of these hold.
         oneOf [JSONSchemaProps] atomic : Exactly one of these holds.
         anyOf [JSONSchemaProps] atomic : At least one of these holds.
         not JSONSchemaProps* : This does not hold.
         properties {JSONSchemaProps} : The members by name.
         additionalProperties JSONSchemaPropsOrBool* : The form of members not named.
         patternProperties {JSONSchemaProps}
         dependencies {JSONSchemaPropsOrStringArray}
         additionalItems JSONSchemaPropsOrBool*
         definitions {JSONSchemaProps}
         externalDocs ExternalDocumentation*
         example JSON* : An example.
         nullable bool : Whether null is allowed.
         x-kubernetes-preserve-unknown-fields bool* : Whether members not named are kept.
         x-kubernetes-embedded-resource bool : Whether it is an object with apiVersion, kind and metadata.
         x-kubernetes-int-or-string bool : Whether it is an integer or a string.
         x-kubernetes-list-map-keys [string] atomic : The members that tell elements of a map list apart.
         x-kubernetes-list-type string* : atomic, set or map.
         x-kubernetes-map-type string* : granular or atomic.
         x-kubernetes-validations [ValidationRule] map=rule merge=rule : Rules in CEL.
        type ExternalDocumentation : Where more is written.
         description string
         url string
        type ValidationRule : A rule in CEL.
         rule string! : What must hold.
         message string : What is said when it does not.
         messageExpression string : An expression for the message.
         reason FieldValueErrorReason* : The reason, in one word.
         fieldPath string : The field it concerns.
         optionalOldSelf bool* : Whether it is judged at creation too.
        @ io.k8s.kube-aggregator.pkg.apis.apiregistration.v1 apiregistration.k8s.io/v1
        kind APIService : A group and version of the API, and the service that serves it.
         spec APIServiceSpec : What is wanted.
         status APIServiceStatus : What was last seen.
        type APIServiceSpec : Who serves a group and version.
         service ServiceReference* : The service; the API server itself when not set.
         group string : The group.
         version string : The version.
         insecureSkipTLSVerify bool : Whether the certificate of the service is not checked.
         caBundle bytes atomic : The certificates that sign its certificate, as PEM.
         groupPriorityMinimum int32! : Groups with higher numbers come first.
         versionPriority int32! : Versions with higher numbers come first.
        type ServiceReference : A service to call.
         namespace string : Its namespace.
         name string : Its name.
         port int32* : Its port; 443 when not set.
        type APIServiceStatus : What was last seen of a group and version.
         conditions [APIServiceCondition] map=type merge=type : Aspects of its state: Available.
        type APIServiceCondition : One aspect of the state.
         type string! : The aspect.
         status string! : True, False or Unknown.
         lastTransitionTime Time : When its status last changed.
         reason string : Why, in one word for programs.
         message string : Why, for people.
        """
}
