extension IDL {
    /// apimachinery: what the objects of every group are made of.
    static let meta = """
        @ io.k8s.apimachinery.pkg.api.resource
        raw Quantity {"oneOf":[{"type":"string"},{"type":"number"}]} : An amount: a number with a suffix such as m, k, Mi or Gi (0.5, 250m, 1Gi).
        @ io.k8s.apimachinery.pkg.util.intstr
        raw IntOrString {"format":"int-or-string","oneOf":[{"type":"integer"},{"type":"string"}]} : A number, or a text such as a percentage or the name of a port.
        @ io.k8s.apimachinery.pkg.runtime
        raw RawExtension {"type":"object"} : An object of any kind.
        @ io.k8s.apimachinery.pkg.apis.meta.v1
        raw Time {"type":"string","format":"date-time"} : A moment as RFC 3339 spells it.
        raw MicroTime {"type":"string","format":"date-time"} : A moment as RFC 3339 spells it, to the microsecond.
        raw FieldsV1 {"type":"object"} : A set of fields as a tree of their names.
        raw Patch {"type":"object"} : A change of an object.
        type ObjectMeta : What every stored object has.
         name string : The name of the object, unique among its kind in its namespace. It can not be changed.
         generateName string : A prefix from which the server makes a unique name when name is empty.
         namespace string : The space within which the name is unique; empty for cluster-scoped kinds. It can not be changed.
         selfLink string : No longer set.
         uid string : The object's identity in time and space, set by the server.
         resourceVersion string : The version of the object as the server stores it; compare for equality only.
         generation int64 : Counts the changes of the desired state.
         creationTimestamp Time : When the object was made, by the server's clock.
         deletionTimestamp Time* : When the object shall be gone; set when deletion was asked for.
         deletionGracePeriodSeconds int64* : Seconds the object is given to end by itself.
         labels {string} : Keys and values by which objects are grouped and selected.
         annotations {string} : Keys and values that tools keep with the object; they are not selected by.
         ownerReferences [OwnerReference] map=uid merge=uid : The objects this one depends on; when all are gone it is collected.
         finalizers [string] set merge : Work that must be done before the object goes; each owner removes its own entry.
         managedFields [ManagedFieldsEntry] atomic : Who set which fields, and when.
        type OwnerReference atomic : The owner of an object, in the same namespace or cluster-scoped.
         apiVersion string! : The API group and version of the owner.
         kind string! : The kind of the owner.
         name string! : The name of the owner.
         uid string! : The identity of the owner.
         controller bool* : Whether the owner is the controller that manages the object.
         blockOwnerDeletion bool* : Whether the owner waits for this object when deleted in the foreground.
        type ManagedFieldsEntry : The fields one manager set by one way of writing.
         manager string : Who wrote.
         operation string : Apply or Update.
         apiVersion string : The version of the form in which the fields are named.
         time Time* : When the set of fields last changed.
         fieldsType string : Always FieldsV1.
         fieldsV1 FieldsV1* : The fields.
         subresource string : The subresource that was written; empty for the object itself.
        type ListMeta : What is known of a list as a whole.
         selfLink string : No longer set.
         resourceVersion string : The version of the list; a watch may start from it.
         continue string : Where the next page starts.
         remainingItemCount int64* : How many objects follow; not known for lists with selectors.
         shardInfo ShardInfo* : Which share of the objects this list holds.
        type ShardInfo : A share of a list.
         selector string! : Which objects are in the share.
        type LabelSelector atomic : Which objects are meant, by their labels; all requirements must hold. An empty one matches everything.
         matchLabels {string} : Labels that must be there with these values.
         matchExpressions [LabelSelectorRequirement] atomic : Requirements beyond equality.
        type LabelSelectorRequirement : One requirement on one label.
         key string! : The label.
         operator string! : In, NotIn, Exists or DoesNotExist.
         values [string] atomic : The values of In and NotIn.
        type FieldSelectorRequirement : One requirement on one field.
         key string! : The field.
         operator string! : In, NotIn, Exists or DoesNotExist.
         values [string] atomic : The values of In and NotIn.
        type Condition : One aspect of the state of an object.
         type string! : The aspect, in CamelCase.
         status string! : True, False or Unknown.
         observedGeneration int64 : The generation of the object it was judged by.
         lastTransitionTime Time! : When the status last changed.
         reason string! : Why, in one CamelCase word for programs.
         message string! : Why, for people.
        @ io.k8s.apimachinery.pkg.apis.meta.v1 v1
        kind DeleteOptions bare nolist : How to delete.
         gracePeriodSeconds int64* : Seconds to let the object end by itself; 0 is at once.
         preconditions Preconditions* : What must hold, or nothing is deleted.
         orphanDependents bool* : Use propagationPolicy.
         propagationPolicy string* : What becomes of dependents: Orphan, Background or Foreground.
         dryRun [string] atomic : All: nothing is stored.
         ignoreStoreReadErrorWithClusterBreakingPotential bool* : Delete an object that can not be read.
        type Preconditions : What must hold of an object before it is deleted.
         uid string* : Its identity.
         resourceVersion string* : Its version.
        kind Status bare nolist : The answer when there is no object to give.
         metadata ListMeta : What is known of the answer.
         status string : Success or Failure.
         message string : What happened, for people.
         reason string : What happened, in one word for programs.
         details StatusDetails* : More about the reason.
         code int32 : The HTTP status code.
        type StatusDetails : More about a failure.
         name string : The name of the object.
         group string : The API group.
         kind string : The kind or resource.
         uid string : The identity of the object.
         causes [StatusCause] atomic : What was wrong, one by one.
         retryAfterSeconds int32 : Seconds to wait before another try.
        type StatusCause : One thing that was wrong.
         reason string : What, in one word for programs.
         message string : What, for people.
         field string : The field it concerns.
        kind WatchEvent untyped bare nolist : One change of a watched collection.
         type string! : ADDED, MODIFIED, DELETED, BOOKMARK or ERROR.
         object RawExtension! : The object, or the Status of an ERROR.
        kind APIResourceList bare nolist : The resources of one group and version.
         groupVersion string! : The group and version.
         resources [APIResource]! atomic : The resources.
        type APIResource : One resource.
         name string! : Its plural name.
         singularName string! : Its singular name.
         namespaced bool! : Whether its objects are in namespaces.
         group string : Its group, when it differs from the list's.
         version string : Its version, when it differs from the list's.
         kind string! : The kind of its objects.
         verbs [string]! : What can be done with it.
         shortNames [string] atomic : Short names for the command line.
         categories [string] atomic : Groups it belongs to, such as all.
         storageVersionHash string : Changes with the version in which objects are stored.
        """
}
