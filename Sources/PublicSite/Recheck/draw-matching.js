// Matching of inspectors, docs/draw.md part two section 4: up to three are drawn for each place, the least busy goes, if all
// other places can then still be filled.

/** Inspectors, slots and recusals; places instead of names inside. */
class Roster {
  constructor(inspectors, slots, conflicts) {
    this.inspectors = inspectors;
    this.slots = slots;
    const inspections = new Map();
    slots.forEach(({ inspection }) => {
      if (!inspections.has(inspection)) inspections.set(inspection, inspections.size);
    });
    this.inspectionOf = slots.map(({ inspection }) => inspections.get(inspection));
    this.slotsOf = Array.from(inspections, () => []);
    this.inspectionOf.forEach((inspection, slot) => this.slotsOf[inspection].push(slot));
    need(slots.length > 0 && this.slotsOf.every((team) => team.length <= 64), 'draw.rosterWrong', 'slots');
    // A recusal may name an inspection or a person that is not in this draw; it binds nothing here.
    const recused = new Set(conflicts.map(({ inspection, inspector }) => inspection + '\t' + inspector));
    const demands = new Map();
    this.admissible = slots.map(({ inspection, department, tags }) => {
      const demand = JSON.stringify([department, tags]);
      if (!demands.has(demand)) {
        demands.set(demand, inspectors.map((_, at) => at).filter((at) => {
          const person = inspectors[at];
          return (department === null || person.department === department) && tags.every((tag) => person.tags.includes(tag));
        }));
      }
      return demands.get(demand).filter((at) => !recused.has(inspection + '\t' + inspectors[at].id));
    });
  }

  /** Slot id to inspector id under a seed. Refuses where no full assignment exists. */
  match(seed) {
    const assignment = new Assignment(this);
    const unfilled = assignment.fillAll();
    need(unfilled === 0, 'draw.infeasible', unfilled + ' of ' + this.slots.length);
    const sequence = this.slots.map(({ id }, slot) => ({ slot, ticket: ticket('S', seed, id) }));
    sequence.sort((left, right) => order(left.ticket, right.ticket) || left.slot - right.slot);
    sequence.forEach(({ slot }) => this.fill(slot, seed, assignment));
    return new Map(this.slots.map(({ id }, slot) => [id, this.inspectors[assignment.holder[slot]].id]));
  }

  fill(slot, seed, assignment) {
    const team = this.slotsOf[this.inspectionOf[slot]].filter((other) => assignment.isFixed[other])
      .map((other) => assignment.holder[other]);
    const rest = this.admissible[slot].filter((person) =>
      assignment.fixedCount[person] < this.inspectors[person].cap && !team.includes(person));
    let drawn = 0;
    const draw = () => {
      drawn += 1;
      const pick = hashLines('ssj/v1/pick', seed, this.slots[slot].id, String(drawn));
      return rest.splice(remainder(pick, rest.length), 1)[0];
    };
    const first = [];
    for (let left = Math.min(rest.length, Math.max(1, Math.min(3, Math.floor((rest.length + 1) / 3)))); left > 0; left -= 1) {
      const person = draw();
      first.push({ person, turn: drawn, load: this.inspectors[person].load + assignment.fixedCount[person] });
    }
    first.sort((left, right) => left.load - right.load || left.turn - right.turn);
    const chosen = first.some(({ person }) => assignment.fix(slot, person));
    while (!chosen && rest.length > 0) {
      if (assignment.fix(slot, draw())) return;
    }
    need(assignment.isFixed[slot], 'draw.infeasible', this.slots[slot].id);
  }

  /** Who could step in for a slot, in order: admissible, outside the team that was drawn. */
  standbys(slotID, matching, seed) {
    const slot = this.slots.findIndex(({ id }) => id === slotID);
    need(slot >= 0, 'draw.rosterWrong', slotID);
    const team = this.slotsOf[this.inspectionOf[slot]].map((other) => matching.get(this.slots[other].id));
    return this.admissible[slot].map((at) => this.inspectors[at].id).filter((id) => !team.includes(id))
      .map((id) => ({ id, ticket: ticket('R', seed, slotID + ':' + id) }))
      .sort((left, right) => order(left.ticket, right.ticket) || order(left.id, right.id)).map(({ id }) => id);
  }
}

/** A hash, as a number, modulo a small one. */
function remainder(digits, divisor) {
  let rest = 0;
  for (let at = 0; at < digits.length; at += 1) rest = (rest * 16 + parseInt(digits[at], 16)) % divisor;
  return rest;
}

/** An assignment kept as full as it can be: one person a slot, nobody twice in an inspection, nobody above the cap. */
class Assignment {
  constructor(roster) {
    this.roster = roster;
    this.holder = roster.slots.map(() => -1);
    this.isFixed = roster.slots.map(() => false);
    this.held = roster.inspectors.map(() => new Set());
    this.fixedCount = roster.inspectors.map(() => 0);
  }

  give(slot, person) {
    if (this.holder[slot] >= 0) this.held[this.holder[slot]].delete(slot);
    this.holder[slot] = person;
    if (person >= 0) this.held[person].add(slot);
  }

  /** The slot of a person in the inspection of another slot; −1 for none. */
  teamSlot(person, slot) {
    const found = this.roster.slotsOf[this.roster.inspectionOf[slot]].find((other) => this.holder[other] === person);
    return found === undefined ? -1 : found;
  }

  /** Fills an empty slot, moving others where needed; false where that cannot be. Breadth first over slots to be refilled. */
  augment(start) {
    const from = new Map([[start, null]]); // slot to be refilled: by whom it was freed
    const seen = new Set();
    const queue = [start];
    while (queue.length > 0) {
      const slot = queue.shift();
      for (const person of this.roster.admissible[slot]) {
        const own = this.teamSlot(person, slot);
        if (own >= 0) {
          if (own !== slot && !this.isFixed[own] && !from.has(own)) {
            from.set(own, { slot, person });
            queue.push(own);
          }
          continue;
        }
        if (seen.has(person)) continue;
        seen.add(person);
        if (this.held[person].size < this.roster.inspectors[person].cap) {
          this.shift(slot, person, from);
          return true;
        }
        this.held[person].forEach((other) => {
          if (this.isFixed[other] || from.has(other)) return;
          from.set(other, { slot, person });
          queue.push(other);
        });
      }
    }
    return false;
  }

  /** Gives a person to a slot, whoever held it before to the slot that freed it, and so on. */
  shift(slot, person, from) {
    let [place, next] = [slot, person];
    while (from.get(place) !== null) {
      const step = from.get(place);
      this.give(place, next);
      [place, next] = [step.slot, step.person];
    }
    this.give(place, next);
  }

  fillAll() {
    let unfilled = 0;
    this.holder.forEach((holder, slot) => {
      if (holder < 0 && !this.augment(slot)) unfilled += 1;
    });
    return unfilled;
  }

  /** Fixes a person in a slot for good, if all others can then still be filled; otherwise changes nothing. */
  fix(slot, person) {
    if (this.holder[slot] !== person) {
      const before = this.holder.slice();
      let freed = this.teamSlot(person, slot);
      if (freed < 0 && this.held[person].size >= this.roster.inspectors[person].cap) {
        freed = Array.from(this.held[person]).find((other) => !this.isFixed[other]);
      }
      if (freed === undefined || (freed >= 0 && this.isFixed[freed])) return false;
      if (freed >= 0) this.give(freed, -1);
      this.give(slot, person);
      this.isFixed[slot] = true;
      if (freed >= 0 && !this.augment(freed)) {
        this.isFixed[slot] = false;
        before.forEach((holder, other) => { if (this.holder[other] !== holder) this.give(other, -1); });
        before.forEach((holder, other) => { if (this.holder[other] !== holder) this.give(other, holder); });
        return false;
      }
    }
    this.isFixed[slot] = true;
    this.fixedCount[person] += 1;
    return true;
  }
}
