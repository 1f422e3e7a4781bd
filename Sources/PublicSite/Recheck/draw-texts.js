// The canonical texts of a draw, docs/draw.md part two section 1. Everything is a byte string; a hash is 64 digits.

const MAXIMUM_TEXT = 268435456;
const MAXIMUM_LINES = 4000000;
const MAXIMUM_RATIO = 1000000000;
const ID = /^[0-9A-Za-z._:-]{1,64}$/;
const WORD_CHARACTERS = new RegExp('^[\\u0020-\\u007e\\u00b7\\u2013\\u2014\\u2018\\u2019\\u201c\\u201d\\u2026\\u3001-\\u301f'
  + '\\u3400-\\u4dbf\\u4e00-\\u9fff\\u{20000}-\\u{2a6df}\\u{2a700}-\\u{2ebe0}\\u{30000}-\\u{323af}\\uff01-\\uff5e]+$', 'u');

function isWord(field) {
  if (field.length < 1 || field.length > 256 || field === '-' || field.startsWith(' ') || field.endsWith(' ')) return false;
  const text = textOf(field);
  return text !== null && WORD_CHARACTERS.test(text);
}

/** Reads the fields of one line. */
class Fields {
  constructor(line, number) {
    this.fields = line.split('\t');
    this.number = number;
    this.at = 0;
  }

  next() {
    this.at += 1;
    return this.fields[this.at - 1];
  }

  check(holds, what) {
    need(holds, 'draw.fieldMalformed', 'line ' + this.number + ', field ' + this.at + ': ' + what);
  }

  id() {
    const field = this.next();
    this.check(ID.test(field), 'id');
    return field;
  }

  word() {
    const field = this.next();
    this.check(isWord(field), 'word');
    return field;
  }

  hash() {
    const field = this.next();
    this.check(HASH.test(field), 'hash');
    return field;
  }

  numeral(least, most) {
    const number = decimal(this.next());
    this.check(number !== null && number >= least && number <= most, 'number');
    return number;
  }

  tags() {
    const field = this.next();
    if (field === '-') return [];
    const tags = field.split(',');
    this.check(tags.length <= 32 && tags.every((tag, at) => isWord(tag) && (at === 0 || tags[at - 1] < tag)), 'tags');
    return tags;
  }

  /** A field, or null where it is `-`. */
  optional(read) {
    if (this.fields[this.at] !== '-') return read.call(this);
    this.at += 1;
    return null;
  }

  /** The kind and parameter of a contributor. */
  source() {
    const kind = this.next();
    const parameter = this.next();
    if (kind === 'fresh') {
      this.check(parameter === '-', 'parameter');
      return { kind };
    }
    if (kind === 'beacon') {
      const found = /^([^:]+):(.+)$/.exec(parameter);
      this.check(found && ID.test(found[1]) && ID.test(found[2]), 'parameter');
      return { kind, origin: found[1], round: found[2] };
    }
    const found = /^(.+):([^:]+):([^:]+)$/.exec(parameter);
    const rung = found ? decimal(found[2]) : null;
    this.check((kind === 'ladder' || kind === 'reserve') && found && ID.test(found[1]) && rung !== null && rung >= 1
      && rung <= 65536 && HASH.test(found[3]), 'parameter');
    return { kind, ladder: found[1], rung, anchor: found[3] };
  }
}

/** The lines of a text behind its domain line. */
function textLines(text, domain) {
  need(text.length <= MAXIMUM_TEXT, 'draw.tooLarge', text.length + ' bytes');
  need(text.startsWith(domain + '\n') && text.endsWith('\n'), 'draw.textMalformed', domain);
  const lines = text.slice(domain.length + 1, -1);
  return text.length === domain.length + 1 ? [] : lines.split('\n');
}

const MANIFESTS = {
  registry: { count: 1, limit: MAXIMUM_LINES, read: (f) => ({ id: f.id() }) },
  population: {
    count: 4, limit: MAXIMUM_LINES,
    read: (f) => ({ id: f.id(), stratum: f.word(), weight: f.numeral(1, 1000), group: f.optional(f.word) }),
  },
  exclusions: {
    count: 3, limit: MAXIMUM_LINES, read: (f) => ({ id: f.id(), reason: f.word(), evidence: f.optional(f.hash) }),
  },
  contributors: {
    count: 5, limit: 64,
    read: (f) => ({ id: f.id(), party: f.id(), source: f.source(), custodian: f.optional(f.id) }),
  },
  inspectors: {
    count: 5, limit: 100000,
    read: (f) => ({
      id: f.id(), department: f.word(), tags: f.tags(), cap: f.numeral(0, 1e9), load: f.numeral(0, 1e9),
    }),
  },
  slots: {
    count: 4, limit: 2000000,
    read: (f) => ({ id: f.id(), inspection: f.id(), department: f.optional(f.word), tags: f.tags() }),
  },
  conflicts: {
    count: 3, limit: MAXIMUM_LINES, isWholeLine: true,
    read: (f) => ({ inspection: f.id(), inspector: f.id(), evidence: f.optional(f.hash) }),
  },
};

/** A manifest: its rows, sorted by bytes, none twice. */
function parseManifest(name, text) {
  const form = MANIFESTS[name];
  const lines = textLines(text, 'ssj/v1/' + name);
  need(lines.length <= form.limit, 'draw.tooLarge', name);
  const rows = lines.map((line, at) => {
    const fields = new Fields(line, at + 2);
    need(fields.fields.length === form.count, 'draw.textMalformed', name + ', line ' + (at + 2));
    return form.read(fields);
  });
  for (let at = 1; at < lines.length; at += 1) {
    need(lines[at - 1] !== lines[at] && (form.isWholeLine || rows[at - 1].id !== rows[at].id), 'draw.duplicate',
      name + ', line ' + (at + 2));
    need(lines[at - 1] < lines[at], 'draw.unsorted', name + ', line ' + (at + 2));
  }
  return { rows, lines };
}

/** A plan: strata in plan order, and what holds over all of them. */
function parsePlan(text) {
  const plan = { strata: [], total: null, batches: null, groupcap: null };
  const keys = ['total', 'batches', 'groupcap'];
  let reached = -1;
  textLines(text, 'ssj/v1/plan').forEach((line, at) => {
    const f = new Fields(line, at + 2);
    const key = f.next();
    if (key === 'stratum') {
      need(reached < 0 && f.fields.length === 7 && plan.strata.length < 1000, 'draw.textMalformed', 'plan, line ' + (at + 2));
      const name = f.word();
      const mode = f.next();
      f.check(mode === 'ratio' || mode === 'ratio-half', 'mode');
      plan.strata.push({
        name, mode, num: f.numeral(0, MAXIMUM_RATIO), den: f.numeral(1, MAXIMUM_RATIO), min: f.numeral(0, MAXIMUM_LINES),
        max: f.optional(() => f.numeral(0, MAXIMUM_LINES)),
      });
    } else {
      const place = keys.indexOf(key);
      need(place > reached && f.fields.length === 2, 'draw.textMalformed', 'plan, line ' + (at + 2));
      reached = place;
      plan[key] = f.numeral(1, MAXIMUM_LINES);
    }
  });
  need(plan.strata.length > 0 && new Set(plan.strata.map(({ name }) => name)).size === plan.strata.length,
    'draw.planWrong', 'strata');
  plan.strata.forEach(({ name, mode, num, den, min, max }) => {
    need(max === null || min <= max, 'draw.planWrong', name);
    need(plan.total === null ? num <= den : mode === 'ratio' && den === 1 && num >= 1 && num <= 1000, 'draw.planWrong', name);
  });
  return plan;
}

/** Contributors fit the profile: someone fresh, a ladder, in profile B a beacon; nobody and no ladder twice. */
function checkContributors(rows, profile) {
  const kinds = rows.map(({ source }) => source.kind);
  need(kinds.includes('fresh') && kinds.includes('ladder') && kinds.includes('beacon') === (profile === 'B'),
    'draw.contributorsWrong', profile);
  const isUnique = (values) => new Set(values).size === values.length;
  need(isUnique(rows.filter(({ source }) => source.kind === 'fresh').map(({ party }) => party))
    && isUnique(rows.filter(({ source }) => source.ladder).map(({ source }) => source.ladder)),
  'draw.contributorsWrong', 'twice');
}

/** The line for a shell that prints the hash of a text whose fields need no quotes, and has no TAB. */
function shellLine(text) {
  return "printf '%s\\n' " + text.slice(0, -1).split('\n').map((line) =>
    (/^[0-9A-Za-z._:/-]+$/.test(line) ? line : "'" + line.replace(/'/g, "'\\''") + "'")).join(' ') + ' | sha256sum';
}

/** The same for a text with TABs. */
function shellLineOfFields(text) {
  const body = text.replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n').replace(/'/g, "'\\''");
  return "printf '%b' '" + body + "' | sha256sum";
}
