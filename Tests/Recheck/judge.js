// Answers the cases of Tests/Interop/draw.py with the recheck's own selection and matching.
// Usage: node judge.js RECHECK.JS < cases

'use strict';

const { Roster, Selection, parseManifest, parsePlan, Refused } = require(require('path').resolve(process.argv[2]));

const lines = require('fs').readFileSync(0, 'latin1').split('\n');
const answers = [];
let at = 0;
const take = (count) => {
  at += count;
  return lines.slice(at - count, at).join('\n') + '\n';
};

function select(seed, population, plan) {
  const rows = parseManifest('population', population).rows;
  const selection = new Selection(rows, parsePlan(plan), seed);
  const row = (id) => selection.rows.get(id);
  const parts = selection.plan.strata.map(({ name }, place) => {
    const taken = selection.taken[place];
    const reserves = selection.order.filter((id) => row(id).stratum === name && !taken.includes(id));
    return name + '=' + selection.sizes[place] + ':' + taken.join(',') + '/' + reserves.join(',');
  });
  const drawn = selection.drawn();
  const count = selection.plan.batches || 1;
  const batches = Array.from({ length: count }, (_, batch) => drawn.filter((one) => (one.batch || 1) === batch + 1));
  // The order inside a batch is that of tickets B, which nothing that is published shows; ids are compared as sets.
  parts.push('batches ' + batches.map((batch) => batch.map(({ id }) => id).sort().join(',')).join('|'));
  const removed = [];
  let before = selection.list([], []);
  const followers = drawn.slice(0, 8).map(({ id }) => {
    removed.push(id);
    const now = selection.list([], removed);
    const [next] = Array.from(now.keys()).filter((one) => !before.has(one));
    if (next === undefined) {
      // Interop leaves the list as it was where nobody follows; the ledger's list has one fewer.
      return 'draw.reservesUsedUp';
    }
    before = now;
    return next;
  });
  parts.push('replaced ' + followers.join(','));
  if (drawn.length > 0) parts.push('struck ' + selection.walk(new Set([drawn[0].id])).map((ids) => ids.join(',')).filter((x) => x).join(','));
  return parts.join(' ');
}

function match(seed, inspectors, slots, conflicts) {
  const roster = new Roster(...[['inspectors', inspectors], ['slots', slots], ['conflicts', conflicts]]
    .map(([name, text]) => parseManifest(name, text).rows));
  const scarce = roster.slots.filter((_, slot) => roster.admissible[slot].length <= 2).map(({ id }) => id);
  const matching = roster.match(seed);
  const first = roster.slots[0].id;
  return 'scarce ' + scarce.join(',') + ' ' + roster.slots.map(({ id }) => id + ':' + matching.get(id)).join(' ')
    + ' standbys ' + roster.standbys(first, matching, seed).join(',');
}

while (at < lines.length && lines[at] !== '') {
  const [kind, seed, ...counts] = lines[at].split(' ');
  at += 1;
  const texts = counts.map((count) => take(Number(count)));
  try {
    answers.push(kind === 'select' ? select(seed, ...texts) : match(seed, ...texts));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    answers.push('error ' + error.code);
  }
}
process.stdout.write(Buffer.from(answers.join('\n') + '\n', 'latin1'));
