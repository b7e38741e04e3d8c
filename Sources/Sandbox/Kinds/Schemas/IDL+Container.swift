extension IDL {
    /// core/v1: containers, how they are probed and what they are allowed.
    static let container = """
        @ io.k8s.api.core.v1 v1
        enum PullPolicy Always IfNotPresent Never
        enum TerminationMessagePolicy FallbackToLogsOnError File
        enum URIScheme HTTP HTTPS
        enum MountPropagationMode Bidirectional HostToContainer None
        enum ProcMountType Default Unmasked
        enum SeccompProfileType Localhost RuntimeDefault Unconfined
        enum AppArmorProfileType Localhost RuntimeDefault Unconfined
        enum Signal SIGABRT SIGALRM SIGBUS SIGCHLD SIGCLD SIGCONT SIGFPE SIGHUP SIGILL SIGINT SIGIO SIGIOT SIGKILL SIGPIPE SIGPOLL SIGPROF SIGPWR SIGQUIT SIGRTMAX SIGRTMAX-1 SIGRTMAX-10 SIGRTMAX-11 SIGRTMAX-12 SIGRTMAX-13 SIGRTMAX-14 SIGRTMAX-2 SIGRTMAX-3 SIGRTMAX-4 SIGRTMAX-5 SIGRTMAX-6 SIGRTMAX-7 SIGRTMAX-8 SIGRTMAX-9 SIGRTMIN SIGRTMIN+1 SIGRTMIN+10 SIGRTMIN+11 SIGRTMIN+12 SIGRTMIN+13 SIGRTMIN+14 SIGRTMIN+15 SIGRTMIN+2 SIGRTMIN+3 SIGRTMIN+4 SIGRTMIN+5 SIGRTMIN+6 SIGRTMIN+7 SIGRTMIN+8 SIGRTMIN+9 SIGSEGV SIGSTKFLT SIGSTOP SIGSYS SIGTERM SIGTRAP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGUSR1 SIGUSR2 SIGVTALRM SIGWINCH SIGXCPU SIGXFSZ
        type Container : One program that runs in a pod.
         name string! : Its name, unique in the pod.
         image string : The image it runs.
         command [string] atomic : What is run instead of the entry point of the image.
         args [string] atomic : Arguments instead of those of the image.
         workingDir string : The directory it starts in.
         ports [ContainerPort] map=containerPort,protocol merge=containerPort : Ports it listens on, for information.
         envFrom [EnvFromSource] atomic : ConfigMaps and Secrets whose keys become environment variables.
         env [EnvVar] map=name merge=name : Environment variables.
         resources ResourceRequirements : CPU, memory and other resources it requests and is limited to.
         resizePolicy [ContainerResizePolicy] atomic : What a change of resources does to it.
         restartPolicy string* : When it is started again; Always makes an init container a sidecar.
         restartPolicyRules [ContainerRestartRule] atomic : When it is started again, by exit code.
         volumeMounts [VolumeMount] map=mountPath merge=mountPath : Where volumes appear in its files.
         volumeDevices [VolumeDevice] map=devicePath merge=devicePath : Where volumes appear as devices.
         livenessProbe Probe* : Tells whether it lives; it is restarted when not.
         readinessProbe Probe* : Tells whether it can serve; it gets no traffic when not.
         startupProbe Probe* : Tells whether it has started; the other probes wait for it.
         lifecycle Lifecycle* : What is done when it starts and ends.
         terminationMessagePath string : The file with its last words.
         terminationMessagePolicy TerminationMessagePolicy : Where its last words come from.
         imagePullPolicy PullPolicy : When the image is pulled: Always, IfNotPresent or Never.
         securityContext SecurityContext* : With which rights it runs.
         stdin bool : Whether it has an input.
         stdinOnce bool : Whether the input ends with the first client.
         tty bool : Whether it has a terminal.
        type EphemeralContainer : A container added to a running pod.
         name string! : Its name, unique in the pod.
         image string : The image it runs.
         command [string] atomic : What is run instead of the entry point of the image.
         args [string] atomic : Arguments instead of those of the image.
         workingDir string : The directory it starts in.
         ports [ContainerPort] map=containerPort,protocol merge=containerPort : Not allowed.
         envFrom [EnvFromSource] atomic : ConfigMaps and Secrets whose keys become environment variables.
         env [EnvVar] map=name merge=name : Environment variables.
         resources ResourceRequirements : Not allowed.
         resizePolicy [ContainerResizePolicy] atomic : What a change of resources does to it.
         restartPolicy string* : Not allowed.
         restartPolicyRules [ContainerRestartRule] atomic : Not allowed.
         volumeMounts [VolumeMount] map=mountPath merge=mountPath : Where volumes appear in its files.
         volumeDevices [VolumeDevice] map=devicePath merge=devicePath : Where volumes appear as devices.
         livenessProbe Probe* : Not allowed.
         readinessProbe Probe* : Not allowed.
         startupProbe Probe* : Not allowed.
         lifecycle Lifecycle* : Not allowed.
         terminationMessagePath string : The file with its last words.
         terminationMessagePolicy TerminationMessagePolicy : Where its last words come from.
         imagePullPolicy PullPolicy : When the image is pulled.
         securityContext SecurityContext* : With which rights it runs.
         stdin bool : Whether it has an input.
         stdinOnce bool : Whether the input ends with the first client.
         tty bool : Whether it has a terminal.
         targetContainerName string : The container whose processes it sees.
        type ContainerPort : A port a container listens on.
         name string : Its name.
         hostPort int32 : The port of the node.
         containerPort int32! : Its number.
         protocol Protocol default=TCP : TCP, UDP or SCTP.
         hostIP string : The address of the node.
        type EnvFromSource : Keys that become environment variables.
         prefix string : What is put before each key.
         configMapRef ConfigMapEnvSource* : A ConfigMap.
         secretRef SecretEnvSource* : A Secret.
        type ConfigMapEnvSource : A ConfigMap whose keys become environment variables.
         name string= : Its name.
         optional bool* : Whether it may be missing.
        type SecretEnvSource : A Secret whose keys become environment variables.
         name string= : Its name.
         optional bool* : Whether it may be missing.
        type EnvVar : An environment variable.
         name string! : Its name.
         value string : Its value.
         valueFrom EnvVarSource* : Where its value comes from.
        type EnvVarSource : Where a value comes from.
         fieldRef ObjectFieldSelector* : A field of the pod.
         resourceFieldRef ResourceFieldSelector* : A resource of a container.
         configMapKeyRef ConfigMapKeySelector* : A key of a ConfigMap.
         secretKeyRef SecretKeySelector* : A key of a Secret.
         fileKeyRef FileKeySelector* : A key of a file.
        type ObjectFieldSelector atomic : A field of a pod.
         apiVersion string : The version in which it is named; v1 when not set.
         fieldPath string! : The field.
        type ResourceFieldSelector atomic : A resource of a container.
         containerName string : The container.
         resource string! : The resource.
         divisor Quantity : The unit.
        type ConfigMapKeySelector atomic : A key of a ConfigMap.
         name string= : The ConfigMap.
         key string! : The key.
         optional bool* : Whether it may be missing.
        type SecretKeySelector atomic : A key of a Secret.
         name string= : The Secret.
         key string! : The key.
         optional bool* : Whether it may be missing.
        type FileKeySelector atomic : A key of a file.
         volumeName string! : The volume.
         path string! : The file.
         key string! : The key.
         optional bool* default=false : Whether it may be missing.
        type ResourceRequirements : What a container needs and may use.
         limits {Quantity} : The most it may use.
         requests {Quantity} : What is set aside for it.
         claims [ResourceClaim] map=name : Claims of the pod it uses.
        type ResourceClaim : A claim of the pod.
         name string! : Its name within the pod.
         request string : One request of it.
        type ContainerResizePolicy : What a change of a resource does to a container.
         resourceName string! : The resource.
         restartPolicy string! : NotRequired or RestartContainer.
        type ContainerRestartRule : When a container is started again.
         action string! omit : What is done.
         exitCodes ContainerRestartRuleOnExitCodes* : For these exit codes.
        type ContainerRestartRuleOnExitCodes : Exit codes.
         operator string! omit : In or NotIn.
         values [int32] set : The codes.
        type VolumeMount : Where a volume appears.
         name string! : The volume.
         readOnly bool : Whether it can only be read.
         recursiveReadOnly string* : Whether mounts within it can only be read too.
         mountPath string! : Where it appears.
         subPath string : The part of the volume that appears.
         mountPropagation MountPropagationMode* : Which mounts pass between node and container.
         subPathExpr string : The part of the volume, with environment variables.
        type VolumeDevice : Where a volume appears as a device.
         name string! : The claim.
         devicePath string! : Where it appears.
        type Probe : How a container is probed.
         exec ExecAction* : Runs a command.
         httpGet HTTPGetAction* : Asks by HTTP.
         tcpSocket TCPSocketAction* : Opens a connection.
         grpc GRPCAction* : Asks by gRPC.
         initialDelaySeconds int32 : Seconds before the first probe.
         timeoutSeconds int32 : Seconds a probe may take; 1 when not set.
         periodSeconds int32 : Seconds between probes; 10 when not set.
         successThreshold int32 : How many must succeed after a failure; 1 when not set.
         failureThreshold int32 : How many must fail; 3 when not set.
         terminationGracePeriodSeconds int64* : Seconds the container is given to end when the probe failed.
        type ExecAction : Runs a command in a container.
         command [string] atomic : The command.
        type HTTPGetAction : Asks by HTTP.
         path string : The path.
         port IntOrString! : The port, by number or name.
         host string : The host; the pod when not set.
         scheme URIScheme : HTTP or HTTPS.
         httpHeaders [HTTPHeader] atomic : Headers.
        type HTTPHeader : A header.
         name string! : Its name.
         value string! : Its value.
        type TCPSocketAction : Opens a connection.
         port IntOrString! : The port, by number or name.
         host string : The host; the pod when not set.
        type GRPCAction : Asks by gRPC.
         port int32! : The port.
         service string* default= : The service that is asked about.
        type SleepAction : Waits.
         seconds int64! : For so many seconds.
        type Lifecycle : What is done when a container starts and ends.
         postStart LifecycleHandler* : When it has started.
         preStop LifecycleHandler* : Before it is ended.
         stopSignal Signal* : The signal that ends it.
        type LifecycleHandler : What is done.
         exec ExecAction* : Runs a command.
         httpGet HTTPGetAction* : Asks by HTTP.
         tcpSocket TCPSocketAction* : No longer supported.
         sleep SleepAction* : Waits.
        type SecurityContext : With which rights a container runs.
         capabilities Capabilities* : Rights of root it has or lacks.
         privileged bool* : Whether it has every right on the node.
         seLinuxOptions SELinuxOptions* : The SELinux context.
         windowsOptions WindowsSecurityContextOptions* : Settings for Windows.
         runAsUser int64* : The user.
         runAsGroup int64* : The group.
         runAsNonRoot bool* : Whether root is refused.
         readOnlyRootFilesystem bool* : Whether its image can not be written to.
         allowPrivilegeEscalation bool* : Whether a process may get more rights than its parent.
         procMount ProcMountType* : How /proc is mounted.
         seccompProfile SeccompProfile* : The system calls that are allowed.
         appArmorProfile AppArmorProfile* : The AppArmor profile.
        type Capabilities : Rights of root.
         add [string] atomic : Those that are added.
         drop [string] atomic : Those that are taken away.
        type SELinuxOptions : An SELinux context.
         user string : The user.
         role string : The role.
         type string : The type.
         level string : The level.
        type SeccompProfile : Which system calls are allowed.
         type SeccompProfileType! : Localhost, RuntimeDefault or Unconfined.
         localhostProfile string* : The file on the node.
        type AppArmorProfile : An AppArmor profile.
         type AppArmorProfileType! : Localhost, RuntimeDefault or Unconfined.
         localhostProfile string* : The profile on the node.
        type WindowsSecurityContextOptions : Settings for Windows.
         gmsaCredentialSpecName string* : The name of the credential.
         gmsaCredentialSpec string* : The credential.
         runAsUserName string* : The user.
         hostProcess bool* : Whether it runs on the host.
        type ContainerStatus : What was last seen of a container.
         name string! : Its name.
         state ContainerState : What it does.
         lastState ContainerState : What it did before it was last started.
         ready bool! : Whether it can serve.
         restartCount int32! : How often it was started again.
         image string! : The image it runs.
         imageID string! : The exact image.
         containerID string : Its identity in the container runtime.
         started bool* : Whether it has started.
         allocatedResources {Quantity} : What is set aside for it.
         resources ResourceRequirements* : What it has.
         volumeMounts [VolumeMountStatus] map=mountPath merge=mountPath : State of its mounts.
         user ContainerUser* : The user it started with.
         allocatedResourcesStatus [ResourceStatus] map=name merge=name : State of its devices.
         stopSignal Signal* : The signal that ends it.
        type ContainerState : What a container does; waiting when nothing is set.
         waiting ContainerStateWaiting* : It waits to start.
         running ContainerStateRunning* : It runs.
         terminated ContainerStateTerminated* : It has ended.
        type ContainerStateWaiting : A container that waits.
         reason string : Why, in one word for programs.
         message string : Why, for people.
        type ContainerStateRunning : A container that runs.
         startedAt Time : Since when.
        type ContainerStateTerminated : A container that has ended.
         exitCode int32! : Its exit code.
         signal int32 : The signal that ended it.
         reason string : Why, in one word for programs.
         message string : Why, for people.
         startedAt Time : When it started.
         finishedAt Time : When it ended.
         containerID string : Its identity in the container runtime.
        type VolumeMountStatus : State of a mount.
         name string! : The volume.
         mountPath string! : Where it appears.
         readOnly bool : Whether it can only be read.
         recursiveReadOnly string* : Whether mounts within it can only be read too.
         volumeStatus VolumeStatus* : State of the volume.
        type VolumeStatus : State of a volume.
         image ImageVolumeStatus* : Of an image.
        type ImageVolumeStatus : State of an image as a volume.
         imageRef string*! : The exact image.
        type ContainerUser : The user of a container.
         linux LinuxContainerUser* : On Linux.
        type LinuxContainerUser : The user of a container on Linux.
         uid int64! : The user.
         gid int64! : The group.
         supplementalGroups [int64] atomic : Further groups.
        type ResourceStatus : State of a device.
         name string! : Its resource.
         resources [ResourceHealth] map=resourceID : Its parts.
        type ResourceHealth : Health of a part of a device.
         resourceID string! : The part.
         health string : Healthy, Unhealthy or Unknown.
         message string* : Why, for people.
        """
}
