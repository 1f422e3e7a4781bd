import Configuration
import Foundation
import Ledger
import Yams

/// Where settings come from, the first that says something counting: flags, environment, file.
struct SettingSources {
    private let reader: ConfigReader
    private let present: Set<String>

    /// The prefix of the environment's names.
    static let prefix = "LEDGERD_"
    /// Names of the environment that are no settings.
    private static let others: Set<String> = ["LEDGERD_CONFIG"]

    /// Collects the sources and compares their keys with those that are known.
    /// - Parameter flags: `key=value`, as `--set` gives them.
    /// - Throws: `config.unknownKey`, `config.invalid`, `file.unreadable`.
    init(file: String?, environment: [String: String], flags: [String]) async throws {
        let byEnvironmentName = Dictionary(
            SettingKey.all.map { ($0.environmentName, $0) }, uniquingKeysWith: { first, _ in first })
        let known = Set(SettingKey.all.map(\.name))
        var present: Set<String> = []
        var providers: [any ConfigProvider] = []

        var flagged: [String: String] = [:]
        for flag in flags {
            let parts = flag.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { throw LedgerError(.configInvalid, "--set \(flag): key=value belongs here") }
            guard let key = SettingKey.all.first(where: { $0.name == parts[0] }) else {
                throw LedgerError(.configUnknownKey, "--set \(parts[0])")
            }
            flagged[key.environmentName] = parts[1]
            present.insert(key.name)
        }
        providers.append(EnvironmentVariablesProvider(environmentVariables: flagged))

        var stripped: [String: String] = [:]
        for (name, value) in environment.sorted(by: { $0.key < $1.key })
        where name.hasPrefix(SettingSources.prefix) && !SettingSources.others.contains(name) {
            let short = String(name.dropFirst(SettingSources.prefix.count))
            guard let key = byEnvironmentName[short] else {
                throw LedgerError(.configUnknownKey, "environment \(name)")
            }
            stripped[short] = value
            present.insert(key.name)
        }
        providers.append(EnvironmentVariablesProvider(environmentVariables: stripped))

        if let file {
            let keys = try SettingSources.keys(ofFile: file)
            if let unknown = keys.first(where: { !known.contains($0) }) {
                throw LedgerError(.configUnknownKey, "\(file): \(unknown)")
            }
            if !keys.isEmpty {
                do {
                    providers.append(try await FileProvider<YAMLSnapshot>(filePath: .init(file)))
                } catch {
                    throw LedgerError(.configInvalid, "\(file): \(error)")
                }
            }
            present.formUnion(keys)
        }
        reader = ConfigReader(providers: providers)
        self.present = present
    }

    /// The dotted keys of a YAML file, sorted.
    private static func keys(ofFile path: String) throws -> [String] {
        let bytes = try FileIO.read(path, limit: 1 << 20)
        let text = String(decoding: bytes, as: UTF8.self)
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw LedgerError(.configInvalid, "\(path): \(error)")
        }
        guard let node else { return [] }
        guard case .mapping(let root) = node else {
            if case .scalar(let scalar) = node, scalar.string.isEmpty { return [] }
            throw LedgerError(.configInvalid, "\(path): a mapping of keys belongs here")
        }
        var keys: [String] = []
        func collect(_ mapping: Node.Mapping, _ prefix: String) throws {
            for (key, value) in mapping {
                guard let name = key.string else { throw LedgerError(.configInvalid, "\(path): \(prefix)") }
                let dotted = prefix.isEmpty ? name : "\(prefix).\(name)"
                let isSection = SettingKey.all.contains { $0.name.hasPrefix(dotted + ".") }
                if case .mapping(let inner) = value, !SettingKey.all.contains(where: { $0.name == dotted }) {
                    try collect(inner, dotted)
                } else if isSection, case .scalar(let scalar) = value, scalar.string.isEmpty {
                    // A section of which every line is commented out.
                    continue
                } else {
                    keys.append(dotted)
                }
            }
        }
        try collect(root, "")
        return keys.sorted()
    }

    // MARK: Values

    func text(_ key: SettingKey, default value: String) throws -> String {
        guard present.contains(key.name) else { return value }
        return try named(key) { try reader.requiredString(forKey: ConfigKey(key.name)) }
    }

    func number(_ key: SettingKey, default value: Int, in range: ClosedRange<Int>) throws -> Int {
        guard present.contains(key.name) else { return value }
        let number = try named(key) { try reader.requiredInt(forKey: ConfigKey(key.name)) }
        guard range.contains(number) else {
            throw LedgerError(
                .configInvalid, "\(key.name): \(number) is not from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func list(_ key: SettingKey) throws -> [String] {
        guard present.contains(key.name) else { return [] }
        return try named(key) { try reader.requiredStringArray(forKey: ConfigKey(key.name)) }
    }

    private func named<Value>(_ key: SettingKey, _ read: () throws -> Value) throws -> Value {
        do {
            return try read()
        } catch {
            throw LedgerError(.configInvalid, "\(key.name): no \(key.kind)")
        }
    }
}
