/// The messages of the core group, A to M, in the notation of `ProtobufTypes`.
///
/// Source: the field numbers of Kubernetes 1.36's `generated.proto` and the JSON names of its Go types.
extension ProtobufTypes {
    static let coreA = """
        = core.v1
        AWSElasticBlockStoreVolumeSource 1=volumeID:s 2fsType:s 3partition:i 4readOnly:b
        Affinity 1=nodeAffinity:NodeAffinity 2=podAffinity:PodAffinity 3=podAntiAffinity:PodAntiAffinity
        AppArmorProfile 1=type:s 2=localhostProfile:s
        AttachedVolume 1=name:s 2=devicePath:s
        AzureDiskVolumeSource 1=diskName:s 2=diskURI:s 3=cachingMode:s 4=fsType:s 5=readOnly:b 6=kind:s
        AzureFilePersistentVolumeSource 1=secretName:s 2=shareName:s 3readOnly:b 4=secretNamespace:s
        AzureFileVolumeSource 1=secretName:s 2=shareName:s 3readOnly:b
        Binding 1metadata:meta.v1.ObjectMeta 2=target:ObjectReference
        CSIPersistentVolumeSource 1=driver:s 2=volumeHandle:s 3readOnly:b 4fsType:s 5volumeAttributes:s@
          6=controllerPublishSecretRef:SecretReference 7=nodeStageSecretRef:SecretReference
          8=nodePublishSecretRef:SecretReference 9=controllerExpandSecretRef:SecretReference
          10=nodeExpandSecretRef:SecretReference
        CSIVolumeSource 1=driver:s 2=readOnly:b 3=fsType:s 4volumeAttributes:s@
          5=nodePublishSecretRef:LocalObjectReference
        Capabilities 1add:s* 2drop:s*
        CephFSPersistentVolumeSource 1=monitors:s* 2path:s 3user:s 4secretFile:s 5=secretRef:SecretReference
          6readOnly:b
        CephFSVolumeSource 1=monitors:s* 2path:s 3user:s 4secretFile:s 5=secretRef:LocalObjectReference
          6readOnly:b
        CinderPersistentVolumeSource 1=volumeID:s 2fsType:s 3readOnly:b 4=secretRef:SecretReference
        CinderVolumeSource 1=volumeID:s 2fsType:s 3readOnly:b 4=secretRef:LocalObjectReference
        ClientIPConfig 1=timeoutSeconds:i
        ClusterTrustBundleProjection 1=name:s 2=signerName:s 3=labelSelector:meta.v1.LabelSelector
          5=optional:b 4=path:s 6=user:i
        ConfigMap 1metadata:meta.v1.ObjectMeta 4=immutable:b 2data:s@ 3binaryData:y@
        ConfigMapEnvSource 1^:LocalObjectReference 2=optional:b
        ConfigMapKeySelector 1^:LocalObjectReference 2=key:s 3=optional:b
        ConfigMapNodeConfigSource 1=namespace:s 2=name:s 3uid:s 4resourceVersion:s 5=kubeletConfigKey:s
        ConfigMapProjection 1^:LocalObjectReference 2items:KeyToPath* 4=optional:b
        ConfigMapVolumeSource 1^:LocalObjectReference 2items:KeyToPath* 3=defaultMode:i 4=optional:b
          5=defaultUser:i
        Container 1=name:s 2image:s 3command:s* 4args:s* 5workingDir:s 6ports:ContainerPort*
          19envFrom:EnvFromSource* 7env:EnvVar* 8resources:ResourceRequirements
          23resizePolicy:ContainerResizePolicy* 24=restartPolicy:s
          25restartPolicyRules:ContainerRestartRule* 9volumeMounts:VolumeMount*
          21volumeDevices:VolumeDevice* 10=livenessProbe:Probe 11=readinessProbe:Probe 22=startupProbe:Probe
          12=lifecycle:Lifecycle 13terminationMessagePath:s 20terminationMessagePolicy:s 14imagePullPolicy:s
          15=securityContext:SecurityContext 16stdin:b 17stdinOnce:b 18tty:b
        ContainerExtendedResourceRequest 1=containerName:s 2=resourceName:s 3=requestName:s
        ContainerImage 1=names:s* 2sizeBytes:i
        ContainerPort 1name:s 2hostPort:i 3=containerPort:i 4protocol:s 5hostIP:s
        ContainerResizePolicy 1=resourceName:s 2=restartPolicy:s
        ContainerRestartRule 1action:s 2=exitCodes:ContainerRestartRuleOnExitCodes
        ContainerRestartRuleOnExitCodes 1operator:s 2values:i*
        ContainerState 1=waiting:ContainerStateWaiting 2=running:ContainerStateRunning
          3=terminated:ContainerStateTerminated
        ContainerStateRunning 1startedAt:T
        ContainerStateTerminated 1=exitCode:i 2signal:i 3reason:s 4message:s 5startedAt:T 6finishedAt:T
          7containerID:s
        ContainerStateWaiting 1reason:s 2message:s
        ContainerStatus 1=name:s 2state:ContainerState 3lastState:ContainerState 4=ready:b 5=restartCount:i
          6=image:s 7=imageID:s 8containerID:s 9=started:b 10allocatedResources:Q@
          11=resources:ResourceRequirements 12volumeMounts:VolumeMountStatus* 13=user:ContainerUser
          14allocatedResourcesStatus:ResourceStatus* 15=stopSignal:s
        ContainerUser 1=linux:LinuxContainerUser
        DaemonEndpoint 1=Port:i
        DownwardAPIProjection 1items:DownwardAPIVolumeFile*
        DownwardAPIVolumeFile 1=path:s 2=fieldRef:ObjectFieldSelector
          3=resourceFieldRef:ResourceFieldSelector 4=mode:i 5=user:i
        DownwardAPIVolumeSource 1items:DownwardAPIVolumeFile* 2=defaultMode:i 3=defaultUser:i
        EmptyDirVolumeSource 1medium:s 2=sizeLimit:Q 3=mode:i
        EndpointAddress 1=ip:s 3hostname:s 4=nodeName:s 2=targetRef:ObjectReference
        EndpointPort 1name:s 2=port:i 3protocol:s 4=appProtocol:s
        EndpointSubset 1addresses:EndpointAddress* 2notReadyAddresses:EndpointAddress* 3ports:EndpointPort*
        Endpoints 1metadata:meta.v1.ObjectMeta 2subsets:EndpointSubset*
        EnvFromSource 1prefix:s 2=configMapRef:ConfigMapEnvSource 3=secretRef:SecretEnvSource
        EnvVar 1=name:s 2value:s 3=valueFrom:EnvVarSource
        EnvVarSource 1=fieldRef:ObjectFieldSelector 2=resourceFieldRef:ResourceFieldSelector
          3=configMapKeyRef:ConfigMapKeySelector 4=secretKeyRef:SecretKeySelector
          5=fileKeyRef:FileKeySelector
        EphemeralContainer 1^:EphemeralContainerCommon 2targetContainerName:s
        EphemeralContainerCommon 1=name:s 2image:s 3command:s* 4args:s* 5workingDir:s 6ports:ContainerPort*
          19envFrom:EnvFromSource* 7env:EnvVar* 8resources:ResourceRequirements
          23resizePolicy:ContainerResizePolicy* 24=restartPolicy:s
          25restartPolicyRules:ContainerRestartRule* 9volumeMounts:VolumeMount*
          21volumeDevices:VolumeDevice* 10=livenessProbe:Probe 11=readinessProbe:Probe 22=startupProbe:Probe
          12=lifecycle:Lifecycle 13terminationMessagePath:s 20terminationMessagePolicy:s 14imagePullPolicy:s
          15=securityContext:SecurityContext 16stdin:b 17stdinOnce:b 18tty:b
        EphemeralVolumeSource 1=volumeClaimTemplate:PersistentVolumeClaimTemplate
        Event 1=metadata:meta.v1.ObjectMeta 2=involvedObject:ObjectReference 3reason:s 4message:s
          5source:EventSource 6firstTimestamp:T 7lastTimestamp:T 8count:i 9type:s 10eventTime:M
          11=series:EventSeries 12action:s 13=related:ObjectReference 14=reportingComponent:s
          15=reportingInstance:s
        EventSeries 1count:i 2lastObservedTime:M
        EventSource 1component:s 2host:s
        EvictionResponder 1=name:s 2=priority:i
        ExecAction 1command:s*
        FCVolumeSource 1targetWWNs:s* 2=lun:i 3fsType:s 4readOnly:b 5wwids:s*
        FileKeySelector 1=volumeName:s 2=path:s 3=key:s 4=optional:b
        FlexPersistentVolumeSource 1=driver:s 2fsType:s 3=secretRef:SecretReference 4readOnly:b 5options:s@
        FlexVolumeSource 1=driver:s 2fsType:s 3=secretRef:LocalObjectReference 4readOnly:b 5options:s@
        FlockerVolumeSource 1datasetName:s 2datasetUUID:s
        GCEPersistentDiskVolumeSource 1=pdName:s 2fsType:s 3partition:i 4readOnly:b
        GRPCAction 1=port:i 2=service:s 3=mode:s
        GitRepoVolumeSource 1=repository:s 2revision:s 3directory:s
        GlusterfsPersistentVolumeSource 1=endpoints:s 2=path:s 3readOnly:b 4=endpointsNamespace:s
        GlusterfsVolumeSource 1=endpoints:s 2=path:s 3readOnly:b
        HTTPGetAction 1path:s 2=port:I 3host:s 4scheme:s 5httpHeaders:HTTPHeader* 6=protocol:s
        HTTPHeader 1=name:s 2=value:s
        HostAlias 1=ip:s 2hostnames:s*
        HostIP 1=ip:s
        HostPathVolumeSource 1=path:s 2=type:s
        ISCSIPersistentVolumeSource 1=targetPortal:s 2=iqn:s 3=lun:i 4iscsiInterface:s 5fsType:s 6readOnly:b
          7portals:s* 8chapAuthDiscovery:b 11chapAuthSession:b 10=secretRef:SecretReference
          12=initiatorName:s
        ISCSIVolumeSource 1=targetPortal:s 2=iqn:s 3=lun:i 4iscsiInterface:s 5fsType:s 6readOnly:b
          7portals:s* 8chapAuthDiscovery:b 11chapAuthSession:b 10=secretRef:LocalObjectReference
          12=initiatorName:s
        ImageVolumeSource 1reference:s 2pullPolicy:s
        ImageVolumeStatus 1imageRef:s
        KeyToPath 1=key:s 2=path:s 3=mode:i 4=user:i
        Lifecycle 1=postStart:LifecycleHandler 2=preStop:LifecycleHandler 3=stopSignal:s
        LifecycleHandler 1=exec:ExecAction 2=httpGet:HTTPGetAction 3=tcpSocket:TCPSocketAction
          4=sleep:SleepAction
        LimitRange 1metadata:meta.v1.ObjectMeta 2spec:LimitRangeSpec
        LimitRangeItem 1=type:s 2max:Q@ 3min:Q@ 4default:Q@ 5defaultRequest:Q@ 6maxLimitRequestRatio:Q@
        LimitRangeSpec 1=limits:LimitRangeItem*
        LinuxContainerUser 1=uid:i 2=gid:i 3supplementalGroups:i*
        LoadBalancerIngress 1ip:s 2hostname:s 3=ipMode:s 4ports:PortStatus*
        LoadBalancerStatus 1ingress:LoadBalancerIngress*
        LocalObjectReference 1name:s
        LocalVolumeSource 1=path:s 2=fsType:s
        ModifyVolumeStatus 1targetVolumeAttributesClassName:s 2=status:s
        """
}
