import KubeCore

extension DeploymentController {
    /// The deployment was resized since its ReplicaSets were last scaled.
    var isScalingEvent: Bool {
        all.contains { set in
            set.isActive
                && set.annotation(ReplicaSetState.desiredKey).flatMap { Int($0) }.map { $0 != replicas } ?? false
        }
    }

    /// Resizes without moving a roll on: in proportion when several templates have pods.
    mutating func scaleInPlace() {
        let active = all.filter(\.isActive)
        if active.count <= 1 {
            let name = active.first?.name ?? new?.name ?? old.last?.name
            rescale(name, to: replicas)
        } else if let new, new.replicas == replicas, new.availableReplicas == replicas {
            for set in old where set.isActive { rescale(set.name, to: 0) }
        } else if !isRecreate {
            scaleInProportion(active)
        }
    }

    /// Every ReplicaSet keeps its share of the new size; what rounding leaves goes to the largest.
    ///
    /// Example: 10 wanted and surge 3, sets of 8 and 5; now 20 wanted and surge 3: 23 allowed, 10 to add.
    /// 8 * 23 / 13 = 14 (+6), 5 * 23 / 13 = 9 (+4).
    private mutating func scaleInProportion(_ active: [ReplicaSetState]) {
        let total = active.reduce(0) { $0 + $1.replicas }
        let allowed = replicas > 0 ? replicas + maxSurge : 0
        let difference = allowed - total
        guard difference != 0, total > 0 else { return }
        // The largest first; between equals the newest on the way up, the oldest on the way down.
        let ordered = active.sorted { left, right in
            if left.replicas != right.replicas { return left.replicas > right.replicas }
            return difference > 0 ? ReplicaSetState.isOlder(right, left) : ReplicaSetState.isOlder(left, right)
        }
        var added = 0
        var sizes: [(name: String, size: Int)] = []
        for set in ordered {
            let former = set.annotation(ReplicaSetState.maximumKey).flatMap { Int($0) } ?? total
            let exact = Double(set.replicas) * Double(allowed) / Double(max(1, former))
            var share = Int(min(exact.rounded(), Double(UInt32.max))) - set.replicas
            let left = difference - added
            share = difference > 0 ? max(0, min(share, left)) : min(0, max(share, left))
            added += share
            sizes.append((set.name, set.replicas + share))
        }
        if let first = sizes.first { sizes[0].size = max(0, first.size + difference - added) }
        for (name, size) in sizes { rescale(name, to: size) }
    }

    private mutating func rescale(_ name: String?, to size: Int) {
        let about = original
        if new?.name == name {
            new?.scale(to: size, of: about)
        } else if let index = old.firstIndex(where: { $0.name == name }) {
            old[index].scale(to: size, of: about)
        }
    }
}
