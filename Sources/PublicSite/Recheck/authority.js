// Whose signature counts: keys back to the founders, docs/format.md section 6 and docs/rules/0.md. A key counts from the
// entry after the one in which another person confirmed it. Who may do what is judged by `ledgerctl verify` alone.

const MINUTE = 60000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const FOUNDED = 'ledger.founded/1';
const TWO_SIGNATURES = [FOUNDED, 'ledger.rekeyed/1', 'actor.enrolled/1', 'actor.rekeyed/1', 'actor.rotated/1'];
const ENGINE_TYPES = ['access.read/1', 'draw.preflight/1', 'draw.rung/1', 'draw.result/1', 'draw.replaced/1',
  'draw.disclosed/1'];
const FACTS = ['access.read/1', 'inspector.related/1', 'inspection.notified/1', 'inspection.visited/1', 'result.recorded/1',
  'result.confirmed/1', 'publication.acknowledged/1'];
const PROPOSALS = ['ledger.rekeyed/1', 'actor.enrolled/1', 'actor.rekeyed/1', 'actor.granted/1', 'actor.restored/1',
  'policy.changed/1', 'rules.adopted/1', 'personal.erased/1', 'clock.corrected/1'];
const DECIDED_FAMILIES = ['ledger', 'actor', 'policy', 'rules', 'personal', 'clock'];
const NEWEST_RULES = 1;

/** What an entry cannot be judged by, because it is not shown. */
class NotDisclosed extends Error {
  constructor(what) {
    super(what.en);
    this.what = what;
  }
}

/** Follows the entries in their order. `isPartial` where only some are at hand. */
class Authority {
  constructor(isPartial) {
    this.isPartial = isPartial;
    this.ledger = null;
    this.founding = null;
    this.places = new Map();
    this.head = 0;
    this.actors = new Map();
    this.keys = new Map();
    this.proposals = new Map();
    this.erased = new Map();
    this.checkpointKeys = [];
    this.engineKeys = [];
    this.rules = 0;
    this.isBlind = false;
  }

  /** Names the entry that comes next, judged or not. */
  place(index, leaf, received) {
    this.places.set(index, { leaf, received });
    this.head = received;
  }

  /**
   * Judges an entry by its place, time and authors, and takes in what it says about keys. `records` is null where some are
   * withheld. Gives the signatures that have to hold, and whether it is late.
   */
  judge(entry, records) {
    this.checkPlace(entry);
    const said = records ? this.readAuthors(entry, records) : { author: null, fresh: new Map() };
    const isLate = this.checkTimes(entry, records);
    const jobs = this.checkSigners(entry, records, said);
    if (!records) {
      // Only what writes keys makes keys unknown; records of these families are public, so an honest file shows them.
      if (entry.family === 'actor' || entry.family === 'ledger') this.isBlind = true;
      return { jobs, isLate };
    }
    this.take(entry, records, said);
    return { jobs, isLate };
  }

  checkPlace(entry) {
    if (entry.index === 0 && this.ledger === null) this.ledger = entry.ledger;
    need(entry.ledger === this.ledger, 'event.ledger', entry.ledger);
    need((entry.seen === null) === (entry.index === 0), 'event.seen', '');
    if (!entry.seen) return;
    need(entry.seen.index < entry.index, 'event.seen', entry.seen.index);
    const seen = this.places.get(entry.seen.index);
    need(seen ? seen.leaf === entry.seen.leaf : this.isPartial, 'event.seen', entry.seen.index);
  }

  /** The author's name, and the keys that the records introduce. */
  readAuthors(entry, records) {
    const { type, signatures } = entry;
    const isTwo = TWO_SIGNATURES.includes(type);
    need(signatures.length === (isTwo ? 2 : 1), 'event.signatures', signatures.length);
    if (!isTwo) {
      const author = signatures[0].name;
      need(ACTOR.test(author) && (author === ENGINE_NAME) === ENGINE_TYPES.includes(type), 'event.signatures', author);
      return { author, fresh: new Map() };
    }
    const founds = type === FOUNDED;
    const rekeys = type === 'ledger.rekeyed/1';
    need(records.length === (founds ? 6 : rekeys ? 1 : 2), 'record.invalid', 'records');
    const bearers = rekeys ? records : founds ? records.slice(2, 4) : records.slice(1);
    const fresh = new Map();
    bearers.forEach((bearer) => {
      const key = parseVerifierKey(bearer.vkey, true);
      need(rekeys || key.name === bearer.actor, 'record.invalid', 'the vkey bears another name');
      need(rekeys || founds || key.name === records[0].actor, 'record.invalid', 'two actors');
      fresh.set(key.owner, key);
    });
    const author = founds ? null : records[0][type === 'actor.rotated/1' ? 'actor' : 'author'];
    need(founds || isText(author, ACTOR), 'record.invalid', 'author');
    return { author, fresh };
  }

  checkTimes(entry, records) {
    const { time, received, type } = entry;
    const isOrdinary = entry.family !== 'clock';
    if (type === 'clock.confirmed/1') {
      if (!records) return false;
      const row = this.proposals.get(aboutOf(records[0]).index);
      if (row && row.type === 'clock.corrected/1') {
        const stated = moment(String(row.head.received));
        need(stated === received, 'clock.order', 'not the stated time');
        need(Math.abs(time - stated) <= 72 * HOUR, 'event.time', 'far from the stated time');
        return false;
      }
    }
    need(this.isPartial || received >= this.head, 'clock.order', '');
    need(this.isPartial || !isOrdinary || entry.index === 0 || received - this.head <= 120 * DAY, 'clock.gap', '');
    need(time - received <= 5 * MINUTE, 'event.time', 'ahead of received');
    const seen = entry.seen && this.places.get(entry.seen.index);
    need(!isOrdinary || !seen || seen.received - time <= 5 * MINUTE, 'event.time', 'seen');
    const isLate = isOrdinary && received - time > 72 * HOUR;
    const isFact = entry.family === 'note' || FACTS.includes(type) || this.rules > NEWEST_RULES;
    need(!isLate || isFact, 'event.late', '');
    return isLate;
  }

  /** The signatures that have to hold; one whose key is not shown has none. */
  checkSigners(entry, records, said) {
    const isEngine = ENGINE_TYPES.includes(entry.type);
    const isTwo = TWO_SIGNATURES.includes(entry.type);
    need(records || isTwo || entry.signatures.length === 1, 'event.signatures', '');
    let fresh = 0;
    const jobs = entry.signatures.map((line) => {
      const owner = line.name + '\n' + line.id;
      let key = said.fresh.get(owner) || null;
      if (key) {
        fresh += 1;
      } else {
        need(!records || line.name === said.author, 'event.signatures', line.name);
        key = isEngine ? this.engineKey(line) : this.authorKey(line, owner, isTwo && !records);
      }
      return { index: entry.index, signature: line.blob, text: entry.text, name: line.name, key: key && key.key };
    });
    need(!records || fresh === (entry.type === FOUNDED ? 2 : isTwo ? 1 : 0), 'event.signatures', 'author and new key sign');
    return jobs;
  }

  engineKey(line) {
    need(line.name === ENGINE_NAME, 'event.signatures', line.name);
    const at = this.engineKeys.findIndex((key) => key.id === line.id);
    if (at < 0 && (this.isPartial || this.isBlind)) return null;
    need(at >= 0, 'key.unknown', line.name);
    need(at === this.engineKeys.length - 1, 'key.retired', line.name);
    return this.engineKeys[at];
  }

  authorKey(line, owner, mayBeNew) {
    const isUnsure = this.isPartial || this.isBlind || mayBeNew;
    const standing = this.actors.get(line.name);
    need(standing !== undefined || isUnsure, 'actor.unknown', line.name);
    need(standing !== 'suspended' || this.isBlind, 'actor.suspended', line.name);
    const row = this.keys.get(owner);
    if (!row || row.standing === 'proposed' || standing === 'proposed') {
      need(isUnsure, 'key.unknown', line.name);
      return null;
    }
    need(row.standing === 'active', 'key.retired', line.name);
    return row.key;
  }

  /** What an entry means for the keys of those after it. */
  take(entry, records, said) {
    const { type, index } = entry;
    const first = records[0];
    if (type === FOUNDED) return this.found(entry, records, said);
    if (PROPOSALS.includes(type)) {
      const row = { type, leaf: entry.leaf, author: said.author, head: first, records };
      this.proposals.set(index, row);
    }
    if (type === 'actor.enrolled/1') this.actors.set(first.actor, 'proposed');
    if (type === 'actor.enrolled/1' || type === 'actor.rekeyed/1') {
      said.fresh.forEach((key, owner) => {
        need(!this.keys.has(owner), 'key.known', key.name);
        this.keys.set(owner, { key, standing: 'proposed', since: index });
      });
    }
    if (type === 'actor.rotated/1') {
      entry.signatures.forEach((line) => {
        const old = this.keys.get(line.name + '\n' + line.id);
        if (old) old.standing = 'retired';
      });
      said.fresh.forEach((key, owner) => {
        need(!this.keys.has(owner), 'key.known', key.name);
        this.keys.set(owner, { key, standing: 'active', since: index });
      });
    }
    if (type === 'actor.suspended/1') this.actors.set(first.actor, 'suspended');
    const [family, verb] = type.split('/')[0].split('.');
    if (DECIDED_FAMILIES.includes(family) && (verb === 'confirmed' || verb === 'declined')) {
      this.decide(entry, family, verb === 'confirmed', aboutOf(first), said.author);
    }
    return undefined;
  }

  found(entry, records, said) {
    need(entry.index === 0, 'ledger.founded', entry.index);
    const first = records[0];
    need(first.origin === entry.ledger, 'event.ledger', '');
    const checkpoint = parseVerifierKey(first.checkpoint, true);
    const engine = parseVerifierKey(first.engine, true);
    need(records[1].set === 0 && RULES[records[1].sha256] === 0, 'rules.unknown', String(records[1].sha256));
    need(checkpoint.name === entry.ledger && engine.name === ENGINE_NAME, 'record.invalid', 'service keys');
    need(said.fresh.size === 2 && records[2].actor !== records[3].actor, 'duties.samePerson', '');
    this.founding = entry.leaf;
    this.checkpointKeys = [{ from: 0, key: checkpoint }];
    this.engineKeys = [engine];
    said.fresh.forEach((key, owner) => {
      this.actors.set(key.name, 'active');
      this.keys.set(owner, { key, standing: 'active', since: 0 });
    });
  }

  decide(entry, family, isConfirmed, about, author) {
    const row = this.proposals.get(about.index);
    if (!row && (this.isPartial || this.isBlind)) return;
    need(row && row.leaf === about.leaf && row.type.split('.')[0] === family, 'proposal.unknown', about.index);
    need(row.author !== author, 'duties.samePerson', author);
    const actor = row.head.actor;
    if (row.type === 'actor.enrolled/1' || row.type === 'actor.rekeyed/1') {
      if (row.type === 'actor.enrolled/1') this.actors.set(actor, isConfirmed ? 'active' : 'declined');
      this.keys.forEach((key) => {
        if (key.key.name !== actor) return;
        if (key.standing === 'active' && isConfirmed) key.standing = 'lost';
        else if (key.since === about.index) key.standing = isConfirmed ? 'active' : 'declined';
      });
    }
    if (!isConfirmed) return;
    if (row.type === 'actor.restored/1') this.actors.set(actor, 'active');
    if (row.type === 'rules.adopted/1') this.rules = row.head.set;
    if (row.type === 'ledger.rekeyed/1') {
      const key = parseVerifierKey(row.head.vkey, true);
      if (row.head.purpose === 'checkpoint') this.checkpointKeys.push({ from: entry.index + 1, key });
      else this.engineKeys.push(key);
    }
    if (row.type === 'personal.erased/1') {
      row.records.slice(1).forEach((record) => this.erased.set(record.index + '/' + record.position, record.leaf));
    }
  }
}

/** What a record is about: index and leaf hash of an earlier entry. */
function aboutOf(record) {
  const about = record.about;
  const leaf = about && isText(about.leaf) ? unbase64(about.leaf, 32) : null;
  need(leaf !== null && Number.isInteger(about.index) && about.index >= 0, 'record.invalid', 'about');
  return { index: about.index, leaf };
}
