extension IDL {
    /// core/v1: persistent volumes and claims.
    static let storage = """
        @ io.k8s.api.core.v1 v1
        enum PersistentVolumeAccessMode ReadOnlyMany ReadWriteMany ReadWriteOnce ReadWriteOncePod
        enum ModifyVolumeState InProgress Infeasible Pending
        enum PersistentVolumeMode Block Filesystem
        enum PersistentVolumeReclaimPolicy Delete Recycle Retain
        enum PersistentVolumePhase Available Bound Failed Pending Released
        enum PersistentVolumeClaimPhase Bound Lost Pending
        enum ClaimResourceStatus ControllerResizeInProgress ControllerResizeInfeasible NodeResizeInProgress NodeResizeInfeasible NodeResizePending
        kind PersistentVolume : A piece of storage of the cluster.
         spec PersistentVolumeSpec : What is wanted.
         status PersistentVolumeStatus : What was last seen.
        type PersistentVolumeSpec : A piece of storage.
         capacity {Quantity} : How much it holds.
         gcePersistentDisk GCEPersistentDiskVolumeSource* : A disk of Google Cloud.
         awsElasticBlockStore AWSElasticBlockStoreVolumeSource* : A disk of AWS.
         hostPath HostPathVolumeSource* : A directory of the node.
         glusterfs GlusterfsPersistentVolumeSource* : A Gluster volume.
         nfs NFSVolumeSource* : A directory of an NFS server.
         rbd RBDPersistentVolumeSource* : A Ceph disk.
         iscsi ISCSIPersistentVolumeSource* : A disk over iSCSI.
         cinder CinderPersistentVolumeSource* : A disk of OpenStack.
         cephfs CephFSPersistentVolumeSource* : A Ceph directory.
         fc FCVolumeSource* : A disk over Fibre Channel.
         flocker FlockerVolumeSource* : A Flocker volume.
         flexVolume FlexPersistentVolumeSource* : A volume of a plugin.
         azureFile AzureFilePersistentVolumeSource* : A file share of Azure.
         vsphereVolume VsphereVirtualDiskVolumeSource* : A disk of vSphere.
         quobyte QuobyteVolumeSource* : A Quobyte volume.
         azureDisk AzureDiskVolumeSource* : A disk of Azure.
         photonPersistentDisk PhotonPersistentDiskVolumeSource* : A disk of Photon.
         portworxVolume PortworxVolumeSource* : A Portworx volume.
         scaleIO ScaleIOPersistentVolumeSource* : A ScaleIO volume.
         local LocalVolumeSource* : A disk of one node.
         storageos StorageOSPersistentVolumeSource* : A StorageOS volume.
         csi CSIPersistentVolumeSource* : A volume of a CSI driver.
         accessModes [PersistentVolumeAccessMode] atomic : How it can be mounted.
         claimRef ObjectReference* granular : The claim it is bound to.
         persistentVolumeReclaimPolicy PersistentVolumeReclaimPolicy : What becomes of it when the claim goes.
         storageClassName string : Its class.
         mountOptions [string] atomic : Options of the mount.
         volumeMode PersistentVolumeMode* : Filesystem or Block.
         nodeAffinity VolumeNodeAffinity* : From which nodes it can be reached.
         volumeAttributesClassName string* : The class of its attributes.
        type VolumeNodeAffinity : From which nodes a volume can be reached.
         required NodeSelector* : The nodes.
        type PersistentVolumeStatus : What was last seen of a volume.
         phase PersistentVolumePhase : Available, Bound, Released or Failed.
         message string : Why, for people.
         reason string : Why, in one word for programs.
         lastPhaseTransitionTime Time* : When the phase last changed.
        kind PersistentVolumeClaim : Asks for storage.
         spec PersistentVolumeClaimSpec : What is wanted.
         status PersistentVolumeClaimStatus : What was last seen.
        type PersistentVolumeClaimSpec : What storage is wanted.
         accessModes [PersistentVolumeAccessMode] atomic : How it must be mountable.
         selector LabelSelector* : Volumes with these labels.
         resources VolumeResourceRequirements : How much.
         volumeName string : The volume it is bound to.
         storageClassName string* : The class.
         volumeMode PersistentVolumeMode* : Filesystem or Block.
         dataSource TypedLocalObjectReference* : What it is filled from.
         dataSourceRef TypedObjectReference* : What it is filled from.
         volumeAttributesClassName string* : The class of its attributes.
        type VolumeResourceRequirements : How much storage.
         limits {Quantity} : The most.
         requests {Quantity} : The least.
        type PersistentVolumeClaimStatus : What was last seen of a claim.
         phase PersistentVolumeClaimPhase : Pending, Bound or Lost.
         accessModes [PersistentVolumeAccessMode] atomic : How its volume can be mounted.
         capacity {Quantity} : How much its volume holds.
         conditions [PersistentVolumeClaimCondition] map=type merge=type : Aspects of its state.
         allocatedResources {Quantity} : What is set aside for it.
         allocatedResourceStatuses {ClaimResourceStatus} granular : State of changes of its size.
         currentVolumeAttributesClassName string* : The class of its attributes.
         modifyVolumeStatus ModifyVolumeStatus* : State of a change of its attributes.
        type ModifyVolumeStatus : State of a change of attributes.
         targetVolumeAttributesClassName string : The class it goes to.
         status ModifyVolumeState! : Pending, InProgress or Infeasible.
        type PersistentVolumeClaimCondition : One aspect of the state of a claim.
         type string! : The aspect.
         status string! : True, False or Unknown.
         lastProbeTime Time : When it was last judged.
         lastTransitionTime Time : When its status last changed.
         reason string : Why, in one word for programs.
         message string : Why, for people.
        type GlusterfsPersistentVolumeSource : A Gluster volume.
         endpoints string! : Where it is.
         path string! : The volume.
         readOnly bool : Whether it can only be read.
         endpointsNamespace string* : The namespace of the endpoints.
        type RBDPersistentVolumeSource : A Ceph disk.
         monitors [string]! atomic : The monitors.
         image string! : The image.
         fsType string : The file system.
         pool string default=rbd : The pool.
         user string default=admin : The user.
         keyring string default=/etc/ceph/keyring : The key ring.
         secretRef SecretReference* : A Secret for the user.
         readOnly bool : Whether it can only be read.
        type ISCSIPersistentVolumeSource : A disk over iSCSI.
         targetPortal string! : The portal.
         iqn string! : The name of the target.
         lun int32! : The number of the disk.
         iscsiInterface string default=default : The interface.
         fsType string : The file system.
         readOnly bool : Whether it can only be read.
         portals [string] atomic : Further portals.
         chapAuthDiscovery bool : Whether discovery needs CHAP.
         chapAuthSession bool : Whether sessions need CHAP.
         secretRef SecretReference* : A Secret for CHAP.
         initiatorName string* : The name of the initiator.
        type CinderPersistentVolumeSource : A disk of OpenStack.
         volumeID string! : Its identity.
         fsType string : The file system.
         readOnly bool : Whether it can only be read.
         secretRef SecretReference* : A Secret for OpenStack.
        type CephFSPersistentVolumeSource : A Ceph directory.
         monitors [string]! atomic : The monitors.
         path string : The directory.
         user string : The user.
         secretFile string : The file with the key.
         secretRef SecretReference* : A Secret with the key.
         readOnly bool : Whether it can only be read.
        type FlexPersistentVolumeSource : A volume of a plugin.
         driver string! : The driver.
         fsType string : The file system.
         secretRef SecretReference* : A Secret for the driver.
         readOnly bool : Whether it can only be read.
         options {string} : What the driver is told.
        type AzureFilePersistentVolumeSource : A file share of Azure.
         secretName string! : A Secret with account and key.
         shareName string! : The share.
         readOnly bool : Whether it can only be read.
         secretNamespace string* : The namespace of the Secret.
        type ScaleIOPersistentVolumeSource : A ScaleIO volume.
         gateway string! : The gateway.
         system string! : The storage system.
         secretRef SecretReference*! : A Secret for the gateway.
         sslEnabled bool : Whether TLS is used.
         protectionDomain string : The protection domain.
         storagePool string : The storage pool.
         storageMode string default=ThinProvisioned : Thick or thin.
         volumeName string : The volume.
         fsType string default=xfs : The file system.
         readOnly bool : Whether it can only be read.
        type LocalVolumeSource : A disk of one node.
         path string! : Where it is.
         fsType string* : The file system.
        type StorageOSPersistentVolumeSource : A StorageOS volume.
         volumeName string : Its name.
         volumeNamespace string : Its namespace.
         fsType string : The file system.
         readOnly bool : Whether it can only be read.
         secretRef ObjectReference* : A Secret for StorageOS.
        type CSIPersistentVolumeSource : A volume of a CSI driver.
         driver string! : The driver.
         volumeHandle string! : The volume.
         readOnly bool : Whether it can only be read.
         fsType string : The file system.
         volumeAttributes {string} : What the driver is told.
         controllerPublishSecretRef SecretReference* : A Secret for attaching.
         nodeStageSecretRef SecretReference* : A Secret for staging.
         nodePublishSecretRef SecretReference* : A Secret for mounting.
         controllerExpandSecretRef SecretReference* : A Secret for growing.
         nodeExpandSecretRef SecretReference* : A Secret for growing on the node.
        """
}
