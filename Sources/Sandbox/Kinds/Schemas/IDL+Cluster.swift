extension IDL {
    /// Small groups: coordination, events, policy, scheduling, node, storage classes.
    static let cluster = """
        @ io.k8s.api.coordination.v1 coordination.k8s.io/v1
        kind Lease : Says who holds something, and for how long.
         spec LeaseSpec : What is wanted.
        type LeaseSpec : Who holds a lease.
         holderIdentity string* : The holder.
         leaseDurationSeconds int32* : Seconds others wait after renewTime before they take it.
         acquireTime MicroTime* : When the holder got it.
         renewTime MicroTime* : When the holder last renewed it.
         leaseTransitions int32* : How often it changed hands.
         strategy string* : How a holder is chosen.
         preferredHolder string* : Who shall get it next.
        @ io.k8s.api.events.v1 events.k8s.io/v1
        kind Event : Something that happened to an object.
         eventTime MicroTime! : When it first happened.
         series EventSeries* : How often it happened since.
         reportingController string : The controller that tells of it.
         reportingInstance string : Which instance of it.
         action string : What was done.
         reason string : Why, in one CamelCase word.
         regarding ObjectReference : The object it happened to.
         related ObjectReference* : Another object that had part in it.
         note string : What happened, for people.
         type string : Normal or Warning.
         deprecatedSource EventSource : As core/v1 spells the reporter.
         deprecatedFirstTimestamp Time : As core/v1 spells the first time.
         deprecatedLastTimestamp Time : As core/v1 spells the last time.
         deprecatedCount int32 : As core/v1 spells how often.
        type EventSeries : How often something happened.
         count int32! : How often.
         lastObservedTime MicroTime! : When last.
        @ io.k8s.api.policy.v1 policy/v1
        enum UnhealthyPodEvictionPolicyType AlwaysAllow IfHealthyBudget
        kind PodDisruptionBudget : How many pods must stay when others are evicted.
         spec PodDisruptionBudgetSpec : What is wanted.
         status PodDisruptionBudgetStatus : What was last seen.
        type PodDisruptionBudgetSpec : How many pods must stay; one of minAvailable and maxUnavailable.
         minAvailable IntOrString* : How many (or per cent) must be there.
         selector LabelSelector* replace : The pods it is for.
         maxUnavailable IntOrString* : How many (or per cent) may be missing.
         unhealthyPodEvictionPolicy UnhealthyPodEvictionPolicyType* : When pods that are not ready may be evicted.
        type PodDisruptionBudgetStatus : What was last seen of a budget.
         observedGeneration int64 : The generation that was acted on.
         disruptedPods {Time} : Pods whose eviction was allowed and that are not gone yet.
         disruptionsAllowed int32= : How many may be evicted now.
         currentHealthy int32= : How many are there.
         desiredHealthy int32= : How many must be there.
         expectedPods int32= : How many are counted.
         conditions [Condition] map=type merge=type : Aspects of its state.
        kind Eviction nolist : Asks to evict a pod as its budget allows.
         deleteOptions DeleteOptions* : How to delete it.
        @ io.k8s.api.scheduling.v1 scheduling.k8s.io/v1
        kind PriorityClass : A priority that pods name.
         value int32! : The priority.
         globalDefault bool : Whether pods that name none get this one.
         description string : What it is for.
         preemptionPolicy PreemptionPolicy* : Whether pods may push others off a node.
        @ io.k8s.api.node.v1 node.k8s.io/v1
        kind RuntimeClass : A way to run containers that pods name.
         handler string! : The configuration of the container runtime.
         overhead Overhead* : What a pod needs beyond its containers.
         scheduling Scheduling* : Which nodes support it.
        type Overhead : What a pod needs beyond its containers.
         podFixed {Quantity} : Resources.
        type Scheduling : Which nodes support a runtime class.
         nodeSelector {string} atomicMap : Nodes with these labels.
         tolerations [Toleration] atomic : Taints that pods of the class tolerate.
        """
}
