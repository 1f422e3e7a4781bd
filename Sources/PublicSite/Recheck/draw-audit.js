// A draw made again from what the file shows of it: events in their order and the attached lists. What is wrong is named with
// the entry where it stands.

const LIST_TITLES = {
  registry: words('名录快照', 'registry'),
  population: words('参抽名单', 'population'),
  exclusions: words('排除名单', 'exclusions'),
  plan: words('抽取方案', 'plan'),
  contributors: words('开号各方', 'contributors'),
  inspectors: words('执法人员名单', 'inspectors'),
  slots: words('席位', 'places'),
  conflicts: words('回避名单', 'recusals'),
};
const LISTS_OF_OBJECTS = ['registry', 'population', 'exclusions', 'plan', 'contributors'];
const LISTS_OF_INSPECTORS = ['inspectors', 'slots', 'conflicts', 'contributors'];

/** A member of a record as a byte string; null where it is no string. */
function member(record, name) {
  return record && isText(record[name]) ? utf8(record[name]) : null;
}

/** A difference that no parser finds. */
function differs(detail) {
  throw new Refused('draw.recomputed', detail);
}

class DrawAudit {
  constructor(draw, events, attachment) {
    this.draw = draw;
    this.all = events;
    this.attachment = attachment;
    this.checks = [];
    this.lists = {};
    this.contributors = null;
    this.seed = null;
    this.seedText = null;
    this.selection = null;
    this.roster = null;
    this.matching = null;
    this.drawn = [];
    this.values = [];
    this.freezeText = null;
    this.isVoid = false;
  }

  head(entry) {
    return entry.records[0];
  }

  rows(entry, type) {
    return entry.records.slice(1).filter((record) => record.type === type);
  }

  ours(type) {
    return this.all.filter((entry) => entry.type === type && entry.records.length > 0
      && member(this.head(entry), 'draw') === this.draw);
  }

  note(title, outcome, index, detail, code) {
    this.checks.push({ title, outcome, index: index === undefined ? null : index, detail: detail || '', code: code || null });
  }

  /** Runs a comparison: `rechecked`, `hidden` or `pending`; what is refused differs. */
  check(title, index, body) {
    let outcome;
    try {
      outcome = body() || 'rechecked';
    } catch (error) {
      if (error instanceof Refused) return this.note(title, 'differs', index, error.detail, error.code);
      if (!(error instanceof NotDisclosed)) throw error;
      outcome = 'hidden';
    }
    return this.note(title, outcome, index);
  }

  run() {
    [this.freeze] = this.ours('draw.freeze/1');
    this.frozen = this.head(this.freeze);
    this.isOfObjects = this.frozen.kind === 'objects';
    this.profile = this.frozen.profile === 'B' ? 'B' : 'A';
    this.freezeHash = member(this.frozen, 'hash');
    this.task = member(this.frozen, 'task') || '';
    [this.result] = this.ours('draw.result/1');
    this.readLists();
    this.checkFreeze();
    this.checkRoot();
    this.checkConfirmation();
    if (!this.isOfObjects) this.checkPreflight();
    const commits = this.checkCommits();
    const close = this.checkClose(commits);
    const complete = this.checkReveals(commits, close);
    const voids = this.ours('draw.void/1').filter((entry) => this.confirmers(entry.index).length > 0);
    if (voids.length > 0) {
      this.isVoid = true;
      this.note(words('已作废（写明责任方）', 'voided, by name'), 'rechecked', this.confirmers(voids[0].index)[0].at);
      this.checkSuppressed();
      return this;
    }
    this.checkSeed(complete);
    this.checkResult();
    this.checkSuccessions();
    return this;
  }

  readLists() {
    const manifests = this.rows(this.freeze, 'draw.manifest/1');
    (this.isOfObjects ? LISTS_OF_OBJECTS : LISTS_OF_INSPECTORS).forEach((name) => {
      const title = words('名单：' + LIST_TITLES[name].zh, 'list: ' + LIST_TITLES[name].en);
      this.check(title, this.freeze.index, () => {
        const stated = isText(this.frozen[name]) ? this.frozen[name] : this.frozen[name] && this.frozen[name].hash;
        need(isText(stated, HASH), 'draw.manifest', name);
        const manifest = manifests.find((row) => row.name === name);
        need(!manifest || (manifest.file && manifest.file.sha256 === stated), 'draw.manifest', name);
        const bytes = this.attachment(stated);
        if (!bytes) return 'hidden';
        const text = latin(bytes);
        need(hex(sha256(bytes)) === stated, 'draw.freezeDiffers', name);
        this.lists[name] = { text, digest: stated, parsed: name === 'plan' ? parsePlan(text) : parseManifest(name, text) };
        const count = isText(this.frozen[name]) ? null : this.frozen[name].count;
        need(count === null || count === this.lists[name].parsed.rows.length, 'draw.freezeDiffers', name);
        return 'rechecked';
      });
    });
    if (!this.lists.contributors) return;
    this.contributors = this.lists.contributors.parsed.rows;
    this.check(words('开号各方与冻结记录一致', 'who gives randomness'), this.freeze.index, () => {
      checkContributors(this.contributors, this.profile);
      const stated = this.rows(this.freeze, 'draw.contributor/1');
      const isSame = stated.length === this.contributors.length && stated.every((row, at) => {
        const listed = this.contributors[at];
        return row.slot === listed.id && row.party === listed.party && row.source === listed.source.kind;
      });
      return isSame ? 'rechecked' : differs('contributors');
    });
  }

  has(names) {
    return names.every((name) => this.lists[name]);
  }

  checkFreeze() {
    this.check(words('冻结文本', 'freeze text'), this.freeze.index, () => {
      const names = this.isOfObjects ? LISTS_OF_OBJECTS : LISTS_OF_INSPECTORS;
      if (!this.has(names)) return 'hidden';
      const counted = (name) => [name, this.lists[name].digest, this.lists[name].parsed.rows.length].join('\t');
      const plain = (name) => name + '\t' + this.lists[name].digest;
      const head = ['draw\t' + this.draw, 'supersedes\t' + (member(this.frozen, 'supersedes') || '-'), 'profile\t' + this.profile];
      let lines;
      if (this.isOfObjects) {
        this.checkPartition();
        lines = ['ssj/v1/freeze'].concat(head, ['registry', 'population', 'exclusions'].map(counted), plain('plan'),
          plain('contributors'));
      } else {
        const salt = this.rows(this.freeze, 'draw.salt/1')[0];
        if (!salt) return 'hidden';
        const rows = (name) => this.lists[name].parsed.rows;
        this.roster = new Roster(rows('inspectors'), rows('slots'), rows('conflicts'));
        lines = ['ssj/v1/freeze-inspectors'].concat(head, 'of\t' + member(this.frozen, 'of'),
          ['inspectors', 'slots', 'conflicts'].map(counted), plain('contributors'), 'salt\t' + member(salt, 'salt'));
      }
      this.freezeText = lines.join('\n') + '\n';
      const hash = hex(sha256(this.freezeText));
      need(hash === this.freezeHash, 'draw.freezeDiffers', hash);
      return 'rechecked';
    });
  }

  /** Whoever is in the registry is in the hat or left out with a reason, never both. */
  checkPartition() {
    const ids = (name) => this.lists[name].parsed.rows.map(({ id }) => id);
    const both = ids('population').concat(ids('exclusions')).sort();
    const registry = ids('registry');
    need(both.length === registry.length && both.every((id, at) => id === registry[at]), 'draw.registryDiffers', '');
    need(ids('population').length > 0, 'draw.populationEmpty', '');
  }

  checkRoot() {
    const stated = this.frozen.population && this.frozen.population.root;
    if (!isText(stated, HASH)) return;
    this.check(words('参抽名单的默克尔根', 'root over the population'), this.freeze.index, () => {
      if (!this.has(['population'])) return 'hidden';
      const root = hex(treeRoot(this.lists.population.parsed.lines.map(leafHash)));
      return root === stated ? 'rechecked' : differs(root);
    });
  }

  /** Who enters what a person without a key signs on paper (纸质签认), by slot. */
  recorder(slot) {
    const row = this.rows(this.freeze, 'draw.contributor/1').find((one) => one.slot === slot);
    return row && isText(row.recorder) ? row.recorder : null;
  }

  onPaper(slot) {
    const recorder = this.recorder(slot);
    return recorder === null ? ['', ''] : ['（纸质签认，' + recorder + ' 代录）', ' (signed on paper, entered by ' + recorder + ')'];
  }

  confirmers(index) {
    return this.all.filter((entry) => entry.type === 'draw.confirmed/1' && entry.records.length > 0
      && this.head(entry).about && this.head(entry).about.index === index)
      .map((entry) => {
        const { slot, sheet } = this.head(entry);
        if (slot === undefined) return { party: entry.author, at: entry.index };
        // Signed by hand: only the recorder enters it, and with the scan.
        const listed = (this.contributors || []).find(({ id }) => id === slot);
        const holds = listed && isText(sheet) && this.recorder(slot) === entry.author;
        return holds ? { party: listed.party, at: entry.index } : null;
      }).filter((one) => one !== null);
  }

  fresh() {
    return (this.contributors || []).filter(({ source }) => source.kind === 'fresh');
  }

  checkConfirmation() {
    const title = words('冻结经第二人确认', 'freeze confirmed by a second person');
    const [first] = this.confirmers(this.freeze.index);
    if (!first) return this.note(title, 'pending');
    const holds = first.party !== this.freeze.author
      && (!this.contributors || this.fresh().some(({ party }) => party === first.party));
    return this.check(title, first.at, () => (holds ? 'rechecked' : differs(first.party)));
  }

  checkPreflight() {
    const title = words('配齐预检', 'preflight');
    const entry = this.ours('draw.preflight/1').find((one) => this.head(one).slot === undefined);
    if (!entry) return this.note(title, 'pending');
    return this.check(title, entry.index, () => {
      if (!this.roster || !entry.isDisclosed) return 'hidden';
      const stated = this.rows(entry, 'draw.eligible/1');
      const isSame = stated.length === this.roster.slots.length && stated.every((row, at) =>
        row.slot === this.roster.slots[at].id && row.eligible === this.roster.admissible[at].length);
      return isSame ? 'rechecked' : differs('eligible inspectors');
    });
  }

  checkCommits() {
    const commits = new Map();
    this.ours('draw.commit/1').forEach((entry) => {
      const slot = member(this.head(entry), 'slot');
      const listed = this.contributors && this.contributors.find(({ id }) => id === slot);
      const recorder = this.recorder(slot);
      const [paper, onPaper] = this.onPaper(slot);
      const holds = !commits.has(slot) && (recorder !== null) === isText(this.head(entry).sheet)
        && (!this.contributors || (listed && (recorder === null ? listed.party : recorder) === entry.author));
      this.check(words('席位 ' + slot + ' 封号' + paper, 'commit of slot ' + slot + onPaper), entry.index, () =>
        (holds ? 'rechecked' : differs(entry.author)));
      if (!commits.has(slot)) commits.set(slot, { value: member(this.head(entry), 'commit'), at: entry.index });
    });
    this.fresh().filter(({ id }) => !commits.has(id)).forEach(({ id }) =>
      this.note(words('席位 ' + id + ' 封号', 'commit of slot ' + id), 'pending'));
    return commits;
  }

  /** The close lists every commit, and everybody else has confirmed it. Gives the entry that ended it. */
  checkClose(commits) {
    const title = words('封存列明全部封号', 'close lists every commit');
    const [entry] = this.ours('draw.close/1');
    if (!entry) {
      this.note(title, 'pending');
      return null;
    }
    const stated = Array.isArray(this.head(entry).commits) ? this.head(entry).commits : [];
    const isSame = stated.length === commits.size && stated.every((row) => {
      const known = commits.get(member(row, 'slot'));
      return known && known.value === member(row, 'commit') && known.at < entry.index;
    });
    this.check(title, entry.index, () => (isSame ? 'rechecked' : differs('commits')));
    const confirmed = this.confirmers(entry.index);
    const last = confirmed.length > 0 ? confirmed[confirmed.length - 1].at : null;
    const lacking = this.fresh().filter(({ party }) => party !== entry.author
      && !confirmed.some((one) => one.party === party));
    this.note(words('封存经各方确认', 'close confirmed by every contributor'),
      !this.contributors ? 'hidden' : lacking.length > 0 ? 'pending' : 'rechecked', last);
    return last === null ? entry.index : last;
  }

  /** Every value against what was sealed or fixed before. Gives whether all are there. */
  checkReveals(commits, close) {
    if (!this.contributors) return false;
    const fix = this.profile === 'B' ? this.checkFix() : null;
    this.leftOut = fix ? this.fresh().filter(({ id }) => !fix.counted.includes(id)).map(({ id }) => id) : [];
    const reveals = this.ours('draw.reveal/1').concat(this.ours('draw.rung/1'));
    const isHidden = this.all.some(({ type, isDisclosed }) => (type === 'draw.reveal/1' || type === 'draw.rung/1') && !isDisclosed);
    let complete = true;
    this.contributors.filter(({ id, source }) => source.kind !== 'reserve' && !this.leftOut.includes(id)).forEach((row) => {
      const { id, party, source } = row;
      const before = this.values.length;
      if (source.kind === 'beacon') {
        this.checkBeacon(row, fix);
      } else {
        const isFresh = source.kind === 'fresh';
        const title = isFresh ? words('席位 ' + id + ' 开号', 'reveal of slot ' + id) : words('席位 ' + id + ' 链值', 'rung of slot ' + id);
        const entry = reveals.find((one) => member(this.head(one), 'slot') === id);
        const value = entry && member(this.head(entry), 'value');
        if (!entry || !HASH.test(value)) {
          this.note(title, isHidden ? 'hidden' : 'pending');
        } else {
          this.check(title, entry.index, () => {
            need(close === null || entry.index > close, 'draw.incomplete', 'before the close was confirmed');
            let line;
            if (isFresh) {
              const text = commitText(this.draw, this.freezeHash, id, party, value);
              need(commits.has(id) && hex(sha256(text)) === commits.get(id).value, 'draw.commitWrong', 'slot ' + id);
              line = shellLine(text);
            } else {
              checkRung(value, source, source.rung);
              line = 'x=' + value + '; for i in $(seq ' + source.rung + "); do x=$(printf '%s\\n' ssj/v1/ladder " + source.ladder
                + ' "$x" | sha256sum | cut -c1-64); done; echo "$x"';
            }
            const expected = isFresh ? commits.get(id).value : source.anchor;
            this.values.push({ slot: id, party, kind: source.kind, value, at: entry.index, line, expected });
            return 'rechecked';
          });
        }
      }
      if (this.values.length === before) complete = false;
    });
    return complete;
  }

  /** Profile B: which reveals count, confirmed by everybody whose they are. */
  checkFix() {
    const fixes = this.ours('draw.fix/1');
    const entry = fixes[fixes.length - 1];
    if (!entry) {
      this.note(words('固定', 'fix'), 'pending');
      return null;
    }
    const counted = Array.isArray(this.head(entry).slots) ? this.head(entry).slots : [];
    const reveals = this.ours('draw.reveal/1').filter(({ index }) => index < entry.index).map((one) => member(this.head(one), 'slot'));
    const isHidden = reveals.length === 0 && this.all.some(({ isDisclosed }) => !isDisclosed);
    const isSame = counted.slice().sort().join() === reveals.slice().sort().join();
    this.check(words('固定列明计入的开号', 'fix names every reveal that counts'), entry.index, () =>
      (isHidden ? 'hidden' : isSame ? 'rechecked' : differs('reveals')));
    const confirmed = this.confirmers(entry.index);
    const lacking = this.fresh().filter(({ id, party }) => counted.includes(id) && party !== entry.author
      && !confirmed.some((one) => one.party === party));
    const last = confirmed.length > 0 ? confirmed[confirmed.length - 1].at : null;
    this.note(words('固定经各方确认', 'fix confirmed by all of them'), lacking.length > 0 ? 'pending' : 'rechecked', last);
    return { counted, at: last === null ? entry.index : last };
  }

  /** The public value: stated after the fix, by one person and confirmed by another. */
  checkBeacon({ id, party, source }, fix) {
    const title = words('席位 ' + id + ' 公开随机数', 'public value of slot ' + id);
    const stated = this.ours('draw.beacon/1');
    const entry = stated[stated.length - 1];
    if (!entry) return this.note(title, 'pending');
    return this.check(title, entry.index, () => {
      const [origin, round, value] = ['origin', 'round', 'value'].map((name) => member(this.head(entry), name));
      need(isWord(value || '') && origin === source.origin && round === source.round, 'draw.beaconWrong', round || '');
      need(fix && entry.index > fix.at, 'draw.incomplete', 'before the fix was confirmed');
      const [second] = this.confirmers(entry.index);
      if (!second) return 'pending';
      need(second.party !== entry.author, 'duties.samePerson', second.party);
      const text = ['ssj/v1/beacon', origin, round, value, ''].join('\n');
      const hash = hex(sha256(text));
      this.values.push({ slot: id, party, kind: 'beacon', value: hash, at: entry.index, line: shellLine(text), expected: hash });
      return 'rechecked';
    });
  }

  /**
   * A draw that was voided though all had shown their values but the ladder: a later rung of the ladder gives away the one that
   * was held back, and with it what the draw would have come to.
   */
  checkSuppressed() {
    if (!this.contributors) return;
    const open = this.contributors.filter(({ id, source }) => source.kind !== 'reserve' && !(this.leftOut || []).includes(id)
      && !this.values.some(({ slot }) => slot === id));
    for (const { id, party, source } of open) {
      const later = source.kind === 'ladder' ? this.laterRung(source) : null;
      if (later === null) return;
      const value = anchorOf(source.ladder, later.rung - source.rung, later.value);
      this.values.push({ slot: id, party, kind: 'ladder', value, at: later.at, expected: value,
        line: shellLine(['ssj/v1/ladder', source.ladder, later.value, ''].join('\n')) });
      this.note(words('被扣留的链值，由第 ' + later.rung + ' 级链值推出', 'withheld rung, exposed by rung ' + later.rung), 'rechecked', later.at);
    }
    this.check(words('未公布的结果（由已公开的数值推出）', 'suppressed result'), null, () => {
      this.seedText = seedText(['ssj/v1/seed', this.draw, this.freezeHash], this.values);
      this.seed = hex(sha256(this.seedText));
      if (this.isOfObjects ? !this.has(['population', 'plan']) : !this.roster) return 'hidden';
      this.make();
      return 'rechecked';
    });
  }

  /** The lowest rung above a frozen one that anybody has shown, of any draw on the ladder. */
  laterRung({ ladder, rung, anchor }) {
    let best = null;
    this.all.forEach((entry) => entry.records.filter(({ type }) => type === 'draw.rung/1').forEach((record) => {
      if (!this.isOnLadder(record, ladder)) return;
      // The value itself says which rung it is: hashed that often it gives the anchor.
      let reached = member(record, 'value');
      const most = Math.min(rung + 1000, 65536);
      for (let steps = 1; steps <= most; steps += 1) {
        reached = hashLines('ssj/v1/ladder', ladder, reached);
        if (reached === anchor) {
          if (steps > rung && (best === null || steps < best.rung)) {
            best = { rung: steps, value: member(record, 'value'), at: entry.index };
          }
          return;
        }
      }
    }));
    return best;
  }

  /** Whether the freeze of a rung's draw names the ladder for its slot. */
  isOnLadder(rung, ladder) {
    return this.all.some((entry) => entry.type === 'draw.freeze/1' && entry.records.length > 0
      && this.head(entry).draw === rung.draw
      && this.rows(entry, 'draw.contributor/1').some((row) => row.slot === rung.slot && row.ladder === ladder));
  }

  checkSeed(complete) {
    const title = words('随机种子', 'seed');
    if (!complete) return this.note(title, this.result ? 'hidden' : 'pending', this.result && this.result.index);
    return this.check(title, this.result && this.result.index, () => {
      this.seedText = seedText(['ssj/v1/seed', this.draw, this.freezeHash], this.values);
      this.seed = hex(sha256(this.seedText));
      if (!this.result) return 'pending';
      const stated = this.rows(this.result, 'draw.seed/1')[0];
      if (!stated) return 'hidden';
      return member(stated, 'seed') === this.seed ? 'rechecked' : differs(this.seed);
    });
  }

  checkResult() {
    const title = this.isOfObjects ? words('抽取结果与签号', 'selection and tickets') : words('随机匹配', 'matching');
    if (!this.result) return this.note(title, 'pending');
    return this.check(title, this.result.index, () => {
      if (this.seed === null) return 'hidden';
      this.make();
      if (!this.result.isDisclosed) return 'hidden';
      if (this.isOfObjects) return this.selection ? this.compareSelection() : 'hidden';
      return this.matching ? this.compareTeams() : 'hidden';
    });
  }

  /** What follows from lists and seed. */
  make() {
    if (this.isOfObjects && this.has(['population', 'plan'])) {
      this.selection = new Selection(this.lists.population.parsed.rows, this.lists.plan.parsed, this.seed);
      this.drawn = this.selection.drawn().map((row, at) =>
        Object.assign(row, { inspection: this.task + '-' + String(100001 + at).slice(1) }));
    }
    if (!this.isOfObjects && this.roster) this.matching = this.roster.match(this.seed);
  }

  compareSelection() {
    const stated = this.rows(this.result, 'draw.selected/1');
    if (stated.length !== this.drawn.length) differs(this.drawn.length + ' / ' + stated.length);
    stated.forEach((row, at) => {
      const made = this.drawn[at];
      const batch = row.batch === undefined ? null : row.batch;
      if (member(row, 'object') !== made.id || member(row, 'inspection') !== made.inspection
        || member(row, 'stratum') !== made.stratum || batch !== made.batch) differs(member(row, 'object') + ' != ' + made.id);
      if (member(row, 'ticket') !== made.ticket) differs(made.id + ': ' + made.ticket);
    });
    return 'rechecked';
  }

  compareTeams() {
    const stated = this.rows(this.result, 'draw.team/1');
    if (stated.length !== this.roster.slots.length) differs(stated.length + ' / ' + this.roster.slots.length);
    stated.forEach((row, at) => {
      const slot = this.roster.slots[at];
      if (member(row, 'slot') !== slot.id || member(row, 'inspection') !== slot.inspection
        || member(row, 'inspector') !== this.matching.get(slot.id)) differs(slot.id + ': ' + this.matching.get(slot.id));
    });
    return 'rechecked';
  }

  checkSuccessions() {
    const types = ['draw.strike/1', 'draw.replaced/1', 'draw.preflight/1', 'draw.reserve/1'];
    const steps = this.all.filter((entry) => types.includes(entry.type) && entry.records.length > 0
      && member(this.head(entry), 'draw') === this.draw)
      .map((entry) => ({ entry, head: this.head(entry), rows: entry.records.slice(1) }));
    if (!steps.some(({ entry }) => entry.type === 'draw.strike/1' || entry.type === 'draw.replaced/1')) return;
    const title = (place) => words(shown(place) + ' 的接替者', 'successor in ' + shown(place));
    const check = (index, place, outcome, detail) => {
      this.note(title(place), outcome, index, detail, outcome === 'differs' ? 'draw.recomputed' : null);
    };
    try {
      if (this.selection) succeedObjects(steps, this.selection, this.drawn, check);
      else if (this.matching) succeedInspectors(steps, this, this.roster, this.matching, check);
      else this.note(words('剔除与替换', 'strikes and replacements'), 'hidden');
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.note(words('剔除与替换', 'strikes and replacements'), 'differs', null, error.detail, error.code);
    }
  }

  /** Texts as files: their sha256sum is what the freeze, or the seed, is. */
  get files() {
    const files = Object.keys(this.lists).map((name) => ({ name: name + '.txt', digest: this.lists[name].digest }));
    files.push({ name: 'freeze.txt', digest: this.freezeHash });
    if (this.seed) files.push({ name: 'seed.txt', digest: this.seed });
    return files;
  }

  /** What a page shows of it. */
  plain() {
    const text = (value) => (value === null ? null : shown(value));
    return {
      draw: shown(this.draw), kind: this.isOfObjects ? 'objects' : 'inspectors', isVoid: this.isVoid, files: this.files,
      frozenAt: this.freeze.index, freezeHash: this.freezeHash, resultAt: this.result ? this.result.index : null,
      checks: this.checks.map((check) => Object.assign({}, check, { detail: shown(check.detail) })),
      seed: this.seed, seedLine: this.seedText === null ? null : textOf(shellLineOfFields(this.seedText)),
      values: this.values.map((value) => Object.assign({}, value, { party: text(value.party), line: textOf(value.line) })),
      hat: this.lists.population ? this.lists.population.parsed.rows.length : null,
      strata: this.selection ? this.selection.plan.strata.map(({ name }, at) => ({
        name: text(name), count: this.selection.counts[at], size: this.selection.sizes[at],
        taken: this.selection.taken[at].length,
        cut: this.selection.taken[at].length > 0 ? this.selection.keys.get(this.selection.taken[at].slice(-1)[0]) : null,
      })) : [],
      drawn: this.drawn.slice(0, 500).map(({ id, stratum, ticket: key, inspection, batch }) =>
        ({ id, stratum: text(stratum), ticket: key, inspection: text(inspection), batch })),
      drawnCount: this.drawn.length,
      teams: this.matching ? Array.from(this.matching).slice(0, 1000).map(([slot, inspector]) => ({ slot, inspector })) : [],
    };
  }

  /** What became of one enterprise. */
  answer(id) {
    const found = { draw: shown(this.draw), id: shown(id), outcome: 'hidden' };
    if (!this.isOfObjects || !this.lists.registry || !this.lists.population) return found;
    if (!this.lists.registry.parsed.rows.some((row) => row.id === id)) return Object.assign(found, { outcome: 'absent' });
    const excluded = this.lists.exclusions && this.lists.exclusions.parsed.rows.find((row) => row.id === id);
    if (excluded) return Object.assign(found, { outcome: 'excluded', reason: shown(excluded.reason), evidence: excluded.evidence });
    if (!this.selection) return Object.assign(found, { outcome: 'unknown' });
    const standing = this.selection.standing(id);
    const own = this.drawn.find((row) => row.id === id);
    const line = standing.weight === 1 ? shellLine(ticketText('E', this.seed, id, 1))
      : 'for j in $(seq ' + standing.weight + "); do printf '%s\\n' ssj/v1/ticket E " + this.seed + ' ' + id
        + ' "$j" | sha256sum; done | LC_ALL=C sort | head -n 1';
    return Object.assign(found, standing, {
      outcome: standing.isDrawn ? 'drawn' : 'reserve', stratum: shown(standing.stratum), line,
      inspection: own ? shown(own.inspection) : null,
    });
  }
}

/** Makes every draw again of which a freeze is shown, and adds what came of it to the report. */
async function checkDraws(report, events, attachment, codes, options) {
  const audits = [];
  const freezes = events.filter((entry) => entry.type === 'draw.freeze/1' && entry.records.length > 0);
  const numbers = Array.from(new Set(freezes.map((entry) => member(entry.records[0], 'draw'))));
  for (const number of numbers) {
    if (number === null) continue;
    const audit = new DrawAudit(number, events, attachment);
    audit.run();
    audits.push(audit);
    const stage = 'draw ' + shown(number);
    const wrong = audit.checks.filter(({ outcome }) => outcome === 'differs');
    const open = audit.checks.filter(({ outcome }) => outcome === 'hidden').length;
    const pending = audit.checks.some(({ outcome }) => outcome === 'pending');
    wrong.forEach(({ code, index, detail, title }) => report.say(stage, code, index, detail, title));
    if (open > 0) report.hide(audit.freeze.index, words('抽取 ' + shown(number), 'draw ' + shown(number)));
    const [state, text] = wrong.length > 0 ? ['bad', words('与账本不符。', 'It does not fit the ledger.')]
      : open > 0 ? ['hidden', words('部分名单或号码未披露（保密期内）；已公开的部分相符。',
        'Some lists or numbers are not disclosed (embargo); what is public agrees.')]
        : pending ? ['pending', words('尚未完成；已有的部分相符。', 'Not finished; what there is agrees.')]
          : ['ok', words('名单、封号、开号、种子、签号与结果全部重算，一致。',
            'Lists, commits, reveals, seed, tickets and result were made again, and are the same.')];
    report.draws.push(Object.assign(audit.plain(), { state, text }));
    await options.progress('draws', audits.length, numbers.length);
  }
  options.audits = audits;
  options.codes = codes;
}
