import GRDB

/// The tables of ledger.db, by version. A step is never edited once a release contains it; a change is a new step.
enum StoreSchema {
    /// `ssjL`, so that `file` and SQLite's tools know what the database is.
    static let applicationID: Int32 = 0x7373_6A4C

    /// The step at position n leads from version n to n + 1.
    static let steps: [String] = [
        """
        CREATE TABLE entry(
            idx INTEGER PRIMARY KEY CHECK(idx >= 0),
            bytes BLOB NOT NULL,
            channel BLOB NOT NULL,
            data BLOB NOT NULL
        ) STRICT;
        CREATE TABLE event_id(
            id BLOB PRIMARY KEY CHECK(length(id) = 16),
            idx INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE hash(
            position INTEGER PRIMARY KEY CHECK(position >= 0),
            digest BLOB NOT NULL CHECK(length(digest) = 32)
        ) STRICT;
        CREATE TABLE personal(
            idx INTEGER NOT NULL,
            position INTEGER NOT NULL,
            leaf BLOB NOT NULL CHECK(length(leaf) = 32),
            key_name BLOB NOT NULL CHECK(length(key_name) = 16),
            sealed BLOB NOT NULL,
            PRIMARY KEY(idx, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX personal_by_key ON personal(key_name);
        CREATE TABLE attachment(
            id BLOB PRIMARY KEY CHECK(length(id) = 32),
            size INTEGER NOT NULL,
            chunks INTEGER NOT NULL,
            key_name BLOB CHECK(key_name IS NULL OR length(key_name) = 16)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE attachment_chunk(
            id BLOB NOT NULL,
            position INTEGER NOT NULL,
            bytes BLOB NOT NULL,
            PRIMARY KEY(id, position)
        ) STRICT;
        CREATE TABLE state(
            tbl TEXT NOT NULL,
            key BLOB NOT NULL,
            value BLOB NOT NULL,
            PRIMARY KEY(tbl, key)
        ) STRICT, WITHOUT ROWID;
        """
            + ["entry", "event_id", "hash", "personal", "attachment", "attachment_chunk"].map { table in
                """
                CREATE TRIGGER \(table)_is_not_updated BEFORE UPDATE ON \(table)
                BEGIN SELECT RAISE(ABORT, 'append-only'); END;
                CREATE TRIGGER \(table)_is_not_deleted BEFORE DELETE ON \(table)
                BEGIN SELECT RAISE(ABORT, 'append-only'); END;
                """
            }.joined(separator: "\n"),
        // An attachment comes in pieces. While it is listed here its chunks belong to nothing yet and may be dropped.
        """
        CREATE TABLE attachment_upload(
            id BLOB PRIMARY KEY CHECK(length(id) = 32)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER attachment_upload_is_of_nothing_stored BEFORE INSERT ON attachment_upload
        WHEN EXISTS (SELECT 1 FROM attachment WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'append-only'); END;
        CREATE TRIGGER attachment_upload_is_not_updated BEFORE UPDATE ON attachment_upload
        BEGIN SELECT RAISE(ABORT, 'append-only'); END;
        DROP TRIGGER attachment_chunk_is_not_deleted;
        CREATE TRIGGER attachment_chunk_is_not_deleted BEFORE DELETE ON attachment_chunk
        WHEN NOT EXISTS (SELECT 1 FROM attachment_upload WHERE id = OLD.id)
        BEGIN SELECT RAISE(ABORT, 'append-only'); END;
        """,
    ]

    /// What a database of each version is made of, as SQLite writes it down; the first is empty.
    private static let objects: Result<[Set<String>], any Error> = Result {
        let queue = try DatabaseQueue()
        return try queue.writeWithoutTransaction { db in
            try [objects(of: db)]
                + steps.map { step in
                    try db.execute(sql: step)
                    return try objects(of: db)
                }
        }
    }

    /// Tables, indexes and triggers with their text; what SQLite makes for itself is left out.
    private static func objects(of db: Database) throws -> Set<String> {
        let rows = try Row.fetchAll(
            db,
            sql: "SELECT type || ' ' || name AS place, coalesce(sql, '') AS sql FROM sqlite_schema "
                + "WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
        return Set(rows.map { "\($0["place"] as String)\n\($0["sql"] as String)" })
    }

    /// What a database has otherwise than its version has it: names of tables, indexes and triggers, sorted by bytes.
    static func differences(in db: Database) throws -> [String] {
        let version = try check(db, isNew: false)
        let names = try objects(of: db).symmetricDifference(objects.get()[version]).map {
            String($0.prefix { $0 != "\n" })
        }
        return Set(names).sorted { bytesPrecede($0.utf8, $1.utf8) }
    }

    /// Brings a database up to the newest version in one transaction; what is there stays.
    /// - Throws: `store.version` for a database of another program or a later version.
    static func migrate(_ db: Database, steps: [String] = steps, isNew: Bool) throws {
        let version = try check(db, steps: steps, isNew: isNew)
        guard version < steps.count else { return }
        try db.inTransaction(.immediate) {
            for step in steps[version...] { try db.execute(sql: step) }
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(sql: "PRAGMA user_version = \(steps.count)")
            return .commit
        }
    }

    /// The version of a database that this program may open.
    /// - Throws: `store.version`.
    @discardableResult
    static func check(_ db: Database, steps: [String] = steps, isNew: Bool) throws -> Int {
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        guard version <= steps.count, isNew || (application == applicationID && version >= 1) else {
            throw LedgerError(.storeVersion, "version \(version), this program knows \(steps.count)")
        }
        return version
    }
}
