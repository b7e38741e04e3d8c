/// Who a request comes from, as authentication found it.
///
/// Source: k8s.io/apiserver `user.Info`.
package struct UserInfo: Hashable, Sendable {
    package var username: String
    package var uid: String
    package var groups: [String]
    package var extra: [String: [String]]

    package init(username: String, uid: String = "", groups: [String] = [], extra: [String: [String]] = [:]) {
        self.username = username
        self.uid = uid
        self.groups = groups
        self.extra = extra
    }

    /// May do everything (group `system:masters`), as the administrator of a fresh cluster.
    package static let administrator = UserInfo(
        username: "kubernetes-admin", groups: ["system:masters", "system:authenticated"])

    /// What a request without credentials is.
    package static let anonymous = UserInfo(username: "system:anonymous", groups: ["system:unauthenticated"])

    /// The identity of the embedded control plane's own controllers.
    package static let controllers = UserInfo(
        username: "system:kube-controller-manager", groups: ["system:masters", "system:authenticated"])

    /// The identity a ServiceAccount's token gives.
    package static func serviceAccount(namespace: String, name: String, uid: String = "") -> UserInfo {
        UserInfo(
            username: "system:serviceaccount:\(namespace):\(name)", uid: uid,
            groups: [
                "system:serviceaccounts", "system:serviceaccounts:\(namespace)", "system:authenticated",
            ])
    }
}
