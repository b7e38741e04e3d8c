extension IDL {
    static let networking = """
        @ io.k8s.api.networking.v1 networking.k8s.io/v1
        enum PathType Exact ImplementationSpecific Prefix
        enum PolicyType Egress Ingress
        enum IngressProtocol SCTP TCP UDP
        kind Ingress : Brings HTTP traffic from outside to services.
         spec IngressSpec : What is wanted.
         status IngressStatus : What was last seen.
        type IngressSpec : What is wanted of an Ingress.
         ingressClassName string* : The controller that serves it.
         defaultBackend IngressBackend* : Where requests go that no rule matches.
         tls [IngressTLS] atomic : Hosts served over TLS and their certificates.
         rules [IngressRule] atomic : Which requests go where.
        type IngressTLS : Hosts and their certificate.
         hosts [string] atomic : The hosts.
         secretName string : The Secret that holds the certificate.
        type IngressRule : The paths of one host.
         host string : The host; every host when empty.
         http HTTPIngressRuleValue* : Its paths.
        type HTTPIngressRuleValue : The paths of one host.
         paths [HTTPIngressPath]! atomic : The paths.
        type HTTPIngressPath : One path and where its requests go.
         path string : The path.
         pathType PathType*! : How the path is matched: Exact, Prefix or ImplementationSpecific.
         backend IngressBackend! : Where the requests go.
        type IngressBackend : Where requests go.
         service IngressServiceBackend* : A service.
         resource TypedLocalObjectReference* : Another object of the namespace.
        type IngressServiceBackend : A port of a service.
         name string! : The service.
         port ServiceBackendPort : The port.
        type ServiceBackendPort atomic : A port by name or number.
         name string : Its name.
         number int32 : Its number.
        type IngressStatus : What was last seen of an Ingress.
         loadBalancer IngressLoadBalancerStatus : Where it can be reached.
        type IngressLoadBalancerStatus : Where an Ingress can be reached.
         ingress [IngressLoadBalancerIngress] atomic : The addresses.
        type IngressLoadBalancerIngress : One address.
         ip string : As an IP address.
         hostname string : As a host name.
         ports [IngressPortStatus] atomic : Its ports.
        type IngressPortStatus : One port of an address.
         port int32! : Its number.
         protocol IngressProtocol! : Its protocol.
         error string* : What is wrong with it.
        kind IngressClass : A class of Ingress and the controller that serves it.
         spec IngressClassSpec : What is wanted.
        type IngressClassSpec : The controller of a class.
         controller string : Its name.
         parameters IngressClassParametersReference* : An object that configures it.
        type IngressClassParametersReference : An object that configures a controller.
         apiGroup string* : Its API group.
         kind string! : Its kind.
         name string! : Its name.
         scope string* : Cluster or Namespace.
         namespace string* : Its namespace.
        kind NetworkPolicy : Which traffic pods may send and receive.
         spec NetworkPolicySpec : What is wanted.
        type NetworkPolicySpec : Which traffic the selected pods may send and receive.
         podSelector LabelSelector : The pods it is for; all of the namespace when empty.
         ingress [NetworkPolicyIngressRule] atomic : What they may receive.
         egress [NetworkPolicyEgressRule] atomic : What they may send.
         policyTypes [PolicyType] atomic : Which directions it limits.
        type NetworkPolicyIngressRule : Traffic that may come in.
         ports [NetworkPolicyPort] atomic : To which ports.
         from [NetworkPolicyPeer] atomic : From whom.
        type NetworkPolicyEgressRule : Traffic that may go out.
         ports [NetworkPolicyPort] atomic : To which ports.
         to [NetworkPolicyPeer] atomic : To whom.
        type NetworkPolicyPort : A port or a range of them.
         protocol Protocol* : TCP, UDP or SCTP.
         port IntOrString* : Its number or name.
         endPort int32* : The last port of a range.
        type NetworkPolicyPeer : Who may talk.
         podSelector LabelSelector* : Pods.
         namespaceSelector LabelSelector* : Namespaces.
         ipBlock IPBlock* : Addresses.
        type IPBlock : A range of addresses.
         cidr string! : The range.
         except [string] atomic : Ranges that are left out.
        kind IPAddress : One address that is in use.
         spec IPAddressSpec! : What it is used for.
        type IPAddressSpec : What an address is used for.
         parentRef ParentReference*! : The object that uses it.
        type ParentReference : The object that uses an address.
         group string : Its API group.
         resource string! omit : Its resource.
         namespace string : Its namespace.
         name string! omit : Its name.
        kind ServiceCIDR : A range of addresses for services.
         spec ServiceCIDRSpec : What is wanted.
         status ServiceCIDRStatus : What was last seen.
        type ServiceCIDRSpec : A range of addresses for services.
         cidrs [string] atomic : One range, or one of IPv4 and one of IPv6.
        type ServiceCIDRStatus : What was last seen of a range.
         conditions [Condition] map=type merge=type : Aspects of its state.
        @ io.k8s.api.discovery.v1 discovery.k8s.io/v1
        enum AddressType FQDN IPv4 IPv6
        kind EndpointSlice : Some of the addresses behind a service.
         addressType AddressType! : What the addresses are: IPv4, IPv6 or FQDN.
         endpoints [Endpoint]! atomic : The addresses.
         ports [EndpointPort] atomic : The ports each of them has.
        type Endpoint : One backend of a service.
         addresses [string]! set : Its addresses.
         conditions EndpointConditions : Its state.
         hostname string* : Its host name.
         targetRef ObjectReference* : The object behind it.
         deprecatedTopology {string} : No longer used.
         nodeName string* : The node it is on.
         zone string* : The zone it is in.
         hints EndpointHints* : Who should use it.
        type EndpointConditions : The state of a backend.
         ready bool* : Whether it may get traffic.
         serving bool* : Whether it answers, about to end or not.
         terminating bool* : Whether it is about to end.
        type EndpointHints : Who should use a backend.
         forZones [ForZone] atomic : Clients of these zones.
         forNodes [ForNode] atomic : Clients on these nodes.
        type ForZone : A zone.
         name string! : Its name.
        type ForNode : A node.
         name string! : Its name.
        type EndpointPort atomic : A port of a backend.
         name string* : Its name.
         protocol Protocol* : TCP, UDP or SCTP.
         port int32* : Its number.
         appProtocol string* : The protocol spoken on it.
        """
}
