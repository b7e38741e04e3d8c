import KubeCore

extension KindBehavior {
    /// The behaviour of a kind; that of a plain object for kinds without rules of their own.
    static func of(_ kind: GroupVersionKind) -> KindBehavior {
        KindBehavior()
    }
}
