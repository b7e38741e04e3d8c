extension IDL {
    static let autoscaling = """
        @ io.k8s.api.autoscaling.v1 autoscaling/v1
        kind Scale nolist : How many replicas an object of any scalable kind has.
         spec ScaleSpec : What is wanted.
         status ScaleStatus : What was last seen.
        type ScaleSpec : The wanted number of replicas.
         replicas int32= : How many replicas.
        type ScaleStatus : The number of replicas there are.
         replicas int32! : How many replicas.
         selector string : The label selector of the pods, as text.
        kind HorizontalPodAutoscaler : Scales a workload by the CPU use of its pods; see autoscaling/v2 for other metrics.
         spec HorizontalPodAutoscalerSpec : What is wanted.
         status HorizontalPodAutoscalerStatus : What was last seen.
        type HorizontalPodAutoscalerSpec : What is wanted of an autoscaler.
         scaleTargetRef CrossVersionObjectReference! : What is scaled.
         minReplicas int32* : The smallest number of replicas; 1 when not set.
         maxReplicas int32! : The largest number of replicas.
         targetCPUUtilizationPercentage int32* : The CPU use to keep, in per cent of what the pods request.
        type HorizontalPodAutoscalerStatus : What was last seen of an autoscaler.
         observedGeneration int64* : The generation of the desired state that was acted on.
         lastScaleTime Time* : When the number of replicas last changed.
         currentReplicas int32! : How many replicas there were.
         desiredReplicas int32! : How many were wanted.
         currentCPUUtilizationPercentage int32* : The CPU use of all pods, in per cent of their requests.
        type CrossVersionObjectReference atomic : An object by kind and name.
         kind string! : Its kind.
         name string! : Its name.
         apiVersion string : Its API group and version.
        @ io.k8s.api.autoscaling.v2 autoscaling/v2
        kind HorizontalPodAutoscaler : Scales a workload so that metrics of it keep their targets.
         spec HorizontalPodAutoscalerSpec! : What is wanted.
         status HorizontalPodAutoscalerStatus : What was last seen.
        type HorizontalPodAutoscalerSpec : What is wanted of an autoscaler.
         scaleTargetRef CrossVersionObjectReference! : What is scaled; anything with a scale subresource.
         minReplicas int32* : The smallest number of replicas; 1 when not set.
         maxReplicas int32! : The largest number of replicas; not below minReplicas.
         metrics [MetricSpec] atomic : What is measured and which value it shall keep. The metric that wants most replicas decides; 80% of CPU when none is given.
         behavior HorizontalPodAutoscalerBehavior* : How fast the number of replicas may change.
        type CrossVersionObjectReference : An object by kind and name.
         kind string! : Its kind.
         name string! : Its name.
         apiVersion string : Its API group and version.
        type MetricSpec : One metric and its target; exactly one source is set.
         type string! : The source: Resource, ContainerResource, Pods, Object or External.
         object ObjectMetricSource* : A metric of one object, such as requests per second of an Ingress.
         pods PodsMetricSource* : A metric of each pod, averaged.
         resource ResourceMetricSource* : The use of CPU or memory, over all containers of a pod.
         containerResource ContainerResourceMetricSource* : The use of CPU or memory of one container in each pod.
         external ExternalMetricSource* : A metric of something outside the cluster, such as the length of a queue.
        type ObjectMetricSource : A metric of one object.
         describedObject CrossVersionObjectReference! : The object.
         target MetricTarget! : The value to keep.
         metric MetricIdentifier! : The metric.
        type PodsMetricSource : A metric of each pod, averaged.
         metric MetricIdentifier! : The metric.
         target MetricTarget! : The value to keep.
        type ResourceMetricSource : The use of a resource of pods.
         name string! : The resource: cpu or memory.
         target MetricTarget! : The value to keep.
        type ContainerResourceMetricSource : The use of a resource of one container in each pod.
         name string! : The resource: cpu or memory.
         target MetricTarget! : The value to keep.
         container string! : The container.
        type ExternalMetricSource : A metric of something outside the cluster.
         metric MetricIdentifier! : The metric.
         target MetricTarget! : The value to keep.
        type MetricIdentifier : A metric by name and labels.
         name string! : Its name.
         selector LabelSelector* : Labels to tell it from others of that name.
        type MetricTarget : The value a metric shall keep.
         type string! : Utilization, Value or AverageValue.
         value Quantity* : The value of the metric as a whole.
         averageValue Quantity* : The value per pod.
         averageUtilization int32* : The use in per cent of what the pods request.
        type HorizontalPodAutoscalerBehavior : How fast the number of replicas may change, each way.
         scaleUp HPAScalingRules* : Upwards; the larger of 4 pods and 100% in 15 seconds when not set.
         scaleDown HPAScalingRules* : Downwards; looks back 300 seconds when not set.
        type HPAScalingRules : How fast the number of replicas may change one way.
         stabilizationWindowSeconds int32* : Seconds to look back on earlier recommendations, at most 3600.
         selectPolicy string* : Which policy decides: Max, Min, or Disabled to stop.
         policies [HPAScalingPolicy] atomic : Limits of change; at least one.
         tolerance Quantity* : How far a metric may be from its target before anything is done; 0.1 when not set.
        type HPAScalingPolicy : A limit of change within a time.
         type string! : Pods or Percent.
         value int32! : How many pods, or per cent of them.
         periodSeconds int32! : The time, at most 1800 seconds.
        type HorizontalPodAutoscalerStatus : What was last seen of an autoscaler.
         observedGeneration int64* : The generation of the desired state that was acted on.
         lastScaleTime Time* : When the number of replicas last changed.
         currentReplicas int32 : How many replicas there were.
         desiredReplicas int32! : How many were wanted.
         currentMetrics [MetricStatus]= atomic : The metrics as last read.
         conditions [HorizontalPodAutoscalerCondition] map=type merge=type : Aspects of its state: AbleToScale, ScalingActive, ScalingLimited.
        type HorizontalPodAutoscalerCondition : One aspect of the state of an autoscaler.
         type string! : The aspect.
         status string! : True, False or Unknown.
         lastTransitionTime Time : When its status last changed.
         reason string : Why, in one word for programs.
         message string : Why, for people.
        type MetricStatus : One metric as last read.
         type string! : The source.
         object ObjectMetricStatus* : Of one object.
         pods PodsMetricStatus* : Of each pod.
         resource ResourceMetricStatus* : The use of a resource.
         containerResource ContainerResourceMetricStatus* : The use of a resource by one container.
         external ExternalMetricStatus* : Of something outside the cluster.
        type ObjectMetricStatus : A metric of one object as last read.
         metric MetricIdentifier! : The metric.
         current MetricValueStatus! : Its value.
         describedObject CrossVersionObjectReference! : The object.
        type PodsMetricStatus : A metric of pods as last read.
         metric MetricIdentifier! : The metric.
         current MetricValueStatus! : Its value.
        type ResourceMetricStatus : The use of a resource as last read.
         name string! : The resource.
         current MetricValueStatus! : Its value.
        type ContainerResourceMetricStatus : The use of a resource by one container as last read.
         name string! : The resource.
         current MetricValueStatus! : Its value.
         container string! : The container.
        type ExternalMetricStatus : A metric of something outside the cluster as last read.
         metric MetricIdentifier! : The metric.
         current MetricValueStatus! : Its value.
        type MetricValueStatus : A value that was read.
         value Quantity* : As a whole.
         averageValue Quantity* : Per pod.
         averageUtilization int32* : In per cent of what the pods request.
        """
}
