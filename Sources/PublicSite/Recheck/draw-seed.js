// Where the common number comes from, docs/draw.md part two section 2.

function commitText(draw, freeze, slot, party, value) {
  return ['ssj/v1/commit', draw, freeze, slot, party, value, ''].join('\n');
}

/** Hashes a rung as often as its number says; that is the anchor. */
function anchorOf(ladder, rung, value) {
  let reached = value;
  for (let step = 0; step < rung; step += 1) reached = hashLines('ssj/v1/ladder', ladder, reached);
  return reached;
}

function checkRung(value, source, rung) {
  need(rung >= 1 && rung <= 65536, 'draw.ladderRange', source.ladder);
  need(anchorOf(source.ladder, rung, value) === source.anchor, 'draw.rungWrong', source.ladder);
}

/** A seed's or reseed's text: its head lines, then a line for each contribution, by slot. */
function seedText(head, contributions) {
  const sorted = contributions.slice().sort((left, right) => order(left.slot, right.slot));
  return head.concat(String(sorted.length), sorted.map(({ slot, party, kind, value }) =>
    [slot, party, kind, value].join('\t')), '').join('\n');
}

/** The text of reseed k: of each ladder slot the rung k above the frozen one, of each reserve slot k − 1 above it. */
function reseedText(draw, seed, number, contributors, rungs) {
  const contributions = [];
  contributors.forEach(({ id, party, source }) => {
    if (!source.ladder) return;
    need(rungs.has(id), 'draw.contributionsWrong', 'slot ' + id);
    checkRung(rungs.get(id), source, source.rung + number - (source.kind === 'reserve' ? 1 : 0));
    contributions.push({ slot: id, party, kind: source.kind, value: rungs.get(id) });
  });
  need(contributions.length === rungs.size, 'draw.contributionsWrong', 'surplus rungs');
  return seedText(['ssj/v1/reseed', draw, seed, String(number)], contributions);
}
