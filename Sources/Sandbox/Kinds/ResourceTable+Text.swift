extension ResourceTable {
    static let text = """
        = v1 io.k8s.api.core.v1
        bindings Binding ns verbs=create
        componentstatuses ComponentStatus cluster short=cs verbs=get,list
        configmaps ConfigMap ns short=cm
        endpoints Endpoints ns short=ep
        events Event ns short=ev
        limitranges LimitRange ns short=limits
        namespaces Namespace cluster short=ns verbs=create,delete,get,list,patch,update,watch sub=finalize:update,status
        nodes Node cluster short=no sub=proxy:create+delete+get+patch+update:NodeProxyOptions,status
        persistentvolumeclaims PersistentVolumeClaim ns short=pvc sub=status
        persistentvolumes PersistentVolume cluster short=pv sub=status
        pods Pod ns short=po cat=all sub=attach:create+get:PodAttachOptions,binding:create:Binding,\
        ephemeralcontainers,eviction:create:policy/v1/Eviction,exec:create+get:PodExecOptions,log:get,\
        portforward:create+get:PodPortForwardOptions,proxy:create+delete+get+patch+update:PodProxyOptions,resize,status
        podtemplates PodTemplate ns
        replicationcontrollers ReplicationController ns short=rc cat=all sub=scale,status
        resourcequotas ResourceQuota ns short=quota sub=status
        secrets Secret ns
        serviceaccounts ServiceAccount ns short=sa sub=token:create:authentication.k8s.io/v1/TokenRequest
        services Service ns short=svc cat=all sub=proxy:create+delete+get+patch+update:ServiceProxyOptions,status
        = apiregistration.k8s.io/v1 io.k8s.kube-aggregator.pkg.apis.apiregistration.v1
        apiservices APIService cluster cat=api-extensions sub=status
        = apps/v1 io.k8s.api.apps.v1
        controllerrevisions ControllerRevision ns
        daemonsets DaemonSet ns short=ds cat=all sub=status
        deployments Deployment ns short=deploy cat=all sub=scale,status
        replicasets ReplicaSet ns short=rs cat=all sub=scale,status
        statefulsets StatefulSet ns short=sts cat=all sub=scale,status
        = events.k8s.io/v1 io.k8s.api.events.v1
        events Event ns short=ev
        = authentication.k8s.io/v1 io.k8s.api.authentication.v1
        selfsubjectreviews SelfSubjectReview cluster verbs=create
        tokenreviews TokenReview cluster verbs=create
        = authorization.k8s.io/v1 io.k8s.api.authorization.v1
        localsubjectaccessreviews LocalSubjectAccessReview ns verbs=create
        selfsubjectaccessreviews SelfSubjectAccessReview cluster verbs=create
        selfsubjectrulesreviews SelfSubjectRulesReview cluster verbs=create
        subjectaccessreviews SubjectAccessReview cluster verbs=create
        = autoscaling/v2 io.k8s.api.autoscaling.v2
        horizontalpodautoscalers HorizontalPodAutoscaler ns short=hpa cat=all sub=status
        = autoscaling/v1 io.k8s.api.autoscaling.v1
        horizontalpodautoscalers HorizontalPodAutoscaler ns short=hpa cat=all sub=status
        = batch/v1 io.k8s.api.batch.v1
        cronjobs CronJob ns short=cj cat=all sub=status
        jobs Job ns cat=all sub=status
        = certificates.k8s.io/v1 io.k8s.api.certificates.v1
        certificatesigningrequests CertificateSigningRequest cluster short=csr sub=approval,status
        = networking.k8s.io/v1 io.k8s.api.networking.v1
        ingressclasses IngressClass cluster
        ingresses Ingress ns short=ing sub=status
        ipaddresses IPAddress cluster short=ip
        networkpolicies NetworkPolicy ns short=netpol
        servicecidrs ServiceCIDR cluster sub=status
        = policy/v1 io.k8s.api.policy.v1
        poddisruptionbudgets PodDisruptionBudget ns short=pdb sub=status
        = rbac.authorization.k8s.io/v1 io.k8s.api.rbac.v1
        clusterrolebindings ClusterRoleBinding cluster
        clusterroles ClusterRole cluster
        rolebindings RoleBinding ns
        roles Role ns
        = storage.k8s.io/v1 io.k8s.api.storage.v1
        csidrivers CSIDriver cluster
        csinodes CSINode cluster
        csistoragecapacities CSIStorageCapacity ns
        storageclasses StorageClass cluster short=sc
        volumeattachments VolumeAttachment cluster sub=status
        volumeattributesclasses VolumeAttributesClass cluster short=vac
        = admissionregistration.k8s.io/v1 io.k8s.api.admissionregistration.v1
        mutatingadmissionpolicies MutatingAdmissionPolicy cluster cat=api-extensions
        mutatingadmissionpolicybindings MutatingAdmissionPolicyBinding cluster cat=api-extensions
        mutatingwebhookconfigurations MutatingWebhookConfiguration cluster cat=api-extensions
        validatingadmissionpolicies ValidatingAdmissionPolicy cluster cat=api-extensions sub=status
        validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding cluster cat=api-extensions
        validatingwebhookconfigurations ValidatingWebhookConfiguration cluster cat=api-extensions
        = apiextensions.k8s.io/v1 io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1
        customresourcedefinitions CustomResourceDefinition cluster short=crd,crds cat=api-extensions sub=status
        = scheduling.k8s.io/v1 io.k8s.api.scheduling.v1
        priorityclasses PriorityClass cluster short=pc
        = coordination.k8s.io/v1 io.k8s.api.coordination.v1
        leases Lease ns
        = node.k8s.io/v1 io.k8s.api.node.v1
        runtimeclasses RuntimeClass cluster
        = discovery.k8s.io/v1 io.k8s.api.discovery.v1
        endpointslices EndpointSlice ns
        = resource.k8s.io/v1 io.k8s.api.resource.v1
        deviceclasses DeviceClass cluster
        resourceclaims ResourceClaim ns sub=status
        resourceclaimtemplates ResourceClaimTemplate ns
        resourceslices ResourceSlice cluster
        = flowcontrol.apiserver.k8s.io/v1 io.k8s.api.flowcontrol.v1
        flowschemas FlowSchema cluster sub=status
        prioritylevelconfigurations PriorityLevelConfiguration cluster sub=status
        """
}
