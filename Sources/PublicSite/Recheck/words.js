// What the page says, in the language of the page. Sentences of codes come from docs/errors.md and docs/draw.md.

const VERDICTS = {
  consistent: {
    word: words('一致', 'Consistent'),
    text: words('没有发现任何不符，并与您提供的外部凭据相符。', 'Nothing wrong was found, and it agrees with what you kept outside.'),
  },
  altered: {
    word: words('被改', 'Altered'),
    text: words('内容与签名、摘要或抽取规则不符。不符之处见下。', 'The content does not fit its signatures, digests or the draw. See where below.'),
  },
  cut: {
    word: words('被截短', 'Cut'),
    text: words('存证单记载的条目比本文件多：末尾的条目被截去了。', 'The checkpoint says more entries than there are: the end was cut off.'),
  },
  unchecked: {
    word: words('未核对', 'Unchecked'),
    text: words('没有发现不符；但仅凭本文件不能断言一致。还缺什么，见下列标“未核对”的各项。',
      'Nothing wrong was found, but this file alone cannot show that all is right. What is missing stands below.'),
  },
};

const STATES = {
  ok: words('已复核', 'rechecked'),
  bad: words('不符', 'differs'),
  hidden: words('未披露', 'not disclosed'),
  open: words('未核对', 'unchecked'),
  pending: words('尚未进行', 'not yet'),
  rechecked: words('已复核', 'rechecked'),
  differs: words('不符', 'differs'),
};

const PHASES = {
  entries: words('逐条核对', 'Checking entries'),
  attachments: words('核对附件', 'Checking attachments'),
  draws: words('重算抽取', 'Making draws again'),
};

const KINDS = {
  fresh: words('现场随机数', 'fresh number'),
  ladder: words('预封号链值', 'rung of a ladder'),
  beacon: words('公开随机数', 'public value'),
};

const TEXT = {
  start: words('核对', 'Check'),
  again: words('重新核对', 'Check again'),
  working: words('正在核对……', 'Checking …'),
  chosen: words('已选文件：', 'File: '),
  chosenCheckpoint: words('存证单：', 'Checkpoint: '),
  tooLarge: words('文件超过 1 GiB，请用 ledgerctl verify 核对。', 'The file is larger than 1 GiB; use ledgerctl verify.'),
  noFile: words('请先选择文件。', 'Choose a file first.'),
  unreadable: words('文件读不出来；如果选定后又改动过，请重新选择。', 'The file cannot be read; if it changed since, choose it again.'),
  unfetched: words('自证包取不到：', 'The bundle cannot be fetched: '),
  failed: words('核对程序出错，未得出结论：', 'The recheck itself failed, and says nothing: '),
  notStarted: words('没有开始核对：所选文件或所填内容不能识别，请改正后再试。',
    'Nothing was checked: the file or what you entered cannot be read. Correct it and try again.'),
  findings: words('不符之处', 'What is wrong'),
  advice: words('请保留这份文件，从公布处重新取得一份再核对；仍不符的，请向出具单位及其上级、纪检监督人员反映。',
    'Keep this file, fetch it again from where it was published and check that. If it still differs, tell whoever issued it, '
      + 'and the supervisors.'),
  more: (count) => words('共 ' + count + ' 处，以上为其中一部分。', count + ' in all; these are some of them.'),
  entry: (index) => words('第 ' + index + ' 条', 'entry ' + index),
  steps: words('核对了什么', 'What was checked'),
  marks: words('附带情况', 'Also noted'),
  hidden: words('未披露的内容', 'Not disclosed'),
  hiddenCount: (count) => words('共 ' + count + ' 处。未披露的内容仍受摘要约束，改动会被发现。',
    count + ' places. What is withheld is still bound by its digest.'),
  draw: words('抽取', 'Draw'),
  draws: (count) => words('抽取（' + count + ' 次）', 'Draws (' + count + ')'),
  ofObjects: words('检查对象', 'objects'),
  ofInspectors: words('执法人员', 'inspectors'),
  byHand: words('自己验算：在终端中逐行键入，输出应如下行', 'By hand: type these lines; each prints the line below it'),
  void: words('已作废', 'voided'),
  suppressed: words('本次抽取已作废；下列为未公布的结果，由已公开的数值推出。',
    'This draw was voided; below stands what it would have come to, which the values that were shown give away.'),
  seed: words('随机种子', 'Seed'),
  freeze: words('冻结摘要', 'Freeze hash'),
  values: words('各方开号', 'Who contributed'),
  slot: words('席位', 'Slot'),
  party: words('一方', 'Party'),
  kind: words('种类', 'Kind'),
  value: words('数值', 'Value'),
  place: words('条目', 'Entry'),
  typed: words('自己验算：在终端中键入，输出应如下行', 'By hand: type this; it prints the line below'),
  strata: words('分层', 'Strata'),
  stratum: words('分层', 'Stratum'),
  inHat: words('参抽', 'In the hat'),
  toDraw: words('应抽', 'To draw'),
  taken: words('抽中', 'Drawn'),
  cut: words('末位中签签号', 'Last ticket drawn'),
  drawn: words('抽中名单', 'Drawn'),
  object: words('对象', 'Object'),
  ticket: words('签号', 'Ticket'),
  inspection: words('检查编号', 'Inspection'),
  teams: words('执法人员匹配', 'Inspectors'),
  inspector: words('执法人员', 'Inspector'),
  checks: words('逐项复核', 'Checks'),
  shown: (count, all) => words('共 ' + all + ' 行，列出 ' + count + ' 行。', count + ' of ' + all + ' rows.'),
  ownTitle: words('查询本企业', 'Your own enterprise'),
  ownLabel: words('统一社会信用代码或对象编号', 'Unified social credit code, or the object’s id'),
  ownButton: words('查询', 'Look up'),
  ownNone: words('本文件中没有可查的抽取。', 'No draw in this file can be looked up.'),
};

/** A stratum as people call it. */
function stratumWord(name) {
  const known = { all: words('不分层', 'all'), unrated: words('未评级层', 'unrated') }[name];
  return known || words(name, name);
}

/** What became of one enterprise, in sentences. */
function answerSentences(answer) {
  const sentences = [];
  const who = answer.id;
  switch (answer.outcome) {
    case 'absent':
      sentences.push(words(who + ' 不在本次抽取的名录快照中，因此没有签号。', who + ' is not in the registry of this draw, so it has no ticket.'));
      break;
    case 'excluded':
      sentences.push(words(who + ' 在排除名单中，理由：' + answer.reason + '。', who + ' was left out: ' + answer.reason + '.'));
      break;
    case 'unknown':
      sentences.push(words(who + ' 参加抽取；号码尚未公开，暂不能算出签号。', who + ' is in the hat; the numbers are not public yet.'));
      break;
    case 'hidden':
      sentences.push(words('本次抽取的名单未披露。', 'The lists of this draw are not disclosed.'));
      break;
    default:
      sentences.push(words(who + ' 参加抽取（' + stratumWord(answer.stratum).zh + '），参抽 ' + answer.count + ' 户，应抽 ' + answer.size + ' 户。',
        who + ' was in the hat (stratum: ' + stratumWord(answer.stratum).en + '); ' + answer.size + ' of ' + answer.count + ' were to be drawn.'));
      sentences.push(words('签号 ' + answer.ticket + '，从小到大排第 ' + answer.rank + ' 位。',
        'Ticket ' + answer.ticket + ', number ' + answer.rank + ' from the lowest.'));
      if (answer.cut) {
        sentences.push(words('该层末位中签签号为 ' + answer.cut + '。', 'The last ticket drawn of the stratum is ' + answer.cut + '.'));
      }
      sentences.push(answer.outcome === 'drawn'
        ? words('结果：抽中，检查编号 ' + answer.inspection + '。', 'It was drawn: inspection ' + answer.inspection + '.')
        : words('结果：未抽中，候补第 ' + answer.reserve + ' 位。', 'It was not drawn; reserve number ' + answer.reserve + '.'));
  }
  return sentences;
}

// Of this page alone.
const OWN_CODES = {
  'file.foreign': ['The file is neither a bundle nor an export of a ledger.', '所选文件既不是自证包，也不是账本导出件。'],
  'founding.malformed': ['This is neither the 44 characters nor the 20 words of a founding sheet.',
    '所填不是创立单上的 44 个字符或 20 个词语。'],
  'recheck.broken': ['This browser does not compute signatures rightly.', '本浏览器不能正确核对签名。'],
};

/** The sentence of a code. What to do stands in docs/errors.md for whoever keeps the ledger, not for who rechecks it. */
function codeSentence(code) {
  const known = CODES[code] || OWN_CODES[code];
  if (!known) return words(code, code);
  return words(known[1], known[0]);
}
