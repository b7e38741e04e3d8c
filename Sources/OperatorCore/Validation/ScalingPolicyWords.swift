/// What is said of a faulty ScalingPolicy, by its validator and by the rules of its schema alike. The offending value
/// stands before these words wherever there is one.
enum ScalingPolicyWords {
    static func exactlyOne(of members: [String]) -> WordTemplate {
        WordTemplate(
            "exactly one of \(members.dropLast().joined(separator: ", ")) and \(members.last ?? "") is needed, found %s"
        )
    }

    // MARK: Target

    static let notScalable: WordTemplate =
        "it has no scale subresource: name a workload that has one, such as a Deployment or a StatefulSet"
    static let wrongGroup: WordTemplate = "a %s is served as apps/v1: write apiVersion: apps/v1"
    static let targetChanged: WordTemplate =
        "the target cannot be changed, since the history and all that the policy owns belong to the workload it was made for: delete this policy and make one for the other workload"

    // MARK: Bounds

    static let minAboveMax: WordTemplate = "must not exceed max, which is %d: lower min or raise max"
    static let windowMinAboveMax: WordTemplate =
        "in window %s, min %d must not exceed max %d; what a window does not say is that of spec.replicas"
    static let zeroNeeded: WordTemplate =
        "min 0 needs it: say with `zero: {after: 5m}` when the workload may go to zero"
    static let nothingActivates: WordTemplate =
        "no trigger can tell of work while no pod runs: cpu, memory and pods metrics need pods. Add a queue or Prometheus trigger with a target, or set min to 1 and remove zero"
    static let idleNotBelowMin: WordTemplate = "must be below replicas.min, or 0 where that is 0"
    static let intervalOrder: WordTemplate = "must be after from"
    static let windowWithoutBounds: WordTemplate =
        "a window without min and max changes nothing: give at least one of them"
    static let cronOrder: WordTemplate = "must differ from start"
    static let cronFields: WordTemplate =
        "a schedule has five fields (minute, hour, day of month, month, day of week), this one has %d"
    static let cronSyntax: WordTemplate =
        "a schedule is made of numbers, lists a,b, ranges a-b and steps */n: minute 0-59, hour 0-23, day of month 1-31, month 1-12, day of week 0-7"
    static let nothingToDo: WordTemplate =
        "nothing here would ever change the workload: add an enabled trigger, windows or vertical"

    // MARK: Connections

    static let address: WordTemplate = "must be host:port without a scheme, such as redis.shop.svc:6379"
    static let credentialsInURL: WordTemplate =
        "credentials do not belong in a URL, where everybody can read them: put them into a Secret and name it in auth"
    static let credentialsInHeader: WordTemplate =
        "credentials do not belong in a header field, where everybody can read them: put them into a Secret and name it in auth"
    static let oneAddress: WordTemplate =
        "a Standalone server has one address; use topology Cluster or Sentinel for several"
    static let clusterDatabase: WordTemplate = "a cluster has only database 0"
    static let masterNeeded: WordTemplate = "sentinels are asked for a master by this name"
    static let onlySentinel: WordTemplate = "only topology Sentinel has one"
    static let secretOfOtherNamespace: WordTemplate =
        "Secrets are read from the policy's own namespace only: copy it there and give its name without a namespace"
    static let bearerAndBasic: WordTemplate = "a request carries one of bearer and basic: remove the other"
    static let awsAuth: WordTemplate = "either webIdentity: true, or both accessKeyRef and secretKeyRef are needed"
    static func authUnused(by endpoints: [String]) -> WordTemplate {
        WordTemplate("only \(endpoints.joined(separator: " or ")) endpoints use it: remove it")
    }

    // MARK: Triggers

    static let roles: WordTemplate =
        "a trigger has at most one of target, steps and cap, this one has %s: make a trigger of each"
    static let unfitTarget: WordTemplate = "this source takes one of %s, not %s"
    static let notPositive: WordTemplate = "must be greater than zero"
    static let noRung: WordTemplate = "at least one rung in above or below is needed"
    static let bandsOverlap: WordTemplate = "every value in below must be less than every value in above"
    static let groupNeeded: WordTemplate =
        "Lag and Pending are those of a consumer group; use measure Length without one"
    static let twoShares: WordTemplate = "give perReplica or perReplicaFrom, not both"
    static let pathNeeded: WordTemplate = "say where the number stands, or use format Text"
    static let partitionsTopic: WordTemplate = "partitions are those of one topic: name exactly one in topics"
    static let unknownName: WordTemplate = "spec.%s has %s: add it there, or correct the name"
    static func wrongConnection(_ source: String, _ endpoint: String) -> WordTemplate {
        WordTemplate("a \(source) source needs a connection to \(endpoint)")
    }

    // MARK: The rest

    static let expressionNeeded: WordTemplate = "strategy Expression needs one"
    static let expressionUnused: WordTemplate = "only strategy Expression uses it"
    static let noRatePolicy: WordTemplate =
        "must specify at least one policy; leave policies out to use the defaults"
    static let linearUnused: WordTemplate = "only models Linear and Auto use it"
    static let quantile: WordTemplate = "must be above 0 and at most 1"
    static let share: WordTemplate = "must be at most 1"
    static let forUnused: WordTemplate = "only a builtin condition uses it: within when, write `... for 5m`"
    static let everyUnused: WordTemplate =
        "only scaleUp, scaleUpUrgent and scaleDown are repeated; notify has repeatEvery"
    static let emptyHold: WordTemplate = "up or down must be true"
    static let otherResource: WordTemplate = "only cpu and memory are sized vertically, not %s"
    static let allowedOrder: WordTemplate = "minAllowed must not exceed maxAllowed, of %s"
    static let verticalOverlap: WordTemplate =
        "spec.vertical also controls what triggers %s scale on, and each would undo the other: list only the other resource in vertical.containers[].controlledResources, set vertical.mode to Off, or use target.averageValue"
    static func engine(_ reason: String) -> WordTemplate {
        WordTemplate("engine HPA cannot do this: \(reason). Use engine Auto or Native, or remove it")
    }
}
