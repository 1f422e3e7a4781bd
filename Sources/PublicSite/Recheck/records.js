// Records: one line of I-JSON (RFC 7493), docs/format.md section 2, checked on bytes. Objects have no prototype; a number with
// fraction or exponent is no number here but a Fraction.

const MAXIMUM_RECORD = 65536;
const MAXIMUM_LIST = 16777216;
const MAXIMUM_ATTACHMENT = 268435456;
const MAXIMUM_DEPTH = 16;
const HASH = /^[0-9a-f]{64}$/;
const NONCE = /^[0-9a-f]{32}$/;
const SUBJECT = /^[!-~]{1,64}$/;
const TYPE = /^[a-z]+(?:\.[a-z]+)+\/[1-9][0-9]*$/;

function isType(value) {
  return isText(value, TYPE) && value.length <= 64 && decimal(value.slice(value.indexOf('/') + 1)) !== null;
}

/** A number that is no integer, as it is written. */
class Fraction {
  constructor(text) {
    this.text = text;
  }
}

/** Reads one line. */
class JSONReader {
  constructor(line) {
    this.line = line;
    this.at = 0;
  }

  fail(what) {
    throw new Refused('record.malformed', what + ', byte ' + this.at);
  }

  take(character) {
    if (this.line[this.at] !== character) this.fail(character + ' expected');
    this.at += 1;
  }

  value(depth) {
    switch (this.line[this.at]) {
      case '{': return this.object(depth);
      case '[': return this.array(depth);
      case '"': return this.string();
      case 't': return this.word('true', true);
      case 'f': return this.word('false', false);
      case 'n': return this.word('null', null);
      default: return this.number();
    }
  }

  word(text, value) {
    if (!this.line.startsWith(text, this.at)) this.fail('no value');
    this.at += text.length;
    return value;
  }

  object(depth) {
    if (depth > MAXIMUM_DEPTH) this.fail('too deep');
    const object = Object.create(null);
    this.take('{');
    if (this.line[this.at] === '}') {
      this.at += 1;
      return object;
    }
    for (;;) {
      const name = this.string();
      if (name in object) this.fail('a name twice');
      this.take(':');
      object[name] = this.value(depth + 1);
      if (this.line[this.at] === '}') break;
      this.take(',');
    }
    this.at += 1;
    return object;
  }

  array(depth) {
    if (depth > MAXIMUM_DEPTH) this.fail('too deep');
    const array = [];
    this.take('[');
    if (this.line[this.at] === ']') {
      this.at += 1;
      return array;
    }
    for (;;) {
      array.push(this.value(depth + 1));
      if (this.line[this.at] === ']') break;
      this.take(',');
    }
    this.at += 1;
    return array;
  }

  number() {
    const pattern = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.line);
    if (!found) this.fail('no value');
    this.at += found[0].length;
    const number = Number(found[0]);
    if (found[1] || found[2]) {
      if (found[0].length > 24 || Math.abs(number) >= 9007199254740992) this.fail('a large number');
      return new Fraction(found[0]);
    }
    if (found[0].replace('-', '').length > 16 || !Number.isSafeInteger(number)) this.fail('a large integer');
    return number === 0 ? 0 : number;
  }

  string() {
    this.take('"');
    const start = this.at;
    const pattern = /[^"\\\x00-\x1f]*/y;
    let text = '';
    for (;;) {
      pattern.lastIndex = this.at;
      const plain = pattern.exec(this.line)[0];
      this.at += plain.length;
      const decoded = /^[ -~]*$/.test(plain) ? plain : textOf(plain);
      if (decoded === null) this.fail('no UTF-8');
      text += decoded;
      const next = this.line[this.at];
      this.at += 1;
      if (next === '"') break;
      if (next !== '\\') this.fail('a control character, or no end');
      text += this.escape();
    }
    if (this.at - start > text.length + 1 && NONCHARACTER.test(text)) this.fail('a noncharacter');
    return text;
  }

  escape() {
    const letter = this.line[this.at];
    this.at += 1;
    if (letter in ESCAPES) return ESCAPES[letter];
    if (letter !== 'u') this.fail('an escape');
    const unit = this.unit();
    if (unit >= 0xdc00 && unit <= 0xdfff) this.fail('a surrogate');
    if (unit < 0xd800 || unit > 0xdbff) return String.fromCharCode(unit);
    if (this.line.slice(this.at, this.at + 2) !== '\\u') this.fail('a surrogate');
    this.at += 2;
    const low = this.unit();
    if (low < 0xdc00 || low > 0xdfff) this.fail('a surrogate');
    return String.fromCharCode(unit, low);
  }

  unit() {
    const digits = this.line.slice(this.at, this.at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.fail('an escape');
    this.at += 4;
    return parseInt(digits, 16);
  }
}

const ESCAPES = Object.assign(Object.create(null),
  { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' });
const NONCHARACTER = new RegExp('[\\ufdd0-\\ufdef' + Array.from({ length: 17 }, (_, plane) =>
  '\\u{' + (plane * 65536 + 0xfffe).toString(16) + '}\\u{' + (plane * 65536 + 0xffff).toString(16) + '}').join('') + ']', 'u');

/** One record of a list: `data`, `personal` or `channel`. */
function parseRecord(line, kind) {
  need(line.length <= MAXIMUM_RECORD, 'record.tooLarge', line.length + ' bytes');
  const reader = new JSONReader(line);
  if (line[0] !== '{') reader.fail('no object');
  const record = reader.object(1);
  if (reader.at !== line.length) reader.fail('something behind the object');
  need(isText(record.nonce, NONCE), 'record.malformed', 'nonce');
  need(isType(record.type), 'record.malformed', 'type');
  need(kind !== 'personal' || isText(record.subject, SUBJECT), 'record.malformed', 'subject');
  return record;
}

/** The attachments that a record names, at any depth. */
function attachmentsOf(value, found) {
  if (value === null || typeof value !== 'object' || value instanceof Fraction) return;
  if (!Array.isArray(value) && isText(value.sha256, HASH) && Number.isInteger(value.size) && value.size >= 0
    && isText(value.media)) {
    need(value.size <= MAXIMUM_ATTACHMENT, 'attachment.tooLarge', value.sha256);
    found.push({ digest: value.sha256, size: value.size });
  }
  (Array.isArray(value) ? value : Object.keys(value).map((name) => value[name])).forEach((item) => attachmentsOf(item, found));
}

/**
 * A list of records against what its event signs, docs/format.md section 7. A line may stand for a record that is withheld
 * (`!`) or, among personal ones, erased (`~`). `pause` is awaited now and then, since a list may be long.
 */
async function parseList(data, kind, commitment, pause) {
  need(data.endsWith('\n'), 'record.malformed', kind + ': no LF at the end');
  need(data.length <= MAXIMUM_LIST, 'record.tooLarge', kind);
  const list = { records: [], withheld: 0, erased: [], attachments: [] };
  const tree = new CompactTree();
  const lines = data.slice(0, -1).split('\n');
  for (let position = 0; position < lines.length; position += 1) {
    const line = lines[position];
    const mark = /^([!~])sha256:(.{44})$/.exec(line);
    const leaf = mark && (mark[1] === '!' || kind === 'personal') ? unbase64(mark[2], 32) : null;
    if (leaf === null) {
      const record = parseRecord(line, kind);
      attachmentsOf(record, list.attachments);
      list.records.push(record);
    } else if (mark[1] === '!') {
      list.withheld += 1;
    } else {
      list.erased.push({ position, leaf });
    }
    tree.append(leaf === null ? leafHash(line) : leaf);
    if (position % 256 === 255) await pause();
  }
  need(tree.size === commitment.count && tree.root() === commitment.root, 'record.root', kind);
  list.isWhole = list.records.length === tree.size;
  return list;
}
