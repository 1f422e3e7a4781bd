// Entries with their events, docs/format.md sections 3 and 4.

const MAXIMUM_ENTRY = 65535;
const MAXIMUM_EVENT_TEXT = 2048;
const MAXIMUM_EVENT = 2305;
const UUID7 = '[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const ENTRY = /^ssj\/v1\/entry\nindex ([^\n]+)\nprevious sha256:([^\n]+)\nreceived ([^\n]+)\nchannel sha256:([^\n]+)\n\n/;
const EVENT = new RegExp('^ssj/v1/event\nledger ([^\n]+)\nid (' + UUID7 + ')\ntype ([^\n]+)\ntime ([^\n]+)\n'
  + '(?:seen ([0-9]+) sha256:([^\n]+)\n)?data tree:([^\n]{44}) ([0-9]+)\n(?:personal tree:([^\n]{44}) ([0-9]+)\n)?$');

/** Milliseconds since 1970 of a time as events write it; null for anything else. */
function moment(text) {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})Z$/.exec(text);
  if (!found) return null;
  const [year, month, day, hour, minute, second, milli] = found.slice(1).map(Number);
  if (year < 1970) return null;
  const time = Date.UTC(year, month - 1, day, hour, minute, second, milli);
  return new Date(time).toISOString() === text ? time : null;
}

/** An entry from its bytes. */
function parseEntry(data) {
  need(data.length <= MAXIMUM_ENTRY, 'entry.malformed', 'too large');
  const head = ENTRY.exec(data);
  need(head, 'entry.malformed', 'lines');
  const entry = {
    index: decimal(head[1]),
    previous: unbase64(head[2], 32),
    received: moment(head[3]),
    receivedText: head[3],
    channel: unbase64(head[4], 32),
    leaf: leafHash(data),
  };
  need(entry.index !== null && entry.previous !== null && entry.received !== null && entry.channel !== null,
    'entry.malformed', 'values');
  parseEvent(data.slice(head[0].length), entry);
  return entry;
}

function parseEvent(note, entry) {
  need(note.length <= MAXIMUM_EVENT, 'event.tooLarge', note.length + ' bytes');
  const { text, signatures } = parseNote(note);
  need(text.length <= MAXIMUM_EVENT_TEXT, 'event.tooLarge', text.length + ' bytes');
  const found = EVENT.exec(text);
  need(found, 'event.malformed', 'lines');
  const [ledger, id, type, time, seen, seenLeaf, data, dataCount, personal, personalCount] = found.slice(1);
  const commitment = (root, count) => {
    const value = { root: unbase64(root, 32), count: decimal(count) };
    need(value.root !== null && value.count !== null && value.count > 0, 'event.malformed', 'values');
    return value;
  };
  Object.assign(entry, { text, signatures, ledger, id, type, time: moment(time), timeText: time });
  need(isLedgerName(ledger) && isType(type) && entry.time !== null, 'event.malformed', 'values');
  entry.family = type.slice(0, type.indexOf('.'));
  entry.data = commitment(data, dataCount);
  entry.personal = personal === undefined ? null : commitment(personal, personalCount);
  entry.seen = null;
  if (seen !== undefined) {
    entry.seen = { index: decimal(seen), leaf: unbase64(seenLeaf, 32) };
    need(entry.seen.index !== null && entry.seen.leaf !== null, 'event.malformed', 'values');
  }
  const keys = signatures.map((line) => line.name + '\n' + line.id);
  need(signatures.length <= 2 && signatures.every((line) => line.blob.length === 64), 'event.malformed', 'signatures');
  need(keys.length < 2 || keys[0] < keys[1], 'event.malformed', 'signatures');
}
