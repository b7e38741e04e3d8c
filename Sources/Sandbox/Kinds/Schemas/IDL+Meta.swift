extension IDL {
    static let schemaTexts: [String] = []
}
