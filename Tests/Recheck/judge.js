// Answers the cases of Tests/Interop/draw.py with the recheck's own selection and matching.
// Usage: node judge.js RECHECK.JS < cases

'use strict';

const { Roster, Selection, StandingList, parseManifest, parsePlan, Refused } = require(require('path').resolve(process.argv[2]));

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
  const list = new StandingList(selection);
  // Interop leaves the list as it was where nobody follows; the ledger's list has one fewer.
  parts.push('replaced ' + drawn.slice(0, 8).map(({ id }) => list.leave(id, false) || 'draw.reservesUsedUp').join(','));
  if (drawn.length > 0) parts.push('left ' + leaving(selection).join(','));
  return parts.join(' ');
}

/** Strikes and replacements in turn, as Tests/Interop/draw.py makes them. */
function leaving(selection) {
  const list = new StandingList(selection);
  const { name } = selection.plan.strata[0];
  const listed = selection.drawn().map(({ id }) => id);
  const leave = (id, isStruck) => {
    const next = list.leave(id, isStruck);
    return next === undefined ? 'unlisted' : next === null ? 'empty' : next;
  };
  const spare = selection.order.find((id) => selection.rows.get(id).stratum === name && !listed.includes(id));
  const told = spare === undefined ? [] : [leave(spare, true)];
  listed.slice(0, 6).forEach((id, place) => {
    told.push(leave(id, place % 2 === 0));
    const last = told[told.length - 1];
    if (place % 3 === 2) told.push(leave(selection.rows.has(last) ? last : id, true));
  });
  if (listed.length > 1) told.push(leave(listed[1], true));
  return told;
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
