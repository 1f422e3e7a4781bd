// Codes of keys, files, the store, the writer and verification.

extension ErrorCode {
    /// No locked memory.
    public static let keyMemory = ErrorCode(
        "key.memory", "The system gave no locked memory for a secret.", "系统未能提供存放密钥的锁定内存。",
        next: "Raise the limit of locked memory (ulimit -l).", "请提高锁定内存上限（ulimit -l）。")
    /// Not a key file.
    public static let keyMalformed = ErrorCode(
        "key.malformed", "This is not a key file as ledgerctl writes it.", "这不是 ledgerctl 生成的密钥文件。",
        next: "Use the file that ledgerctl key new made, unchanged.", "请使用 ledgerctl key new 生成的原文件。")
    /// Others can read the key.
    public static let keyExposed = ErrorCode(
        "key.exposed", "Others can read this key file.", "他人可以读取该密钥文件。",
        next: "chmod 600 the file. If others may have read it, have the key replaced.", "请执行 chmod 600；如可能已被他人读取，请更换密钥。"
    )
    /// Wrong passphrase, or the file was changed.
    public static let keyPassphrase = ErrorCode(
        "key.passphrase", "The passphrase does not open this key, or the file was changed.", "口令不正确，或密钥文件被改动。",
        next: "Type the passphrase again.", "请重新输入口令。")
    /// The key is not one that the command needs.
    public static let keyPurpose = ErrorCode(
        "key.purpose", "This key serves another purpose.", "该密钥的用途不符。",
        next: "Use a person's key to sign, the service key to write the ledger.", "签名请用个人密钥，写账本请用服务密钥。")
    /// A file cannot be read.
    public static let fileUnreadable = ErrorCode(
        "file.unreadable", "The file cannot be read.", "无法读取文件。",
        next: "Check the path and its permissions.", "请检查路径和权限。")
    /// A file cannot be written.
    public static let fileUnwritable = ErrorCode(
        "file.unwritable", "The file cannot be written.", "无法写入文件。",
        next: "Check the folder, its permissions and the free space.", "请检查文件夹、权限和剩余空间。")
    /// A file would be overwritten.
    public static let fileExists = ErrorCode(
        "file.exists", "The file is already there; nothing is overwritten.", "文件已存在，不会覆盖。",
        next: "Choose another name.", "请换一个名称。")
    /// A file is too large.
    public static let fileTooLarge = ErrorCode(
        "file.tooLarge", "The file is larger than is read here.", "文件超出可读取的大小。",
        next: "Check that it is the right file.", "请确认文件是否正确。")
    /// No ledger there.
    public static let ledgerMissing = ErrorCode(
        "ledger.missing", "There is no ledger in this folder.", "该文件夹中没有账本。",
        next: "Name the folder that holds ledger.db, or found a ledger with ledgerctl init.",
        "请指定含有 ledger.db 的文件夹，或用 ledgerctl init 创立账本。")
    /// A ledger stands there already.
    public static let ledgerExists = ErrorCode(
        "ledger.exists", "There is something in this folder already.", "该文件夹中已有内容。",
        next: "Choose a new folder.", "请选择新的文件夹。")
    /// Another process writes.
    public static let ledgerLocked = ErrorCode(
        "ledger.locked", "Another process has this ledger open for writing.", "另一个进程正在写入该账本。",
        next: "Stop that process, or hand the event to it.", "请先停止该进程，或把事件交给它处理。")
    /// The database is behind its checkpoint.
    public static let ledgerBehind = ErrorCode(
        "ledger.behind", "The ledger holds less, or other entries, than its checkpoint file says was signed.",
        "账本少于存证单所记，或内容不同：可能被回退或截短。",
        next:
            "Do not write. Bring back the newest database with its -wal file; keep checkpoint and database as evidence.",
        "请勿写入。请恢复最新数据库及其 -wal 文件，并保留存证单和数据库作为证据。")
    /// The checkpoint file is gone.
    public static let checkpointMissing = ErrorCode(
        "checkpoint.missing", "The checkpoint file beside the ledger is missing.", "账本旁的存证单文件缺失。",
        next: "Put the newest checkpoint that you hold (from a backup, a receipt or a colleague) back as checkpoint.",
        "请把手中最新的存证单（来自备份、回执或同事）放回为 checkpoint 文件。")
    /// The service keys are not this ledger's.
    public static let serviceKeyWrong = ErrorCode(
        "key.service", "The service key file does not hold this ledger's keys.", "服务密钥文件不是本账本的。",
        next: "Use the service key that was made when this ledger was founded.", "请使用创立本账本时生成的服务密钥。")
    /// Commits would not be durable.
    public static let storeDurability = ErrorCode(
        "store.durability", "The database does not confirm the settings that make a commit durable.", "数据库未确认持久化设置。",
        next: "Put the ledger on a local disk with a file system that SQLite supports.", "请把账本放在 SQLite 支持的本地磁盘上。")
    /// No room.
    public static let storeFull = ErrorCode(
        "store.full", "There is too little room left on the disk.", "磁盘剩余空间不足。",
        next: "Make room and send the same again; nothing was written.", "请腾出空间后重新提交；本次未写入任何内容。")
    /// The database reports an error.
    public static let storeFailed = ErrorCode(
        "store.failed", "The database reports an error.", "数据库报错。",
        next: "See the detail; verify the ledger before writing on.", "请查看详情，并在继续写入前核对账本。")
    /// A COMMIT reported an error.
    public static let storeUnknown = ErrorCode(
        "store.unknown", "The commit reported an error; whether it happened is unknown.", "提交时报错，是否写入尚不确定。",
        next: "Start again and send the same event with the same id: it enters once.", "请重新启动并用同一编号再次提交：只会入账一次。")
    /// Another schema version.
    public static let storeVersion = ErrorCode(
        "store.version", "The database is of a version that this program does not know.", "数据库版本与本程序不符。",
        next: "Use the program version that wrote it, or a later one.", "请使用写入它的程序版本或更新版本。")
    /// The database is not consistent with itself.
    public static let storeDamaged = ErrorCode(
        "store.damaged", "The database is damaged.", "数据库已损坏。",
        next: "Run ledgerctl verify; keep the files as they are.", "请运行 ledgerctl verify，并原样保留文件。")
    /// The expected head is not the head.
    public static let storeHead = ErrorCode(
        "store.head", "The ledger has moved on since this append was prepared.", "账本已有新的条目，本次追加需重新准备。",
        next: "Prepare the append again.", "请重新准备。")
    /// The queue is full.
    public static let queueFull = ErrorCode(
        "queue.full", "The writer is busy; its queue is full.", "写入队列已满，系统繁忙。",
        next: "Wait a moment and send the same again.", "请稍候，用同一内容再次提交。")
    /// The writer is stopping.
    public static let writerStopped = ErrorCode(
        "writer.stopped", "The writer has stopped.", "写入程序已停止。",
        next: "Start the ledger again and send the same.", "请重新启动后再次提交。")
    /// A submission that holds nothing or too much.
    public static let submissionSize = ErrorCode(
        "submission.size", "A submission holds 1 to 1,000 events and 64 MiB at most.", "一次提交须为1至1000个事件，总量不超过64 MiB。",
        next: "Split it.", "请分批提交。")
    /// A submission file breaks its grammar.
    public static let submissionMalformed = ErrorCode(
        "submission.malformed", "This is not a submission file.", "这不是有效的提交文件。",
        next: "Make it again with ledgerctl.", "请用 ledgerctl 重新生成。")
    /// An attachment is named and not there.
    public static let attachmentMissing = ErrorCode(
        "attachment.missing", "An attachment that is named is not stored.", "所引用的附件未存储。",
        next: "Store the attachment first, then submit the event.", "请先存储附件，再提交事件。")
    /// Too large.
    public static let attachmentTooLarge = ErrorCode(
        "attachment.tooLarge", "An attachment holds 256 MiB at most.", "附件不得超过256 MiB。",
        next: "Split or compress the file.", "请拆分或压缩文件。")
    /// The bytes are not those that were named.
    public static let attachmentWrong = ErrorCode(
        "attachment.wrong", "The attachment does not have the digest or the size that is named.", "附件的摘要或大小与所记不符。",
        next: "Compare with the original file or a backup.", "请与原文件或备份比对。")
    /// The vault is not there.
    public static let vaultMissing = ErrorCode(
        "vault.missing", "The vault of personal records is missing or does not open with this key.", "个人信息库缺失，或密钥不能打开。",
        next: "Restore vault.db from its own backup and use the ledger's service key.", "请从单独备份恢复 vault.db，并使用本账本的服务密钥。"
    )
    /// The subject was erased.
    public static let personalErased = ErrorCode(
        "personal.erased", "The personal records of this subject were erased.", "该主体的个人信息已删除。",
        next: "Use a new subject.", "请使用新的主体编号。")
    /// An erasure does not name every record.
    public static let personalIncomplete = ErrorCode(
        "personal.incomplete", "An erasure must name every personal record of its subject, and no other.",
        "删除事项须列出该主体的全部个人记录，且仅限该主体。",
        next: "Make the proposal again with ledgerctl actor erase.", "请用 ledgerctl actor erase 重新生成。")
    /// An export file breaks its grammar.
    public static let exportMalformed = ErrorCode(
        "export.malformed", "This is not an export of a ledger.", "这不是账本导出文件。",
        next: "Export again.", "请重新导出。")
    /// A backup did not verify.
    public static let backupFailed = ErrorCode(
        "backup.failed", "The backup was made but does not verify.", "备份已生成，但核对不通过。",
        next: "Do not rely on it; verify the ledger itself.", "请勿使用该备份；请先核对账本本身。")

    // MARK: Views

    /// Another process keeps the views.
    public static let viewsLocked = ErrorCode(
        "views.locked", "Another process keeps these views up to date.", "另一个进程正在更新视图。",
        next: "Stop ledgerd first, or let it rebuild them at its next start.", "请先停止 ledgerd，或由其下次启动时重建。")
    /// There are no views.
    public static let viewsMissing = ErrorCode(
        "views.missing", "There is no file of views.", "没有视图文件。",
        next: "Start ledgerd, or run ledgerctl views rebuild.", "请启动 ledgerd，或运行 ledgerctl views rebuild。")
    /// No such view.
    public static let viewUnknown = ErrorCode(
        "view.unknown", "This program has no view of that name.", "本程序没有该名称的视图。",
        next: "ledgerctl views status lists the views.", "视图名称见 ledgerctl views status。")
    /// A view cannot take an entry in.
    public static let viewFailed = ErrorCode(
        "view.failed",
        "A view could not take an entry in and stands still there; the ledger and the other views go on.",
        "某视图无法处理一条条目，已在该处停止；账本和其他视图不受影响。",
        next: "Report view, entry and reason; a corrected program goes on at its next start.",
        "请上报视图、条目和原因；改正后的程序下次启动时继续。")
    /// Replay does not give what the live view holds.
    public static let viewDiffers = ErrorCode(
        "view.differs", "A view does not hold what the entries give.", "视图与条目推算的内容不符。",
        next: "It was changed by hand or by an error; run ledgerctl views rebuild, the entries decide.",
        "视图被改动或有误；请运行 ledgerctl views rebuild 重建，以条目为准。")

    /// A table of admission state that is not shown.
    public static let stateTable = ErrorCode(
        "state.table", "The office reads no such table of the admission state.", "没有可供查阅的该准入状态表。",
        next: "docs/api.md, section 4, says which tables are shown and what of them.",
        "可供查阅的状态表及其内容见 docs/api.md 第4节。")

    // MARK: Findings of verification

    /// An entry is not there.
    public static let entryMissing = ErrorCode(
        "entry.missing", "An entry is missing.", "缺少条目。",
        next: "Compare with an export or a backup.", "请与导出或备份比对。")
    /// An entry stands elsewhere than it says.
    public static let chainIndex = ErrorCode(
        "chain.index", "The entry says another index than its place.", "条目所记序号与其位置不符。",
        next: "Entries were moved or copied; compare with an export or a backup.", "条目被移动或复制，请与导出或备份比对。")
    /// A link does not hold.
    public static let chainLink = ErrorCode(
        "chain.link", "The entry does not follow the one before it.", "条目与前一条不衔接。",
        next: "This entry, or the one before it, was changed.", "本条或前一条被改动。")
    /// The channel record is gone.
    public static let channelMissing = ErrorCode(
        "channel.missing", "The channel record is missing.", "缺少通道记录。",
        next: "It is for the office only; nothing else depends on it.", "通道记录仅供内部使用，不影响其他内容。")
    /// A record is gone.
    public static let recordMissing = ErrorCode(
        "record.missing", "A record is missing.", "缺少记录。",
        next: "Compare with an export or a backup.", "请与导出或备份比对。")
    /// The vault's key is gone and no event says so.
    public static let personalMissing = ErrorCode(
        "personal.missing", "A personal record is missing or does not open, and no erasure names it.",
        "个人记录缺失或无法解开，且没有删除事件。",
        next: "Restore vault.db from its own backup.", "请从单独备份恢复 vault.db。")
    /// The root is another.
    public static let treeRoot = ErrorCode(
        "tree.root", "The entries do not give the root that the checkpoint signs.", "条目的根与存证单不符。",
        next: "The ledger was changed after it was signed, or it is not the one of this checkpoint.",
        "账本在签名后被改动，或不是该存证单所指的账本。")
    /// A stored hash is another.
    public static let treeStored = ErrorCode(
        "tree.stored", "A stored hash is not the one that the entries give.", "存储的哈希与条目不符。",
        next: "The stored hashes were changed; the entries decide.", "存储的哈希被改动，以条目为准。")
    /// The chain is shorter than outside memory says.
    public static let treeCut = ErrorCode(
        "tree.cut", "The ledger is shorter than a checkpoint says.", "账本短于存证单所记。",
        next: "Entries at the end were removed; ask who holds the longer ledger.", "末尾条目被删去，请查找较长的账本。")
    /// Admission state is another.
    public static let stateDiffers = ErrorCode(
        "state.differs", "The stored admission state is not the one that the entries give.", "存储的准入状态与条目推算的不符。",
        next: "The state was changed by hand; the entries decide.", "状态表被改动，以条目为准。")
    /// The index of event ids is another.
    public static let idsDiffer = ErrorCode(
        "ids.differ", "The stored index of event ids is not the one that the entries give.", "存储的事件编号索引与条目不符。",
        next: "The index was changed by hand; the entries decide.", "索引被改动，以条目为准。")
    /// An event id stands twice.
    public static let idTwice = ErrorCode(
        "ids.twice", "The same event id stands in two entries.", "同一事件编号出现在两条中。",
        next: "Report it: the writer does not produce this.", "请上报：写入程序不会产生这种情况。")
    /// The founding is another.
    public static let foundingDiffers = ErrorCode(
        "founding.differs", "Entry 0 is not the one on the founding sheet.", "第0条与创立单不符。",
        next: "This is another ledger than the one that was founded.", "这不是当初创立的那个账本。")
    /// The database lacks what keeps it append-only, or has tables of its own.
    public static let storeSchema = ErrorCode(
        "store.schema", "The database's tables or append-only triggers are not those of its version.",
        "数据库的表结构或防改触发器与其版本不符。",
        next:
            "Somebody changed the database itself; verify against an outside checkpoint, and write on only in a restored copy.",
        "数据库本身被人改动；请用外部存证单核对，并只在恢复的副本上继续写入。")
    /// Something stands in the store that belongs to no entry.
    public static let storeSurplus = ErrorCode(
        "store.surplus", "The store holds something that belongs to no entry.", "存储中有不属于任何条目的内容。",
        next: "It was put there by hand; the entries decide.", "系人为放入，以条目为准。")
}
