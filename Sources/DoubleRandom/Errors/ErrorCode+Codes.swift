// Codes of identifiers and of the calendar.

import Ledger

extension ErrorCode {
    // MARK: 统一社会信用代码

    static let creditCodeLength = ErrorCode(
        "creditCode.length", "A unified social credit code has 18 characters.", "统一社会信用代码应为18位。",
        next: "Copy the code from the business licence.", "请按营业执照重新填写。")
    static let creditCodeAlphabet = ErrorCode(
        "creditCode.alphabet", "The code holds a character that no unified social credit code has.",
        "统一社会信用代码中有不允许的字符（不使用 I、O、S、V、Z）。",
        next: "I is mostly 1, O is 0, S is 5, Z is 2: compare with the licence.",
        "I 多为 1，O 多为 0，S 多为 5，Z 多为 2，请对照营业执照改正。")
    static let creditCodeCheck = ErrorCode(
        "creditCode.check", "The code's check character (the 18th) is wrong.", "统一社会信用代码第18位校验码不符。",
        next: "A character is mistyped or two are swapped: compare with the licence.", "代码有错字或错位，请对照营业执照改正。")
    static let creditCodeInner = ErrorCode(
        "creditCode.inner", "The organisation code inside (characters 9 to 17) fails its own check.",
        "第9—17位组织机构代码的校验位不符。",
        next: "Look the code up once; the register does hold a few such codes.", "请核对一次；登记机关确有少量此类代码。")
    static let creditCodeAuthority = ErrorCode(
        "creditCode.authority", "The first two characters name no known registering authority and kind.",
        "前两位（登记管理部门和机构类别）不在现行代码表内。",
        next: "Look the code up once.", "请核对一次。")
    static let codeNormalised = ErrorCode(
        "code.normalised",
        "The code was typed with full-width or lower-case letters, blanks or an apostrophe; it was read without.",
        "代码中有全角、小写、空格或单引号，已按规范形式读取。",
        next: "Nothing to do.", "无须处理。")
    static let codeDamaged = ErrorCode(
        "code.damaged",
        "The spreadsheet has turned the code into a number in scientific notation or cut its digits; they are lost.",
        "代码已被表格软件改成科学计数法或丢失末位（如 9.11302E+17），原数字无法恢复。",
        next: "Set the column to text, enter the code again from the source, then save the sheet.",
        "请把该列设为“文本”格式，按原始资料重新录入后另存。")

    // MARK: 注册号, 身份证号, 区划

    static let registrationForm = ErrorCode(
        "registration.form", "A registration number has 15 digits.", "注册号应为15位数字。",
        next: "Copy the number from the licence, or enter the unified social credit code.", "请按营业执照填写，或改填统一社会信用代码。")
    static let registrationCheck = ErrorCode(
        "registration.check", "The registration number fails its check digit.", "注册号校验位不符。",
        next: "Compare once; registers do hold numbers like this.", "请核对一次；登记机关确有少量此类号码。")
    static let identityForm = ErrorCode(
        "identity.form", "An identity number has 17 digits and a digit or X.", "身份证号应为17位数字加1位数字或X。",
        next: "Compare with the identity card.", "请对照身份证改正。")
    static let identityDate = ErrorCode(
        "identity.date", "The identity number holds no date of birth.", "身份证号中的出生日期不存在。",
        next: "Compare with the identity card.", "请对照身份证改正。")
    static let identityCheck = ErrorCode(
        "identity.check", "The identity number fails its check character.", "身份证号校验码不符。",
        next: "Compare with the identity card.", "请对照身份证改正。")
    static let regionForm = ErrorCode(
        "region.form", "A region has six digits of GB/T 2260 and begins with a province.", "行政区划代码应为6位数字，且省级代码有效。",
        next: "Qian'an is 130283.", "例如迁安市为130283。")

    // MARK: Numbers of the office

    static let planNumberForm = ErrorCode(
        "planNumber.form", "A plan number is region, year and four digits from 1.", "计划编号应为6位区划＋4位年度＋以1开头的4位序号。",
        next: "For example 13028320241001.", "例如13028320241001。")
    static let taskNumberForm = ErrorCode(
        "taskNumber.form", "A task number is region, day and four digits from 1.", "任务编号应为6位区划＋8位日期＋以1开头的4位序号。",
        next: "For example 130283202409101001.", "例如130283202409101001。")
    static let numberExhausted = ErrorCode(
        "number.exhausted", "The 999 numbers of this year or day are used up.", "当年（当日）999个编号已用完。",
        next: "Numbers are never reused: take the next day or another plan.", "编号不得重复使用：请改用次日日期或另立计划。")
    static let documentNumberForm = ErrorCode(
        "documentNumber.form", "A document number reads like 迁商抽查〔2024〕1号.", "文号格式应如：迁商抽查〔2024〕1号。",
        next: "Short name of the office, the year in 〔〕, the number without leading zeros, 号.", "机关代字＋〔年份〕＋序号（不编虚位）＋号。")
    static let itemCodeForm = ErrorCode(
        "itemCode.form", "An item code has 1 to 40 capital letters and digits, in groups joined by - or a dot.",
        "事项编码应为1—40位大写字母和数字，可用“-”或“.”分段。",
        next: "For example SW-01-02.", "例如SW-01-02。")
    static let objectIdForm = ErrorCode(
        "objectId.form", "An object id has 1 to 100 letters, digits, dots, hyphens or underscores.",
        "对象编号应为1—100位字母、数字、点、连字符或下划线。",
        next: "For example OBJ-000123.", "例如OBJ-000123。")

    // MARK: Calendar and lists

    static let calendarMalformed = ErrorCode(
        "calendar.malformed", "This is not a table of one year's holidays and working weekends.", "这不是一个年度的放假调休表。",
        next:
            "off lists weekdays off, work lists weekends worked, both as YYYY-MM-DD of that year or the December before.",
        "off 列放假的工作日，work 列上班的周末，均为本年度（或上年12月）的 YYYY-MM-DD。")
    static let calendarUnknown = ErrorCode(
        "calendar.unknown", "The deadline lies beyond the holiday tables that are loaded.", "期限待定：尚未载入相应年度的放假安排。",
        next: "Load the State Council's table of the year that is named.", "请载入国务院办公厅公布的该年度放假安排。")
    static let codeListMalformed = ErrorCode(
        "codeList.malformed", "This is not a list of wordings.", "这不是有效的用语表。",
        next: "An array of objects, each with its wording as w, no wording twice.", "应为数组，每项以 w 写明用语，用语不得重复。")

    static let codeAndCalendarCodes: [ErrorCode] = [
        .creditCodeLength, .creditCodeAlphabet, .creditCodeCheck, .creditCodeInner, .creditCodeAuthority,
        .codeNormalised, .codeDamaged, .registrationForm, .registrationCheck, .identityForm, .identityDate,
        .identityCheck, .regionForm, .planNumberForm, .taskNumberForm, .numberExhausted, .documentNumberForm,
        .itemCodeForm, .objectIdForm, .calendarMalformed, .calendarUnknown, .codeListMalformed,
    ]
}
