import KubeCore
package import KubeRuntime
package import OperatorCore

extension ScalingPolicy {
    /// Takes less memory and says the same: what many policies repeat is shared, arrays have their exact size.
    package mutating func compact(_ pool: inout StringPool) {
        pool.share(&metadata.namespace)
        pool.share(&metadata.labels)
        pool.share(&metadata.annotations)
        metadata.finalizers = metadata.finalizers.map { pool.shared($0) }
        pool.share(&spec.targetRef.apiVersion)
        pool.share(&spec.targetRef.kind)
        pool.share(&status.engineReason)
        status.conditions = status.conditions.map { conditions in
            conditions.map { condition in
                var condition = condition
                pool.share(&condition.type)
                pool.share(&condition.reason)
                pool.share(&condition.message)
                return condition
            }
        }
        status.triggers = status.triggers.map { triggers in
            triggers.map { trigger in
                var trigger = trigger
                pool.share(&trigger.name)
                pool.share(&trigger.target)
                pool.share(&trigger.lastError)
                return trigger
            }
        }
    }
}
