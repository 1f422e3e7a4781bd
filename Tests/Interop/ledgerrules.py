"""Judges entries as docs/format.md section 6 and docs/rules/0.md say, from those texts alone. `verify.py` uses it."""
from ledgerformat import *

AUTHORITY = ("administrator", "leader", "supervisor")


class NotDisclosed(Exception):
    """A rule that needs what is withheld."""


# ---- Members of records, rules section 1. Each takes a value and gives what it says.

def checked(code, holds, reading=lambda value: value):
    def check(value):
        need(holds(value), code, repr(value)[:60])
        return reading(value)
    return check


def text(holds): return checked("record.invalid", lambda v: type(v) is str and bool(holds(v)))
def sized(limit): return text(lambda v: 1 <= len(v.encode()) <= limit)


actor = text(lambda v: is_actor(v) and v != "a0000")
role, hex64, date = text(is_role), text(lambda v: is_hex(v, 64)), text(lambda v: day_number(v) is not None)
number = checked("record.invalid", lambda v: type(v) is int and v >= 0)
leaf = checked("record.invalid", lambda v: type(v) is str and unb64(v, 32), unb64)
reason, subject, anything = sized(2_000), sized(64), lambda value: value
about = checked("record.invalid", lambda v: isinstance(v, dict) and number(v.get("index")) >= 0 and leaf(v.get("leaf")),
                lambda v: (v["index"], leaf(v["leaf"])))


def vkey(value):
    name, kind, key, key_id = parse_vkey(text(bool)(value))
    need(kind == 1, "record.invalid", "algorithm")
    need(may_be_enrolled(key), "key.weak", name)
    return name, key, key_id


def read(record, type_, optional={}, **members):
    """The members of a record of a type, unknown ones refused."""
    need(record["type"] == type_, "record.invalid", f"{record['type']} where {type_} belongs")
    unknown = set(record) - set(members) - set(optional) - {"type", "nonce"}
    need(not unknown, "record.invalid", f"{type_}: {unknown}")
    for name in members: need(name in record, "record.invalid", f"{type_}: {name}")
    return {n: check(record[n]) for n, check in {**members, **optional}.items() if n in record}


def read_key(record):
    """Actor and vkey of an `actor.key/1`."""
    key = read(record, "actor.key/1", actor=actor, vkey=vkey, purpose=text(lambda v: v == "person"))
    need(key["vkey"][0] == key["actor"], "record.invalid", "the vkey bears another name")
    return key["actor"], key["vkey"], record["vkey"]


def depth(value):
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inside is None else 1 + max(map(depth, inside), default=0)


def count(records, low, high=None):
    need(low <= len(records) <= (high or low), "record.invalid", f"{len(records)} records")


# ---- Admission, format section 6 and rules sections 3 to 6

FAMILY_TABLES = {
    "ledger": {"ledger", "introduced", "proposal", "target"}, "policy": {"policy", "rules", "proposal", "target"},
    "actor": {"actor", "key", "introduced", "role", "proposal", "target"}, "clock": {"proposal", "target"},
    "personal": {"erased", "proposal", "target"}, "rules": {"policy", "rules", "proposal", "target"}}
TABLES = set().union(*FAMILY_TABLES.values(), {"mark"})
NEW_KEY = ("ledger.rekeyed/1", "actor.enrolled/1", "actor.rekeyed/1", "actor.rotated/1")
PLAIN = ("actor.suspended/1", "actor.restored/1", "actor.granted/1", "actor.revoked/1", "policy.changed/1",
         "rules.adopted/1", "clock.accepted/1", "clock.corrected/1", "personal.erased/1")
DECISIONS = {f"{family}.{verb}/1" for family in FAMILY_TABLES for verb in ("confirmed", "declined")}
CLOCK_EVENTS = ("clock.accepted/1", "clock.corrected/1", "clock.confirmed/1", "clock.declined/1")


def is_known(type_): return type_.startswith("note.") or type_ in {"ledger.founded/1", *NEW_KEY, *PLAIN, *DECISIONS}


def writes(type_):
    if type_.startswith("note."): return {"mark"}
    if type_ == "ledger.founded/1": return TABLES - {"policy", "erased", "mark"}
    if type_ == "clock.accepted/1": return set()
    return {"proposal", "actor", "key", "role"} if type_.endswith(".declined/1") else FAMILY_TABLES[type_.split(".")[0]]


def is_data_type(type_):
    name = type_.split("/")[0]
    return not (name.startswith("note.personal.") or type_ == "actor.person/1") and \
        name.split(".")[0] in (*FAMILY_TABLES, "note")


class Admission:
    def __init__(self, ledger, document):
        self.ledger, self.document = ledger, document
        self.rows, self.unknown, self.undo = {}, set(), []
        self.chain = []  # (leaf hash, received) of every entry
        self.head = None

    # State

    def get(self, table, *key):
        if table in self.unknown: raise NotDisclosed(table)
        return self.rows.get((table, *key))

    def set(self, table, *key, **row):
        self.undo.append(((table, *key), self.rows.get((table, *key))))
        self.rows[(table, *key)] = row

    def find(self, table, *prefix):
        if table in self.unknown: raise NotDisclosed(table)
        return sorted((k[1:], row) for k, row in self.rows.items() if k[:1 + len(prefix)] == (table, *prefix))

    def change(self, table, *key, **members): self.set(table, *key, **{**self.get(table, *key), **members})

    def standing(self, name): return (self.get("actor", name) or {}).get("standing")

    def introduce(self, key, owner):
        for place in (("id", key[2]), ("key", key[1])):
            need(self.get("introduced", *place) is None, "key.known", key[0])
        for place in (("id", key[2]), ("key", key[1])): self.set("introduced", *place, owner=owner)

    def is_granted(self, name, role_):
        return any(row["standing"] == "active" for _, row in self.find("role", name, role_))

    def roles(self, name):
        """The roles that an actor holds on the day of `received` in China."""
        if self.standing(name) != "active": return set()
        day = (self.received + 8 * HOUR) // DAY
        return {key[1] for key, row in self.find("role", name) if row["standing"] == "active"
                and day_number(row["start"] or "0000-01-01") <= day <= day_number(row["end"] or "9999-12-31")}

    def authority(self):
        held = self.roles(self.author) & set(AUTHORITY)
        need(held, "role.missing", f"{self.author}: administrator, leader or supervisor")
        return held

    # The common checks

    def judge(self, entry, index, records):
        """Marks of an accepted entry, or None where it cannot be decided; `records` is None where any is withheld."""
        event, self.index, self.leaf, self.received = entry.event, index, entry.leaf, entry.received
        self.event, self.records, self.undo = event, records, []
        family, verb = event.type.split("/")[0].split(".")[0], event.type.split(".", 1)[1].split("/")[0]
        try:
            need(event.ledger == self.ledger, "event.ledger", event.ledger)
            need(is_known(event.type), "event.typeUnknown", event.type)
            need((event.seen is None) == (index == 0), "event.seen")
            if event.seen:
                place, seen_leaf = event.seen
                need(place < index and self.chain[place][0] == seen_leaf, "event.seen", place)
            stated = None
            if records is not None:
                for record in records: need(is_data_type(record["type"]), "record.typeUnknown", record["type"])
                self.read_author()
                stated = self.stated_received()
            marks = self.check_times(event, stated)
            self.check_signatures()
            if records is None: raise NotDisclosed
            if family != "note":
                rule = "decide" if event.type in DECISIONS else f"{family}_{verb}"
                getattr(self, rule)()
            if marks: self.set("mark", index, codes=marks)
            return marks
        except (NotDisclosed, Refused) as problem:
            for key, row in reversed(self.undo): self.rows.pop(key) if row is None else self.rows.update({key: row})
            if is_known(event.type): self.unknown |= writes(event.type)
            if isinstance(problem, Refused): raise
            return None

    def read_author(self):
        """The author, and the keys that the data introduces: (key name, key id) to public key."""
        event, records, self.new_keys = self.event, self.records, {}
        if event.type == "ledger.founded/1":
            need(len(event.signatures) == 2, "event.signatures")
            self.founding = self.read_founding()
            self.author, new = self.founding["founders"][0][0], [f[1] for f in self.founding["founders"]]
        elif event.type in NEW_KEY:
            need(len(event.signatures) == 2, "event.signatures")
            if records[0]["type"] == "ledger.rekeyed/1":
                self.author, new = actor(records[0].get("author")), [vkey(records[0].get("vkey"))]
            else:
                count(records, 2)
                name, key, _ = read_key(records[1])
                rotates = records[0]["type"] == "actor.rotated/1"
                self.author, new = name if rotates else actor(records[0].get("author")), [key]
                need(actor(records[0].get("actor")) == name, "record.invalid", "two actors")
        else:
            need(len(event.signatures) == 1 and is_actor(event.signatures[0][0]), "event.signatures")
            self.author, new = event.signatures[0][0], []
        self.new_keys = {(key[0], key[2]): key[1] for key in new}

    def stated_received(self):
        if self.event.type != "clock.confirmed/1": return None
        row = self.get("proposal", about(self.records[0].get("about"))[0])
        return moment(row["content"][0]["received"]) if row and row["type"] == "clock.corrected/1" else None

    def check_times(self, event, stated):
        time, received = event.time, self.received
        if stated is not None:
            need(received == stated, "clock.order")
            need(abs(time - stated) <= 72 * HOUR, "event.time")
            return []
        ordinary = event.type not in CLOCK_EVENTS
        # The confirmation of a correction whose data is withheld may rightly lie before the head.
        unstated = event.type == "clock.confirmed/1" and self.records is None
        if self.head is not None:
            need(received >= self.head or unstated, "clock.order")
            need(not ordinary or received - self.head <= 120 * DAY, "clock.gap")
        need(time - received <= 5 * MINUTE or unstated, "event.time", "ahead of received")
        if ordinary and event.seen: need(self.chain[event.seen[0]][1] - time <= 5 * MINUTE, "event.time", "before seen")
        late = ordinary and received - time > 72 * HOUR
        need(not late or event.type.startswith("note."), "event.late")
        return ["late"] if late else []

    def check_signatures(self):
        event, signed = self.event, set()
        if self.records is None:
            if event.type in NEW_KEY or event.type == "ledger.founded/1": return
            need(len(event.signatures) == 1, "event.signatures")
            self.author, self.new_keys = event.signatures[0][0], {}
        if event.type == "ledger.founded/1":
            need({s[0] for s in event.signatures} == {k[0] for k in self.new_keys}, "event.signatures")
        for name, key_id, signature in event.signatures:
            key = self.new_keys.get((name, key_id))
            signed.add("new" if key else "author")
            if not key:
                need(event.type != "ledger.founded/1" and name == self.author, "event.signatures", name)
                need(self.standing(name) not in (None, "proposed"), "actor.unknown", name)
                need(self.standing(name) == "active", "actor.suspended", name)
                row = self.get("key", name, key_id)
                need(row and row["standing"] != "proposed", "key.unknown", f"{name} {key_id.hex()}")
                need(row["standing"] == "active", "key.retired", f"{name} {key_id.hex()}")
                key = parse_vkey(row["vkey"])[2]
            need(signature_holds(signature, event.text, key), "signature.wrong", name)
        need(event.type not in NEW_KEY or signed == {"new", "author"}, "event.signatures", "author and new key sign")

    # Proposals and decisions, rules section 4

    def propose(self, targets, roles, needs_supervisor=False):
        for target in targets:
            earlier = (self.get("target", target) or {}).get("proposal")
            if earlier is not None and self.get("proposal", earlier)["standing"] == "open":
                self.change("proposal", earlier, standing="superseded")
            self.set("target", target, proposal=self.index)
        self.set("proposal", self.index, leaf=self.leaf, type=self.event.type, author=self.author, roles=roles,
                 signed=self.event.time, needs=needs_supervisor, standing="open", content=self.records)

    def decide(self):
        count(self.records, 1)
        type_ = self.event.type
        index, leaf_ = read(self.records[0], type_, {"reason": anything}, about=about)["about"]
        row = self.get("proposal", index)
        need(row and row["leaf"] == leaf_ and row["type"].split(".")[0] == type_.split(".")[0], "proposal.unknown", index)
        need(row["standing"] == "open", "proposal.closed", index)
        need(self.event.time - row["signed"] <= 30 * DAY, "proposal.expired", index)
        need(self.author != row["author"], "duties.samePerson", self.author)
        need(self.standing(row["author"]) == "active", "proposal.closed", "the proposer is suspended")
        held = self.authority()
        if row["type"] == "ledger.rekeyed/1":
            need("supervisor" in held, "role.missing", self.author)
        else:
            pairs = [{one, other} for one in row["roles"] for other in held if one != other]
            need(pairs, "duties.sameRole", self.author)
            need(not row["needs"] or any("supervisor" in pair for pair in pairs), "duties.supervisor", index)
        confirmed = type_.endswith(".confirmed/1")
        self.carry_out(index, row, confirmed)
        self.change("proposal", index, standing="confirmed" if confirmed else "declined")

    def carry_out(self, index, row, confirmed):
        type_, content, standing = row["type"], row["content"], "active" if confirmed else "declined"
        name = content[0].get("actor")
        if type_ in ("actor.enrolled/1", "actor.rekeyed/1"):
            if type_ == "actor.enrolled/1": self.change("actor", name, standing=standing)
            for key, state in self.find("key", name):
                if state["standing"] == "active" and confirmed: self.change("key", *key, standing="lost")
                if state["standing"] == "proposed" and state["since"] == index:
                    self.change("key", *key, standing=standing)
        elif type_ == "actor.granted/1":
            self.change("role", name, content[0]["role"], index, standing=standing)
        elif confirmed and type_ == "actor.restored/1":
            self.change("actor", name, standing="active")
        elif confirmed and type_ == "ledger.rekeyed/1":
            self.set("ledger", content[0]["purpose"], self.index + 1, vkey=content[0]["vkey"])
        elif confirmed and type_ == "personal.erased/1":
            for record in content[1:]:
                self.set("erased", record["index"], record["position"], leaf=unb64(record["leaf"]))
        # Policies and rule sets beyond 0 are read by no rule of set 0.

    # Event types, rules section 5

    def read_founding(self):
        count(self.records, 6)
        head = read(self.records[0], "ledger.founded/1", origin=text(is_ledger), checkpoint=vkey, engine=vkey,
                    instance=hex64)
        need(head["checkpoint"][0] == head["origin"] and head["engine"][0] == "a0000", "record.invalid", "service keys")
        rules = read(self.records[1], "rules.set/1", set=number, sha256=hex64)
        founders = [read_key(record) for record in self.records[2:4]]
        for place, name in enumerate(("administrator", "supervisor")):
            grant = read(self.records[4 + place], "actor.role/1", actor=actor, role=role)
            need((grant["actor"], grant["role"]) == (founders[place][0], name), "record.invalid", name)
        return {**head, **rules, "founders": founders}

    def ledger_founded(self):
        need(self.index == 0, "ledger.founded", self.index)
        found, state = self.founding, dict(standing="active", since=0)
        need(found["origin"] == self.event.ledger, "event.ledger", found["origin"])
        need(found["founders"][0][0] != found["founders"][1][0], "duties.samePerson")
        need((found["set"], found["sha256"]) == (0, self.document), "rules.unknown", found["sha256"])
        for purpose in ("checkpoint", "engine"):
            self.introduce(found[purpose], purpose)
            self.set("ledger", purpose, 0, vkey=self.records[0][purpose])
        for (name, key, vkey_), role_ in zip(found["founders"], ("administrator", "supervisor")):
            self.introduce(key, name)
            self.set("actor", name, standing="active")
            self.set("key", name, key[2], vkey=vkey_, **state)
            self.set("role", name, role_, 0, start=None, end=None, standing="active")

    def ledger_rekeyed(self):
        need("administrator" in self.roles(self.author), "role.missing", self.author)
        count(self.records, 1)
        said = read(self.records[0], "ledger.rekeyed/1", author=actor, purpose=anything, vkey=vkey, reason=reason)
        names = {"checkpoint": self.ledger, "engine": "a0000"}
        need(type(said["purpose"]) is str and names.get(said["purpose"]) == said["vkey"][0], "record.invalid", "purpose")
        self.introduce(said["vkey"], said["purpose"])
        self.propose([f"service:{said['purpose']}"], {"administrator"})

    def add_key(self, standing):
        name, key, vkey_ = read_key(self.records[1])
        self.introduce(key, name)
        self.set("key", name, key[2], vkey=vkey_, standing=standing, since=self.index)
        return name

    def actor_enrolled(self):
        held = self.authority()
        name = read(self.records[0], "actor.enrolled/1", author=actor, actor=actor)["actor"]
        need(self.get("actor", name) is None, "actor.known", name)
        self.add_key("proposed")
        self.set("actor", name, standing="proposed")
        self.propose([f"actor:{name}"], held)

    def need_enrolled(self, name): need(self.standing(name) in ("active", "suspended"), "actor.unknown", name)

    def actor_rekeyed(self):
        held = self.authority()
        name = read(self.records[0], "actor.rekeyed/1", author=actor, actor=actor, reason=reason)["actor"]
        self.need_enrolled(name)
        need(name != self.author, "duties.samePerson", name)
        self.add_key("proposed")
        self.propose([f"key:{name}"], held, self.is_granted(name, "supervisor"))

    def actor_rotated(self):
        read(self.records[0], "actor.rotated/1", actor=actor)
        name = self.add_key("active")
        for _, key_id, _ in self.event.signatures:
            if (name, key_id) not in self.new_keys: self.change("key", name, key_id, standing="retired")

    def actor_suspended(self):
        held = self.authority()
        count(self.records, 1)
        name = read(self.records[0], "actor.suspended/1", {"since": anything}, actor=actor, reason=reason)["actor"]
        need(self.standing(name) == "active", "actor.unknown", name)
        need("supervisor" in held or not self.is_granted(name, "supervisor"), "duties.supervisor", name)
        self.change("actor", name, standing="suspended")

    def actor_restored(self):
        held = self.authority()
        count(self.records, 1)
        name = read(self.records[0], "actor.restored/1", actor=actor, reason=reason)["actor"]
        need(self.standing(name) == "suspended", "actor.unknown", name)
        self.propose([f"restore:{name}"], held, self.is_granted(name, "supervisor"))

    def actor_granted(self):
        held = self.authority()
        count(self.records, 1)
        grant = read(self.records[0], "actor.role/1", {"from": date, "to": date}, actor=actor, role=role)
        start, end = grant.get("from"), grant.get("to")
        need(not (start and end) or start <= end, "record.invalid", "to lies before from")
        self.need_enrolled(grant["actor"])
        self.set("role", grant["actor"], grant["role"], self.index, start=start, end=end, standing="proposed")
        self.propose([f"role:{grant['actor']}:{grant['role']}"], held, grant["role"] == "supervisor")

    def actor_revoked(self):
        held = self.authority()
        count(self.records, 1)
        said = read(self.records[0], "actor.revoked/1", actor=actor, role=role, reason=reason)
        need(said["role"] != "supervisor" or "supervisor" in held, "duties.supervisor", said["actor"])
        need(self.is_granted(said["actor"], said["role"]), "role.missing", f"{said['actor']}: {said['role']}")
        for key, row in self.find("role", said["actor"], said["role"]):
            if row["standing"] == "active": self.change("role", *key, standing="ended")

    def policy_changed(self):
        held, names = self.authority(), []
        count(self.records, 2, 17)
        read(self.records[0], "policy.changed/1", reason=reason)
        for record in self.records[1:]:
            said = read(record, "policy.value/1", value=anything, name=text(lambda v: re.fullmatch("[A-Za-z0-9.]{1,64}", v)))
            need(len(encode(said["value"]).encode()) <= 2_048 and depth(said["value"]) <= 12, "record.invalid", "value")
            need(said["name"] not in names, "record.invalid", said["name"])
            names.append(said["name"])
        self.propose([f"policy:{name}" for name in names], held)

    def rules_adopted(self):
        self.authority()
        count(self.records, 1)
        said = read(self.records[0], "rules.set/1", set=number, sha256=hex64)
        need((said["set"], said["sha256"]) == (0, self.document), "rules.unknown", said["set"])
        need(False, "record.invalid", "set 0 is not newer than the one in force")  # no later set is known here

    def clock_accepted(self):
        self.authority()
        count(self.records, 1)
        read(self.records[0], "clock.accepted/1", reason=reason)

    def clock_corrected(self):
        held = self.authority()
        count(self.records, 1)
        stated = moment(read(self.records[0], "clock.corrected/1", reason=reason, received=text(
            lambda v: moment(v) is not None))["received"])
        need(stated < self.received, "record.invalid", "not below received")
        need(abs(stated - self.event.time) <= 5 * MINUTE, "event.time", "stated")
        self.propose(["clock"], held)

    def personal_erased(self):
        held = self.authority()
        count(self.records, 2, 257)
        whom = read(self.records[0], "personal.erased/1", subject=subject, reason=reason)["subject"]
        for record in self.records[1:]:
            place = read(record, "personal.record/1", index=number, position=number, leaf=leaf)
            need(place["index"] < self.index, "record.invalid", "index")
        self.propose([f"personal:{whom}"], held)
