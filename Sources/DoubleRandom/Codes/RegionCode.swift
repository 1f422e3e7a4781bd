import Ledger

/// 行政区划代码, six digits of GB/T 2260; the first two name a province that exists.
public struct RegionCode: Hashable, Sendable, CustomStringConvertible {
    /// The six digits.
    public let bytes: Bytes

    /// Takes six digits whose first two name a province, or `10` for the central registers.
    /// - Throws: `region.form`.
    public init(_ bytes: some Collection<UInt8>) throws(DoubleRandomError) {
        let bytes = Array(bytes)
        guard bytes.isDigits(6), Self.provinces.contains(bytes.prefix(2).digitsValue) else {
            throw DoubleRandomError(.regionForm, bytes.prefix(12).text)
        }
        self.bytes = bytes
    }

    /// The first two digits.
    public var province: Bytes { Array(bytes.prefix(2)) }

    public var description: String { bytes.text }

    private static let provinces: Set<Int> = [
        10, 11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61,
        62, 63, 64, 65, 71, 81, 82,
    ]
}
