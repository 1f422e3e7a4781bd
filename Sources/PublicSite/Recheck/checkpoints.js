// Checkpoints 存证单, cosignatures and receipts, docs/format.md section 5.

const MAXIMUM_CHECKPOINT = 65536;
const MAXIMUM_PROOF = 262144;
const MAXIMUM_PATH = 63;
const PROOF_HEADER = 'c2sp.org/tlog-proof@v1';

/** A checkpoint from its note. */
function parseCheckpoint(note) {
  need(note.length <= MAXIMUM_CHECKPOINT, 'checkpoint.malformed', 'too large');
  const { text, signatures } = parseNote(note);
  const lines = text.split('\n');
  need(lines.length === 4, 'checkpoint.malformed', 'lines');
  const size = decimal(lines[1]);
  const root = unbase64(lines[2], 32);
  need(isLedgerName(lines[0]) && size !== null && root !== null && (size > 0 || root === EMPTY_ROOT),
    'checkpoint.malformed', 'values');
  return { origin: lines[0], size, root, text, signatures, note };
}

/**
 * Whether a checkpoint is that of a ledger. Every line of a key that was ever the ledger's must hold, and one must be of the
 * key that serves at its size.
 */
async function checkOrigin(checkpoint, ledger, keys, ed25519) {
  need(checkpoint.origin === ledger, 'checkpoint.origin', checkpoint.origin);
  const signers = [];
  for (const { from, key } of keys) {
    for (const line of checkpoint.signatures) {
      if (line.name === key.name && line.id === key.id) {
        need(await ed25519.holds(line.blob, checkpoint.text, key.key), 'note.unverified', key.name);
        signers.push(from);
      }
    }
  }
  const serving = keys.reduce((newest, { from }) => (from <= checkpoint.size ? from : newest), null);
  need(serving !== null && signers.includes(serving), 'note.unverified', 'size ' + checkpoint.size);
}

/** The cosignatures of a checkpoint: the known witnesses' with their times, and how many others there are. */
async function cosignatures(checkpoint, witnesses, ed25519) {
  const found = { known: [], others: 0 };
  for (const line of checkpoint.signatures) {
    if (line.blob.length !== 72) continue;
    const witness = witnesses.find((key) => key.name === line.name && key.id === line.id);
    if (!witness) {
      found.others += 1;
      continue;
    }
    let seconds = 0;
    for (let at = 0; at < 8; at += 1) seconds = seconds * 256 + line.blob.charCodeAt(at);
    need(seconds > 0 && seconds <= Number.MAX_SAFE_INTEGER, 'note.unverified', witness.name);
    const signed = 'cosignature/v1\ntime ' + seconds + '\n' + checkpoint.text;
    need(await ed25519.holds(line.blob.slice(8), signed, witness.key), 'note.unverified', witness.name);
    found.known.push({ name: witness.name, seconds });
  }
  return found;
}

/** A receipt (C2SP tlog-proof): the entry's bytes, its place, the path to the root, the checkpoint. */
function parseReceipt(data) {
  need(data.length <= MAXIMUM_PROOF, 'proof.malformed', 'too large');
  const gap = data.indexOf('\n\n');
  need(gap >= 0, 'proof.malformed', 'empty line');
  const lines = data.slice(0, gap).split('\n');
  const extra = /^extra (.+)$/.exec(lines[1] || '');
  const place = /^index (.+)$/.exec(lines[2] || '');
  need(lines[0] === PROOF_HEADER && extra && place, 'proof.malformed', 'lines');
  const entry = unbase64(extra[1]);
  const index = decimal(place[1]);
  const path = lines.slice(3).map((line) => unbase64(line, 32));
  need(entry !== null && index !== null && path.length <= MAXIMUM_PATH && !path.includes(null), 'proof.malformed', 'values');
  return { entry: parseEntry(entry), index, path, checkpoint: parseCheckpoint(data.slice(gap + 2)) };
}
