// Codes of sheets: `sheet.*` refuses a file, `row.*` judges one row. docs/import.md lists them all; a test compares.

import Ledger

extension ErrorCode {
    // MARK: Files

    static let sheetTooLarge = ErrorCode(
        "sheet.tooLarge", "The sheet is larger than is read here.", "表格过大，超出可读取的范围。",
        next: "Split it: 32 MiB, 200,000 rows, 256 columns at most.", "请拆分：不超过32 MiB、20万行、256列。")
    static let sheetWorkbook = ErrorCode(
        "sheet.workbook", "This is a workbook (xlsx, xls) or UTF-16 text, not a CSV file.",
        "这是 Excel 工作簿或 UTF-16 文本，不是 CSV 文件。",
        next: "Save it as CSV (comma separated), one sheet a file.", "请在表格软件中另存为“CSV（逗号分隔）”，每个工作表一个文件。")
    static let sheetEncoding = ErrorCode(
        "sheet.encoding", "The text is neither UTF-8 nor GB18030.", "文本既不是 UTF-8 也不是 GB18030 编码。",
        next: "Open the source again and save it as CSV UTF-8.", "请重新打开原表，另存为“CSV UTF-8”。")
    static let sheetHeader = ErrorCode(
        "sheet.header", "No header row with the needed columns is among the first 30 rows.", "前30行中没有找到含必需列的表头。",
        next: "Use the column names of the template, or name the columns in a mapping.", "请使用模板中的列名，或为该来源保存列对应关系。")
    static let sheetColumnTwice = ErrorCode(
        "sheet.columnTwice", "Two columns of the sheet mean the same.", "表中有两列含义相同，无法判断以哪列为准。",
        next: "Remove one of them, or say in a mapping which one is meant.", "请删去一列，或在列对应关系中指明。")
    static let sheetMapping = ErrorCode(
        "sheet.mapping", "The saved mapping does not fit the sheet or itself.", "保存的列对应关系与表格不符或自相矛盾。",
        next: "The source has changed its columns: look at them and save the mapping again.", "该来源的列已变化，请核对后重新保存。")
    static let sheetQuotes = ErrorCode(
        "sheet.quotes", "More than 100 cells open a quotation mark that is never closed.", "有100处以上的引号只有开头没有结尾。",
        next: "Open the source again and save it as CSV.", "请重新打开原表，另存为 CSV。")
    static let sheetEmpty = ErrorCode(
        "sheet.empty", "The sheet has no rows below its header.", "表头以下没有数据行。",
        next: "Check that it is the right sheet.", "请确认表格是否正确。")

    // MARK: Rows that are no data

    public static let rowTitle = ErrorCode(
        "row.title", "A row above the header: not data.", "表头以上的标题行，不作为数据。", next: "Nothing to do.", "无须处理。")
    public static let rowHeader = ErrorCode(
        "row.header", "The header (again), or its column numbers: not data.", "表头行（或重复的表头、列号行），不作为数据。",
        next: "Nothing to do.", "无须处理。")
    public static let rowTotal = ErrorCode(
        "row.total", "A total row: not data.", "合计行，不作为数据。", next: "Nothing to do.", "无须处理。")
    public static let rowFootnote = ErrorCode(
        "row.footnote", "A note below the table: not data.", "表尾附注，不作为数据。",
        next: "Nothing to do, unless it is data.", "无须处理；如确为数据，请补全该行。")

    // MARK: Any row

    public static let rowQuote = ErrorCode(
        "row.quote", "A quotation mark opens in this row and is never closed.", "本行有引号只有开头没有结尾。",
        next: "Correct the quotation marks of the row.", "请改正该行的引号。")
    public static let rowCells = ErrorCode(
        "row.cells", "The row has more cells than the header: a comma inside a cell has shifted the columns.",
        "单元格数多于表头，可能是单元格内的逗号使各列错位。",
        next: "Put the cell with the comma in quotation marks, or save the sheet again from the spreadsheet.",
        "请将含逗号的单元格加引号，或由表格软件重新另存。")
    public static let rowMissing = ErrorCode(
        "row.missing", "A cell that is needed is empty.", "必填单元格为空。", next: "Fill it in.", "请补填。")
    public static let rowTooLong = ErrorCode(
        "row.tooLong", "A cell holds more than the field takes.", "单元格内容超出该字段的长度。",
        next: "Shorten it, or check that the columns are not shifted.", "请缩短，或检查各列是否错位。")
    public static let rowCellError = ErrorCode(
        "row.cellError", "The cell holds an error of the spreadsheet (#N/A, #REF!, ####).",
        "单元格是表格软件的错误值（#N/A、#REF!、####）。",
        next: "Correct the formula or widen the column, then save again.", "请改正公式或加宽该列后重新另存。")
    public static let rowTextDamaged = ErrorCode(
        "row.textDamaged", "Characters of the text were lost in an earlier conversion.", "文字在此前的转码中已损坏（乱码）。",
        next: "Take the text from the source again.", "请从原始资料重新取得。")
    public static let rowDate = ErrorCode(
        "row.date", "The cell is no date of the calendar.", "不是有效日期。",
        next: "Write 2024-09-10, 2024/9/10 or 2024年9月10日; 长期 where there is no end.",
        "请写作 2024-09-10、2024/9/10 或 2024年9月10日；无期限写“长期”。")
    public static let rowDateSerial = ErrorCode(
        "row.dateSerial", "The spreadsheet wrote its own day number in place of a date.", "表格软件把日期存成了序列号（如 45545）。",
        next: "Format the column as a date, then save again.", "请把该列设为日期格式后重新另存。")
    public static let rowDateOrder = ErrorCode(
        "row.dateOrder", "The end lies before the beginning.", "截止日期早于起始日期。", next: "Correct the dates.", "请改正日期。")
    public static let rowDateFuture = ErrorCode(
        "row.dateFuture", "The date lies in the future.", "日期晚于今天。", next: "Compare with the source.", "请核对。")
    public static let rowNumber = ErrorCode(
        "row.number", "The cell is not the number or the share that belongs here.", "不是有效的数量或比例。",
        next: "Write a whole number, or a share as 30%, 0.3 or 3/10.", "数量写整数，比例写 30%、0.3 或 3/10。")
    public static let rowWord = ErrorCode(
        "row.word", "The word is not one that this column knows.", "不是该列可用的取值。",
        next: "Use a word of the template.", "请使用模板中的取值。")
    public static let rowCarried = ErrorCode(
        "row.carried", "The cell is empty (merged cells); the value of the row above was taken.",
        "单元格为空（合并单元格），已沿用上一行的值。",
        next: "Check that it belongs to the same group.", "请确认属于同一类。")
    public static let rowDuplicate = ErrorCode(
        "row.duplicate", "The row repeats an earlier row.", "与前面的行重复。", next: "Nothing to do: the earlier row counts.",
        "无须处理，以前一行为准。")
    public static let rowContradicts = ErrorCode(
        "row.contradicts", "Two rows have the same code or number and say different things.", "两行代码（编号）相同而内容不同。",
        next: "Find out which row is right and remove the other.", "请查明以哪一行为准，删去另一行。")
    public static let rowMerged = ErrorCode(
        "row.merged", "A further label or licence of an earlier row's subject; it was added there.",
        "同一对象的另一标签或许可证，已并入前面的行。",
        next: "Nothing to do.", "无须处理。")
    public static let rowAmbiguous = ErrorCode(
        "row.ambiguous", "The row fits two entries of the registry.", "本行与名录库中的两条记录相符。",
        next: "Merge or correct the two entries first.", "请先核实并处理重复建档。")

    // MARK: Objects

    public static let rowCodeMissing = ErrorCode(
        "row.codeMissing", "Neither a unified code nor a registration number, and no reason why.",
        "既无统一社会信用代码也无注册号，且未说明原因。",
        next: "Enter the code, or the reason in column 无代码原因 (无证无照户 as kind is enough).",
        "请补填代码，或在“无代码原因”列说明（对象类型为“无证无照户”即可）。")
    public static let rowSameName = ErrorCode(
        "row.sameName", "Another row has the same name and address under another code.", "另有一行名称、地址相同而代码不同。",
        next: "Check whether it is one enterprise.", "请核实是否为同一户。")
    public static let rowKindDiffers = ErrorCode(
        "row.kindDiffers", "The kind that is written differs from the kind in the code; the code's counts.",
        "所填对象类型与代码所示类型不一致，以代码为准。",
        next: "Correct the sheet.", "请改正表格。")
    public static let rowForeignRegion = ErrorCode(
        "row.foreignRegion", "The code was given in another province.", "代码的登记地在外省。",
        next: "Check that the object is in this office's area.", "请核实该对象是否属本辖区。")
    public static let rowGone = ErrorCode(
        "row.gone",
        "The register says deregistered, revoked, cancelled or moved out: it enters the registry, it is not drawn.",
        "登记状态为注销、吊销、撤销或迁出：可入库留档，不参加抽取。",
        next: "Deactivate the object with its evidence.", "请凭依据办理失效。")
    public static let rowTelephone = ErrorCode(
        "row.telephone", "This is no telephone number.", "电话号码格式不符。", next: "Compare with the source.", "请核对。")

    // MARK: Inspectors, items, plan lines

    public static let rowCertificateMissing = ErrorCode(
        "row.certificateMissing", "No certificate: the person does not count among the two officers (R5).",
        "无执法证：不计入两名执法人员（R5）。",
        next: "Enter certificate and validity if there is one.", "如有执法证，请补填证号和有效期。")
    public static let rowCertificateExpired = ErrorCode(
        "row.certificateExpired", "The certificate has expired.", "执法证已过有效期。",
        next: "Enter the new validity once it is renewed.", "换证后请更新有效期。")
    public static let rowItemCode = ErrorCode(
        "row.itemCode", "The item has no code yet.", "事项尚无编码。",
        next: "Give each item a code of its own, for example SW-01-02; it is never reused.",
        "请为每个事项编码（如SW-01-02），编码不得重复使用。")
    public static let rowItemCap = ErrorCode(
        "row.itemCap", "A general item needs a cap on its ratio (R4).", "一般检查事项须设定抽查比例上限（R4）。",
        next: "Enter the ratio before the item is published.", "请在公布前补填抽查比例。")
    public static let rowQuota = ErrorCode(
        "row.quota", "The line says neither how many nor which share is drawn.", "既未写抽查户数，也未写抽查比例。",
        next: "Enter one of them.", "请填写其一。")

    /// Every code that a sheet or a row can have, apart from those of identifiers.
    static let sheetCodes: [ErrorCode] = [
        .sheetTooLarge, .sheetWorkbook, .sheetEncoding, .sheetHeader, .sheetColumnTwice, .sheetMapping, .sheetQuotes,
        .sheetEmpty, .rowTitle, .rowHeader, .rowTotal, .rowFootnote, .rowQuote, .rowCells, .rowMissing, .rowTooLong,
        .rowCellError, .rowTextDamaged, .rowDate, .rowDateSerial, .rowDateOrder, .rowDateFuture, .rowNumber, .rowWord,
        .rowCarried, .rowDuplicate, .rowContradicts, .rowMerged, .rowAmbiguous, .rowCodeMissing, .rowSameName,
        .rowKindDiffers, .rowForeignRegion, .rowGone, .rowTelephone, .rowCertificateMissing, .rowCertificateExpired,
        .rowItemCode, .rowItemCap, .rowQuota,
    ]
}
