// A whole export of a ledger, docs/format.md sections 6, 7 and 9.

const EXPORT_FORMAT = 'ssj/v1/export\n';
const SIGNATURE_GROUP = 128;

/** First index and width of an entry bundle's name. */
function bundlePlace(name) {
  const found = /^entries\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/.exec(name);
  need(found && !found[1].startsWith('x000') && Number(found[2] || 1) <= 255, 'tile.malformed', name);
  return { name, first: Number(found[1].replace(/[x/]/g, '')) * 256, width: Number(found[2] || 256) };
}

/** Takes the bytes of all entries out of the members. */
function takeEntries(members) {
  const places = Array.from(members.keys()).filter((name) => name.startsWith('entries/')).map(bundlePlace);
  places.sort((left, right) => left.first - right.first);
  const entries = [];
  places.forEach(({ name, first, width }) => {
    need(first === entries.length, 'export.malformed', name);
    const data = members.get(name);
    members.delete(name);
    let at = 0;
    while (at + 2 <= data.length) {
      const end = at + 2 + data[at] * 256 + data[at + 1];
      need(end <= data.length, 'tile.malformed', name);
      entries.push(data.subarray(at + 2, end));
      at = end;
    }
    need(at === data.length && entries.length === first + width, 'tile.malformed', name);
  });
  need(entries.length > 0, 'entry.missing', 'no entry');
  return entries;
}

/** One pass over an export. */
class ExportCheck {
  constructor(members, options) {
    this.members = members;
    this.options = options;
    this.report = new Report('export');
    this.authority = new Authority(false);
    this.queue = new SignatureQueue(options.ed25519, this.report);
    this.ids = new Map();
    this.leaves = [];
    this.named = [];
    this.erased = [];
    this.events = [];
    this.codes = new Map();
    this.records = 0;
    this.withheld = 0;
  }

  async run() {
    const { report, members, options } = this;
    need(members.has('FORMAT') && latin(members.get('FORMAT')) === EXPORT_FORMAT, 'export.malformed', 'FORMAT');
    members.delete('FORMAT');
    const entries = takeEntries(members);
    const inside = members.get('checkpoint');
    members.delete('checkpoint');
    report.size = entries.length;
    for (let index = 0; index < entries.length; index += 1) {
      await this.checkEntry(index, latin(entries[index]), entries.length);
      if (this.queue.jobs.length >= SIGNATURE_GROUP) await this.queue.flush();
      if (index % 32 === 0) await options.progress('entries', index, entries.length);
    }
    await this.queue.flush();
    report.ledger = this.authority.ledger || '';
    report.founding = this.authority.founding ? base64(this.authority.founding) : '';
    this.covered = entries.length;
    if (inside) await this.checkpointStep(latin(inside), true);
    const outside = options.checkpoint ? await this.checkpointStep(options.checkpoint, false) : null;
    report.isAgreed = outside === true;
    await this.checkBeside();
    this.steps(Boolean(inside));
    await checkDraws(report, this.events, (digest) => this.attachment(digest), this.codes, options);
    return report;
  }

  attachment(digest) {
    return this.members.get('attachments/' + digest) || null;
  }

  async checkEntry(index, data, count) {
    const { report, authority, members } = this;
    const previous = index === 0 ? '\0'.repeat(32) : this.leaves[index - 1];
    const entry = report.guard('chain', index, () => parseEntry(data));
    const leaf = entry ? entry.leaf : leafHash(data);
    if (!entry) {
      ['data/', 'personal/', 'channel/'].forEach((folder) => members.delete(folder + index));
      authority.place(index, leaf, authority.head);
      this.leaves.push(leaf);
      return;
    }
    if (entry.index !== index) report.say('chain', 'chain.index', index, entry.index);
    if (entry.previous !== previous) report.say('chain', 'chain.link', index);
    if (this.ids.has(entry.id)) report.say('chain', 'ids.twice', index, entry.id);
    this.ids.set(entry.id, index);
    report.guard('records', index, () => this.checkChannel(entry));
    const list = await this.list(entry, 'data', index, count);
    if (entry.personal) await this.list(entry, 'personal', index, count);
    const records = list && list.isWhole ? list.records : null;
    const judged = report.guard('authority', index, () => authority.judge(entry, records));
    if (judged) {
      this.queue.add(judged.jobs);
      if (judged.isLate) report.mark(index, words('迟录', 'late'));
    }
    if (entry.received < authority.head) {
      report.mark(index, words('接收时间回退（' + entry.type + '）', 'received goes back (' + entry.type + ')'));
    }
    if (list) this.collect(entry, list);
    authority.place(index, leaf, entry.received);
    this.leaves.push(leaf);
  }

  /** What is needed once all entries are read: the draws, and the codes under which people know an object. */
  collect(entry, list) {
    if (entry.family === 'draw') {
      const isFormed = this.report.guard('records', entry.index, () => {
        list.records.forEach(checkDrawRecord);
        return true;
      });
      if (isFormed) this.events.push({
        index: entry.index, type: entry.type, author: entry.signatures[0].name, records: list.records,
        isDisclosed: list.isWhole,
      });
    }
    collectCodes(list.records, this.codes);
  }

  checkChannel(entry) {
    const line = this.members.get('channel/' + entry.index);
    this.members.delete('channel/' + entry.index);
    if (!line) throw new NotDisclosed(words('通道记录', 'channel record'));
    const text = latin(line);
    need(text.endsWith('\n'), 'export.malformed', 'channel');
    try {
      parseRecord(text.slice(0, -1), 'channel');
    } catch (error) {
      throw new Refused('channel.malformed', error.detail);
    }
    need(leafHash(text.slice(0, -1)) === entry.channel, 'channel.malformed', 'digest');
  }

  async list(entry, kind, index, count) {
    const name = kind + '/' + index;
    const data = this.members.get(name);
    this.members.delete(name);
    if (!data) {
      this.withheld += entry[kind].count;
      this.report.hide(index, words(kind === 'data' ? '业务记录' : '个人信息记录', kind + ' records'));
      return null;
    }
    return this.report.guardLong('records', index, async () => {
      const list = await parseList(latin(data), kind, entry[kind], () => this.options.progress('entries', index, count));
      this.records += list.records.length;
      this.withheld += list.withheld;
      if (list.withheld > 0) {
        this.report.hide(index, words(list.withheld + ' 条记录', list.withheld + ' records'));
      }
      list.attachments.forEach((attachment) => this.named.push(Object.assign({ index }, attachment)));
      list.erased.forEach(({ position, leaf }) => this.erased.push({ index, position, leaf }));
      return list;
    });
  }

  /** The export's own checkpoint, or one that somebody kept. Gives whether it agrees. */
  async checkpointStep(note, isInside) {
    const stage = isInside ? 'checkpoint' : 'outside';
    try {
      const checkpoint = parseCheckpoint(note);
      if (isInside) this.covered = Math.max(this.covered, checkpoint.size);
      if (this.authority.isBlind) throw new NotDisclosed(words('签署存证单的密钥', 'keys of checkpoints'));
      await checkOrigin(checkpoint, this.authority.ledger, this.authority.checkpointKeys, this.options.ed25519);
      const here = this.leaves.length;
      need(checkpoint.size <= here, 'tree.cut', checkpoint.size + ' > ' + here);
      need(!isInside || checkpoint.size === here, 'export.malformed', 'more entries than the checkpoint says');
      need(checkpoint.root === treeRoot(this.leaves.slice(0, checkpoint.size)), 'tree.root', 'size ' + checkpoint.size);
      this[stage] = checkpoint;
      if (isInside) await this.countWitnesses(checkpoint);
      return true;
    } catch (error) {
      this.report.caught(stage, null, error);
      return false;
    }
  }

  async countWitnesses(checkpoint) {
    try {
      this.cosigned = await cosignatures(checkpoint, this.options.witnesses, this.options.ed25519);
    } catch (error) {
      this.report.caught('cosignatures', null, error);
    }
  }

  /** Erased records, attachments, and members that nothing asks for. */
  async checkBeside() {
    const { report, members, authority } = this;
    this.erased.forEach(({ index, position, leaf }) => {
      const known = authority.erased.get(index + '/' + position);
      if (known === base64(leaf)) report.mark(index, words('个人信息已删除', 'personal record erased'));
      else report.hide(index, words('是否已依规删除', 'whether it was erased'));
    });
    this.missing = 0;
    this.named.forEach(({ index, digest, size }) => {
      const content = members.get('attachments/' + digest);
      if (!content) {
        this.missing += 1;
        report.hide(index, words('附件 ' + digest.slice(0, 12) + '…', 'attachment ' + digest.slice(0, 12) + '…'));
      } else if (content.length !== size) {
        report.say('attachments', 'attachment.wrong', index, digest);
      }
    });
    const named = new Set(this.named.map(({ digest }) => digest));
    this.files = 0;
    let done = 0;
    for (const [name, content] of members) {
      const [kind, rest] = split(name, '/', 2);
      const index = rest === undefined ? null : decimal(rest);
      let fits = ['data', 'personal', 'channel'].includes(kind) && index !== null && index >= this.leaves.length
        && index < this.covered;
      if (kind === 'attachments') {
        this.files += 1;
        fits = named.has(rest) || report.hiddenCount > 0;
        if (rest !== hex(await sha256Large(content))) report.say('attachments', 'attachment.wrong', null, rest);
      }
      if (!fits) report.say('attachments', 'store.surplus', null, name);
      done += 1;
      if (done % 16 === 0) await this.options.progress('attachments', done, members.size);
    }
  }

  steps(hasInside) {
    const { report, queue, options } = this;
    const size = this.leaves.length;
    report.step('chain', words('条目与链', 'Entries and chain'), 'ok', words(
      '共 ' + size + ' 条，逐条衔接，序号、时间与格式相符。', size + ' entries; each follows the one before it.'));
    report.step('authority', words('密钥来历', 'Keys'), this.authority.isBlind ? 'hidden' : 'ok', words(
      '每把密钥都由创立人起逐人登记，并经第二人确认；签署人当时均为有效。',
      'Every key goes back to the founders, each confirmed by a second person, and was in force when it signed.'));
    report.step('signatures', words('签名', 'Signatures'), queue.withoutKey > 0 ? 'hidden' : 'ok', words(
      '核对签名 ' + queue.checked + ' 个，签署人 ' + queue.authors.size + ' 个' + (queue.withoutKey > 0
        ? '；另有 ' + queue.withoutKey + ' 个的公钥未披露。' : '。'),
      queue.checked + ' signatures of ' + queue.authors.size + ' signers checked' + (queue.withoutKey > 0
        ? '; ' + queue.withoutKey + ' by keys that are not shown.' : '.')));
    report.step('records', words('记录', 'Records'), this.withheld > 0 ? 'hidden' : 'ok', words(
      '核对记录 ' + this.records + ' 条，均与签署时一致' + (this.withheld > 0 ? '；未披露 ' + this.withheld + ' 条（仅有摘要）。' : '。'),
      this.records + ' records are as they were signed' + (this.withheld > 0 ? '; ' + this.withheld + ' are withheld (digests alone).' : '.')));
    report.step('attachments', words('附件', 'Attachments'), this.missing > 0 ? 'hidden' : 'ok', words(
      '核对附件 ' + this.files + ' 份' + (this.missing > 0 ? '；另有 ' + this.missing + ' 份未披露。' : '。'),
      this.files + ' attachments checked' + (this.missing > 0 ? '; ' + this.missing + ' are not disclosed.' : '.')));
    report.step('checkpoint', words('本导出件的存证单', 'The export’s own checkpoint'), hasInside ? 'ok' : 'hidden', hasInside
      ? words('由账本密钥签署，其根即这 ' + size + ' 条的根。', 'Signed by the ledger; its root is that of these ' + size + ' entries.')
      : words('文件中没有存证单。', 'There is none in the file.'));
    cosignatureStep(report, this.cosigned);
    report.step('outside', words('所提供的存证单', 'The checkpoint that you gave'), this.outside ? 'ok' : 'open', this.outside
      ? words('其记 ' + this.outside.size + ' 条，与本导出件前 ' + this.outside.size + ' 条一致。',
        'It says ' + this.outside.size + ' entries; the first ' + this.outside.size + ' here are the same.')
      : options.checkpoint ? words('不能与之比对。', 'It could not be compared.')
        : words('未提供。没有以前留存的存证单，就看不出末尾是否被截去、整本是否被重写。',
          'None was given. Without one that somebody kept, a cut end or a ledger written anew cannot be seen.'));
    foundingStep(report, this.authority, options.founding);
    report.step('rules', words('业务规则', 'Rules of the office'), 'open', words(
      '谁有权办理、期限、回避、频次等规则未在此复核，请用 ledgerctl verify。',
      'Who may do what, deadlines, recusals and frequencies are not rechecked here: ledgerctl verify.'));
  }
}

/** Objects by the codes under which people know them. */
function collectCodes(records, codes) {
  records.forEach((record) => {
    if (isText(record.object) && isText(record.code)) codes.set(record.code, record.object);
  });
}

function cosignatureStep(report, cosigned) {
  const { known, others } = cosigned || { known: [], others: 0 };
  const first = known.reduce((least, { seconds }) => Math.min(least, seconds), Infinity);
  report.step('cosignatures', words('存证方', 'Witnesses'), known.length > 0 ? 'ok' : 'open', known.length > 0
    ? words(known.length + ' 个存证方已签署；以上内容不晚于 ' + beijing(first * 1000) + '（北京时间）已存在。',
      known.length + ' witnesses cosigned; all of this existed by ' + beijing(first * 1000) + ' Beijing time.')
    : others > 0
      ? words('有 ' + others + ' 个存证方签名，但未提供其公钥，未核对；时间没有外部佐证。',
        others + ' cosignatures by witnesses whose keys were not given: unchecked. No time is vouched for from outside.')
      : words('没有存证方签署；时间没有外部佐证。', 'No witness cosigned. No time is vouched for from outside.'));
}

function foundingStep(report, authority, stated) {
  if (stated && authority.founding !== null && !authority.founding.startsWith(stated)) {
    report.say('founding', 'founding.differs', 0, base64(authority.founding));
  }
  report.step('founding', words('创立单', 'Founding sheet'), stated ? 'ok' : 'open', stated
    ? words('创立条目与创立单一致。', 'Entry 0 is the one on the founding sheet.')
    : words('未提供创立单摘要：创立人的密钥只能自证。', 'Not given: the founders’ keys vouch for themselves.'));
}

/** A moment in China, to the minute. */
function beijing(milliseconds) {
  return new Date(milliseconds + 8 * HOUR).toISOString().slice(0, 16).replace('T', ' ');
}
