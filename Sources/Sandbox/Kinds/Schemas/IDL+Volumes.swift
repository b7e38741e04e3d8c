extension IDL {
    /// core/v1: volumes of pods.
    static let volumes = """
        @ io.k8s.api.core.v1 v1
        enum HostPathType "" BlockDevice CharDevice Directory DirectoryOrCreate File FileOrCreate Socket
        enum AzureDataDiskKind Dedicated Managed Shared
        enum AzureDataDiskCachingMode None ReadOnly ReadWrite
        type Volume : Files that containers of a pod can mount.
         name string! : Its name, unique in the pod.
         hostPath HostPathVolumeSource* : A file or directory of the node.
         emptyDir EmptyDirVolumeSource* : An empty directory that goes with the pod.
         gcePersistentDisk GCEPersistentDiskVolumeSource* : A disk of Google Cloud.
         awsElasticBlockStore AWSElasticBlockStoreVolumeSource* : A disk of AWS.
         gitRepo GitRepoVolumeSource* : A git repository; no longer used.
         secret SecretVolumeSource* : A Secret.
         nfs NFSVolumeSource* : A directory of an NFS server.
         iscsi ISCSIVolumeSource* : A disk over iSCSI.
         glusterfs GlusterfsVolumeSource* : A Gluster volume; no longer used.
         persistentVolumeClaim PersistentVolumeClaimVolumeSource* : A claim.
         rbd RBDVolumeSource* : A Ceph disk; no longer used.
         flexVolume FlexVolumeSource* : A volume of a plugin; no longer used.
         cinder CinderVolumeSource* : A disk of OpenStack.
         cephfs CephFSVolumeSource* : A Ceph directory; no longer used.
         flocker FlockerVolumeSource* : A Flocker volume; no longer used.
         downwardAPI DownwardAPIVolumeSource* : Fields of the pod as files.
         fc FCVolumeSource* : A disk over Fibre Channel.
         azureFile AzureFileVolumeSource* : A file share of Azure.
         configMap ConfigMapVolumeSource* : A ConfigMap.
         vsphereVolume VsphereVirtualDiskVolumeSource* : A disk of vSphere.
         quobyte QuobyteVolumeSource* : A Quobyte volume; no longer used.
         azureDisk AzureDiskVolumeSource* : A disk of Azure.
         photonPersistentDisk PhotonPersistentDiskVolumeSource* : A disk of Photon; no longer used.
         projected ProjectedVolumeSource* : Several sources in one directory.
         portworxVolume PortworxVolumeSource* : A Portworx volume.
         scaleIO ScaleIOVolumeSource* : A ScaleIO volume; no longer used.
         storageos StorageOSVolumeSource* : A StorageOS volume; no longer used.
         csi CSIVolumeSource* : A volume of a CSI driver that goes with the pod.
         ephemeral EphemeralVolumeSource* : A claim that is made for the pod and goes with it.
         image ImageVolumeSource* : The files of an image.
        type HostPathVolumeSource : A file or directory of the node.
         path string! : Where it is.
         type HostPathType* : What it must be; anything when empty.
        type EmptyDirVolumeSource : An empty directory that goes with the pod.
         medium string : Memory, or empty for the disk of the node.
         sizeLimit Quantity* : The most it may hold.
        type SecretVolumeSource : A Secret as files.
         secretName string : Its name.
         items [KeyToPath] atomic : The keys that become files; all when not set.
         defaultMode int32* : The mode bits of the files; 0644 when not set.
         optional bool* : Whether it may be missing.
        type ConfigMapVolumeSource : A ConfigMap as files.
         name string= : Its name.
         items [KeyToPath] atomic : The keys that become files; all when not set.
         defaultMode int32* : The mode bits of the files; 0644 when not set.
         optional bool* : Whether it may be missing.
        type KeyToPath : A key that becomes a file.
         key string! : The key.
         path string! : The file.
         mode int32* : Its mode bits.
        type DownwardAPIVolumeSource : Fields of the pod as files.
         items [DownwardAPIVolumeFile] atomic : The files.
         defaultMode int32* : Their mode bits.
        type DownwardAPIVolumeFile : A field of the pod as a file.
         path string! : The file.
         fieldRef ObjectFieldSelector* : The field.
         resourceFieldRef ResourceFieldSelector* : A resource of a container.
         mode int32* : Its mode bits.
        type ProjectedVolumeSource : Several sources in one directory.
         sources [VolumeProjection] atomic : The sources.
         defaultMode int32* : The mode bits of the files.
        type VolumeProjection : One of several sources.
         secret SecretProjection* : A Secret.
         downwardAPI DownwardAPIProjection* : Fields of the pod.
         configMap ConfigMapProjection* : A ConfigMap.
         serviceAccountToken ServiceAccountTokenProjection* : A token of the service account.
         clusterTrustBundle ClusterTrustBundleProjection* : Certificates of the cluster.
         podCertificate PodCertificateProjection* : A key and certificate of the pod.
        type SecretProjection : A Secret as files.
         name string= : Its name.
         items [KeyToPath] atomic : The keys that become files; all when not set.
         optional bool* : Whether it may be missing.
        type ConfigMapProjection : A ConfigMap as files.
         name string= : Its name.
         items [KeyToPath] atomic : The keys that become files; all when not set.
         optional bool* : Whether it may be missing.
        type DownwardAPIProjection : Fields of the pod as files.
         items [DownwardAPIVolumeFile] atomic : The files.
        type ServiceAccountTokenProjection : A token as a file.
         audience string : For whom it is meant.
         expirationSeconds int64* : For how long it is good.
         path string! : The file.
        type ClusterTrustBundleProjection : Certificates as a file.
         name string* : The bundle.
         signerName string* : All bundles of this signer.
         labelSelector LabelSelector* : Bundles with these labels.
         optional bool* : Whether they may be missing.
         path string! : The file.
        type PodCertificateProjection : A key and certificate as files.
         signerName string! omit : Who signs it.
         keyType string! omit : The kind of key.
         maxExpirationSeconds int32* : For how long it is good at most.
         credentialBundlePath string : The file with both.
         keyPath string : The file with the key.
         certificateChainPath string : The file with the certificates.
         userAnnotations {string} : What the signer is told.
        type PersistentVolumeClaimVolumeSource : A claim as a volume.
         claimName string! : Its name.
         readOnly bool : Whether it can only be read.
        type EphemeralVolumeSource : A claim that is made for the pod.
         volumeClaimTemplate PersistentVolumeClaimTemplate* : The claim.
        type PersistentVolumeClaimTemplate : A claim to make.
         metadata ObjectMeta : Labels and annotations of the claim.
         spec PersistentVolumeClaimSpec! : What is wanted of the claim.
        type ImageVolumeSource : The files of an image.
         reference string : The image.
         pullPolicy PullPolicy : When it is pulled.
        type CSIVolumeSource : A volume of a CSI driver.
         driver string! : The driver.
         readOnly bool* : Whether it can only be read.
         fsType string* : The file system.
         volumeAttributes {string} : What the driver is told.
         nodePublishSecretRef LocalObjectReference* : A Secret for the driver.
        type NFSVolumeSource : A directory of an NFS server.
         server string! : The server.
         path string! : The directory.
         readOnly bool : Whether it can only be read.
        type GCEPersistentDiskVolumeSource : A disk of Google Cloud.
         pdName string! : Its name.
         fsType string : The file system.
         partition int32 : The partition.
         readOnly bool : Whether it can only be read.
        type AWSElasticBlockStoreVolumeSource : A disk of AWS.
         volumeID string! : Its identity.
         fsType string : The file system.
         partition int32 : The partition.
         readOnly bool : Whether it can only be read.
        type GitRepoVolumeSource : A git repository.
         repository string! : Its URL.
         revision string : The commit.
         directory string : The directory.
        type ISCSIVolumeSource : A disk over iSCSI.
         targetPortal string! : The portal.
         iqn string! : The name of the target.
         lun int32! : The number of the disk.
         iscsiInterface string default=default : The interface.
         fsType string : The file system.
         readOnly bool : Whether it can only be read.
         portals [string] atomic : Further portals.
         chapAuthDiscovery bool : Whether discovery needs CHAP.
         chapAuthSession bool : Whether sessions need CHAP.
         secretRef LocalObjectReference* : A Secret for CHAP.
         initiatorName string* : The name of the initiator.
        type GlusterfsVolumeSource : A Gluster volume.
         endpoints string! : Where it is.
         path string! : The volume.
         readOnly bool : Whether it can only be read.
        type RBDVolumeSource : A Ceph disk.
         monitors [string]! atomic : The monitors.
         image string! : The image.
         fsType string : The file system.
         pool string default=rbd : The pool.
         user string default=admin : The user.
         keyring string default=/etc/ceph/keyring : The key ring.
         secretRef LocalObjectReference* : A Secret for the user.
         readOnly bool : Whether it can only be read.
        type FlexVolumeSource : A volume of a plugin.
         driver string! : The driver.
         fsType string : The file system.
         secretRef LocalObjectReference* : A Secret for the driver.
         readOnly bool : Whether it can only be read.
         options {string} : What the driver is told.
        type CinderVolumeSource : A disk of OpenStack.
         volumeID string! : Its identity.
         fsType string : The file system.
         readOnly bool : Whether it can only be read.
         secretRef LocalObjectReference* : A Secret for OpenStack.
        type CephFSVolumeSource : A Ceph directory.
         monitors [string]! atomic : The monitors.
         path string : The directory.
         user string : The user.
         secretFile string : The file with the key.
         secretRef LocalObjectReference* : A Secret with the key.
         readOnly bool : Whether it can only be read.
        type FlockerVolumeSource : A Flocker volume.
         datasetName string : Its name.
         datasetUUID string : Its identity.
        type FCVolumeSource : A disk over Fibre Channel.
         targetWWNs [string] atomic : The targets.
         lun int32* : The number of the disk.
         fsType string : The file system.
         readOnly bool : Whether it can only be read.
         wwids [string] atomic : The disks by identity.
        type AzureFileVolumeSource : A file share of Azure.
         secretName string! : A Secret with account and key.
         shareName string! : The share.
         readOnly bool : Whether it can only be read.
        type AzureDiskVolumeSource : A disk of Azure.
         diskName string! : Its name.
         diskURI string! : Its URI.
         cachingMode AzureDataDiskCachingMode* default=ReadWrite : How it is cached.
         fsType string* default=ext4 : The file system.
         readOnly bool* default=false : Whether it can only be read.
         kind AzureDataDiskKind* default=Shared : The kind of disk.
        type VsphereVirtualDiskVolumeSource : A disk of vSphere.
         volumePath string! : Where it is.
         fsType string : The file system.
         storagePolicyName string : The storage policy.
         storagePolicyID string : The identity of the storage policy.
        type QuobyteVolumeSource : A Quobyte volume.
         registry string! : Where it is.
         volume string! : Its name.
         readOnly bool : Whether it can only be read.
         user string : The user.
         group string : The group.
         tenant string : The tenant.
        type PhotonPersistentDiskVolumeSource : A disk of Photon.
         pdID string! : Its identity.
         fsType string : The file system.
        type PortworxVolumeSource : A Portworx volume.
         volumeID string! : Its identity.
         fsType string : The file system.
         readOnly bool : Whether it can only be read.
        type ScaleIOVolumeSource : A ScaleIO volume.
         gateway string! : The gateway.
         system string! : The storage system.
         secretRef LocalObjectReference*! : A Secret for the gateway.
         sslEnabled bool : Whether TLS is used.
         protectionDomain string : The protection domain.
         storagePool string : The storage pool.
         storageMode string default=ThinProvisioned : Thick or thin.
         volumeName string : The volume.
         fsType string default=xfs : The file system.
         readOnly bool : Whether it can only be read.
        type StorageOSVolumeSource : A StorageOS volume.
         volumeName string : Its name.
         volumeNamespace string : Its namespace.
         fsType string : The file system.
         readOnly bool : Whether it can only be read.
         secretRef LocalObjectReference* : A Secret for StorageOS.
        """
}
