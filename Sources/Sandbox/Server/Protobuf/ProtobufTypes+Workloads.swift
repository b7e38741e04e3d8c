/// The messages of metadata, workloads and autoscaling, in the notation of `ProtobufTypes`.
///
/// Source: the field numbers of Kubernetes 1.36's `generated.proto` and the JSON names of its Go types.
extension ProtobufTypes {
    static let workloads = """
        = meta.v1
        Condition 1=type:s 2=status:s 3observedGeneration:i 4=lastTransitionTime:T 5=reason:s 6=message:s
        DeleteOptions 1=gracePeriodSeconds:i 2=preconditions:Preconditions 3=orphanDependents:b
          4=propagationPolicy:s 5dryRun:s* 6=ignoreStoreReadErrorWithClusterBreakingPotential:b
        FieldSelectorRequirement 1=key:s 2=operator:s 3values:s*
        LabelSelector 1matchLabels:s@ 2matchExpressions:LabelSelectorRequirement*
        LabelSelectorRequirement 1=key:s 2=operator:s 3values:s*
        ManagedFieldsEntry 1manager:s 2operation:s 3apiVersion:s 4=time:T 6fieldsType:s 7=fieldsV1:F
          8subresource:s
        ObjectMeta 1name:s 2generateName:s 3namespace:s 4selfLink:s 5uid:s 6resourceVersion:s 7generation:i
          8creationTimestamp:T 9=deletionTimestamp:T 10=deletionGracePeriodSeconds:i 11labels:s@
          12annotations:s@ 13ownerReferences:OwnerReference* 14finalizers:s*
          17managedFields:ManagedFieldsEntry*
        OwnerReference 5=apiVersion:s 1=kind:s 3=name:s 4=uid:s 6=controller:b 7=blockOwnerDeletion:b
        Preconditions 1=uid:s 2=resourceVersion:s
        = apps.v1
        ControllerRevision 1metadata:meta.v1.ObjectMeta 2=data:R 3=revision:i
        DaemonSet 1metadata:meta.v1.ObjectMeta 2spec:DaemonSetSpec 3status:DaemonSetStatus
        DaemonSetCondition 1=type:s 2=status:s 3lastTransitionTime:T 4reason:s 5message:s
        DaemonSetSpec 1=selector:meta.v1.LabelSelector 2=template:core.v1.PodTemplateSpec
          3updateStrategy:DaemonSetUpdateStrategy 4minReadySeconds:i 6=revisionHistoryLimit:i
        DaemonSetStatus 1=currentNumberScheduled:i 2=numberMisscheduled:i 3=desiredNumberScheduled:i
          4=numberReady:i 5observedGeneration:i 6updatedNumberScheduled:i 7numberAvailable:i
          8numberUnavailable:i 9=collisionCount:i 10conditions:DaemonSetCondition*
        DaemonSetUpdateStrategy 1type:s 2=rollingUpdate:RollingUpdateDaemonSet
        Deployment 1metadata:meta.v1.ObjectMeta 2spec:DeploymentSpec 3status:DeploymentStatus
        DeploymentCondition 1=type:s 2=status:s 6lastUpdateTime:T 7lastTransitionTime:T 4reason:s 5message:s
        DeploymentSpec 1=replicas:i 2=selector:meta.v1.LabelSelector 3=template:core.v1.PodTemplateSpec
          4strategy:DeploymentStrategy 5minReadySeconds:i 6=revisionHistoryLimit:i 7paused:b
          9=progressDeadlineSeconds:i
        DeploymentStatus 1observedGeneration:i 2replicas:i 3updatedReplicas:i 7readyReplicas:i
          4availableReplicas:i 5unavailableReplicas:i 9=terminatingReplicas:i
          6conditions:DeploymentCondition* 8=collisionCount:i
        DeploymentStrategy 1type:s 2=rollingUpdate:RollingUpdateDeployment
        ReplicaSet 1metadata:meta.v1.ObjectMeta 2spec:ReplicaSetSpec 3status:ReplicaSetStatus
        ReplicaSetCondition 1=type:s 2=status:s 3lastTransitionTime:T 4reason:s 5message:s
        ReplicaSetSpec 1=replicas:i 4minReadySeconds:i 2=selector:meta.v1.LabelSelector
          3template:core.v1.PodTemplateSpec
        ReplicaSetStatus 1=replicas:i 2fullyLabeledReplicas:i 4readyReplicas:i 5availableReplicas:i
          7=terminatingReplicas:i 3observedGeneration:i 6conditions:ReplicaSetCondition*
        RollingUpdateDaemonSet 1=maxUnavailable:I 2=maxSurge:I
        RollingUpdateDeployment 1=maxUnavailable:I 2=maxSurge:I
        RollingUpdateStatefulSetStrategy 1=partition:i 2=maxUnavailable:I
        StatefulSet 1metadata:meta.v1.ObjectMeta 2spec:StatefulSetSpec 3status:StatefulSetStatus
        StatefulSetCondition 1=type:s 2=status:s 3lastTransitionTime:T 4reason:s 5message:s
        StatefulSetOrdinals 1=start:i
        StatefulSetPersistentVolumeClaimRetentionPolicy 1whenDeleted:s 2whenScaled:s
        StatefulSetSpec 1=replicas:i 2=selector:meta.v1.LabelSelector 3=template:core.v1.PodTemplateSpec
          4volumeClaimTemplates:core.v1.PersistentVolumeClaim* 5=serviceName:s 6podManagementPolicy:s
          7updateStrategy:StatefulSetUpdateStrategy 8=revisionHistoryLimit:i 9minReadySeconds:i
          10=persistentVolumeClaimRetentionPolicy:StatefulSetPersistentVolumeClaimRetentionPolicy
          11=ordinals:StatefulSetOrdinals
        StatefulSetStatus 1observedGeneration:i 2=replicas:i 3readyReplicas:i 4currentReplicas:i
          5updatedReplicas:i 6currentRevision:s 7updateRevision:s 9=collisionCount:i
          10conditions:StatefulSetCondition* 11=availableReplicas:i
        StatefulSetUpdateStrategy 1type:s 2=rollingUpdate:RollingUpdateStatefulSetStrategy
        = batch.v1
        CronJob 1metadata:meta.v1.ObjectMeta 2spec:CronJobSpec 3status:CronJobStatus
        CronJobSpec 1=schedule:s 8=timeZone:s 2=startingDeadlineSeconds:i 3concurrencyPolicy:s 4=suspend:b
          5=jobTemplate:JobTemplateSpec 6=successfulJobsHistoryLimit:i 7=failedJobsHistoryLimit:i
        CronJobStatus 1active:core.v1.ObjectReference* 4=lastScheduleTime:T 5=lastSuccessfulTime:T
        Job 1metadata:meta.v1.ObjectMeta 2spec:JobSpec 3status:JobStatus
        JobCondition 1=type:s 2=status:s 3lastProbeTime:T 4lastTransitionTime:T 5reason:s 6message:s
        JobSchedulingConfiguration
        JobSpec 1=parallelism:i 2=completions:i 3=activeDeadlineSeconds:i
          11=podFailurePolicy:PodFailurePolicy 16=successPolicy:SuccessPolicy 7=backoffLimit:i
          12=backoffLimitPerIndex:i 13=maxFailedIndexes:i 4=selector:meta.v1.LabelSelector
          5=manualSelector:b 6=template:core.v1.PodTemplateSpec 8=ttlSecondsAfterFinished:i
          9=completionMode:s 10=suspend:b 14=podReplacementPolicy:s 15=managedBy:s
          17=scheduling:JobSchedulingConfiguration
        JobStatus 1conditions:JobCondition* 2=startTime:T 3=completionTime:T 4active:i 5succeeded:i
          6failed:i 11=terminating:i 7completedIndexes:s 10=failedIndexes:s
          8=uncountedTerminatedPods:UncountedTerminatedPods 9=ready:i
        JobTemplateSpec 1metadata:meta.v1.ObjectMeta 2spec:JobSpec
        PodFailurePolicy 1=rules:PodFailurePolicyRule*
        PodFailurePolicyOnExitCodesRequirement 1=containerName:s 2=operator:s 3=values:i*
        PodFailurePolicyOnPodConditionsPattern 1=type:s 2=status:s
        PodFailurePolicyRule 1=action:s 2=onExitCodes:PodFailurePolicyOnExitCodesRequirement
          3onPodConditions:PodFailurePolicyOnPodConditionsPattern*
        SuccessPolicy 1=rules:SuccessPolicyRule*
        SuccessPolicyRule 1=succeededIndexes:s 2=succeededCount:i
        UncountedTerminatedPods 1succeeded:s* 2failed:s*
        = autoscaling.v1
        CrossVersionObjectReference 1=kind:s 2=name:s 3apiVersion:s
        HorizontalPodAutoscaler 1metadata:meta.v1.ObjectMeta 2spec:HorizontalPodAutoscalerSpec
          3status:HorizontalPodAutoscalerStatus
        HorizontalPodAutoscalerSpec 1=scaleTargetRef:CrossVersionObjectReference 2=minReplicas:i
          3=maxReplicas:i 4=targetCPUUtilizationPercentage:i
        HorizontalPodAutoscalerStatus 1=observedGeneration:i 2=lastScaleTime:T 3=currentReplicas:i
          4=desiredReplicas:i 5=currentCPUUtilizationPercentage:i
        Scale 1metadata:meta.v1.ObjectMeta 2spec:ScaleSpec 3status:ScaleStatus
        ScaleSpec 1replicas:i
        ScaleStatus 1=replicas:i 2selector:s
        = autoscaling.v2
        ContainerResourceMetricSource 1=name:s 2=target:MetricTarget 3=container:s
        ContainerResourceMetricStatus 1=name:s 2=current:MetricValueStatus 3=container:s
        CrossVersionObjectReference 1=kind:s 2=name:s 3apiVersion:s
        ExternalMetricSource 1=metric:MetricIdentifier 2=target:MetricTarget
        ExternalMetricStatus 1=metric:MetricIdentifier 2=current:MetricValueStatus
        HPAScalingPolicy 1=type:s 2=value:i 3=periodSeconds:i
        HPAScalingRules 3=stabilizationWindowSeconds:i 1=selectPolicy:s 2policies:HPAScalingPolicy*
          4=tolerance:Q
        HorizontalPodAutoscaler 1metadata:meta.v1.ObjectMeta 2spec:HorizontalPodAutoscalerSpec
          3status:HorizontalPodAutoscalerStatus
        HorizontalPodAutoscalerBehavior 1=scaleUp:HPAScalingRules 2=scaleDown:HPAScalingRules
        HorizontalPodAutoscalerCondition 1=type:s 2=status:s 3lastTransitionTime:T 4reason:s 5message:s
          6=observedGeneration:i
        HorizontalPodAutoscalerSpec 1=scaleTargetRef:CrossVersionObjectReference 2=minReplicas:i
          3=maxReplicas:i 4metrics:MetricSpec* 5=behavior:HorizontalPodAutoscalerBehavior
        HorizontalPodAutoscalerStatus 1=observedGeneration:i 2=lastScaleTime:T 3currentReplicas:i
          4=desiredReplicas:i 5=currentMetrics:MetricStatus* 6conditions:HorizontalPodAutoscalerCondition*
        MetricIdentifier 1=name:s 2=selector:meta.v1.LabelSelector
        MetricSpec 1=type:s 2=object:ObjectMetricSource 3=pods:PodsMetricSource
          4=resource:ResourceMetricSource 7=containerResource:ContainerResourceMetricSource
          5=external:ExternalMetricSource
        MetricStatus 1=type:s 2=object:ObjectMetricStatus 3=pods:PodsMetricStatus
          4=resource:ResourceMetricStatus 7=containerResource:ContainerResourceMetricStatus
          5=external:ExternalMetricStatus
        MetricTarget 1=type:s 2=value:Q 3=averageValue:Q 4=averageUtilization:i
        MetricValueStatus 1=value:Q 2=averageValue:Q 3=averageUtilization:i
        ObjectMetricSource 1=describedObject:CrossVersionObjectReference 2=target:MetricTarget
          3=metric:MetricIdentifier
        ObjectMetricStatus 1=metric:MetricIdentifier 2=current:MetricValueStatus
          3=describedObject:CrossVersionObjectReference
        PodsMetricSource 1=metric:MetricIdentifier 2=target:MetricTarget
        PodsMetricStatus 1=metric:MetricIdentifier 2=current:MetricValueStatus
        ResourceMetricSource 1=name:s 2=target:MetricTarget
        ResourceMetricStatus 1=name:s 2=current:MetricValueStatus
        """
}
