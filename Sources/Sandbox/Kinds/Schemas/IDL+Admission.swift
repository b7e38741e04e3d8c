extension IDL {
    static let admission = """
        @ io.k8s.api.admissionregistration.v1 admissionregistration.k8s.io/v1
        enum FailurePolicyType Fail Ignore
        enum MatchPolicyType Equivalent Exact
        enum SideEffectClass None NoneOnDryRun Some Unknown
        enum ReinvocationPolicyType IfNeeded Never
        enum ScopeType * Cluster Namespaced
        enum OperationType * CONNECT CREATE DELETE UPDATE
        enum ParameterNotFoundActionType Allow Deny
        enum ValidationAction Audit Deny Warn
        enum PatchType ApplyConfiguration JSONPatch
        kind ValidatingWebhookConfiguration : Webhooks that may refuse a write.
         webhooks [ValidatingWebhook] map=name merge=name : The webhooks.
        type ValidatingWebhook : A webhook that may refuse a write.
         name string! : Its full name, such as imagepolicy.example.com.
         clientConfig WebhookClientConfig! : How it is called.
         rules [RuleWithOperations] atomic : For which writes it is called.
         failurePolicy FailurePolicyType* : What a call that fails means: Fail (when not set) or Ignore.
         matchPolicy MatchPolicyType* : Whether other versions of a resource match too: Equivalent (when not set) or Exact.
         namespaceSelector LabelSelector* : Only objects in namespaces with these labels.
         objectSelector LabelSelector* : Only objects with these labels.
         sideEffects SideEffectClass*! : Whether it changes anything elsewhere: None or NoneOnDryRun.
         timeoutSeconds int32* : Seconds it may take, at most 30; 10 when not set.
         admissionReviewVersions [string]! atomic : The forms of question it understands.
         matchConditions [MatchCondition] map=name merge=name : Conditions in CEL that must hold for it to be called.
        kind MutatingWebhookConfiguration : Webhooks that may change what is written.
         webhooks [MutatingWebhook] map=name merge=name : The webhooks.
        type MutatingWebhook : A webhook that may change what is written.
         name string! : Its full name, such as imagepolicy.example.com.
         clientConfig WebhookClientConfig! : How it is called.
         rules [RuleWithOperations] atomic : For which writes it is called.
         failurePolicy FailurePolicyType* : What a call that fails means: Fail (when not set) or Ignore.
         matchPolicy MatchPolicyType* : Whether other versions of a resource match too: Equivalent (when not set) or Exact.
         namespaceSelector LabelSelector* : Only objects in namespaces with these labels.
         objectSelector LabelSelector* : Only objects with these labels.
         sideEffects SideEffectClass*! : Whether it changes anything elsewhere: None or NoneOnDryRun.
         timeoutSeconds int32* : Seconds it may take, at most 30; 10 when not set.
         admissionReviewVersions [string]! atomic : The forms of question it understands.
         reinvocationPolicy ReinvocationPolicyType* : Whether it is asked again when a later one changed the object.
         matchConditions [MatchCondition] map=name merge=name : Conditions in CEL that must hold for it to be called.
        type RuleWithOperations : Writes by operation and resource.
         operations [OperationType] atomic : CREATE, UPDATE, DELETE, CONNECT or *.
         apiGroups [string] atomic : The groups of the resources.
         apiVersions [string] atomic : The versions of the resources.
         resources [string] atomic : The resources, with subresources as pods/log.
         scope ScopeType* : Cluster, Namespaced or *.
        type WebhookClientConfig : How a webhook is called: by URL or by service.
         url string* : Its URL.
         service ServiceReference* : Its service.
         caBundle bytes : The certificates that sign its certificate, as PEM.
        type ServiceReference : A service to call.
         namespace string! : Its namespace.
         name string! : Its name.
         path string* : The path to call.
         port int32* : Its port; 443 when not set.
        type MatchCondition : A condition in CEL.
         name string! : Its name.
         expression string! : The expression; must give a boolean.
        kind ValidatingAdmissionPolicy : Rules in CEL that may refuse a write.
         spec ValidatingAdmissionPolicySpec : What is wanted.
         status ValidatingAdmissionPolicyStatus : What was last seen.
        type ValidatingAdmissionPolicySpec : Rules that may refuse a write.
         paramKind ParamKind* : The kind of its parameters.
         matchConstraints MatchResources* : For which writes it is.
         validations [Validation] atomic : The rules.
         failurePolicy FailurePolicyType* : What a rule that can not be judged means.
         auditAnnotations [AuditAnnotation] atomic : What is noted in the audit log.
         matchConditions [MatchCondition] map=name merge=name : Conditions that must hold for the rules to apply.
         variables [Variable] map=name merge=name : Named expressions.
        type ParamKind atomic : A kind of parameters.
         apiVersion string : Its API version.
         kind string : Its kind.
        type Validation : One rule.
         expression string! : What must hold, in CEL.
         message string : What is said when it does not.
         reason string* : The reason of the refusal, in one word.
         messageExpression string : An expression for the message.
        type AuditAnnotation : A note for the audit log.
         key string! : Its key.
         valueExpression string! : An expression for its value.
        type Variable atomic : A named expression.
         name string! : Its name.
         expression string! : The expression.
        type ValidatingAdmissionPolicyStatus : What was last seen of a policy.
         observedGeneration int64 : The generation that was judged.
         typeChecking TypeChecking* : What was found wrong with its types.
         conditions [Condition] map=type : Aspects of its state.
        type TypeChecking : What was found wrong with types.
         expressionWarnings [ExpressionWarning] atomic : One by one.
        type ExpressionWarning : What was found wrong with one expression.
         fieldRef string! : Where it stands.
         warning string! : What is wrong.
        kind ValidatingAdmissionPolicyBinding : Puts a policy to work.
         spec ValidatingAdmissionPolicyBindingSpec! : What is wanted.
        type ValidatingAdmissionPolicyBindingSpec : Where a policy is at work.
         policyName string! omit : The policy.
         paramRef ParamRef* : Its parameters.
         matchResources MatchResources* : For which writes it is.
         validationActions [ValidationAction]! set : What is done when a rule does not hold.
        type ParamRef atomic : Parameters of a policy.
         name string : The object.
         namespace string : Its namespace.
         selector LabelSelector* : Objects with these labels.
         parameterNotFoundAction string* : What is done when there are none.
        type MatchResources atomic : For which writes something is.
         namespaceSelector LabelSelector* : Only objects in namespaces with these labels.
         objectSelector LabelSelector* : Only objects with these labels.
         resourceRules [NamedRuleWithOperations] atomic : These writes.
         excludeResourceRules [NamedRuleWithOperations] atomic : But not these.
         matchPolicy MatchPolicyType* : Whether other versions of a resource match too.
        type NamedRuleWithOperations atomic : Writes by operation, resource and name.
         resourceNames [string] atomic : The only objects.
         operations [OperationType] atomic : The operations.
         apiGroups [string] atomic : The groups of the resources.
         apiVersions [string] atomic : The versions of the resources.
         resources [string] atomic : The resources.
         scope ScopeType* : Cluster, Namespaced or *.
        kind MutatingAdmissionPolicy : Rules in CEL that change what is written.
         spec MutatingAdmissionPolicySpec : What is wanted.
        type MutatingAdmissionPolicySpec : Rules that change what is written.
         paramKind ParamKind* : The kind of its parameters.
         matchConstraints MatchResources* : For which writes it is.
         variables [Variable] atomic : Named expressions.
         mutations [Mutation] atomic : The changes.
         failurePolicy FailurePolicyType* : What a rule that can not be judged means.
         matchConditions [MatchCondition] map=name merge=name : Conditions that must hold.
         reinvocationPolicy ReinvocationPolicyType : Whether it is asked again.
        type Mutation : One change.
         patchType PatchType! : How it is made.
         applyConfiguration ApplyConfiguration* : By server-side apply.
         jsonPatch JSONPatch* : By JSON patch.
        type ApplyConfiguration : A change by server-side apply.
         expression string : An expression for what is applied.
        type JSONPatch : A change by JSON patch.
         expression string : An expression for the patch.
        kind MutatingAdmissionPolicyBinding : Puts a policy to work.
         spec MutatingAdmissionPolicyBindingSpec : What is wanted.
        type MutatingAdmissionPolicyBindingSpec : Where a policy is at work.
         policyName string : The policy.
         paramRef ParamRef* : Its parameters.
         matchResources MatchResources* : For which writes it is.
        """
}
