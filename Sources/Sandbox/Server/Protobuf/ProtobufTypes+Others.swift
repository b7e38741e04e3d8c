/// The messages of the other groups, in the notation of `ProtobufTypes`.
///
/// Source: the field numbers of Kubernetes 1.36's `generated.proto` and the JSON names of its Go types.
extension ProtobufTypes {
    static let others = """
        = authentication.v1
        BoundObjectReference 1kind:s 2apiVersion:s 3name:s 4uid:s
        SelfSubjectReview 1metadata:meta.v1.ObjectMeta 2status:SelfSubjectReviewStatus
        SelfSubjectReviewStatus 1userInfo:UserInfo
        TokenRequest 1metadata:meta.v1.ObjectMeta 2=spec:TokenRequestSpec 3status:TokenRequestStatus
        TokenRequestSpec 1=audiences:s* 4=expirationSeconds:i 3=boundObjectRef:BoundObjectReference
        TokenRequestStatus 1=token:s 2=expirationTimestamp:T
        TokenReview 1metadata:meta.v1.ObjectMeta 2=spec:TokenReviewSpec 3status:TokenReviewStatus
        TokenReviewSpec 1token:s 2audiences:s*
        TokenReviewStatus 1authenticated:b 2user:UserInfo 4audiences:s* 3error:s
        UserInfo 1username:s 2uid:s 3groups:s* 4extra:L@
        = authorization.v1
        FieldSelectorAttributes 1rawSelector:s 2requirements:meta.v1.FieldSelectorRequirement*
        LabelSelectorAttributes 1rawSelector:s 2requirements:meta.v1.LabelSelectorRequirement*
        LocalSubjectAccessReview 1metadata:meta.v1.ObjectMeta 2=spec:SubjectAccessReviewSpec
          3status:SubjectAccessReviewStatus
        NonResourceAttributes 1path:s 2verb:s
        NonResourceRule 1=verbs:s* 2nonResourceURLs:s*
        ResourceAttributes 1namespace:s 2verb:s 3group:s 4version:s 5resource:s 6subresource:s 7name:s
          8=fieldSelector:FieldSelectorAttributes 9=labelSelector:LabelSelectorAttributes
        ResourceRule 1=verbs:s* 2apiGroups:s* 3resources:s* 4resourceNames:s*
        SelfSubjectAccessReview 1metadata:meta.v1.ObjectMeta 2=spec:SelfSubjectAccessReviewSpec
          3status:SubjectAccessReviewStatus
        SelfSubjectAccessReviewSpec 1=resourceAttributes:ResourceAttributes
          2=nonResourceAttributes:NonResourceAttributes
        SelfSubjectRulesReview 1metadata:meta.v1.ObjectMeta 2=spec:SelfSubjectRulesReviewSpec
          3status:SubjectRulesReviewStatus
        SelfSubjectRulesReviewSpec 1namespace:s
        SubjectAccessReview 1metadata:meta.v1.ObjectMeta 2=spec:SubjectAccessReviewSpec
          3status:SubjectAccessReviewStatus
        SubjectAccessReviewSpec 1=resourceAttributes:ResourceAttributes
          2=nonResourceAttributes:NonResourceAttributes 3user:s 4groups:s* 5extra:L@ 6uid:s
        SubjectAccessReviewStatus 1=allowed:b 4denied:b 2reason:s 3evaluationError:s
        SubjectRulesReviewStatus 1=resourceRules:ResourceRule* 2=nonResourceRules:NonResourceRule*
          3=incomplete:b 4evaluationError:s
        = policy.v1
        Eviction 1metadata:meta.v1.ObjectMeta 2=deleteOptions:meta.v1.DeleteOptions
        PodDisruptionBudget 1metadata:meta.v1.ObjectMeta 2spec:PodDisruptionBudgetSpec
          3status:PodDisruptionBudgetStatus
        PodDisruptionBudgetSpec 1=minAvailable:I 2=selector:meta.v1.LabelSelector 3=maxUnavailable:I
          4=unhealthyPodEvictionPolicy:s
        PodDisruptionBudgetStatus 1observedGeneration:i 2disruptedPods:T@ 3=disruptionsAllowed:i
          4=currentHealthy:i 5=desiredHealthy:i 6=expectedPods:i 7conditions:meta.v1.Condition*
        = rbac.v1
        AggregationRule 1clusterRoleSelectors:meta.v1.LabelSelector*
        ClusterRole 1metadata:meta.v1.ObjectMeta 2=rules:PolicyRule* 3=aggregationRule:AggregationRule
        ClusterRoleBinding 1metadata:meta.v1.ObjectMeta 2subjects:Subject* 3=roleRef:RoleRef
        PolicyRule 1=verbs:s* 2apiGroups:s* 3resources:s* 4resourceNames:s* 5nonResourceURLs:s*
        Role 1metadata:meta.v1.ObjectMeta 2=rules:PolicyRule*
        RoleBinding 1metadata:meta.v1.ObjectMeta 2subjects:Subject* 3=roleRef:RoleRef
        RoleRef 1=apiGroup:s 2=kind:s 3=name:s
        Subject 1=kind:s 2apiGroup:s 3=name:s 4namespace:s
        = networking.v1
        HTTPIngressPath 1path:s 3=pathType:s 2=backend:IngressBackend
        HTTPIngressRuleValue 1=paths:HTTPIngressPath*
        IPBlock 1=cidr:s 2except:s*
        Ingress 1metadata:meta.v1.ObjectMeta 2spec:IngressSpec 3status:IngressStatus
        IngressBackend 4=service:IngressServiceBackend 3=resource:core.v1.TypedLocalObjectReference
        IngressClass 1metadata:meta.v1.ObjectMeta 2spec:IngressClassSpec
        IngressClassParametersReference 1=apiGroup:s 2=kind:s 3=name:s 4=scope:s 5=namespace:s
        IngressClassSpec 1controller:s 2=parameters:IngressClassParametersReference
        IngressLoadBalancerIngress 1ip:s 2hostname:s 4ports:IngressPortStatus*
        IngressLoadBalancerStatus 1ingress:IngressLoadBalancerIngress*
        IngressPortStatus 1=port:i 2=protocol:s 3=error:s
        IngressRule 1host:s 2^:IngressRuleValue
        IngressRuleValue 1=http:HTTPIngressRuleValue
        IngressServiceBackend 1=name:s 2port:ServiceBackendPort
        IngressSpec 4=ingressClassName:s 1=defaultBackend:IngressBackend 2tls:IngressTLS*
          3rules:IngressRule*
        IngressStatus 1loadBalancer:IngressLoadBalancerStatus
        IngressTLS 1hosts:s* 2secretName:s
        NetworkPolicy 1metadata:meta.v1.ObjectMeta 2spec:NetworkPolicySpec
        NetworkPolicyEgressRule 1ports:NetworkPolicyPort* 2to:NetworkPolicyPeer*
        NetworkPolicyIngressRule 1ports:NetworkPolicyPort* 2from:NetworkPolicyPeer*
        NetworkPolicyPeer 1=podSelector:meta.v1.LabelSelector 2=namespaceSelector:meta.v1.LabelSelector
          3=ipBlock:IPBlock
        NetworkPolicyPort 1=protocol:s 2=port:I 3=endPort:i
        NetworkPolicySpec 1=podSelector:meta.v1.LabelSelector 2ingress:NetworkPolicyIngressRule*
          3egress:NetworkPolicyEgressRule* 4policyTypes:s*
        ServiceBackendPort 1name:s 2number:i
        = scheduling.v1
        PriorityClass 1metadata:meta.v1.ObjectMeta 2=value:i 3globalDefault:b 4description:s
          5=preemptionPolicy:s
        = coordination.v1
        Lease 1metadata:meta.v1.ObjectMeta 2spec:LeaseSpec
        LeaseSpec 1=holderIdentity:s 2=leaseDurationSeconds:i 3=acquireTime:M 4=renewTime:M
          5=leaseTransitions:i 6=strategy:s 7=preferredHolder:s
        = events.v1
        Event 1=metadata:meta.v1.ObjectMeta 2=eventTime:M 3=series:EventSeries 4reportingController:s
          5reportingInstance:s 6action:s 7reason:s 8regarding:core.v1.ObjectReference
          9=related:core.v1.ObjectReference 10note:s 11type:s 12deprecatedSource:core.v1.EventSource
          13deprecatedFirstTimestamp:T 14deprecatedLastTimestamp:T 15deprecatedCount:i
        EventSeries 1=count:i 2=lastObservedTime:M
        = storage.v1
        StorageClass 1metadata:meta.v1.ObjectMeta 2=provisioner:s 3parameters:s@ 4=reclaimPolicy:s
          5mountOptions:s* 6=allowVolumeExpansion:b 7=volumeBindingMode:s
          8allowedTopologies:core.v1.TopologySelectorTerm*
        = discovery.v1
        Endpoint 1=addresses:s* 2conditions:EndpointConditions 3=hostname:s
          4=targetRef:core.v1.ObjectReference 5deprecatedTopology:s@ 6=nodeName:s 7=zone:s
          8=hints:EndpointHints
        EndpointConditions 1=ready:b 2=serving:b 3=terminating:b
        EndpointHints 1forZones:ForZone* 2forNodes:ForNode*
        EndpointPort 1=name:s 2=protocol:s 3=port:i 4=appProtocol:s
        EndpointSlice 1metadata:meta.v1.ObjectMeta 4=addressType:s 2=endpoints:Endpoint*
          3=ports:EndpointPort*
        ForNode 1=name:s
        ForZone 1=name:s
        = certificates.v1
        CertificateSigningRequest 1metadata:meta.v1.ObjectMeta 2=spec:CertificateSigningRequestSpec
          3status:CertificateSigningRequestStatus
        CertificateSigningRequestCondition 1=type:s 6=status:s 2reason:s 3message:s 4lastUpdateTime:T
          5lastTransitionTime:T
        CertificateSigningRequestSpec 1=request:y 7=signerName:s 8=expirationSeconds:i 5usages:s*
          2username:s 3uid:s 4groups:s* 6extra:L@
        CertificateSigningRequestStatus 1conditions:CertificateSigningRequestCondition* 2certificate:y
        = admissionregistration.v1
        MatchCondition 1=name:s 2=expression:s
        MutatingWebhook 1=name:s 2=clientConfig:WebhookClientConfig 3rules:RuleWithOperations*
          4=failurePolicy:s 9=matchPolicy:s 5=namespaceSelector:meta.v1.LabelSelector
          11=objectSelector:meta.v1.LabelSelector 6=sideEffects:s 7=timeoutSeconds:i
          8=admissionReviewVersions:s* 10=reinvocationPolicy:s 12matchConditions:MatchCondition*
        MutatingWebhookConfiguration 1metadata:meta.v1.ObjectMeta 2webhooks:MutatingWebhook*
        Rule 1apiGroups:s* 2apiVersions:s* 3resources:s* 4=scope:s
        RuleWithOperations 1operations:s* 2^:Rule
        ServiceReference 1=namespace:s 2=name:s 3=path:s 4=port:i
        ValidatingWebhook 1=name:s 2=clientConfig:WebhookClientConfig 3rules:RuleWithOperations*
          4=failurePolicy:s 9=matchPolicy:s 5=namespaceSelector:meta.v1.LabelSelector
          10=objectSelector:meta.v1.LabelSelector 6=sideEffects:s 7=timeoutSeconds:i
          8=admissionReviewVersions:s* 11matchConditions:MatchCondition*
        ValidatingWebhookConfiguration 1metadata:meta.v1.ObjectMeta 2webhooks:ValidatingWebhook*
        WebhookClientConfig 3=url:s 1=service:ServiceReference 2caBundle:y
        """
}
