extension IDL {
    static let batch = """
        @ io.k8s.api.batch.v1 batch/v1
        enum CompletionMode Indexed NonIndexed
        enum ConcurrencyPolicy Allow Forbid Replace
        enum PodReplacementPolicy Failed TerminatingOrFailed
        enum PodFailurePolicyAction Count FailIndex FailJob Ignore
        enum PodFailurePolicyOnExitCodesOperator In NotIn
        kind Job : Runs pods until a number of them have succeeded.
         spec JobSpec : What is wanted.
         status JobStatus : What was last seen.
        type JobSpec : What is wanted of a Job.
         parallelism int32* : How many pods may run at once.
         completions int32* : How many pods must succeed.
         activeDeadlineSeconds int64* : Seconds after which the job is ended.
         podFailurePolicy PodFailurePolicy* : What failures of pods mean.
         successPolicy SuccessPolicy* : When the job has succeeded.
         backoffLimit int32* : How many retries before the job has failed; 6 when not set.
         backoffLimitPerIndex int32* : How many retries per index.
         maxFailedIndexes int32* : How many indexes may fail.
         selector LabelSelector* : Which pods belong to it; set by the server.
         manualSelector bool* : Whether selector and labels are the user's.
         template PodTemplateSpec! : The pods to make; their restartPolicy must be Never or OnFailure.
         ttlSecondsAfterFinished int32* : Seconds after the end at which the job is deleted.
         completionMode CompletionMode* : Indexed or NonIndexed.
         suspend bool* : Whether no pods are made for now.
         podReplacementPolicy PodReplacementPolicy* : When a pod is replaced.
         managedBy string* : The controller that manages the job.
        type PodFailurePolicy : What failures of pods mean.
         rules [PodFailurePolicyRule]! atomic : The first rule that matches decides.
        type PodFailurePolicyRule : What one form of failure means.
         action PodFailurePolicyAction! : What is done.
         onExitCodes PodFailurePolicyOnExitCodesRequirement* : Exit codes it matches.
         onPodConditions [PodFailurePolicyOnPodConditionsPattern] atomic : Conditions it matches.
        type PodFailurePolicyOnExitCodesRequirement : Exit codes of containers.
         containerName string* : The container; any when not set.
         operator PodFailurePolicyOnExitCodesOperator! : In or NotIn.
         values [int32]! set : The exit codes.
        type PodFailurePolicyOnPodConditionsPattern : A condition of a pod.
         type string! : Its type.
         status string= : Its status; True when not set.
        type SuccessPolicy : When an indexed job has succeeded.
         rules [SuccessPolicyRule]! atomic : Any rule that is met.
        type SuccessPolicyRule : Which indexes must succeed.
         succeededIndexes string* : The indexes.
         succeededCount int32* : How many of them.
        type JobStatus : What was last seen of a Job.
         conditions [JobCondition] atomic merge=type : Aspects of its state: Complete, Failed, Suspended.
         startTime Time* : When it started.
         completionTime Time* : When it was complete.
         active int32 : Pods that run or wait.
         succeeded int32 : Pods that succeeded.
         failed int32 : Pods that failed.
         terminating int32* : Pods that are about to end.
         completedIndexes string : The indexes that succeeded.
         failedIndexes string* : The indexes that failed.
         uncountedTerminatedPods UncountedTerminatedPods* : Pods that ended and are not counted yet.
         ready int32* : Pods that are ready.
        type UncountedTerminatedPods : Pods that ended and are not counted yet.
         succeeded [string] set : Those that succeeded.
         failed [string] set : Those that failed.
        type JobCondition : One aspect of the state of a Job.
         type string! : The aspect.
         status string! : True, False or Unknown.
         lastProbeTime Time : When it was last judged.
         lastTransitionTime Time : When its status last changed.
         reason string : Why, in one word for programs.
         message string : Why, for people.
        type JobTemplateSpec : The jobs to make.
         metadata ObjectMeta : Labels and annotations of the jobs.
         spec JobSpec : What is wanted of the jobs.
        kind CronJob : Makes Jobs at given times.
         spec CronJobSpec! : What is wanted.
         status CronJobStatus : What was last seen.
        type CronJobSpec : What is wanted of a CronJob.
         schedule string! : When, in the five fields of cron.
         timeZone string* : The time zone of the schedule; that of the controller when not set.
         startingDeadlineSeconds int64* : Seconds after which a missed start is given up.
         concurrencyPolicy ConcurrencyPolicy : What is done when the last job still runs: Allow, Forbid or Replace.
         suspend bool* : Whether no jobs are made for now.
         jobTemplate JobTemplateSpec! : The jobs to make.
         successfulJobsHistoryLimit int32* : How many finished jobs are kept; 3 when not set.
         failedJobsHistoryLimit int32* : How many failed jobs are kept; 1 when not set.
        type CronJobStatus : What was last seen of a CronJob.
         active [ObjectReference] atomic : The jobs that run.
         lastScheduleTime Time* : When a job was last made.
         lastSuccessfulTime Time* : When a job last succeeded.
        """
}
