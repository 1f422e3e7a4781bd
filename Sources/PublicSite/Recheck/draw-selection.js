// Selection of enterprises, docs/draw.md part two section 3.

function ticketText(label, seed, id, number) {
  return ['ssj/v1/ticket', label, seed, id, String(number), ''].join('\n');
}

function ticket(label, seed, id, number) {
  return hex(sha256(ticketText(label, seed, id, number || 1)));
}

/** The key of an object: the lowest of as many tickets as its weight says. */
function ticketKey(label, seed, { id, weight }) {
  let lowest = ticket(label, seed, id, 1);
  for (let number = 2; number <= weight; number += 1) {
    const next = ticket(label, seed, id, number);
    if (next < lowest) lowest = next;
  }
  return lowest;
}

/** How many are drawn of each stratum, in plan order. */
function stratumSizes(plan, counts) {
  const tops = plan.strata.map(({ max }, at) => Math.min(counts[at], max === null ? counts[at] : max));
  if (plan.total === null) {
    return plan.strata.map(({ mode, num, den, min }, at) => {
      const n = counts[at];
      const share = mode === 'ratio' ? wholeQuotient(n * num + den - 1, den) : wholeQuotient(2 * n * num + den, 2 * den);
      return Math.min(tops[at], Math.max(min, share));
    });
  }
  const got = plan.strata.map(({ min }, at) => Math.min(min, tops[at]));
  let left = plan.total - got.reduce((sum, one) => sum + one, 0);
  need(left >= 0, 'draw.totalTooSmall', plan.total);
  const weights = plan.strata.map(({ num }, at) => num * counts[at]);
  const sum = weights.reduce((total, one) => total + one, 0);
  if (sum * plan.total > Number.MAX_SAFE_INTEGER) throw new NotDisclosed(words('数字过大，本页不能精确计算', 'too large for exact arithmetic here'));
  for (; left > 0; left -= 1) {
    let best = -1;
    let claim = 0;
    got.forEach((seats, at) => {
      const own = weights[at] * plan.total - seats * sum;
      if (seats < tops[at] && (best < 0 || own > claim)) {
        best = at;
        claim = own;
      }
    });
    if (best < 0) break;
    got[best] += 1;
  }
  return got;
}

/** floor(a / b), exact for what stays below 2^53. */
function wholeQuotient(dividend, divisor) {
  if (dividend > Number.MAX_SAFE_INTEGER) throw new NotDisclosed(words('数字过大，本页不能精确计算', 'too large for exact arithmetic here'));
  return (dividend - dividend % divisor) / divisor;
}

/** Everything that follows from population, plan and seed. */
class Selection {
  constructor(population, plan, seed) {
    this.population = population;
    this.plan = plan;
    this.seed = seed;
    this.rows = new Map(population.map((row) => [row.id, row]));
    const names = plan.strata.map(({ name }) => name);
    const places = new Map(names.map((name, at) => [name, at]));
    const counts = names.map(() => 0);
    population.forEach(({ id, stratum }) => {
      need(places.has(stratum), 'draw.planWrong', id);
      counts[places.get(stratum)] += 1;
    });
    this.counts = counts;
    this.sizes = stratumSizes(plan, counts);
    this.keys = new Map(population.map((row) => [row.id, ticketKey('E', seed, row)]));
    this.order = population.map(({ id }) => id).sort((left, right) =>
      order(this.keys.get(left), this.keys.get(right)) || order(left, right));
    this.taken = this.walk();
  }

  /** The drawn of each stratum in key order. */
  walk() {
    const places = new Map(this.plan.strata.map(({ name }, at) => [name, at]));
    const taken = this.plan.strata.map(() => []);
    const inGroup = new Map();
    this.order.forEach((id) => {
      const { stratum, group } = this.rows.get(id);
      const place = places.get(stratum);
      if (taken[place].length >= this.sizes[place]) return;
      if (group !== null && this.plan.groupcap !== null) {
        const count = inGroup.get(group) || 0;
        if (count >= this.plan.groupcap) return;
        inGroup.set(group, count + 1);
      }
      taken[place].push(id);
    });
    return taken;
  }

  /** The drawn with stratum, ticket and batch, in the order of strata and keys. */
  drawn() {
    const all = [];
    this.taken.forEach((ids, at) => ids.forEach((id) => {
      all.push({ id, stratum: this.plan.strata[at].name, ticket: this.keys.get(id), batch: null });
    }));
    if (this.plan.batches !== null) {
      const b = this.plan.batches;
      const sorted = all.map((row) => ({ row, ticket: ticket('B', this.seed, row.id) }))
        .sort((left, right) => order(left.ticket, right.ticket) || order(left.row.id, right.row.id));
      const larger = sorted.length % b;
      const size = (sorted.length - larger) / b;
      sorted.forEach(({ row }, at) => {
        row.batch = at < larger * (size + 1) ? Math.floor(at / (size + 1)) + 1
          : larger + Math.floor((at - larger * (size + 1)) / size) + 1;
      });
    }
    return all;
  }

  /** Where one object stands; null where it was not in the hat. */
  standing(id) {
    const row = this.rows.get(id);
    if (!row) return null;
    const at = this.plan.strata.findIndex(({ name }) => name === row.stratum);
    const peers = this.order.filter((other) => this.rows.get(other).stratum === row.stratum);
    const taken = this.taken[at];
    return {
      id, stratum: row.stratum, weight: row.weight, ticket: this.keys.get(id), rank: peers.indexOf(id) + 1,
      count: peers.length, size: this.sizes[at], isDrawn: taken.includes(id),
      reserve: taken.includes(id) ? 0 : peers.filter((other) => !taken.includes(other)).indexOf(id) + 1,
      cut: taken.length > 0 ? this.keys.get(taken[taken.length - 1]) : null,
    };
  }
}

/** Who stands on the list of a draw: one history of strikes and replacements, docs/draw.md part two section 3. */
class StandingList {
  constructor(selection) {
    this.selection = selection;
    this.now = new Set();
    // Who was on the list at any time, or was struck, follows nobody.
    this.barred = new Set();
    this.inGroup = new Map();
    selection.taken.forEach((ids) => ids.forEach((id) => this.add(id)));
  }

  add(id) {
    this.barred.add(id);
    this.now.add(id);
    this.count(id, 1);
  }

  count(id, change) {
    const { group } = this.selection.rows.get(id);
    if (group !== null) this.inGroup.set(group, (this.inGroup.get(group) || 0) + change);
  }

  /** Who follows, the next key of its stratum that the caps allow: its id; null for nobody, undefined for one not listed. */
  leave(id, isStruck) {
    const row = this.selection.rows.get(id);
    need(row, 'draw.objectUnknown', id);
    if (isStruck) this.barred.add(id);
    if (!this.now.delete(id)) return undefined;
    this.count(id, -1);
    const { groupcap } = this.selection.plan;
    const next = this.selection.order.find((other) => {
      const { stratum, group } = this.selection.rows.get(other);
      return stratum === row.stratum && !this.barred.has(other)
        && (group === null || groupcap === null || (this.inGroup.get(group) || 0) < groupcap);
    });
    if (next === undefined) return null;
    this.add(next);
    return next;
  }
}
