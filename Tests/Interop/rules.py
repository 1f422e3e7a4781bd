"""The rights of an export's authors, as docs/rules/0.md says, from that text and docs/format.md alone.

verify.py loads this file where it is beside it and hands itself over as the module `verify`.
"""
import datetime, re
from verify import DAY, ENGINE, HOUR, MINUTE, Fraction, NotDisclosed, Verifier, is_actor, is_hash, is_ledger, is_subject
from verify import is_text, is_type, moment, need, parse_vkey, unb64

AUTHORITY = ("administrator", "leader", "supervisor")


# ---- Members of records, rules section 1. Each takes a value and gives what it says.

def checked(code, holds, reading=lambda value: value):
    def check(value):
        need(holds(value), code, repr(value)[:60])
        return reading(value)
    return check


def text(holds): return checked("record.invalid", lambda v: is_text(v, holds))
def sized(limit): return text(lambda v: 1 <= len(v.encode()) <= limit)
def is_role(t): return len(t) <= 32 and re.fullmatch("[a-z]+(-[a-z]+)*", t)


def day_number(text):
    """Days from 1970 to a date, or None."""
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text): return None
    year, month, day = map(int, text.split("-"))
    try:
        shift = 0 if year else 400  # Python's calendar has no year 0
        return datetime.date(year + shift, month, day).toordinal() - (146_097 if shift else 0) - 719_163
    except ValueError:
        return None


actor = text(lambda v: is_actor(v) and v != "a0000")
role, hex64, date = text(is_role), text(is_hash), text(lambda v: day_number(v) is not None)
number = checked("record.invalid", lambda v: type(v) is int and v >= 0)
leaf = checked("record.invalid", lambda v: type(v) is str and unb64(v, 32), unb64)
reason, subject, anything = sized(2_000), text(is_subject), lambda value: value
about = checked("record.invalid", lambda v: isinstance(v, dict) and number(v.get("index")) >= 0 and leaf(v.get("leaf")),
                lambda v: (v["index"], leaf(v["leaf"])))


def vkey(value): return parse_vkey(value, enters=True)


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


def encode(value):
    """The encoding of state rows, rules section 3."""
    if isinstance(value, dict): return "{" + ",".join(encode(str(k)) + ":" + encode(v) for k, v in value.items()) + "}"
    if isinstance(value, list): return "[" + ",".join(map(encode, value)) + "]"
    if value is None or isinstance(value, bool): return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, Fraction)): return str(value)
    escaped = re.sub(r'["\\]', r"\\\g<0>", value)
    return '"' + re.sub("[\0-\x1f]", lambda c: "\\u%04x" % ord(c[0]), escaped) + '"'


def depth(value):
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inside is None else 1 + max(map(depth, inside), default=0)


def count(records, low, high=None):
    need(low <= len(records) <= (high or low), "record.invalid", f"{len(records)} records")


# ---- Admission, format section 6 and rules sections 3 to 6

FAMILY_TABLES = {
    "ledger": {"ledger", "introduced", "proposal", "target"}, "policy": {"policy", "proposal", "target"},
    "actor": {"actor", "key", "introduced", "role", "proposal", "target"}, "clock": {"proposal", "target"},
    "personal": {"erased", "proposal", "target"}, "rules": {"rules", "proposal", "target"}}
TABLES = set().union(*FAMILY_TABLES.values(), {"mark", "disclosed"})
NEW_KEY = ("ledger.rekeyed/1", "actor.enrolled/1", "actor.rekeyed/1", "actor.rotated/1")
PLAIN = ("actor.suspended/1", "actor.restored/1", "actor.granted/1", "actor.revoked/1", "policy.changed/1",
         "rules.adopted/1", "clock.accepted/1", "clock.corrected/1", "personal.erased/1", *ENGINE)
DECISIONS = {f"{family}.{verb}/1" for family in FAMILY_TABLES for verb in ("confirmed", "declined")}


def is_known(type_): return type_.startswith("note.") or type_ in {"ledger.founded/1", *NEW_KEY, *PLAIN, *DECISIONS}


def writes(type_):
    if type_.startswith("note.") or type_ in ENGINE: return {"mark"}
    if type_ == "ledger.founded/1": return TABLES - {"policy", "erased", "mark", "disclosed"}
    if type_ == "clock.accepted/1": return set()
    return {"proposal", "actor", "key", "role"} if type_.endswith(".declined/1") else FAMILY_TABLES[type_.split(".")[0]]


def is_data_type(type_):
    name = type_.split("/")[0]
    return not (name.startswith("note.personal.") or type_ == "actor.person/1") and \
        (name.split(".")[0] in (*FAMILY_TABLES, "note") or type_ in ENGINE)


class RightsVerifier(Verifier):
    def __init__(self, document):
        super().__init__()
        self.document, self.rows, self.unknown, self.undo = document, {}, set(), []

    # State

    def get(self, table, *key):
        if table in self.unknown: raise NotDisclosed(f"the table {table}")
        return self.rows.get((table, *key))

    def set(self, table, *key, **row):
        self.undo.append(((table, *key), self.rows.get((table, *key))))
        self.rows[(table, *key)] = row

    def find(self, table, *prefix):
        if table in self.unknown: raise NotDisclosed(f"the table {table}")
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
        at = self.entry.time if self.entry.type.startswith("clock.") else self.entry.received
        day = (at + 8 * HOUR) // DAY
        return {key[1] for key, row in self.find("role", name) if row["standing"] == "active"
                and day_number(row["start"] or "0000-01-01") <= day <= day_number(row["end"] or "9999-12-31")}

    def authority(self):
        held = self.roles(self.author) & set(AUTHORITY)
        need(held, "role.missing", f"{self.author}: administrator, leader or supervisor")
        return held

    # The common checks, format section 6

    def judge(self):
        entry, type_ = self.entry, self.entry.type
        self.undo, self.author, self.new = [], None, {}
        need(entry.ledger == self.ledger, "event.ledger", entry.ledger)
        need("rules" in self.unknown or is_known(type_), "event.typeUnknown", type_)
        self.check_place()
        try:
            self.get("rules")
            for record in self.records or []: need(is_data_type(record["type"]), "record.typeUnknown", record["type"])
            if self.records: self.author, self.new = self.read_authors()
            late = self.check_times()
            self.check_signatures()
            if not self.records: raise NotDisclosed
            self.rule()
            if late: self.set("mark", self.index, codes=["late"])
            return late
        except Exception as problem:
            for key, row in reversed(self.undo): self.rows.pop(key) if row is None else self.rows.update({key: row})
            if not isinstance(problem, NotDisclosed): raise
            self.unknown |= TABLES if "rules" in self.unknown else writes(type_)
            raise NotDisclosed(f"the rule of entry {self.index}, {type_}")

    def rule(self):
        family, verb = self.entry.type.split("/")[0].split(".", 1)
        if family == "note":
            for record in self.records: need(record["type"].startswith("note."), "record.typeUnknown", record["type"])
        elif self.entry.type in DECISIONS: self.decide()
        else: getattr(self, f"{family}_{verb}")()

    def read_authors(self):
        records, signatures, type_ = self.records, self.entry.signatures, self.entry.type
        if type_ == "ledger.founded/1" or type_ in NEW_KEY: need(len(signatures) == 2, "event.signatures")
        if type_ == "ledger.founded/1":
            self.founding = self.read_founding()
            author, new = None, [founder[1] for founder in self.founding["founders"]]
        elif type_ not in NEW_KEY:
            need(len(signatures) == 1 and is_actor(signatures[0][0]), "event.signatures")
            need(type_ not in ENGINE or signatures[0][0] == "a0000", "event.signatures")
            author, new = signatures[0][0], []
        elif records[0]["type"] == "ledger.rekeyed/1":
            author, new = actor(records[0].get("author")), [vkey(records[0].get("vkey"))]
        else:
            count(records, 2)
            name, key, _ = read_key(records[1])
            author = name if records[0]["type"] == "actor.rotated/1" else actor(records[0].get("author"))
            need(actor(records[0].get("actor")) == name, "record.invalid", "two actors")
            new = [key]
        return author, {(name, key_id): key for name, key, key_id in new}

    def proposal(self, type_):
        row = self.get("proposal", about(self.records[0].get("about"))[0])
        return row["content"][0] if row and row["type"] == type_ else {}

    def author_key(self, name, key_id):
        if self.entry.type in ENGINE:
            keys = [parse_vkey(row["vkey"]) for _, row in self.find("ledger", "engine")]
            key = next((key for key in reversed(keys) if key[2] == key_id), None)
            need(key, "key.unknown", f"{name} {key_id.hex()}")
            need(key == keys[-1], "key.retired", f"{name} {key_id.hex()}")
            return key[1]
        need(self.standing(name) not in (None, "proposed", "declined"), "actor.unknown", name)
        need(self.standing(name) == "active", "actor.suspended", name)
        row = self.get("key", name, key_id)
        need(row and row["standing"] not in ("proposed", "declined"), "key.unknown", f"{name} {key_id.hex()}")
        need(row["standing"] == "active", "key.retired", f"{name} {key_id.hex()}")
        return parse_vkey(row["vkey"])[1]

    def checkpoint_keys(self): return [(key[1], row["vkey"]) for key, row in self.find("ledger", "checkpoint")]

    def check_beside(self):
        gone, self.erasures = self.erasures, []
        for index, position, leaf_ in gone:
            row = self.rows.get(("erased", index, position))
            if row and row["leaf"] == leaf_: print(f"- erased: personal record {position} of entry {index}")
            else: self.erasures.append((index, position, leaf_))
        super().check_beside()

    # Proposals and decisions, rules section 4

    def propose(self, targets, roles, needs_supervisor=False):
        for target in targets:
            earlier = (self.get("target", target) or {}).get("proposal")
            if earlier is not None and self.get("proposal", earlier)["standing"] == "open":
                self.change("proposal", earlier, standing="superseded")
            self.set("target", target, proposal=self.index)
        self.set("proposal", self.index, leaf=self.entry.leaf, type=self.entry.type, author=self.author, roles=roles,
                 signed=self.entry.time, needs=needs_supervisor, standing="open", content=self.records)

    def decide(self):
        count(self.records, 1)
        type_ = self.entry.type
        index, leaf_ = read(self.records[0], type_, {"reason": anything}, about=about)["about"]
        row = self.get("proposal", index)
        family = type_.split(".")[0]
        need(row and row["leaf"] == leaf_ and row["type"].split(".")[0] == family, "proposal.unknown", index)
        need(row["standing"] == "open", "proposal.closed", index)
        need(self.entry.time - row["signed"] <= 30 * DAY, "proposal.expired", index)
        need(self.author != row["author"], "duties.samePerson", self.author)
        need(self.standing(row["author"]) == "active", "proposal.closed", "the proposer is suspended")
        held = self.authority()
        if row["type"] == "ledger.rekeyed/1":
            need("supervisor" in held, "role.missing", self.author)
        else:
            pairs = [{one, other} for one in row["roles"] for other in held if one != other]
            need(pairs, "duties.sameRole", self.author)
            concerned = row["type"] in ("actor.rekeyed/1", "actor.restored/1") and row["content"][0]["actor"]
            needs = row["needs"] or concerned and self.is_granted(concerned, "supervisor")
            need(not needs or any("supervisor" in pair for pair in pairs), "duties.supervisor", index)
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
        need(found["origin"] == self.entry.ledger, "event.ledger", found["origin"])
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
        service = names.get(said["purpose"]) if is_text(said["purpose"]) else None
        need(service == said["vkey"][0], "record.invalid", "purpose")
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
        for _, key_id, _ in self.entry.signatures:
            if (name, key_id) not in self.new: self.change("key", name, key_id, standing="retired")

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
            said = read(record, "policy.value/1", value=anything,
                        name=text(lambda v: re.fullmatch("[A-Za-z0-9.]{1,64}", v)))
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
        need(abs(self.entry.received - self.entry.time) <= 72 * HOUR, "event.late", "the clock was read another day")

    def clock_corrected(self):
        held = self.authority()
        count(self.records, 1)
        stated = moment(read(self.records[0], "clock.corrected/1", reason=reason, received=text(
            lambda v: moment(v) is not None))["received"])
        need(stated < self.entry.received, "record.invalid", "not below received")
        need(abs(stated - self.entry.time) <= 5 * MINUTE, "event.time", "stated")
        self.propose(["clock"], held)

    def access_read(self):
        count(self.records, 1, 256)
        for record in self.records:
            said = read(record, "access.read/1", actor=actor, index=number, position=number, leaf=leaf, due=text(is_type))
            need(said["index"] < self.index, "record.invalid", "index")
            need(self.standing(said["actor"]) == "active", "actor.unknown", said["actor"])

    def personal_erased(self):
        held = self.authority()
        count(self.records, 2, 257)
        whom = read(self.records[0], "personal.erased/1", subject=subject, reason=reason)["subject"]
        for record in self.records[1:]:
            place = read(record, "personal.record/1", index=number, position=number, leaf=leaf)
            need(place["index"] < self.index, "record.invalid", "index")
        self.propose([f"personal:{whom}"], held)
