import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// Plans as they stand, with the records that hold what no rule reads.
struct PlanBook {
    let plans: [BusinessRow]
    private let heads: [Bytes: BusinessRow]

    init(_ business: Business) async throws {
        plans = try await business.rows("plan")
        heads = Dictionary(
            try await business.access.records(of: TypeName(literal: "plan.record/1")).compactMap { record in
                guard let row = BusinessRow(line: record.line), let number = row.bytes("plan") else { return nil }
                return (number, row)
            }
        ) { first, _ in first }
    }

    /// The plan's record: name, year, office.
    func head(_ plan: BusinessRow) -> BusinessRow? { heads[plan.key] }

    /// Lines of a version, by number where names are numbers.
    static func lines(_ plan: String, version: Int, in business: Business) async throws -> [BusinessRow] {
        let prefix = "\(plan)/\(version)/"
        return try await business.rows("planLine", prefix: prefix).sorted { left, right in
            let (one, other) = (left.text("line").flatMap { Int($0) }, right.text("line").flatMap { Int($0) })
            if let one, let other { return one < other }
            return left.key.lexicographicallyPrecedes(right.key)
        }
    }

    /// The next number of the office's region and a year.
    static func nextNumber(year: Int, in business: Business) async throws -> String {
        let used = try await business.rows("number", prefix: "plan/").compactMap { row in
            try? PlanNumber(row.key.dropFirst("plan/".utf8.count))
        }
        let region = try await Region.read(business)
        return try reportingSheetErrors { try PlanNumber.next(region: region, year: year, after: used).description }
    }
}

/// Tasks as they stand, with their records.
struct TaskBook {
    let tasks: [BusinessRow]
    private let heads: [Bytes: BusinessRow]

    init(_ business: Business) async throws {
        tasks = try await business.rows("task")
        heads = Dictionary(
            try await business.access.records(of: TypeName(literal: "task.record/1")).compactMap { record in
                guard let row = BusinessRow(line: record.line), let number = row.bytes("task") else { return nil }
                return (number, row)
            }
        ) { first, _ in first }
    }

    func head(_ task: BusinessRow) -> BusinessRow? { heads[task.key] }

    /// The next number of the office's region and a day.
    static func nextNumber(on day: CivilDate, in business: Business) async throws -> String {
        let used = try await business.rows("number", prefix: "task/").compactMap { row in
            try? TaskNumber(row.key.dropFirst("task/".utf8.count))
        }
        let region = try await Region.read(business)
        return try reportingSheetErrors { try TaskNumber.next(region: region, on: day, after: used).description }
    }
}

/// The office's region, from policy.
enum Region {
    static func read(_ business: Business) async throws -> RegionCode {
        guard let bytes = try await business.policy("region")?.bytes else {
            throw LedgerError(.policyMissing, "region")
        }
        return try reportingSheetErrors { try RegionCode(bytes) }
    }
}
