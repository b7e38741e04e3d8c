/// The number conversions of the HPA controller, with its bounds.
///
/// Source: pkg/controller/podautoscaler of Kubernetes 1.36 on amd64, where a double outside of the 64-bit range
/// becomes `Int64.min`.
package enum AutoscalingArithmetic {
    /// The smallest integer not below `value`, held within 32 bits; 0 for NaN.
    package static func replicas(roundingUp value: Double) -> Int32 {
        saturated(value.rounded(.up))
    }

    /// `value` without its fraction, held within 32 bits; 0 for NaN.
    package static func saturated(_ value: Double) -> Int32 {
        if value.isNaN { return 0 }
        if value >= Double(Int32.max) { return .max }
        if value <= Double(Int32.min) { return .min }
        return Int32(value)
    }

    /// `value` held within 32 bits.
    package static func saturated(_ value: Int64) -> Int32 { Int32(clamping: value) }

    /// The mean reported for a total over `count` pods, rounded up. A total at the 64-bit bound stays there; with no
    /// pods the controller divides by zero and reports the smallest number there is.
    package static func mean(of total: Int64, over count: Int32) -> Int64 {
        guard Double(total) < Double(Int64.max) else { return .max }
        let mean = (Double(total) / Double(count)).rounded(.up)
        guard mean > Double(Int64.min), mean < Double(Int64.max) else { return .min }
        return Int64(mean)
    }

    /// The sum, held at the 64-bit bound.
    package static func sum(_ values: some Sequence<Int64>) -> Int64 {
        values.reduce(0, add)
    }

    package static func add(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        guard overflow else { return sum }
        return right > 0 ? .max : .min
    }

    /// `left * right / divisor`, truncated, computed without overflow and held within 64 bits; `divisor` is not 0.
    package static func scale(_ left: Int64, by right: Int64, over divisor: Int64) -> Int64 {
        Int64(clamping: Int128(left) * Int128(right) / Int128(divisor))
    }
}
