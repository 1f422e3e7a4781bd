// Signed notes and verifier keys (C2SP signed-note v1.0.0), docs/format.md section 3.

const MAXIMUM_NOTE = 1048576;
const MAXIMUM_SIGNATURES = 100;
const DASH = '\xe2\x80\x94'; // U+2014
const LEDGER_NAME = /^[a-z0-9.-]+(?:\/[a-z0-9._-]+)+$/;
const ACTOR = /^a[0-9]{4,9}$/;
const ENGINE_NAME = 'a0000';
const ED25519 = 1;
const COSIGNATURE = 4;

function isLedgerName(text) {
  return text.length <= 255 && LEDGER_NAME.test(text);
}

/** A key name: valid UTF-8 without `+`, control characters and White_Space. */
function isKeyName(name) {
  if (!isText(name) || name.length < 1 || name.length > 255) return false;
  const text = textOf(name);
  return text !== null && /^[^\u0000-\u0020+\u007f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/.test(text);
}

/** A note: its text with the final LF, and its signature lines. A byte string in, byte strings out. */
function parseNote(note) {
  need(note.length <= MAXIMUM_NOTE, 'note.malformed', 'too large');
  need(!/[\x00-\x09\x0b-\x1f]/.test(note) && textOf(note) !== null, 'note.malformed', 'control characters, or no UTF-8');
  const gap = note.lastIndexOf('\n\n');
  need(gap >= 0 && note.endsWith('\n') && note.length > gap + 2, 'note.malformed', 'empty line or LF');
  const lines = note.slice(gap + 2, -1).split('\n');
  need(lines.length <= MAXIMUM_SIGNATURES, 'note.malformed', 'signatures');
  const signatures = lines.map((line) => {
    const [dash, name, blob] = split(line, ' ', 3);
    const data = blob === undefined ? null : unbase64(blob);
    need(dash === DASH && isKeyName(name) && data && data.length >= 5, 'note.malformed', 'signature line');
    return { name, id: data.slice(0, 4), blob: data.slice(4) };
  });
  return { text: note.slice(0, gap + 1), signatures };
}

/** The parts of a text, the last one with whatever separators are left. */
function split(text, separator, count) {
  const parts = [];
  let rest = text;
  while (parts.length < count - 1) {
    const at = rest.indexOf(separator);
    if (at < 0) break;
    parts.push(rest.slice(0, at));
    rest = rest.slice(at + 1);
  }
  return parts.concat(rest);
}

/** A verifier key from a JSON string. One that enters the ledger is of Ed25519 and not weak. */
function parseVerifierKey(value, enters) {
  need(isText(value), 'record.invalid', 'vkey');
  const [name, digits, blob] = split(utf8(value), '+', 3);
  const data = blob === undefined ? null : unbase64(blob, 33);
  const algorithm = data ? data.charCodeAt(0) : 0;
  need(algorithm === ED25519 || algorithm === COSIGNATURE, 'vkey.malformed', value.slice(0, 60));
  const id = sha256(name + '\n' + data).slice(0, 4);
  need(isKeyName(name) && digits === hex(id), 'vkey.malformed', value.slice(0, 60));
  need(!enters || algorithm === ED25519, 'record.invalid', 'algorithm');
  need(!enters || mayEnter(data.slice(1)), 'key.weak', name);
  return { name, id, key: data.slice(1), algorithm, owner: name + '\n' + id };
}
