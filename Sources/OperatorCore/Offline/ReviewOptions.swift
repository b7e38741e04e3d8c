package import KubeCore

/// How documents are judged.
package struct ReviewOptions: Sendable {
    /// What is done about unknown and duplicate fields.
    package var fieldValidation = FieldValidation.strict
    /// Documents of kinds that nothing is known of are skipped, not refused.
    package var ignoresMissingSchemas = false
    /// `Kind`, or `group/version/Kind` (`v1/Secret` in the core group): documents that are not looked at.
    package var skippedKinds: Set<String> = []
    /// Where objects go that do not say.
    package var namespace = "default"
    /// Whether the given objects are judged by each other.
    package var checksAcross = true
    /// Warnings count as errors.
    package var warningsAreErrors = false
    /// Every name of the time zone database; nil when it is not known.
    package var timeZones: Set<String>?

    package init() {}
}
