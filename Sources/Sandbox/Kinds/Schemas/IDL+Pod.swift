extension IDL {
    /// core/v1: pods and what makes them.
    static let pod = """
        @ io.k8s.api.core.v1 v1
        enum RestartPolicy Always Never OnFailure
        enum DNSPolicy ClusterFirst ClusterFirstWithHostNet Default None
        enum PodPhase Failed Pending Running Succeeded Unknown
        enum PodQOSClass BestEffort Burstable Guaranteed
        enum NodeSelectorOperator DoesNotExist Exists Gt In Lt NotIn
        enum TolerationOperator Equal Exists Gt Lt
        enum TaintEffect NoExecute NoSchedule PreferNoSchedule
        enum UnsatisfiableConstraintAction DoNotSchedule ScheduleAnyway
        enum NodeInclusionPolicy Honor Ignore
        enum PodFSGroupChangePolicy Always OnRootMismatch
        enum SupplementalGroupsPolicy Merge Strict
        enum PodSELinuxChangePolicy MountOption Recursive
        kind Pod : Containers that run together on one node.
         spec PodSpec : What is wanted.
         status PodStatus : What was last seen.
        kind PodTemplate : A description of pods to make.
         template PodTemplateSpec : The pods.
        type PodTemplateSpec : The pods to make.
         metadata ObjectMeta : Labels and annotations of the pods.
         spec PodSpec : What is wanted of the pods.
        type PodSpec : What is wanted of a pod.
         volumes [Volume] map=name merge,retainKeys=name : Volumes that its containers can mount.
         initContainers [Container] map=name merge=name : Containers that run one by one before the others start.
         containers [Container]! map=name merge=name : The containers; at least one.
         ephemeralContainers [EphemeralContainer] map=name merge=name : Containers added while it runs, to look into it.
         restartPolicy RestartPolicy : When ended containers are started again: Always, OnFailure or Never.
         terminationGracePeriodSeconds int64* : Seconds it is given to end by itself; 30 when not set.
         activeDeadlineSeconds int64* : Seconds after which it is ended.
         dnsPolicy DNSPolicy : How names are looked up.
         nodeSelector {string} atomicMap : Labels its node must have.
         serviceAccountName string : The identity it runs with.
         serviceAccount string : No longer used: serviceAccountName.
         automountServiceAccountToken bool* : Whether it gets a token of its service account.
         nodeName string : The node it is on.
         hostNetwork bool : Whether it uses the network of its node.
         hostPID bool : Whether it sees the processes of its node.
         hostIPC bool : Whether it uses the inter-process communication of its node.
         shareProcessNamespace bool* : Whether its containers see each other's processes.
         securityContext PodSecurityContext* : With which rights its containers run.
         imagePullSecrets [LocalObjectReference] map=name merge=name : Secrets with which its images are pulled.
         hostname string : Its host name.
         subdomain string : Its domain below that of the cluster.
         affinity Affinity* : On which nodes it should run.
         schedulerName string : The scheduler that places it.
         tolerations [Toleration] atomic : Taints of nodes it tolerates.
         hostAliases [HostAlias] map=ip merge=ip : Entries of its hosts file.
         priorityClassName string : The class of its priority.
         priority int32* : Its priority; set by the server.
         dnsConfig PodDNSConfig* : Settings of name look-up.
         readinessGates [PodReadinessGate] atomic : Conditions that must be true for it to be ready.
         runtimeClassName string* : The RuntimeClass that runs it.
         enableServiceLinks bool* : Whether services are named in its environment.
         preemptionPolicy PreemptionPolicy* : Whether it may push others off a node.
         overhead {Quantity} : What it needs beyond its containers.
         topologySpreadConstraints [TopologySpreadConstraint] map=topologyKey,whenUnsatisfiable merge=topologyKey : How its like are spread.
         setHostnameAsFQDN bool* : Whether its host name is the full one.
         os PodOS* : The operating system it needs.
         hostUsers bool* : Whether it uses the users of its node.
         schedulingGates [PodSchedulingGate] map=name merge=name : What must be removed before it is placed.
         resourceClaims [PodResourceClaim] map=name merge,retainKeys=name : Devices and the like that it needs.
         resources ResourceRequirements* : What it needs in all.
         hostnameOverride string* : Its host name, whatever else says so.
         schedulingGroup PodSchedulingGroup* : Pods with which it is placed.
        type PodSchedulingGroup : Pods that are placed together.
         podGroupName string* : The name of the group.
        type PodOS : An operating system.
         name string! : linux or windows.
        type PodSchedulingGate : Something that must be removed before a pod is placed.
         name string! : Its name.
        type PodReadinessGate : A condition that must be true for a pod to be ready.
         conditionType string! : Its type.
        type PodResourceClaim : A device or the like that a pod needs.
         name string! : Its name within the pod.
         resourceClaimName string* : The claim.
         resourceClaimTemplateName string* : The template from which a claim is made.
        type HostAlias : Names of one address.
         ip string! : The address.
         hostnames [string] atomic : The names.
        type PodDNSConfig : Settings of name look-up.
         nameservers [string] atomic : Servers.
         searches [string] atomic : Domains to look in.
         options [PodDNSConfigOption] atomic : Options.
        type PodDNSConfigOption : An option of name look-up.
         name string : Its name.
         value string* : Its value.
        type PodSecurityContext : With which rights the containers of a pod run.
         seLinuxOptions SELinuxOptions* : The SELinux context.
         windowsOptions WindowsSecurityContextOptions* : Settings for Windows.
         runAsUser int64* : The user.
         runAsGroup int64* : The group.
         runAsNonRoot bool* : Whether root is refused.
         supplementalGroups [int64] atomic : Further groups.
         supplementalGroupsPolicy SupplementalGroupsPolicy* : How groups of the image count.
         fsGroup int64* : The group that owns its volumes.
         sysctls [Sysctl] atomic : Kernel parameters.
         fsGroupChangePolicy PodFSGroupChangePolicy* : When the owner of volumes is changed.
         seccompProfile SeccompProfile* : The system calls that are allowed.
         appArmorProfile AppArmorProfile* : The AppArmor profile.
         seLinuxChangePolicy string* : How volumes get their SELinux label.
        type Sysctl : A kernel parameter.
         name string! : Its name.
         value string! : Its value.
        type Affinity : On which nodes a pod should run.
         nodeAffinity NodeAffinity* : By the nodes.
         podAffinity PodAffinity* : Near other pods.
         podAntiAffinity PodAntiAffinity* : Away from other pods.
        type NodeAffinity : Which nodes a pod should run on.
         requiredDuringSchedulingIgnoredDuringExecution NodeSelector* : Nodes it must run on.
         preferredDuringSchedulingIgnoredDuringExecution [PreferredSchedulingTerm] atomic : Nodes it would rather run on.
        type NodeSelector atomic : Which nodes are meant; any term suffices.
         nodeSelectorTerms [NodeSelectorTerm]! atomic : The terms.
        type NodeSelectorTerm atomic : Requirements that must all hold.
         matchExpressions [NodeSelectorRequirement] atomic : On labels.
         matchFields [NodeSelectorRequirement] atomic : On fields.
        type NodeSelectorRequirement : One requirement on a node.
         key string! : The label or field.
         operator NodeSelectorOperator! : In, NotIn, Exists, DoesNotExist, Gt or Lt.
         values [string] atomic : The values.
        type PreferredSchedulingTerm : Nodes that are preferred.
         weight int32! : How much, 1 to 100.
         preference NodeSelectorTerm! : Which.
        type PodAffinity : Near which pods a pod should run.
         requiredDuringSchedulingIgnoredDuringExecution [PodAffinityTerm] atomic : Pods it must be near.
         preferredDuringSchedulingIgnoredDuringExecution [WeightedPodAffinityTerm] atomic : Pods it would rather be near.
        type PodAntiAffinity : Away from which pods a pod should run.
         requiredDuringSchedulingIgnoredDuringExecution [PodAffinityTerm] atomic : Pods it must be away from.
         preferredDuringSchedulingIgnoredDuringExecution [WeightedPodAffinityTerm] atomic : Pods it would rather be away from.
        type PodAffinityTerm : Which pods are meant, and what near means.
         labelSelector LabelSelector* : The pods.
         namespaces [string] atomic : Their namespaces.
         topologyKey string! : Nodes with the same value of this label are near each other.
         namespaceSelector LabelSelector* : Their namespaces, by labels.
         matchLabelKeys [string] atomic : Labels that must be the same.
         mismatchLabelKeys [string] atomic : Labels that must differ.
        type WeightedPodAffinityTerm : Pods by how much they count.
         weight int32! : How much, 1 to 100.
         podAffinityTerm PodAffinityTerm! : Which.
        type Toleration : A taint that is tolerated.
         key string : Its key; every one when empty.
         operator TolerationOperator : Equal or Exists.
         value string : Its value.
         effect TaintEffect : Its effect; every one when empty.
         tolerationSeconds int64* : For how long a NoExecute taint is tolerated.
        type TopologySpreadConstraint : How equal pods are spread.
         maxSkew int32! : How much two places may differ.
         topologyKey string! : Nodes with the same value of this label are one place.
         whenUnsatisfiable UnsatisfiableConstraintAction! : DoNotSchedule or ScheduleAnyway.
         labelSelector LabelSelector* : The pods that are counted.
         minDomains int32* : The fewest places.
         nodeAffinityPolicy NodeInclusionPolicy* : Whether node affinity counts.
         nodeTaintsPolicy NodeInclusionPolicy* : Whether taints count.
         matchLabelKeys [string] atomic : Labels that must be the same.
        type PodStatus : What was last seen of a pod.
         observedGeneration int64 : The generation that was acted on.
         phase PodPhase : Pending, Running, Succeeded, Failed or Unknown.
         conditions [PodCondition] map=type merge=type : Aspects of its state.
         message string : Why, for people.
         reason string : Why, in one word for programs.
         nominatedNodeName string : The node it will get when others have left.
         hostIP string : The address of its node.
         hostIPs [HostIP] atomic merge=ip : All addresses of its node.
         podIP string : Its address.
         podIPs [PodIP] map=ip merge=ip : All its addresses.
         startTime Time* : When its node took it.
         initContainerStatuses [ContainerStatus] atomic : Of containers that run first.
         containerStatuses [ContainerStatus] atomic : Of its containers.
         qosClass PodQOSClass : Guaranteed, Burstable or BestEffort.
         ephemeralContainerStatuses [ContainerStatus] atomic : Of containers added while it runs.
         resize string : State of a change of its resources.
         resourceClaimStatuses [PodResourceClaimStatus] map=name merge,retainKeys=name : Of its claims.
         extendedResourceClaimStatus PodExtendedResourceClaimStatus* : Of the claim for extended resources.
         allocatedResources {Quantity} : What its node set aside for it.
         resources ResourceRequirements* : What it has.
         nodeAllocatableResourceClaimStatuses [NodeAllocatableResourceClaimStatus] atomic : Of resources that claims take from its node.
        type NodeAllocatableResourceClaimStatus : What a claim takes from a node.
         resourceClaimName string! : The claim.
         containers [string] set : The containers it is for.
         resources {Quantity}! : What it takes.
        type PodCondition : One aspect of the state of a pod.
         type string! : The aspect.
         observedGeneration int64 : The generation it was judged by.
         status string! : True, False or Unknown.
         lastProbeTime Time : When it was last judged.
         lastTransitionTime Time : When its status last changed.
         reason string : Why, in one word for programs.
         message string : Why, for people.
        type HostIP : An address of a node.
         ip string! : The address.
        type PodIP : An address of a pod.
         ip string! : The address.
        type PodResourceClaimStatus : State of a claim of a pod.
         name string! : Its name within the pod.
         resourceClaimName string* : The claim.
        type PodExtendedResourceClaimStatus : State of the claim for extended resources.
         requestMappings [ContainerExtendedResourceRequest]! atomic : Which request serves which container.
         resourceClaimName string! : The claim.
        type ContainerExtendedResourceRequest : A request that serves a container.
         containerName string! : The container.
         resourceName string! : The resource.
         requestName string! : The request.
        kind ReplicationController : Keeps a number of equal pods running; a Deployment does more.
         spec ReplicationControllerSpec : What is wanted.
         status ReplicationControllerStatus : What was last seen.
        type ReplicationControllerSpec : What is wanted of a ReplicationController.
         replicas int32* default=1 : How many pods; 1 when not set.
         minReadySeconds int32 default=0 : Seconds a pod must be ready before it counts as available.
         selector {string} atomicMap : Which pods belong to it.
         template PodTemplateSpec* : The pods to make.
        type ReplicationControllerStatus : What was last seen of a ReplicationController.
         replicas int32! : How many pods there are.
         fullyLabeledReplicas int32 : How many have all labels of the template.
         readyReplicas int32 : How many are ready.
         availableReplicas int32 : How many are ready since minReadySeconds.
         observedGeneration int64 : The generation that was acted on.
         conditions [ReplicationControllerCondition] map=type merge=type : Aspects of its state.
        type ReplicationControllerCondition : One aspect of the state of a ReplicationController.
         type string! : The aspect.
         status string! : True, False or Unknown.
         lastTransitionTime Time : When its status last changed.
         reason string : Why, in one word for programs.
         message string : Why, for people.
        """
}
