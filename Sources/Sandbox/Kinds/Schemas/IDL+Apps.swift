extension IDL {
    static let apps = """
        @ io.k8s.api.apps.v1 apps/v1
        enum DeploymentStrategyType Recreate RollingUpdate
        enum DaemonSetUpdateStrategyType OnDelete RollingUpdate
        enum StatefulSetUpdateStrategyType OnDelete RollingUpdate
        enum PodManagementPolicyType OrderedReady Parallel
        kind Deployment : Keeps a number of equal pods running and rolls out changes of them.
         spec DeploymentSpec : What is wanted.
         status DeploymentStatus : What was last seen.
        type DeploymentSpec : What is wanted of a Deployment.
         replicas int32* : How many pods; 1 when not set.
         selector LabelSelector*! : Which pods belong to it; must match the labels of the template and can not be changed.
         template PodTemplateSpec! : The pods to make. Their restartPolicy must be Always.
         strategy DeploymentStrategy retainKeys : How pods are replaced by new ones.
         minReadySeconds int32 : Seconds a new pod must be ready before it counts as available; 0 when not set.
         revisionHistoryLimit int32* : How many old ReplicaSets are kept for a rollback; 10 when not set.
         paused bool : Whether the roll-out of changes is held.
         progressDeadlineSeconds int32* : Seconds without progress after which the roll-out counts as failed; 600 when not set.
        type DeploymentStrategy : How old pods are replaced by new ones.
         type DeploymentStrategyType : Recreate or RollingUpdate.
         rollingUpdate RollingUpdateDeployment* : Settings of RollingUpdate.
        type RollingUpdateDeployment : How fast a rolling update goes.
         maxUnavailable IntOrString* : How many pods (or per cent of them, rounded down) may be missing; 25% when not set.
         maxSurge IntOrString* : How many pods (or per cent of them, rounded up) there may be too many; 25% when not set.
        type DeploymentStatus : What was last seen of a Deployment.
         observedGeneration int64 : The generation of the desired state that was acted on.
         replicas int32 : How many pods there are.
         updatedReplicas int32 : How many have the newest template.
         readyReplicas int32 : How many are ready.
         availableReplicas int32 : How many are ready since minReadySeconds.
         unavailableReplicas int32 : How many more are needed.
         terminatingReplicas int32* : How many are about to end.
         conditions [DeploymentCondition] map=type merge=type : Aspects of its state: Available, Progressing, ReplicaFailure.
         collisionCount int32* : Counts clashes of the names of ReplicaSets.
        type DeploymentCondition : One aspect of the state of a Deployment.
         type string! : The aspect.
         status string! : True, False or Unknown.
         lastUpdateTime Time : When it was last judged.
         lastTransitionTime Time : When its status last changed.
         reason string : Why, in one word for programs.
         message string : Why, for people.
        kind ReplicaSet : Keeps a number of equal pods running; Deployments make them.
         spec ReplicaSetSpec : What is wanted.
         status ReplicaSetStatus : What was last seen.
        type ReplicaSetSpec : What is wanted of a ReplicaSet.
         replicas int32* : How many pods; 1 when not set.
         minReadySeconds int32 : Seconds a pod must be ready before it counts as available.
         selector LabelSelector*! : Which pods belong to it; can not be changed.
         template PodTemplateSpec : The pods to make.
        type ReplicaSetStatus : What was last seen of a ReplicaSet.
         replicas int32! : How many pods there are.
         fullyLabeledReplicas int32 : How many have all labels of the template.
         readyReplicas int32 : How many are ready.
         availableReplicas int32 : How many are ready since minReadySeconds.
         terminatingReplicas int32* : How many are about to end.
         observedGeneration int64 : The generation of the desired state that was acted on.
         conditions [ReplicaSetCondition] map=type merge=type : Aspects of its state.
        type ReplicaSetCondition : One aspect of the state of a ReplicaSet.
         type string! : The aspect.
         status string! : True, False or Unknown.
         lastTransitionTime Time : When its status last changed.
         reason string : Why, in one word for programs.
         message string : Why, for people.
        kind StatefulSet : Keeps pods with lasting names and storage of their own.
         spec StatefulSetSpec : What is wanted.
         status StatefulSetStatus : What was last seen.
        type StatefulSetSpec : What is wanted of a StatefulSet.
         replicas int32* : How many pods; 1 when not set.
         selector LabelSelector*! : Which pods belong to it; can not be changed.
         template PodTemplateSpec! : The pods to make, named after the set and their ordinal.
         volumeClaimTemplates [PersistentVolumeClaim] atomic : Claims that each pod gets of its own.
         serviceName string= : The headless Service that gives the pods their names in DNS.
         podManagementPolicy PodManagementPolicyType : Whether pods start and end one after the other (OrderedReady) or at once (Parallel).
         updateStrategy StatefulSetUpdateStrategy : How changes of the template are rolled out.
         revisionHistoryLimit int32* : How many old revisions are kept; 10 when not set.
         minReadySeconds int32 : Seconds a pod must be ready before it counts as available.
         persistentVolumeClaimRetentionPolicy StatefulSetPersistentVolumeClaimRetentionPolicy* : What becomes of the claims when pods go.
         ordinals StatefulSetOrdinals* : How pods are numbered.
        type StatefulSetUpdateStrategy : How changes of the template are rolled out.
         type StatefulSetUpdateStrategyType : OnDelete or RollingUpdate.
         rollingUpdate RollingUpdateStatefulSetStrategy* : Settings of RollingUpdate.
        type RollingUpdateStatefulSetStrategy : Settings of a rolling update.
         partition int32* : Only pods with this ordinal and above are updated.
         maxUnavailable IntOrString* : How many pods may be missing during the update.
        type StatefulSetPersistentVolumeClaimRetentionPolicy : What becomes of claims made from templates.
         whenDeleted string : When the set is deleted: Retain or Delete.
         whenScaled string : When it is scaled down: Retain or Delete.
        type StatefulSetOrdinals : How the pods of a set are numbered.
         start int32= : The first number; 0 when not set.
        type StatefulSetStatus : What was last seen of a StatefulSet.
         observedGeneration int64 : The generation of the desired state that was acted on.
         replicas int32! : How many pods there are.
         readyReplicas int32 : How many are ready.
         currentReplicas int32 : How many have the current revision.
         updatedReplicas int32 : How many have the newest revision.
         currentRevision string : The revision of the pods before the update.
         updateRevision string : The revision of the newest template.
         collisionCount int32* : Counts clashes of the names of revisions.
         conditions [StatefulSetCondition] map=type merge=type : Aspects of its state.
         availableReplicas int32= : How many are ready since minReadySeconds.
        type StatefulSetCondition : One aspect of the state of a StatefulSet.
         type string! : The aspect.
         status string! : True, False or Unknown.
         lastTransitionTime Time : When its status last changed.
         reason string : Why, in one word for programs.
         message string : Why, for people.
        kind DaemonSet : Runs one pod on every node, or on every node that is selected.
         spec DaemonSetSpec : What is wanted.
         status DaemonSetStatus : What was last seen.
        type DaemonSetSpec : What is wanted of a DaemonSet.
         selector LabelSelector*! : Which pods belong to it; can not be changed.
         template PodTemplateSpec! : The pods to make.
         updateStrategy DaemonSetUpdateStrategy : How changes of the template are rolled out.
         minReadySeconds int32 : Seconds a pod must be ready before it counts as available.
         revisionHistoryLimit int32* : How many old revisions are kept; 10 when not set.
        type DaemonSetUpdateStrategy : How changes of the template are rolled out.
         type DaemonSetUpdateStrategyType : OnDelete or RollingUpdate.
         rollingUpdate RollingUpdateDaemonSet* : Settings of RollingUpdate.
        type RollingUpdateDaemonSet : How fast a rolling update goes.
         maxUnavailable IntOrString* : How many nodes may be without a pod; 1 when not set.
         maxSurge IntOrString* : How many nodes may have an old and a new pod; 0 when not set.
        type DaemonSetStatus : What was last seen of a DaemonSet.
         currentNumberScheduled int32! : Nodes that run a pod and should.
         numberMisscheduled int32! : Nodes that run a pod and should not.
         desiredNumberScheduled int32! : Nodes that should run a pod.
         numberReady int32! : Nodes whose pod is ready.
         observedGeneration int64 : The generation of the desired state that was acted on.
         updatedNumberScheduled int32 : Nodes whose pod has the newest template.
         numberAvailable int32 : Nodes whose pod is available.
         numberUnavailable int32 : Nodes whose pod is not available.
         collisionCount int32* : Counts clashes of the names of revisions.
         conditions [DaemonSetCondition] map=type merge=type : Aspects of its state.
        type DaemonSetCondition : One aspect of the state of a DaemonSet.
         type string! : The aspect.
         status string! : True, False or Unknown.
         lastTransitionTime Time : When its status last changed.
         reason string : Why, in one word for programs.
         message string : Why, for people.
        kind ControllerRevision : One revision of the template of a StatefulSet or DaemonSet.
         data RawExtension : The state as it was.
         revision int64! : Its number.
        """
}
