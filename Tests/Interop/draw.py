#!/usr/bin/env python3
"""The draw protocol once more: naive, standard library only, written from the specification and not from the Swift.

    draw.py JUDGE [ROUNDS] [SEED]   random rosters; JUDGE (draw-judge) answers the same cases, and every line must agree
    draw.py --vectors DOCUMENT      recomputes the vectors that docs/draw.md shows
"""
import hashlib
import random
import re
import subprocess
import sys


def H(*lines):
    return hashlib.sha256("".join(line + "\n" for line in lines).encode()).hexdigest()


def ticket(label, seed, subject, number=1):
    return H("ssj/v1/ticket", label, seed, subject, str(number))


# ---------------------------------------------------------------- selection

def key(label, seed, identity, weight):
    return min(ticket(label, seed, identity, j) for j in range(1, weight + 1))


def sizes(plan, counts):
    """plan: strata (name, mode, num, den, min, max or None) and total or None."""
    tops = [min(n, top if top is not None else n) for (_, _, _, _, _, top), n in zip(plan["strata"], counts)]
    if plan["total"] is None:
        result = []
        for (name, mode, num, den, low, _), n, top in zip(plan["strata"], counts, tops):
            share = -(-n * num // den) if mode == "ratio" else (2 * n * num + den) // (2 * den)
            result.append(min(top, max(low, share)))
        return result
    got = [min(low, top) for (_, _, _, _, low, _), top in zip(plan["strata"], tops)]
    if sum(got) > plan["total"]:
        return None
    weight = [n * num for (_, _, num, _, _, _), n in zip(plan["strata"], counts)]
    while sum(got) < plan["total"]:
        open_ = [i for i in range(len(got)) if got[i] < tops[i]]
        if not open_:
            break
        best = max(open_, key=lambda i: (weight[i] * plan["total"] - got[i] * sum(weight), -i))
        got[best] += 1
    return got


def walk(population, plan, seed, size):
    ranked = sorted((key("E", seed, i, w), i) for i, _, w, _ in population)
    row = {r[0]: r for r in population}
    taken = {name: [] for name in size}
    groups = {}
    for _, identity in ranked:
        _, stratum, _, group = row[identity]
        if len(taken[stratum]) >= size[stratum]:
            continue
        if group and plan["groupcap"] and groups.get(group, 0) >= plan["groupcap"]:
            continue
        if group:
            groups[group] = groups.get(group, 0) + 1
        taken[stratum].append(identity)
    return taken, [i for _, i in ranked]


def successor(population, plan, now, ever, stratum, order):
    row = {r[0]: r for r in population}
    for identity in order:
        _, own, _, group = row[identity]
        if own != stratum or identity in ever:
            continue
        if group and plan["groupcap"] and sum(row[x][3] == group for x in now) >= plan["groupcap"]:
            continue
        return identity
    return None


def leaving(population, plan, name, drawn, order):
    """Strikes and replacements in turn, of the drawn, of successors, of reserves and of who has left."""
    row = {r[0]: r for r in population}
    now, barred = set(drawn), set(drawn)

    def leave(identity, is_struck):
        if is_struck:
            barred.add(identity)
        if identity not in now:
            return "unlisted"
        now.discard(identity)
        follower = successor(population, plan, now, barred, row[identity][1], order)
        if follower is None:
            return "empty"
        now.add(follower)
        barred.add(follower)
        return follower

    told = [leave(i, True) for i in [i for i in order if row[i][1] == name and i not in drawn][:1]]
    for place, identity in enumerate(drawn[:6]):
        told.append(leave(identity, place % 2 == 0))
        if place % 3 == 2:
            told.append(leave(told[-1] if told[-1] in row else identity, True))
    if len(drawn) > 1:
        told.append(leave(drawn[1], True))
    return told


def select(population, plan, seed):
    names = [s[0] for s in plan["strata"]]
    amounts = sizes(plan, [sum(r[1] == n for r in population) for n in names])
    if amounts is None:
        return "error draw.totalTooSmall"
    size = dict(zip(names, amounts))
    row = {r[0]: r for r in population}
    taken, order = walk(population, plan, seed, size)
    drawn = [i for n in names for i in taken[n]]
    parts = []
    for n in names:
        reserves = [i for i in order if row[i][1] == n and i not in taken[n]]
        parts.append(f"{n}={size[n]}:{','.join(taken[n])}/{','.join(reserves)}")
    batch = sorted(drawn, key=lambda i: (ticket("B", seed, i), i))
    b = plan["batches"] or 1
    cut, start = [], 0
    for place in range(b):
        length = len(batch) // b + (1 if place < len(batch) % b else 0)
        cut.append(",".join(batch[start:start + length]))
        start += length
    parts.append("batches " + "|".join(cut))
    now, ever, followers = set(drawn), set(drawn), []
    for identity in drawn[:8]:
        trial = now - {identity}
        follower = successor(population, plan, trial, ever, row[identity][1], order)
        if follower is None:
            followers.append("draw.reservesUsedUp")
        else:
            now = trial | {follower}
            ever.add(follower)
            followers.append(follower)
    parts.append("replaced " + ",".join(followers))
    if drawn:
        parts.append("left " + ",".join(leaving(population, plan, names[0], drawn, order)))
        fresh = [i for _, i in sorted((key("R", seed, r[0], r[2]), r[0]) for r in population)]
        first = drawn[0]
        follower = successor(population, plan, set(drawn) - {first}, set(drawn), row[first][1], fresh)
        parts.append("reseed " + (follower or "draw.reservesUsedUp"))
    return " ".join(parts)


# ---------------------------------------------------------------- matching

class Roster:
    """inspectors: id -> (department, tags, cap, load0); slots: id -> (inspection, department or None, tags)."""

    def __init__(self, inspectors, slots, conflicts):
        self.inspectors, self.slots, self.conflicts = inspectors, slots, conflicts

    def fits(self, slot):
        inspection, department, tags = self.slots[slot]
        return [i for i, (own, have, _, _) in sorted(self.inspectors.items())
                if department in (None, own) and tags <= have and (inspection, i) not in self.conflicts]

    def flow(self, slots, fixed):
        """How many of `slots` can be filled beside `fixed`: augmenting paths in the textbook network."""
        capacity = {}
        edges = {}

        def edge(a, b, c):
            capacity[a, b] = c
            capacity.setdefault((b, a), 0)
            edges.setdefault(a, set()).add(b)
            edges.setdefault(b, set()).add(a)

        for i, (_, _, cap, _) in self.inspectors.items():
            edge("source", i, cap - sum(x == i for x in fixed.values()))
        for s in slots:
            inspection = self.slots[s][0]
            team = {i for t, i in fixed.items() if self.slots[t][0] == inspection}
            edge(("slot", s), "sink", 1)
            for i in self.fits(s):
                if i not in team:
                    edge(i, (i, inspection), 1)
                    edge((i, inspection), ("slot", s), 1)
        total = 0
        while True:
            back, queue = {"source": None}, ["source"]
            while queue and "sink" not in back:
                a = queue.pop(0)
                for b in edges.get(a, ()):
                    if b not in back and capacity[a, b] > 0:
                        back[b] = a
                        queue.append(b)
            if "sink" not in back:
                return total
            b = "sink"
            while back[b] is not None:
                capacity[back[b], b] -= 1
                capacity[b, back[b]] += 1
                b = back[b]
            total += 1

    def full(self, slots, fixed):
        return self.flow(slots, fixed) == len(slots)

    def shortage(self):
        """The first slot, in order of ids, that cannot be filled beside the earlier ones, and who could be empty instead."""
        kept = []
        for s in sorted(self.slots):
            if self.full(kept + [s], {}):
                kept.append(s)
                continue
            some = [t for t in kept + [s] if self.full([x for x in kept + [s] if x != t], {})]
            amount = 0
            for i, (_, _, cap, _) in self.inspectors.items():
                amount += min(cap, len({self.slots[t][0] for t in some if i in self.fits(t)}))
            return s, sorted(some), amount

    def match(self, seed):
        scarce = [s for s in sorted(self.slots) if len(self.fits(s)) <= 2]
        unfilled = len(self.slots) - self.flow(list(self.slots), {})
        head = f"scarce {','.join(scarce)} unfilled {unfilled}"
        if unfilled:
            failed, some, amount = self.shortage()
            return f"{head} at {failed} slots {','.join(some)} capacity {amount}"
        fixed, steps = {}, []
        for s in sorted(self.slots, key=lambda s: (ticket("S", seed, s), s)):
            inspection = self.slots[s][0]
            given = lambda i: sum(x == i for x in fixed.values())
            team = [i for t, i in fixed.items() if self.slots[t][0] == inspection]
            rest = [i for i in self.fits(s) if i not in team and given(i) < self.inspectors[i][2]]
            n = len(rest)
            drawn, rejected = [], []

            def draw():
                value = int(H("ssj/v1/pick", seed, s, str(len(drawn) + 1)), 16)
                drawn.append(rest.pop(value % len(rest)))
                return drawn[-1]

            first = [draw() for _ in range(max(1, min(3, (n + 1) // 3)))]
            tries = sorted(first, key=lambda i: (self.inspectors[i][3] + given(i), drawn.index(i)))
            while True:
                candidate = tries.pop(0) if tries else draw()
                if self.full([t for t in self.slots if t not in fixed and t != s], {**fixed, s: candidate}):
                    fixed[s] = candidate
                    break
                rejected.append(candidate)
            steps.append(f"{s}:{n}:{','.join(drawn)}:{','.join(rejected)}:{fixed[s]}")
        slot = min(self.slots)
        team = {i for t, i in fixed.items() if self.slots[t][0] == self.slots[slot][0]}
        standbys = sorted((i for i in self.fits(slot) if i not in team),
                          key=lambda i: (ticket("R", seed, slot + ":" + i), i))
        return " ".join([head] + steps + ["standbys " + ",".join(standbys)])


# ---------------------------------------------------------------- random cases

def manifest(domain, rows):
    return "".join(line + "\n" for line in [domain] + sorted(rows, key=lambda r: r.encode()))


def random_selection(chance):
    names = chance.sample(["A", "B", "C", "加油站", "重点"], chance.randint(1, 4))
    identities = chance.sample([f"{a}{n}" for a in ("ENT", "ent-", "9:", "x.y_") for n in range(40)],
                               chance.randint(1, 60))
    groups = ["g1", "g2", "集团"]
    population = [(i, chance.choice(names), chance.choice([1, 1, 1, 2, 5, 12]),
                   chance.choice(groups) if chance.random() < .4 else None) for i in identities]
    total = chance.randint(1, 70) if chance.random() < .35 else None
    strata = []
    for n in names:
        low = chance.choice([0, 1, 1, 2])
        top = low + chance.randint(0, 12) if chance.random() < .4 else None
        if total:
            strata.append((n, "ratio", chance.randint(1, 4), 1, low, top))
        else:
            den = chance.choice([1, 2, 3, 100, 1000])
            strata.append((n, chance.choice(["ratio", "ratio-half"]), chance.randint(0, den), den, low, top))
    plan = {"strata": strata, "total": total, "batches": chance.choice([None, 1, 2, 3, 7]),
            "groupcap": chance.choice([None, 1, 2, 3])}
    lines = ["ssj/v1/plan"] + ["\t".join(["stratum", n, mode, str(num), str(den), str(low),
                                           "-" if top is None else str(top)]) for n, mode, num, den, low, top in strata]
    lines += [f"{name}\t{plan[name]}" for name in ("total", "batches", "groupcap") if plan[name]]
    rows = [f"{i}\t{s}\t{w}\t{g or '-'}" for i, s, w, g in population]
    seed = H("case", str(chance.random()))
    text = f"select {seed} {len(rows) + 1} {len(lines)}\n" + manifest("ssj/v1/population", rows) \
        + "".join(line + "\n" for line in lines)
    return text, select(population, plan, seed)


def random_matching(chance):
    departments = ["mkt", "fire", "商务"][:chance.randint(1, 3)]
    tags = ["oil", "food", "特种设备"]
    pick = lambda p: frozenset(t for t in tags if chance.random() < p)
    tight = chance.random()
    inspectors = {f"I{n:02}": (chance.choice(departments), pick(.5), chance.randint(0 if tight < .1 else 1, 4),
                               chance.randint(0, 5)) for n in range(chance.randint(1, 10))}
    slots = {}
    for j in range(chance.randint(1, 6)):
        for place in range(chance.randint(1, 3)):
            slots[f"J{j}.{place}"] = (f"J{j}", chance.choice(departments + [None]), pick(.2))
    conflicts = {(f"J{j}", i) for j in range(6) for i in inspectors if chance.random() < .12}
    written = lambda have: ",".join(sorted(have, key=str.encode)) or "-"
    texts = [
        manifest("ssj/v1/inspectors", [f"{i}\t{d}\t{written(t)}\t{c}\t{l}" for i, (d, t, c, l) in inspectors.items()]),
        manifest("ssj/v1/slots", [f"{s}\t{j}\t{d or '-'}\t{written(t)}" for s, (j, d, t) in slots.items()]),
        manifest("ssj/v1/conflicts", [f"{j}\t{i}\t-" for j, i in conflicts])]
    seed = H("case", str(chance.random()))
    head = f"match {seed} " + " ".join(str(t.count("\n")) for t in texts) + "\n"
    return head + "".join(texts), Roster(inspectors, slots, conflicts).match(seed)


def compare(judge, rounds, start):
    chance = random.Random(start)
    cases = [(random_selection if n % 2 else random_matching)(chance) for n in range(rounds)]
    output = subprocess.run([judge], input="".join(c for c, _ in cases).encode(), capture_output=True, check=True)
    answers = output.stdout.decode().splitlines()
    if len(answers) != len(cases):
        sys.exit(f"{len(answers)} answers to {len(cases)} cases")
    for (case, expected), answer in zip(cases, answers):
        if expected != answer:
            sys.exit(f"{case}expected {expected}\nanswer   {answer}")
    expected = [e for _, e in cases]
    matched = [e for e in expected if e.startswith("scarce")]
    feasible = [e for e in matched if " unfilled 0 " in e]
    rejections = sum(len([x for x in step.split(":")[3].split(",") if x])
                     for e in feasible for step in e.split(" ") if step.count(":") == 4)
    if not (feasible and rejections and len(feasible) < len(matched)):
        sys.exit("the cases are too tame to show anything")
    print(f"{len(expected) - len(matched)} selections and {len(matched)} matchings agree "
          f"({len(feasible)} feasible with {rejections} look-ahead rejections)")


def vectors(path):
    """Every fenced block `sha256 NAME VALUE` of the document holds exactly the bytes of that hash."""
    document = open(path, encoding="utf-8").read()
    blocks = re.findall(r"^```sha256 (\S+) ([0-9a-f]{64})\n(.*?)^```$", document, re.M | re.S)
    for name, value, text in blocks:
        if hashlib.sha256(text.encode()).hexdigest() != value:
            sys.exit(f"{name} is not {value}")
    if len(blocks) < 10:
        sys.exit("the document shows too few vectors")
    print(f"{len(blocks)} vectors of {path} hold")


if __name__ == "__main__":
    if sys.argv[1] == "--vectors":
        vectors(sys.argv[2])
    else:
        compare(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 4000,
                int(sys.argv[3]) if len(sys.argv) > 3 else 1)
