/// The messages of the core group, N to Z, in the notation of `ProtobufTypes`.
///
/// Source: the field numbers of Kubernetes 1.36's `generated.proto` and the JSON names of its Go types.
extension ProtobufTypes {
    static let coreB = """
        = core.v1
        NFSVolumeSource 1=server:s 2=path:s 3readOnly:b
        Namespace 1metadata:meta.v1.ObjectMeta 2spec:NamespaceSpec 3status:NamespaceStatus
        NamespaceCondition 1=type:s 2=status:s 4lastTransitionTime:T 5reason:s 6message:s
        NamespaceSpec 1finalizers:s*
        NamespaceStatus 1phase:s 2conditions:NamespaceCondition*
        Node 1metadata:meta.v1.ObjectMeta 2spec:NodeSpec 3status:NodeStatus
        NodeAddress 1=type:s 2=address:s
        NodeAffinity 1=requiredDuringSchedulingIgnoredDuringExecution:NodeSelector
          2preferredDuringSchedulingIgnoredDuringExecution:PreferredSchedulingTerm*
        NodeAllocatableMappedResources 1=name:s 2=quantity:Q
        NodeAllocatableOverheadResources 1=name:s 2=perPod:Q 3=perContainer:Q
        NodeAllocatableResourceClaimStatus 1=resourceClaimName:s 2containers:s*
          4mapping:NodeAllocatableMappedResources* 5overhead:NodeAllocatableOverheadResources*
        NodeCondition 1=type:s 2=status:s 3lastHeartbeatTime:T 4lastTransitionTime:T 5reason:s 6message:s
        NodeConfigSource 2=configMap:ConfigMapNodeConfigSource
        NodeConfigStatus 1=assigned:NodeConfigSource 2=active:NodeConfigSource
          3=lastKnownGood:NodeConfigSource 4error:s
        NodeDaemonEndpoints 1kubeletEndpoint:DaemonEndpoint
        NodeFeatures 1=supplementalGroupsPolicy:b
        NodePodPreemptionPolicy 1disableResizePreemption:s*
        NodeRuntimeHandler 1=name:s 2=features:NodeRuntimeHandlerFeatures
        NodeRuntimeHandlerFeatures 1=recursiveReadOnlyMounts:b 2=userNamespaces:b
        NodeSelector 1=nodeSelectorTerms:NodeSelectorTerm*
        NodeSelectorRequirement 1=key:s 2=operator:s 3values:s*
        NodeSelectorTerm 1matchExpressions:NodeSelectorRequirement* 2matchFields:NodeSelectorRequirement*
        NodeSpec 1podCIDR:s 7podCIDRs:s* 3providerID:s 4unschedulable:b 5taints:Taint*
          6=configSource:NodeConfigSource 2externalID:s 8=podPreemptionPolicy:NodePodPreemptionPolicy
        NodeStatus 1capacity:Q@ 2allocatable:Q@ 3phase:s 4conditions:NodeCondition* 5addresses:NodeAddress*
          6daemonEndpoints:NodeDaemonEndpoints 7nodeInfo:NodeSystemInfo 8images:ContainerImage*
          9volumesInUse:s* 10volumesAttached:AttachedVolume* 11=config:NodeConfigStatus
          12runtimeHandlers:NodeRuntimeHandler* 13=features:NodeFeatures 14declaredFeatures:s*
        NodeSwapStatus 1=capacity:i
        NodeSystemInfo 1=machineID:s 2=systemUUID:s 3=bootID:s 4=kernelVersion:s 5=osImage:s
          6=containerRuntimeVersion:s 7=kubeletVersion:s 8=kubeProxyVersion:s 9=operatingSystem:s
          10=architecture:s 11=swap:NodeSwapStatus
        ObjectFieldSelector 1apiVersion:s 2=fieldPath:s
        ObjectReference 1kind:s 2namespace:s 3name:s 4uid:s 5apiVersion:s 6resourceVersion:s 7fieldPath:s
        PersistentVolume 1metadata:meta.v1.ObjectMeta 2spec:PersistentVolumeSpec
          3status:PersistentVolumeStatus
        PersistentVolumeClaim 1metadata:meta.v1.ObjectMeta 2spec:PersistentVolumeClaimSpec
          3status:PersistentVolumeClaimStatus
        PersistentVolumeClaimCondition 1=type:s 2=status:s 3lastProbeTime:T 4lastTransitionTime:T 5reason:s
          6message:s
        PersistentVolumeClaimSpec 1accessModes:s* 4=selector:meta.v1.LabelSelector
          2resources:VolumeResourceRequirements 3volumeName:s 5=storageClassName:s 6=volumeMode:s
          7=dataSource:TypedLocalObjectReference 8=dataSourceRef:TypedObjectReference
          9=volumeAttributesClassName:s
        PersistentVolumeClaimStatus 1phase:s 2accessModes:s* 3capacity:Q@
          4conditions:PersistentVolumeClaimCondition* 5allocatedResources:Q@ 7allocatedResourceStatuses:s@
          8=currentVolumeAttributesClassName:s 9=modifyVolumeStatus:ModifyVolumeStatus
          10=healthStatus:VolumeHealthStatus
        PersistentVolumeClaimTemplate 1metadata:meta.v1.ObjectMeta 2=spec:PersistentVolumeClaimSpec
        PersistentVolumeClaimVolumeSource 1=claimName:s 2readOnly:b
        PersistentVolumeSource 1=gcePersistentDisk:GCEPersistentDiskVolumeSource
          2=awsElasticBlockStore:AWSElasticBlockStoreVolumeSource 3=hostPath:HostPathVolumeSource
          4=glusterfs:GlusterfsPersistentVolumeSource 5=nfs:NFSVolumeSource 6=rbd:RBDPersistentVolumeSource
          7=iscsi:ISCSIPersistentVolumeSource 8=cinder:CinderPersistentVolumeSource
          9=cephfs:CephFSPersistentVolumeSource 10=fc:FCVolumeSource 11=flocker:FlockerVolumeSource
          12=flexVolume:FlexPersistentVolumeSource 13=azureFile:AzureFilePersistentVolumeSource
          14=vsphereVolume:VsphereVirtualDiskVolumeSource 15=quobyte:QuobyteVolumeSource
          16=azureDisk:AzureDiskVolumeSource 17=photonPersistentDisk:PhotonPersistentDiskVolumeSource
          18=portworxVolume:PortworxVolumeSource 19=scaleIO:ScaleIOPersistentVolumeSource
          20=local:LocalVolumeSource 21=storageos:StorageOSPersistentVolumeSource
          22=csi:CSIPersistentVolumeSource
        PersistentVolumeSpec 1capacity:Q@ 2^:PersistentVolumeSource 3accessModes:s*
          4=claimRef:ObjectReference 5persistentVolumeReclaimPolicy:s 6storageClassName:s 7mountOptions:s*
          8=volumeMode:s 9=nodeAffinity:VolumeNodeAffinity 10=volumeAttributesClassName:s
        PersistentVolumeStatus 1phase:s 2message:s 3reason:s 4=lastPhaseTransitionTime:T
        PhotonPersistentDiskVolumeSource 1=pdID:s 2fsType:s
        Pod 1metadata:meta.v1.ObjectMeta 2spec:PodSpec 3status:PodStatus
        PodAffinity 1requiredDuringSchedulingIgnoredDuringExecution:PodAffinityTerm*
          2preferredDuringSchedulingIgnoredDuringExecution:WeightedPodAffinityTerm*
        PodAffinityTerm 1=labelSelector:meta.v1.LabelSelector 2namespaces:s* 3=topologyKey:s
          4=namespaceSelector:meta.v1.LabelSelector 5matchLabelKeys:s* 6mismatchLabelKeys:s*
        PodAntiAffinity 1requiredDuringSchedulingIgnoredDuringExecution:PodAffinityTerm*
          2preferredDuringSchedulingIgnoredDuringExecution:WeightedPodAffinityTerm*
        PodCertificateProjection 1signerName:s 2keyType:s 3=maxExpirationSeconds:i 4credentialBundlePath:s
          5keyPath:s 6certificateChainPath:s 7userAnnotations:s@ 8=user:i
        PodCondition 1=type:s 7observedGeneration:i 2=status:s 3lastProbeTime:T 4lastTransitionTime:T
          5reason:s 6message:s
        PodDNSConfig 1nameservers:s* 2searches:s* 3options:PodDNSConfigOption*
        PodDNSConfigOption 1name:s 2=value:s
        PodExtendedResourceClaimStatus 1=requestMappings:ContainerExtendedResourceRequest*
          2=resourceClaimName:s
        PodIP 1=ip:s
        PodOS 1=name:s
        PodReadinessGate 1=conditionType:s
        PodResourceClaim 1=name:s 3=resourceClaimName:s 4=resourceClaimTemplateName:s
        PodResourceClaimStatus 1=name:s 2=resourceClaimName:s
        PodSchedulingGate 1=name:s
        PodSchedulingGroup 1=podGroupName:s
        PodSecurityContext 1=seLinuxOptions:SELinuxOptions 8=windowsOptions:WindowsSecurityContextOptions
          2=runAsUser:i 6=runAsGroup:i 3=runAsNonRoot:b 4supplementalGroups:i* 12=supplementalGroupsPolicy:s
          5=fsGroup:i 7sysctls:Sysctl* 9=fsGroupChangePolicy:s 10=seccompProfile:SeccompProfile
          11=appArmorProfile:AppArmorProfile 13=seLinuxChangePolicy:s
        PodSpec 1volumes:Volume* 20initContainers:Container* 2=containers:Container*
          34ephemeralContainers:EphemeralContainer* 3restartPolicy:s 4=terminationGracePeriodSeconds:i
          5=activeDeadlineSeconds:i 6dnsPolicy:s 7nodeSelector:s@ 8serviceAccountName:s 9serviceAccount:s
          21=automountServiceAccountToken:b 10nodeName:s 11hostNetwork:b 12hostPID:b 13hostIPC:b
          27=shareProcessNamespace:b 14=securityContext:PodSecurityContext
          15imagePullSecrets:LocalObjectReference* 16hostname:s 17subdomain:s 18=affinity:Affinity
          19schedulerName:s 22tolerations:Toleration* 23hostAliases:HostAlias* 24priorityClassName:s
          25=priority:i 26=dnsConfig:PodDNSConfig 28readinessGates:PodReadinessGate* 29=runtimeClassName:s
          30=enableServiceLinks:b 31=preemptionPolicy:s 32overhead:Q@
          33topologySpreadConstraints:TopologySpreadConstraint* 35=setHostnameAsFQDN:b 36=os:PodOS
          37=hostUsers:b 38schedulingGates:PodSchedulingGate* 39resourceClaims:PodResourceClaim*
          40=resources:ResourceRequirements 41=hostnameOverride:s 43=schedulingGroup:PodSchedulingGroup
          44evictionResponders:EvictionResponder*
        PodStatus 17observedGeneration:i 1phase:s 2conditions:PodCondition* 3message:s 4reason:s
          11nominatedNodeName:s 5hostIP:s 16hostIPs:HostIP* 6podIP:s 12podIPs:PodIP* 7=startTime:T
          10initContainerStatuses:ContainerStatus* 8containerStatuses:ContainerStatus* 9qosClass:s
          13ephemeralContainerStatuses:ContainerStatus* 14resize:s
          15resourceClaimStatuses:PodResourceClaimStatus*
          18=extendedResourceClaimStatus:PodExtendedResourceClaimStatus 19allocatedResources:Q@
          20=resources:ResourceRequirements
          21nodeAllocatableResourceClaimStatuses:NodeAllocatableResourceClaimStatus*
          22volumeHealth:PodVolumeHealth*
        PodTemplate 1metadata:meta.v1.ObjectMeta 2template:PodTemplateSpec
        PodTemplateSpec 1metadata:meta.v1.ObjectMeta 2spec:PodSpec
        PodVolumeHealth 1=name:s 2healthConditions:VolumeHealthCondition* 3lastTransitionTime:T
        PortStatus 1=port:i 2=protocol:s 3=error:s
        PortworxVolumeSource 1=volumeID:s 2fsType:s 3readOnly:b
        PreferredSchedulingTerm 1=weight:i 2=preference:NodeSelectorTerm
        Probe 1^:ProbeHandler 2initialDelaySeconds:i 3timeoutSeconds:i 4periodSeconds:i 5successThreshold:i
          6failureThreshold:i 7=terminationGracePeriodSeconds:i
        ProbeHandler 1=exec:ExecAction 2=httpGet:HTTPGetAction 3=tcpSocket:TCPSocketAction 4=grpc:GRPCAction
        ProjectedVolumeSource 1=sources:VolumeProjection* 2=defaultMode:i 3=defaultUser:i
        QuobyteVolumeSource 1=registry:s 2=volume:s 3readOnly:b 4user:s 5group:s 6tenant:s
        RBDPersistentVolumeSource 1=monitors:s* 2=image:s 3fsType:s 4pool:s 5user:s 6keyring:s
          7=secretRef:SecretReference 8readOnly:b
        RBDVolumeSource 1=monitors:s* 2=image:s 3fsType:s 4pool:s 5user:s 6keyring:s
          7=secretRef:LocalObjectReference 8readOnly:b
        ReplicationController 1metadata:meta.v1.ObjectMeta 2spec:ReplicationControllerSpec
          3status:ReplicationControllerStatus
        ReplicationControllerCondition 1=type:s 2=status:s 3lastTransitionTime:T 4reason:s 5message:s
        ReplicationControllerSpec 1=replicas:i 4minReadySeconds:i 2selector:s@ 3=template:PodTemplateSpec
        ReplicationControllerStatus 1=replicas:i 2fullyLabeledReplicas:i 4readyReplicas:i
          5availableReplicas:i 3observedGeneration:i 6conditions:ReplicationControllerCondition*
        ResourceClaim 1=name:s 2request:s
        ResourceFieldSelector 1containerName:s 2=resource:s 3divisor:Q
        ResourceHealth 1=resourceID:s 2health:s 6=message:s
        ResourceQuota 1metadata:meta.v1.ObjectMeta 2spec:ResourceQuotaSpec 3status:ResourceQuotaStatus
        ResourceQuotaSpec 1hard:Q@ 2scopes:s* 3=scopeSelector:ScopeSelector
        ResourceQuotaStatus 1hard:Q@ 2used:Q@
        ResourceRequirements 1limits:Q@ 2requests:Q@ 3claims:ResourceClaim*
        ResourceStatus 1=name:s 2resources:ResourceHealth*
        SELinuxOptions 1user:s 2role:s 3type:s 4level:s
        ScaleIOPersistentVolumeSource 1=gateway:s 2=system:s 3=secretRef:SecretReference 4sslEnabled:b
          5protectionDomain:s 6storagePool:s 7storageMode:s 8volumeName:s 9fsType:s 10readOnly:b
        ScaleIOVolumeSource 1=gateway:s 2=system:s 3=secretRef:LocalObjectReference 4sslEnabled:b
          5protectionDomain:s 6storagePool:s 7storageMode:s 8volumeName:s 9fsType:s 10readOnly:b
        ScopeSelector 1matchExpressions:ScopedResourceSelectorRequirement*
        ScopedResourceSelectorRequirement 1=scopeName:s 2=operator:s 3values:s*
        SeccompProfile 1=type:s 2=localhostProfile:s
        Secret 1metadata:meta.v1.ObjectMeta 5=immutable:b 2data:y@ 4stringData:s@ 3type:s
        SecretEnvSource 1^:LocalObjectReference 2=optional:b
        SecretKeySelector 1^:LocalObjectReference 2=key:s 3=optional:b
        SecretProjection 1^:LocalObjectReference 2items:KeyToPath* 4=optional:b
        SecretReference 1name:s 2namespace:s
        SecretVolumeSource 1secretName:s 2items:KeyToPath* 3=defaultMode:i 4=optional:b 5=defaultUser:i
        SecurityContext 1=capabilities:Capabilities 2=privileged:b 3=seLinuxOptions:SELinuxOptions
          10=windowsOptions:WindowsSecurityContextOptions 4=runAsUser:i 8=runAsGroup:i 5=runAsNonRoot:b
          6=readOnlyRootFilesystem:b 7=allowPrivilegeEscalation:b 9=procMount:s
          11=seccompProfile:SeccompProfile 12=appArmorProfile:AppArmorProfile
        Service 1metadata:meta.v1.ObjectMeta 2spec:ServiceSpec 3status:ServiceStatus
        ServiceAccount 1metadata:meta.v1.ObjectMeta 2secrets:ObjectReference*
          3imagePullSecrets:LocalObjectReference* 4=automountServiceAccountToken:b
        ServiceAccountTokenProjection 1audience:s 2=expirationSeconds:i 3=path:s 4=user:i
        ServicePort 1name:s 2protocol:s 6=appProtocol:s 3=port:i 4targetPort:I 5nodePort:i
        ServiceSpec 1ports:ServicePort* 2selector:s@ 3clusterIP:s 18clusterIPs:s* 4type:s 5externalIPs:s*
          7sessionAffinity:s 8loadBalancerIP:s 9loadBalancerSourceRanges:s* 10externalName:s
          11externalTrafficPolicy:s 12healthCheckNodePort:i 13publishNotReadyAddresses:b
          14=sessionAffinityConfig:SessionAffinityConfig 19ipFamilies:s* 17=ipFamilyPolicy:s
          20=allocateLoadBalancerNodePorts:b 21=loadBalancerClass:s 22=internalTrafficPolicy:s
          23=trafficDistribution:s
        ServiceStatus 1loadBalancer:LoadBalancerStatus 2conditions:meta.v1.Condition*
        SessionAffinityConfig 1=clientIP:ClientIPConfig
        SleepAction 1=seconds:i
        StorageOSPersistentVolumeSource 1volumeName:s 2volumeNamespace:s 3fsType:s 4readOnly:b
          5=secretRef:ObjectReference
        StorageOSVolumeSource 1volumeName:s 2volumeNamespace:s 3fsType:s 4readOnly:b
          5=secretRef:LocalObjectReference
        Sysctl 1=name:s 2=value:s
        TCPSocketAction 1=port:I 2host:s
        Taint 1=key:s 2value:s 3=effect:s 4=timeAdded:T
        Toleration 1key:s 2operator:s 3value:s 4effect:s 5=tolerationSeconds:i
        TopologySelectorLabelRequirement 1=key:s 2=values:s*
        TopologySelectorTerm 1matchLabelExpressions:TopologySelectorLabelRequirement*
        TopologySpreadConstraint 1=maxSkew:i 2=topologyKey:s 3=whenUnsatisfiable:s
          4=labelSelector:meta.v1.LabelSelector 5=minDomains:i 6=nodeAffinityPolicy:s 7=nodeTaintsPolicy:s
          8matchLabelKeys:s*
        TypedLocalObjectReference 1=apiGroup:s 2=kind:s 3=name:s
        TypedObjectReference 1=apiGroup:s 2=kind:s 3=name:s 4=namespace:s
        Volume 1=name:s 2^:VolumeSource
        VolumeDevice 1=name:s 2=devicePath:s
        VolumeHealthCondition 1=status:s 2=reason:s 3message:s
        VolumeHealthStatus 1healthConditions:VolumeHealthCondition* 2lastTransitionTime:T
        VolumeMount 1=name:s 2readOnly:b 7=recursiveReadOnly:s 3=mountPath:s 4subPath:s 5=mountPropagation:s
          6subPathExpr:s 8bindMountOptions:s*
        VolumeMountStatus 1=name:s 2=mountPath:s 3readOnly:b 4=recursiveReadOnly:s
          5=volumeStatus:VolumeStatus
        VolumeNodeAffinity 1=required:NodeSelector
        VolumeProjection 1=secret:SecretProjection 2=downwardAPI:DownwardAPIProjection
          3=configMap:ConfigMapProjection 4=serviceAccountToken:ServiceAccountTokenProjection
          5=clusterTrustBundle:ClusterTrustBundleProjection 6=podCertificate:PodCertificateProjection
        VolumeResourceRequirements 1limits:Q@ 2requests:Q@
        VolumeSource 1=hostPath:HostPathVolumeSource 2=emptyDir:EmptyDirVolumeSource
          3=gcePersistentDisk:GCEPersistentDiskVolumeSource
          4=awsElasticBlockStore:AWSElasticBlockStoreVolumeSource 5=gitRepo:GitRepoVolumeSource
          6=secret:SecretVolumeSource 7=nfs:NFSVolumeSource 8=iscsi:ISCSIVolumeSource
          9=glusterfs:GlusterfsVolumeSource 10=persistentVolumeClaim:PersistentVolumeClaimVolumeSource
          11=rbd:RBDVolumeSource 12=flexVolume:FlexVolumeSource 13=cinder:CinderVolumeSource
          14=cephfs:CephFSVolumeSource 15=flocker:FlockerVolumeSource 16=downwardAPI:DownwardAPIVolumeSource
          17=fc:FCVolumeSource 18=azureFile:AzureFileVolumeSource 19=configMap:ConfigMapVolumeSource
          20=vsphereVolume:VsphereVirtualDiskVolumeSource 21=quobyte:QuobyteVolumeSource
          22=azureDisk:AzureDiskVolumeSource 23=photonPersistentDisk:PhotonPersistentDiskVolumeSource
          26=projected:ProjectedVolumeSource 24=portworxVolume:PortworxVolumeSource
          25=scaleIO:ScaleIOVolumeSource 27=storageos:StorageOSVolumeSource 28=csi:CSIVolumeSource
          29=ephemeral:EphemeralVolumeSource 30=image:ImageVolumeSource
        VolumeStatus 1=image:ImageVolumeStatus
        VsphereVirtualDiskVolumeSource 1=volumePath:s 2fsType:s 3storagePolicyName:s 4storagePolicyID:s
        WeightedPodAffinityTerm 1=weight:i 2=podAffinityTerm:PodAffinityTerm
        WindowsSecurityContextOptions 1=gmsaCredentialSpecName:s 2=gmsaCredentialSpec:s 3=runAsUserName:s
          4=hostProcess:b
        """
}
