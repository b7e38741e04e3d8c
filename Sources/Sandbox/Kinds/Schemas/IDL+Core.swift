extension IDL {
    /// core/v1: namespaced data, services, events, quotas.
    static let core = """
        @ io.k8s.api.core.v1 v1
        enum Protocol SCTP TCP UDP
        enum ServiceAffinity ClientIP None
        enum ServiceType ClusterIP ExternalName LoadBalancer NodePort
        enum ServiceExternalTrafficPolicy Cluster Local
        enum ServiceInternalTrafficPolicy Cluster Local
        enum IPFamily "" IPv4 IPv6
        enum IPFamilyPolicy PreferDualStack RequireDualStack SingleStack
        enum NamespacePhase Active Terminating
        enum ResourceQuotaScope BestEffort CrossNamespacePodAffinity NotBestEffort NotTerminating PriorityClass Terminating VolumeAttributesClass
        enum ScopeSelectorOperator DoesNotExist Exists In NotIn
        enum PreemptionPolicy Never PreemptLowerPriority
        type ObjectReference atomic : An object.
         kind string : Its kind.
         namespace string : Its namespace.
         name string : Its name.
         uid string : Its identity.
         apiVersion string : Its API version.
         resourceVersion string : The version of it that is meant.
         fieldPath string : A part of it.
        type LocalObjectReference atomic : An object of the same namespace.
         name string= : Its name.
        type TypedLocalObjectReference atomic : An object of the same namespace, of any kind.
         apiGroup string* : Its API group.
         kind string! : Its kind.
         name string! : Its name.
        type TypedObjectReference : An object of any kind.
         apiGroup string* : Its API group.
         kind string! : Its kind.
         name string! : Its name.
         namespace string* : Its namespace.
        type SecretReference atomic : A Secret.
         name string : Its name.
         namespace string : Its namespace.
        kind ConfigMap : Data that pods read as files or environment.
         immutable bool* : Whether the data can not be changed any more.
         data {string} : Texts by key.
         binaryData {bytes} : Bytes by key, in base64.
        kind Secret : Data that only those who need it may read.
         immutable bool* : Whether the data can not be changed any more.
         data {bytes} : Bytes by key, in base64.
         stringData {string} : Texts by key, for writing only: they become data.
         type string : What the data is for; Opaque when not set.
        kind Namespace : A space for names.
         spec NamespaceSpec : What is wanted.
         status NamespaceStatus : What was last seen.
        type NamespaceSpec : A space for names.
         finalizers [string] atomic : Work that must be done before it goes.
        type NamespaceStatus : What was last seen of a namespace.
         phase NamespacePhase : Active or Terminating.
         conditions [NamespaceCondition] map=type merge=type : Aspects of its state.
        type NamespaceCondition : One aspect of the state of a namespace.
         type string! : The aspect.
         status string! : True, False or Unknown.
         lastTransitionTime Time : When its status last changed.
         reason string : Why, in one word for programs.
         message string : Why, for people.
        kind ServiceAccount : An identity for pods.
         secrets [ObjectReference] map=name merge=name : Secrets its pods may use.
         imagePullSecrets [LocalObjectReference] atomic : Secrets with which its pods pull images.
         automountServiceAccountToken bool* : Whether its pods get a token.
        kind Service : One address for a set of pods.
         spec ServiceSpec : What is wanted.
         status ServiceStatus : What was last seen.
        type ServiceSpec : One address for a set of pods.
         ports [ServicePort] map=port,protocol merge=port : The ports.
         selector {string} atomicMap : The pods behind it, by their labels.
         clusterIP string : Its address; None for a headless service.
         clusterIPs [string] atomic : Its addresses, one per IP family.
         type ServiceType : ClusterIP, NodePort, LoadBalancer or ExternalName.
         externalIPs [string] atomic : Addresses of nodes at which it can be reached too.
         sessionAffinity ServiceAffinity : Whether a client always gets to the same pod: ClientIP or None.
         loadBalancerIP string : The wanted address of the load balancer.
         loadBalancerSourceRanges [string] atomic : Who may use the load balancer.
         externalName string : The name a service of type ExternalName stands for.
         externalTrafficPolicy ServiceExternalTrafficPolicy : Cluster, or Local for pods of the node only.
         healthCheckNodePort int32 : The port of the health check of type LoadBalancer with policy Local.
         publishNotReadyAddresses bool : Whether pods that are not ready count too.
         sessionAffinityConfig SessionAffinityConfig* : Settings of session affinity.
         ipFamilies [IPFamily] atomic : IPv4, IPv6.
         ipFamilyPolicy IPFamilyPolicy* : SingleStack, PreferDualStack or RequireDualStack.
         allocateLoadBalancerNodePorts bool* : Whether the load balancer goes by node ports.
         loadBalancerClass string* : Which load balancer serves it.
         internalTrafficPolicy ServiceInternalTrafficPolicy* : Cluster, or Local for pods of the node only.
         trafficDistribution string* : Which pods are preferred.
        type ServicePort : One port of a service.
         name string : Its name; needed when there are several.
         protocol Protocol default=TCP : TCP, UDP or SCTP.
         appProtocol string* : The protocol spoken on it.
         port int32! : Its number.
         targetPort IntOrString : The port of the pods, by number or name; the same number when not set.
         nodePort int32 : The port on every node of types NodePort and LoadBalancer.
        type SessionAffinityConfig : Settings of session affinity.
         clientIP ClientIPConfig* : By the client's address.
        type ClientIPConfig : Session affinity by the client's address.
         timeoutSeconds int32* : For how long; 10800 when not set.
        type ServiceStatus : What was last seen of a service.
         loadBalancer LoadBalancerStatus : Where its load balancer can be reached.
         conditions [Condition] map=type merge=type : Aspects of its state.
        type LoadBalancerStatus : Where a load balancer can be reached.
         ingress [LoadBalancerIngress] atomic : Its addresses.
        type LoadBalancerIngress : One address of a load balancer.
         ip string : As an IP address.
         hostname string : As a host name.
         ipMode string* : VIP or Proxy.
         ports [PortStatus] atomic : Its ports.
        type PortStatus : One port of a load balancer.
         port int32! : Its number.
         protocol Protocol! : Its protocol.
         error string* : What is wrong with it.
        kind Endpoints : The addresses behind a service; see EndpointSlice.
         subsets [EndpointSubset] atomic : The addresses.
        type EndpointSubset : Addresses with common ports.
         addresses [EndpointAddress] atomic : Those that are ready.
         notReadyAddresses [EndpointAddress] atomic : Those that are not.
         ports [EndpointPort] atomic : The ports.
        type EndpointAddress atomic : One address.
         ip string! : The IP address.
         hostname string : The host name.
         nodeName string* : The node it is on.
         targetRef ObjectReference* : The object behind it.
        type EndpointPort atomic : One port.
         name string : Its name.
         port int32! : Its number.
         protocol Protocol : Its protocol.
         appProtocol string* : The protocol spoken on it.
        kind Event meta! : Something that happened to an object.
         involvedObject ObjectReference! : The object it happened to.
         reason string : Why, in one CamelCase word.
         message string : What happened, for people.
         source EventSource : Who tells of it.
         firstTimestamp Time : When it first happened.
         lastTimestamp Time : When it last happened.
         count int32 : How often it happened.
         type string : Normal or Warning.
         eventTime MicroTime : When it first happened, exactly.
         series EventSeries* : How often it happened since.
         action string : What was done.
         related ObjectReference* : Another object that had part in it.
         reportingComponent string= : The controller that tells of it.
         reportingInstance string= : Which instance of it.
        type EventSource : Who tells of an event.
         component string : The component.
         host string : The node it is on.
        type EventSeries : How often something happened.
         count int32 : How often.
         lastObservedTime MicroTime : When last.
        kind LimitRange : Limits of what single pods, containers and claims may ask for.
         spec LimitRangeSpec : What is wanted.
        type LimitRangeSpec : Limits of what may be asked for.
         limits [LimitRangeItem]! atomic : The limits.
        type LimitRangeItem : Limits for one type of thing.
         type string! : Pod, Container or PersistentVolumeClaim.
         max {Quantity} : The most.
         min {Quantity} : The least.
         default {Quantity} : The limit when none is given.
         defaultRequest {Quantity} : The request when none is given.
         maxLimitRequestRatio {Quantity} : How much larger a limit may be than its request.
        kind ResourceQuota : Limits of what a namespace may use in all.
         spec ResourceQuotaSpec : What is wanted.
         status ResourceQuotaStatus : What was last seen.
        type ResourceQuotaSpec : Limits of what a namespace may use.
         hard {Quantity} : The limits by resource.
         scopes [ResourceQuotaScope] atomic : Which objects count.
         scopeSelector ScopeSelector* : Which objects count, by expressions.
        type ScopeSelector atomic : Which objects count.
         matchExpressions [ScopedResourceSelectorRequirement] atomic : All must hold.
        type ScopedResourceSelectorRequirement : One requirement.
         scopeName ResourceQuotaScope! : The scope.
         operator ScopeSelectorOperator! : In, NotIn, Exists or DoesNotExist.
         values [string] atomic : The values of In and NotIn.
        type ResourceQuotaStatus : What was last seen of a quota.
         hard {Quantity} : The limits.
         used {Quantity} : What is used.
        kind Binding nolist : Puts a pod on a node.
         target ObjectReference! : The node.
        kind ComponentStatus : The state of a part of the control plane.
         conditions [ComponentCondition] map=type merge=type : Aspects of its state.
        type ComponentCondition : One aspect of the state of a component.
         type string! : The aspect.
         status string! : True, False or Unknown.
         message string : Why, for people.
         error string : What is wrong.
        """
}
