extension IDL {
    /// Who may do what: rbac, authentication, authorization.
    static let access = """
        @ io.k8s.api.rbac.v1 rbac.authorization.k8s.io/v1
        kind Role : Permissions within one namespace.
         rules [PolicyRule]= atomic : What is allowed.
        kind ClusterRole : Permissions in the whole cluster, or to be granted in namespaces.
         rules [PolicyRule]= atomic : What is allowed.
         aggregationRule AggregationRule* : Roles whose rules are gathered into this one.
        type PolicyRule : Verbs on resources, or on paths.
         verbs [string]! atomic : What may be done; * is everything.
         apiGroups [string] atomic : The groups of the resources; the core group is empty.
         resources [string] atomic : The resources, with their subresources as pods/log.
         resourceNames [string] atomic : The only objects it is for.
         nonResourceURLs [string] atomic : Paths that are no resources.
        type AggregationRule : Which roles are gathered.
         clusterRoleSelectors [LabelSelector] atomic : Roles with these labels.
        kind RoleBinding : Grants a role within one namespace.
         subjects [Subject] atomic : To whom.
         roleRef RoleRef! : The role; it can not be changed.
        kind ClusterRoleBinding : Grants a cluster role in the whole cluster.
         subjects [Subject] atomic : To whom.
         roleRef RoleRef! : The role; it can not be changed.
        type Subject atomic : A user, group or service account.
         kind string! : User, Group or ServiceAccount.
         apiGroup string : rbac.authorization.k8s.io for users and groups, empty for service accounts.
         name string! : Its name.
         namespace string : The namespace of a service account.
        type RoleRef atomic : A role.
         apiGroup string= : rbac.authorization.k8s.io.
         kind string! : Role or ClusterRole.
         name string! : Its name.
        @ io.k8s.api.authentication.v1 authentication.k8s.io/v1
        kind TokenReview nolist : Asks whose token it is.
         spec TokenReviewSpec! : The question.
         status TokenReviewStatus : The answer.
        type TokenReviewSpec : Whose token it is.
         token string! omit : The token.
         audiences [string] atomic : For whom it must be meant.
        type TokenReviewStatus : Whose token it is.
         authenticated bool : Whether it is good.
         user UserInfo : Whose.
         audiences [string] atomic : For whom it is meant.
         error string : Why it could not be said.
        type UserInfo : A user.
         username string : The name.
         uid string : The identity.
         groups [string] atomic : The groups.
         extra {[string]} : What else is known.
        kind TokenRequest nolist : Asks for a token of a service account.
         spec TokenRequestSpec : What is wanted.
         status TokenRequestStatus : The token.
        type TokenRequestSpec : What token is wanted.
         audiences [string]= atomic : For whom.
         expirationSeconds int64* : For how long.
         boundObjectRef BoundObjectReference* : The object with which it ends.
        type TokenRequestStatus : The token.
         token string= : The token.
         expirationTimestamp Time= : When it ends.
        type BoundObjectReference : An object.
         kind string : Its kind.
         apiVersion string : Its API version.
         name string : Its name.
         uid string : Its identity.
        kind SelfSubjectReview nolist : Asks who is asking.
         status SelfSubjectReviewStatus : The answer.
        type SelfSubjectReviewStatus : Who is asking.
         userInfo UserInfo : The user.
        @ io.k8s.api.authorization.v1 authorization.k8s.io/v1
        kind SubjectAccessReview nolist : Asks whether someone may do something.
         spec SubjectAccessReviewSpec! : The question.
         status SubjectAccessReviewStatus : The answer.
        kind SelfSubjectAccessReview nolist : Asks whether the one asking may do something.
         spec SelfSubjectAccessReviewSpec! : The question.
         status SubjectAccessReviewStatus : The answer.
        kind LocalSubjectAccessReview nolist : Asks whether someone may do something in one namespace.
         spec SubjectAccessReviewSpec! : The question.
         status SubjectAccessReviewStatus : The answer.
        type SubjectAccessReviewSpec : Whether someone may do something.
         resourceAttributes ResourceAttributes* : On a resource.
         nonResourceAttributes NonResourceAttributes* : On a path.
         user string : The user.
         groups [string] atomic : The user's groups.
         extra {[string]} : What else is known of the user.
         uid string : The user's identity.
        type SelfSubjectAccessReviewSpec : Whether the one asking may do something.
         resourceAttributes ResourceAttributes* : On a resource.
         nonResourceAttributes NonResourceAttributes* : On a path.
        type SubjectAccessReviewStatus : Whether it is allowed.
         allowed bool! : Whether it is allowed.
         denied bool : Whether it is forbidden whatever else allows it.
         reason string : Why.
         evaluationError string : What went wrong while judging.
        type ResourceAttributes : Something done on a resource.
         namespace string : The namespace; all when empty.
         verb string : The verb.
         group string : The API group.
         version string : The version.
         resource string : The resource.
         subresource string : The subresource.
         name string : The object; all when empty.
         fieldSelector FieldSelectorAttributes* : Only objects with these fields.
         labelSelector LabelSelectorAttributes* : Only objects with these labels.
        type FieldSelectorAttributes : Objects by their fields.
         rawSelector string : As text.
         requirements [FieldSelectorRequirement] atomic : One by one.
        type LabelSelectorAttributes : Objects by their labels.
         rawSelector string : As text.
         requirements [LabelSelectorRequirement] atomic : One by one.
        type NonResourceAttributes : Something done on a path.
         path string : The path.
         verb string : The verb.
        kind SelfSubjectRulesReview nolist : Asks for everything the one asking may do in a namespace.
         spec SelfSubjectRulesReviewSpec! : The question.
         status SubjectRulesReviewStatus : The answer.
        type SelfSubjectRulesReviewSpec : Where.
         namespace string : The namespace.
        type SubjectRulesReviewStatus : What is allowed.
         resourceRules [ResourceRule]! atomic : On resources.
         nonResourceRules [NonResourceRule]! atomic : On paths.
         incomplete bool! : Whether more may be allowed.
         evaluationError string : What went wrong while judging.
        type ResourceRule : Verbs on resources.
         verbs [string]! atomic : The verbs.
         apiGroups [string] atomic : The groups.
         resources [string] atomic : The resources.
         resourceNames [string] atomic : The only objects it is for.
        type NonResourceRule : Verbs on paths.
         verbs [string]! atomic : The verbs.
         nonResourceURLs [string] atomic : The paths.
        """
}
