// Strikes and replacements made again after the result of a draw, docs/draw.md part two sections 3 and 4.

/** Each successor is the next key of the stratum, given the list as it stood. */
function succeedObjects(steps, selection, drawn, check) {
  const at = new Map(drawn.map(({ inspection, id }) => [inspection, id]));
  const list = new StandingList(selection);
  // Who follows the listed that were struck, until the service has said it.
  const strikes = new Map();
  for (const { entry, head, rows } of steps) {
    if (entry.type === 'draw.strike/1') {
      const record = rows.find(({ type }) => type === 'draw.struck/1');
      if (!record) return check(entry.index, '', 'hidden');
      const next = list.leave(member(record, 'object'), true);
      if (next !== undefined) strikes.set(entry.index, next);
    } else if (entry.type === 'draw.replaced/1' && head.about) {
      const inspection = member(head, 'inspection');
      let next = strikes.get(head.about.index);
      if (next === undefined && at.get(inspection)) next = list.leave(at.get(inspection), false);
      if (next === undefined) next = null;
      if (!entry.isDisclosed) return check(entry.index, inspection, 'hidden');
      const stated = rows.find(({ type }) => type === 'draw.successor/1');
      const isSame = head.followed === (next !== null) && (next === null ? !stated : Boolean(stated)
        && member(stated, 'object') === next && member(stated, 'ticket') === selection.keys.get(next));
      check(entry.index, inspection, isSame ? 'rechecked' : 'differs', next || '—');
      at.set(inspection, next);
    }
  }
  return undefined;
}

/**
 * Each successor is the first standby, or who the reseed draws from the pool that was stated before. Whether somebody who was
 * passed over could go is in the registry, which a draw has not.
 */
function succeedInspectors(steps, audit, roster, matching, check) {
  const holders = new Map(matching);
  const left = new Map();
  let pool = [];
  let rungs = new Map();
  let reseeds = 0;
  for (const { entry, head, rows } of steps) {
    if (entry.type === 'draw.preflight/1' && head.slot !== undefined) {
      pool = rows.filter(({ type }) => type === 'draw.candidate/1');
    } else if (entry.type === 'draw.reserve/1') {
      rungs.set(member(head, 'slot'), member(head, 'value'));
    } else if (entry.type === 'draw.replaced/1' && head.slot !== undefined) {
      const slot = member(head, 'slot');
      const inspection = member(head, 'inspection');
      const record = rows.find(({ type }) => type === 'draw.successor/1');
      if (!entry.isDisclosed || !record) return check(entry.index, slot, 'hidden');
      const stated = member(record, 'inspector');
      if (!left.has(inspection)) left.set(inspection, new Set());
      left.get(inspection).add(holders.get(slot));
      const shownRungs = rows.filter(({ type }) => type === 'draw.rung/1');
      if (shownRungs.length === 0) {
        const team = new Set(Array.from(holders).filter(([other]) => other.startsWith(inspection + '.')).map(([, id]) => id));
        const first = roster.standbys(slot, matching, audit.seed).find((id) => !team.has(id) && !left.get(inspection).has(id));
        check(entry.index, slot, first === stated ? 'rechecked' : 'hidden');
      } else {
        reseeds += 1;
        shownRungs.forEach((rung) => rungs.set(member(rung, 'slot'), member(rung, 'value')));
        const reseed = hex(sha256(reseedText(audit.draw, audit.seed, reseeds, audit.contributors, rungs)));
        const people = pool.map((row) => ({
          id: member(row, 'inspector'), department: 'any', tags: [], cap: row.cap, load: row.load,
        })).sort((one, other) => order(one.id, other.id));
        const single = new Roster(people, [{ id: slot, inspection, department: null, tags: [] }], []);
        const made = single.match(reseed).get(slot);
        check(entry.index, slot, made === stated ? 'rechecked' : 'differs', made);
        rungs = new Map();
      }
      holders.set(slot, stated);
    }
  }
  return undefined;
}
