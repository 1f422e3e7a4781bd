// A bundle 自证包 of single entries: they stand in a ledger of this founding under one signed checkpoint, their authors signed
// them, and the records are those. What did not happen elsewhere in the ledger cannot be seen from it.

const BUNDLE_FORMAT = 'ssj/v1/bundle\n';
const MAXIMUM_BUNDLE_MEMBERS = 100000;
const FILE_NAME = /^[0-9A-Za-z_-][0-9A-Za-z._-]{0,63}$/;

class BundleCheck {
  constructor(members, options) {
    this.members = members;
    this.options = options;
    this.report = new Report('bundle');
    this.authority = new Authority(true);
    this.queue = new SignatureQueue(options.ed25519, this.report);
    this.events = [];
    this.codes = new Map();
    this.contents = new Map();
    this.files = new Map();
    this.records = 0;
    this.withheld = 0;
    this.checkpoint = null;
    this.isAbout = false;
  }

  async run() {
    const { report, options } = this;
    const receipts = await this.read();
    report.size = receipts.length;
    need(receipts.length > 0 && receipts[0].index === 0, 'entry.missing', 'entry 0');
    this.checkpoint = receipts[receipts.length - 1].checkpoint;
    for (let at = 0; at < receipts.length; at += 1) {
      await this.checkEntry(receipts[at]);
      if (this.queue.jobs.length >= SIGNATURE_GROUP) await this.queue.flush();
      if (at % 32 === 0) await options.progress('entries', at, receipts.length);
    }
    await this.queue.flush();
    report.ledger = this.authority.ledger || '';
    report.founding = this.authority.founding ? base64(this.authority.founding) : '';
    await this.checkCheckpoints(receipts);
    if (!this.isAbout) {
      // Nobody signs what a bundle says that it is about.
      report.mark(null, words('文件自称关于“' + report.subject + '”，但其中没有这样的记录。',
        'The file says that it is about “' + report.subject + '”, which no record in it names.'));
      report.subject = '';
    }
    const compared = await this.compareOutside();
    this.steps(compared);
    await checkDraws(report, this.events, (digest) => this.contents.get(digest) || null, this.codes, options);
    this.checkFiles();
    const isWhole = this.withheld === 0 && this.queue.withoutKey === 0;
    report.isAgreed = isWhole && (compared === 'same' || Boolean(options.founding && report.founding));
    return report;
  }

  /** The receipts by index; everything else is put in its place. */
  async read() {
    const { members, report } = this;
    need(members.size <= MAXIMUM_BUNDLE_MEMBERS, 'export.malformed', 'too many members');
    need(members.has('FORMAT') && latin(members.get('FORMAT')) === BUNDLE_FORMAT && members.has('subject'),
      'export.malformed', 'FORMAT or subject');
    report.subject = shown(latin(members.get('subject').subarray(0, 400)), 80);
    const receipts = [];
    let lists = 0;
    for (const [name, content] of members) {
      const [kind, rest] = split(name, '/', 2);
      if (kind === 'proofs') {
        const receipt = report.guard('chain', decimal(rest), () => {
          const found = parseReceipt(latin(content));
          need(String(found.index) === rest && found.entry.index === found.index && members.has('data/' + rest),
            'proof.malformed', name);
          return found;
        });
        if (receipt) receipts.push(receipt);
      } else if (kind === 'data') {
        lists += 1;
        need(members.has('proofs/' + rest), 'export.malformed', name);
      } else if (kind === 'files') {
        need(FILE_NAME.test(rest), 'export.malformed', name);
        const digest = hex(await sha256Large(content));
        this.files.set(rest, digest);
        this.contents.set(digest, content);
      } else if (kind === 'attachments') {
        const digest = hex(await sha256Large(content));
        if (digest !== rest) report.say('attachments', 'attachment.wrong', null, rest);
        this.contents.set(digest, content);
      } else {
        need(name === 'FORMAT' || name === 'subject', 'export.malformed', name);
      }
    }
    need(lists > 0, 'entry.missing', 'no entry');
    return receipts.sort((left, right) => left.index - right.index);
  }

  async checkEntry(receipt) {
    const { report, authority, checkpoint } = this;
    const { entry, index } = receipt;
    report.guard('proofs', index, () => {
      need(receipt.checkpoint.text === checkpoint.text, 'proof.wrong', 'another checkpoint');
      need(provenRoot(index, checkpoint.size, entry.leaf, receipt.path) === checkpoint.root, 'proof.wrong', '');
    });
    const data = latin(this.members.get('data/' + index));
    const list = await report.guardLong('records', index, () =>
      parseList(data, 'data', entry.data, () => this.options.progress('entries', this.events.length, report.size)));
    const before = authority.places.get(index - 1);
    if (before && before.leaf !== entry.previous) report.say('chain', 'chain.link', index);
    const records = list && list.isWhole ? list.records : null;
    const judged = report.guard('authority', index, () => authority.judge(entry, records));
    if (judged) this.queue.add(judged.jobs);
    if (list) {
      this.records += list.records.length;
      this.withheld += list.withheld;
      if (list.withheld > 0) report.hide(index, words(list.withheld + ' 条记录', list.withheld + ' records'));
      ExportCheck.prototype.collect.call(this, entry, list);
      this.isAbout = this.isAbout || list.records.some(({ draw, inspection }) => [draw, inspection].includes(report.subject));
    }
    authority.place(index, entry.leaf, entry.received);
  }

  /** Every receipt brings the checkpoint along; each way of writing it down must hold. */
  async checkCheckpoints(receipts) {
    const { report, authority, options } = this;
    const notes = new Map(receipts.map(({ index, checkpoint }) => [checkpoint.note, { index, checkpoint }]));
    for (const { index, checkpoint } of notes.values()) {
      try {
        await checkOrigin(checkpoint, authority.ledger, authority.checkpointKeys, options.ed25519);
      } catch (error) {
        report.caught('checkpoint', index, error);
      }
    }
    try {
      this.cosigned = await cosignatures(this.checkpoint, options.witnesses, options.ed25519);
    } catch (error) {
      report.caught('cosignatures', null, error);
    }
  }

  /** `same`, `other` (of another size, so not to be compared), or null. */
  async compareOutside() {
    const { report, authority, options } = this;
    if (!options.checkpoint) return null;
    try {
      const outside = parseCheckpoint(options.checkpoint);
      await checkOrigin(outside, authority.ledger, authority.checkpointKeys, options.ed25519);
      if (outside.size !== this.checkpoint.size) return 'other';
      need(outside.root === this.checkpoint.root, 'tree.root', 'size ' + outside.size);
      return 'same';
    } catch (error) {
      report.caught('outside', null, error);
      return null;
    }
  }

  /** Files under names that people know are those of the draw. What is called README explains and proves nothing. */
  checkFiles() {
    const known = new Set();
    this.report.draws.forEach((draw) => draw.files.forEach(({ name, digest }) => known.add(name + '/' + digest)));
    this.files.forEach((digest, name) => {
      if (!name.startsWith('README') && !known.has(name + '/' + digest)) {
        this.report.say('attachments', 'attachment.wrong', null, name);
        this.report.steps.filter((step) => step.stage === 'attachments').forEach((step) => { step.state = 'bad'; });
      }
    });
  }

  steps(compared) {
    const { report, queue, checkpoint, options } = this;
    const count = report.size;
    report.step('proofs', words('载于账本', 'Inclusion'), 'ok', words(
      '共 ' + count + ' 条，每条都经默克尔证明载于同一存证单（账本当时 ' + checkpoint.size + ' 条）。',
      count + ' entries, each proven to stand under one checkpoint of ' + checkpoint.size + ' entries.'));
    report.step('checkpoint', words('存证单', 'Checkpoint'), 'ok', words(
      '由账本密钥签署：' + report.ledger + '，' + checkpoint.size + ' 条。', 'Signed by the ledger ' + report.ledger + '.'));
    cosignatureStep(report, this.cosigned);
    report.step('chain', words('条目格式与衔接', 'Entries'), 'ok', words(
      '格式正确；包内相邻的条目前后衔接。', 'Well-formed; where two neighbours are in the file, one follows the other.'));
    report.step('authority', words('密钥来历', 'Keys'), 'ok', words(
      '签署人的密钥由创立人起逐人登记，并经第二人确认。',
      'The signers’ keys go back to the founders, each confirmed by a second person.'));
    report.step('signatures', words('签名', 'Signatures'), queue.withoutKey > 0 ? 'hidden' : 'ok', words(
      '核对签名 ' + queue.checked + ' 个' + (queue.withoutKey > 0 ? '；另有 ' + queue.withoutKey + ' 个的公钥未披露。' : '。'),
      queue.checked + ' signatures checked' + (queue.withoutKey > 0 ? '; ' + queue.withoutKey + ' by keys not shown.' : '.')));
    report.step('records', words('记录', 'Records'), this.withheld > 0 ? 'hidden' : 'ok', words(
      '核对记录 ' + this.records + ' 条，均与签署时一致' + (this.withheld > 0 ? '；未披露 ' + this.withheld + ' 条（仅有摘要）。' : '。'),
      this.records + ' records are as they were signed' + (this.withheld > 0 ? '; ' + this.withheld + ' are withheld (digests alone).' : '.')));
    report.step('attachments', words('附件', 'Files'), 'ok', words(
      '核对附件 ' + this.contents.size + ' 份。', this.contents.size + ' files checked.'));
    report.step('outside', words('所提供的存证单', 'The checkpoint that you gave'), compared === 'same' ? 'ok' : 'open',
      compared === 'same' ? words('与本包的存证单相同。', 'It is the one of this bundle.')
        : compared === 'other'
          ? words('签名有效，但条数与本包的存证单不同：须有完整导出件才能比对。',
            'Its signature holds, but it has another size: only the whole export can be compared with it.')
          : options.checkpoint ? words('不能与之比对。', 'It could not be compared.')
            : words('未提供。', 'None was given.'));
    foundingStep(report, this.authority, options.founding);
    report.step('absence', words('没有发生过的事', 'What did not happen'), 'hidden', words(
      '未披露：此后是否停用签署人、有无另一次抽取、有无更正或撤下，只有完整导出件才能看出。',
      'Not disclosed: a later suspension, a second draw, a later correction or withdrawal show in the whole export alone.'));
  }
}
