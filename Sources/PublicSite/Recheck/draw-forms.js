// The records of a draw by docs/rules/1.md: whatever is of another form is said to be so, and read no further.

const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Fraction);
const isCount = (value) => Number.isInteger(value) && value >= 0;
const FORMS = {
  id: (value) => isText(value, ID),
  slot: (value) => isText(value, /^[0-9]{2}$/),
  hash: (value) => isText(value, HASH),
  number: isCount,
  flag: (value) => typeof value === 'boolean',
  text: (value) => isText(value) && value !== '',
  term: (value) => isText(value) && isWord(utf8(value)) && !value.includes(','),
  date: (value) => isText(value, DATE),
  about: (value) => isObject(value) && isCount(value.index) && isText(value.leaf) && unbase64(value.leaf, 32) !== null,
  counted: (value) => isObject(value) && FORMS.hash(value.hash) && isCount(value.count)
    && (value.root === undefined || FORMS.hash(value.root)),
  file: (value) => isObject(value) && FORMS.hash(value.sha256) && isCount(value.size) && isText(value.media),
  slots: (value) => Array.isArray(value) && value.every(FORMS.slot),
  commits: (value) => Array.isArray(value) && value.every((row) => isObject(row) && FORMS.slot(row.slot) && FORMS.hash(row.commit)),
};

// Members of each record, one that may be absent with `?`. Types that are not here are not read.
const DRAW_RECORDS = {
  'draw.beacon/1': 'draw:id slot:slot origin:id round:id value:term on:date evidence:hash',
  'draw.candidate/1': 'inspector:id cap:number load:number',
  'draw.close/1': 'draw:id commits:commits',
  'draw.commit/1': 'draw:id slot:slot commit:hash',
  'draw.confirmed/1': 'about:about draw?:id reason?:text',
  'draw.contributor/1': 'slot:slot party:id source:id origin?:id round?:id ladder?:id rung?:number custodian?:id',
  'draw.eligible/1': 'slot:id eligible:number',
  'draw.fix/1': 'draw:id slots:slots head:about',
  'draw.freeze/1': 'draw:id task:id kind:id profile:id supersedes?:id hash:hash embargo:date place:text contributors:hash plan?:hash '
    + 'registry?:counted population?:counted exclusions?:counted of?:id inspectors?:counted slots?:counted conflicts?:counted',
  'draw.manifest/1': 'name:id file:file',
  'draw.preflight/1': 'draw:id feasible:flag slot?:id',
  'draw.replaced/1': 'draw:id about:about inspection:id slot?:id followed:flag',
  'draw.reserve/1': 'draw:id slot:slot value:hash',
  'draw.result/1': 'draw:id count:number',
  'draw.reveal/1': 'draw:id slot:slot value:hash',
  'draw.rung/1': 'draw:id slot:slot value:hash',
  'draw.salt/1': 'salt:hash',
  'draw.seed/1': 'seed:hash',
  'draw.selected/1': 'object:id inspection:id stratum:term ticket:hash batch?:number',
  'draw.strike/1': 'draw:id reason:term evidence:hash',
  'draw.struck/1': 'object:id',
  'draw.successor/1': 'object?:id stratum?:term ticket?:hash inspector?:id',
  'draw.team/1': 'slot:id inspection:id inspector:id',
  'draw.void/1': 'draw:id stage:id party:id reason:text evidence?:hash',
};

/** Refuses a record of a draw that is not of its form. Members that are not listed are left to `ledgerctl verify`. */
function checkDrawRecord(record) {
  const form = DRAW_RECORDS[record.type];
  if (form === undefined) return;
  form.split(' ').forEach((part) => {
    const [name, kind] = part.split(':');
    const value = record[name.replace('?', '')];
    need(value === undefined ? name.endsWith('?') : FORMS[kind](value), 'record.invalid', record.type + ' ' + name.replace('?', ''));
  });
}
