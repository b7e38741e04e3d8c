/// Functions that belong together, and the types they speak of.
package struct CELLibrary: Sendable {
    package var functions: [CELFunction]
    /// Types that expressions may name (`type(x) == net.IP`).
    package var types: [CELType]
    /// Cost of `==` and `!=` between values of a type of this library, when it is not that of comparing sizes.
    package var equalityCosts: [CELType: CELCost]

    package init(functions: [CELFunction] = [], types: [CELType] = [], equalityCosts: [CELType: CELCost] = [:]) {
        self.functions = functions
        self.types = types
        self.equalityCosts = equalityCosts
    }
}
