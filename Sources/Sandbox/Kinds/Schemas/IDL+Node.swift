extension IDL {
    /// core/v1: nodes.
    static let node = """
        @ io.k8s.api.core.v1 v1
        enum NodePhase Pending Running Terminated
        kind Node : A machine that runs pods.
         spec NodeSpec : What is wanted.
         status NodeStatus : What was last seen.
        type NodeSpec : What is wanted of a node.
         podCIDR string : Addresses for its pods.
         podCIDRs [string] set merge : Addresses for its pods, per IP family.
         providerID string : Its identity at the cloud provider.
         unschedulable bool : Whether new pods are kept off it.
         taints [Taint] atomic : What keeps pods off it unless they tolerate it.
         configSource NodeConfigSource* : No longer used.
         externalID string : No longer used.
        type Taint : What keeps pods off a node unless they tolerate it.
         key string! : Its key.
         value string : Its value.
         effect TaintEffect! : NoSchedule, PreferNoSchedule or NoExecute.
         timeAdded Time* : When it was added.
        type NodeConfigSource : No longer used.
         configMap ConfigMapNodeConfigSource* : No longer used.
        type ConfigMapNodeConfigSource : No longer used.
         namespace string! : No longer used.
         name string! : No longer used.
         uid string : No longer used.
         resourceVersion string : No longer used.
         kubeletConfigKey string! : No longer used.
        type NodeStatus : What was last seen of a node.
         capacity {Quantity} : What it has.
         allocatable {Quantity} : What pods can have of it.
         phase NodePhase : No longer used.
         conditions [NodeCondition] map=type merge=type : Aspects of its state.
         addresses [NodeAddress] map=type merge=type : Its addresses.
         daemonEndpoints NodeDaemonEndpoints : Where its daemons listen.
         nodeInfo NodeSystemInfo : What it runs.
         images [ContainerImage] atomic : Images it has.
         volumesInUse [string] atomic : Volumes it uses.
         volumesAttached [AttachedVolume] atomic : Volumes attached to it.
         config NodeConfigStatus* : No longer used.
         runtimeHandlers [NodeRuntimeHandler] atomic : What its container runtime can do.
         features NodeFeatures* : What it can do.
         declaredFeatures [string] atomic : Features it declares.
        type NodeCondition : One aspect of the state of a node.
         type string! : The aspect.
         status string! : True, False or Unknown.
         lastHeartbeatTime Time : When it was last told.
         lastTransitionTime Time : When its status last changed.
         reason string : Why, in one word for programs.
         message string : Why, for people.
        type NodeAddress : An address of a node.
         type string! : Hostname, InternalIP, ExternalIP and the like.
         address string! : The address.
        type NodeDaemonEndpoints : Where daemons of a node listen.
         kubeletEndpoint DaemonEndpoint : The kubelet.
        type DaemonEndpoint : Where a daemon listens.
         Port int32! : Its port.
        type NodeSystemInfo : What a node runs.
         machineID string! : The identity of the machine.
         systemUUID string! : The identity of the hardware.
         bootID string! : Changes with every boot.
         kernelVersion string! : The kernel.
         osImage string! : The operating system, as it calls itself.
         containerRuntimeVersion string! : The container runtime.
         kubeletVersion string! : The kubelet.
         kubeProxyVersion string! : No longer used.
         operatingSystem string! : linux or windows.
         architecture string! : The processor architecture.
         swap NodeSwapStatus* : Its swap space.
        type NodeSwapStatus : Swap space of a node.
         capacity int64* : Bytes.
        type ContainerImage : An image on a node.
         names [string] atomic : Its names.
         sizeBytes int64 : Its size.
        type AttachedVolume : A volume attached to a node.
         name string! : Its name.
         devicePath string! : The device.
        type NodeConfigStatus : No longer used.
         assigned NodeConfigSource* : No longer used.
         active NodeConfigSource* : No longer used.
         lastKnownGood NodeConfigSource* : No longer used.
         error string : No longer used.
        type NodeRuntimeHandler : What a container runtime can do.
         name string= : The handler; the default one when empty.
         features NodeRuntimeHandlerFeatures* : Its features.
        type NodeRuntimeHandlerFeatures : What a handler can do.
         recursiveReadOnlyMounts bool* : Mounts that can only be read, with all within.
         userNamespaces bool* : Users of their own.
        type NodeFeatures : What a node can do.
         supplementalGroupsPolicy bool* : Obey supplementalGroupsPolicy.
        """
}
