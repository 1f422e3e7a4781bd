#!/usr/bin/env python3
"""Verifies an export of a ledger. Written from docs/format.md alone; needs Python 3.9 and the package `cryptography`.

One line a finding (`code index detail`), lines that begin with `-` for what is no finding, then the verdict. Exit code:
0 consistent, all of it checked; 1 altered or cut; 2 nothing wrong found, not all of it checked; 64 usage; 66 no file.
Here are sections 1 to 5, 7 and 9 of the format, the common checks of section 6, and every signature, by the keys which
the entries introduce. Who may do what is in rules.py, written from docs/rules/0.md; without it rights are not checked.
"""
import argparse, base64, datetime, functools, hashlib, importlib.util, json, re, sys
from pathlib import Path
try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    sys.exit(print("verify.py needs the Python package `cryptography`, which is not here.", file=sys.stderr) or 64)

class Refused(Exception): """A check that fails: code and detail."""
class NotDisclosed(Exception): """A check that needs what is withheld."""
def need(holds, code, detail=""):
    if not holds: raise Refused(code, detail)

# Section 1: conventions
MINUTE, HOUR, DAY, B53 = 60_000, 3_600_000, 86_400_000, 2**53
KEY_NAME = "[^\0-\x20+\x7f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
def sha(data): return hashlib.sha256(data).digest()
def leaf_hash(data): return sha(b"\0" + data)
def b64(data): return base64.b64encode(data).decode()
def decimal(text): return int(text) if re.fullmatch("0|[1-9][0-9]{0,15}", text) and int(text) < B53 else None
def is_key_name(t): return len(t.encode()) <= 255 and re.fullmatch(KEY_NAME, t)
def is_ledger(t): return len(t) <= 255 and re.fullmatch("[a-z0-9.-]+(/[a-z0-9._-]+)+", t)
def is_actor(t): return re.fullmatch("a[0-9]{4,9}", t)
def is_hash(t): return re.fullmatch("[0-9a-f]{64}", t)
def is_nonce(t): return re.fullmatch("[0-9a-f]{32}", t)
def is_subject(t): return re.fullmatch("[!-~]{1,64}", t)
def is_type(t): return len(t) <= 64 and re.fullmatch(r"[a-z]+(\.[a-z]+)+/[1-9][0-9]*", t) and decimal(t.split("/")[1])
def is_text(value, good=lambda text: True): return type(value) is str and bool(good(value))
def unb64(text, size=None):  # canonical base64 (of `size` bytes), or None
    try: data = base64.b64decode(text, validate=True)
    except ValueError: return None
    return data if b64(data) == text and size in (None, len(data)) else None
def root(leaves):  # RFC 6962 over leaf hashes
    if len(leaves) < 2: return leaves[0] if leaves else sha(b"")
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\1" + root(leaves[:split]) + root(leaves[split:]))
def moment(text):  # milliseconds since 1970, or None
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})Z", text, re.ASCII)
    try: past = datetime.datetime(*map(int, found.groups()[:6])) - datetime.datetime(1970, 1, 1)
    except (AttributeError, ValueError): return None
    return past // datetime.timedelta(milliseconds=1) + int(found[7]) if past.days >= 0 else None

# Section 2: records
class Fraction(str): """A number with fraction or exponent, as it is written."""
def malformed(detail): raise Refused("record.malformed", detail)
TOKENS = re.compile(r'(?:"(?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"|[!#-~])+')  # so no white space
NO_CHARACTER = re.compile("[\ud800-\udfff\ufdd0-\ufdef%s]" % "".join(
    chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)))
JSON = json.JSONDecoder(
    object_pairs_hook=lambda pairs: dict(pairs) if len(dict(pairs)) == len(pairs) else malformed("a name twice"),
    parse_int=lambda t: int(t) if len(t.lstrip("-")) <= 16 and abs(int(t)) < B53 else malformed("a large integer"),
    parse_float=lambda t: Fraction(t) if len(t) <= 24 and abs(float(t)) < B53 else malformed("a large number"),
    parse_constant=malformed)
def walk(value, depth=1):  # the objects and arrays of a value, each with its depth
    if isinstance(value, (dict, list)): yield value, depth
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(item, depth + 1)
def parse_record(line, kind):  # a line of data, personal or channel as dict, list, str, int, Fraction, bool, None
    need(len(line) <= 65_536, "record.tooLarge")
    try:
        text = line.decode()
        need(text[:1] == "{" and TOKENS.fullmatch(text), "record.malformed", "no object, or something between tokens")
        record = JSON.decode(text)
        need(max(depth for _, depth in walk(record)) <= 16, "record.malformed", "deeper than 16")
        need(not NO_CHARACTER.search(json.dumps(record, ensure_ascii=False)), "record.malformed", "not a character")
    except (ValueError, RecursionError) as error: malformed(error)
    checks = {"nonce": is_nonce, "type": is_type, **({"subject": is_subject} if kind == "personal" else {})}
    for name, good in checks.items(): need(is_text(record.get(name), good), "record.malformed", name)
    return record
def attachments(record):
    for value in (value for value, _ in walk(record) if isinstance(value, dict)):
        digest, size, media = (value.get(name) for name in ("sha256", "size", "media"))
        if is_text(digest, is_hash) and type(size) is int and size >= 0 and is_text(media):
            need(size <= 268_435_456, "attachment.tooLarge", digest)
            yield digest, size

# Section 3: signatures, keys, notes
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
LOW_ORDER = [0, 1, P - 1, P, P + 1] + [int.from_bytes(bytes.fromhex(point), "little") for point in (
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")]
def y_of(point): return int.from_bytes(point, "little") & (2**255 - 1)
def is_low_order(point): return y_of(point) in LOW_ORDER
def signature_holds(signature, text, key):
    low = is_low_order(signature[:32]) or is_low_order(key)
    if low or len(signature) != 64 or int.from_bytes(signature[32:], "little") >= L or y_of(key) >= P: return False
    try: return Ed25519PublicKey.from_public_bytes(key).verify(signature, text) is None
    except (InvalidSignature, ValueError): return False

@functools.lru_cache(None)
def may_be_enrolled(key):  # a canonical point of the prime-order group, not of low order: L·A is neutral, as is L·-A
    y, d = y_of(key), -121665 * pow(121666, -1, P) % P
    square = (y * y - 1) * pow(d * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square: x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or is_low_order(key) or x * x % P != square: return False
    def add(a, b):  # x, y, z and t, extended coordinates
        s, t, u, v = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0]), 2 * d * a[3] * b[3], 2 * a[2] * b[2]
        return (t - s) * (v - u) % P, (v + u) * (t + s) % P, (v - u) * (v + u) % P, (t - s) * (t + s) % P
    total = (0, 1, 1, 0)
    for bit in f"{L:b}":
        for point in [total, (x, y, 1, x * y % P)][:1 + int(bit)]: total = add(total, point)
    return total[0] == 0 and total[1] == total[2]
def parse_vkey(text, enters=False):  # name, public key, key id; a key that enters the ledger is of Ed25519 and not weak
    need(is_text(text, bool), "record.invalid", "vkey")
    name, digits, blob = (text.split("+", 2) + ["", ""])[:3]
    data = unb64(blob, 33) or b"\0"
    key_id = sha(name.encode() + b"\n" + data)[:4]
    need(data[0] in (1, 4) and is_key_name(name) and digits == key_id.hex(), "vkey.malformed", text[:60])
    need(not enters or data[0] == 1, "record.invalid", "algorithm")
    need(not enters or may_be_enrolled(data[1:]), "key.weak", name)
    return name, data[1:], key_id

def parse_note(note):  # text and signatures (key name, key id, signature)
    text, gap, lines = note.decode(errors="replace").rpartition("\n\n")
    need(len(note) <= 1_048_576 and (text + gap + lines).encode() == note, "note.malformed", "too large, or no UTF-8")
    need(not re.search(rb"[\x00-\x09\x0b-\x1f]", note), "note.malformed", "control characters")
    need(gap and lines[-1:] == "\n" and lines.count("\n") <= 100, "note.malformed", "empty line, LF, or signatures")
    signatures = []
    for dash, name, blob in ((line.split(" ", 2) + ["", ""])[:3] for line in lines[:-1].split("\n")):
        data = unb64(blob) or b""
        need(dash == "—" and is_key_name(name) and len(data) >= 5, "note.malformed", "signature line")
        signatures.append((name, data[:4], data[4:]))
    return text + "\n", signatures

# Sections 3 and 4: an entry with its event
ENTRY = re.compile(rb"ssj/v1/entry\nindex (.+)\nprevious sha256:(.+)\nreceived (.+)\nchannel sha256:(.+)\n\n")
EVENT = re.compile(
    r"ssj/v1/event\nledger (.+)\nid ([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})\ntype (.+)\n"
    r"time (.+)\n(?:seen ([0-9]+) sha256:(.+)\n)?data tree:(.{44}) ([0-9]+)\n(?:personal tree:(.{44}) ([0-9]+)\n)?")
class Entry:
    def __init__(self, data):
        head = ENTRY.match(data)
        need(head and len(data) <= 65_535, "entry.malformed", "lines")
        index, previous, received, channel = (value.decode("latin-1") for value in head.groups())
        self.index, self.received, self.leaf = decimal(index), moment(received), leaf_hash(data)
        self.previous, self.channel = unb64(previous, 32), unb64(channel, 32)
        need(None not in (self.index, self.received, self.previous, self.channel), "entry.malformed", "values")
        text, self.signatures = parse_note(data[head.end():])
        self.text, found = text.encode(), EVENT.fullmatch(text)
        need(len(self.text) <= 2_048 and len(data) - head.end() <= 2_305, "event.tooLarge")
        need(found, "event.malformed", "lines")
        self.ledger, self.id, self.type, self.time = found[1], found[2], found[3], moment(found[4])
        self.seen, self.data, self.personal = (found[number] and (decimal(found[number]), unb64(found[leaf], 32))
                                               for number, leaf in ((5, 6), (8, 7), (10, 9)))
        need(is_ledger(self.ledger) and is_type(self.type) and self.time is not None, "event.malformed", "values")
        need(None not in (self.seen or ()) and all(self.data + (self.personal or ())), "event.malformed", "values")
        order = [(name.encode(), key_id) for name, key_id, signature in self.signatures if len(signature) == 64]
        need(len(self.signatures) == len(order) <= 2 and order == sorted(set(order)), "event.malformed", "signatures")

# Section 7: the export file
def header(name, size):
    front = name.ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2 + b"%011o\0" % size + b"0" * 11 + b"\0"
    back = b"0" + bytes(100) + b"ustar\0" + b"00" + bytes(247)
    return front + b"%06o\0 " % (sum(front + back) + 8 * 0x20) + back
def read_tar(data):  # the members: read as they come, then compared with the one file that holds them
    members, at = {}, 0
    while data[at:at + 1].strip(b"\0"):
        name, size = data[at:at + 99].split(b"\0")[0], data[at + 124:at + 135]
        need(re.fullmatch(b"[0-7]{11}", size) and name > next(reversed(members), b""), "export.malformed", f"byte {at}")
        members[name] = data[at + 512:at + 512 + int(size, 8)]
        at += 512 + int(size, 8) + -int(size, 8) % 512
    file = b"".join(header(n, len(c)) + c + bytes(-len(c) % 512) for n, c in members.items()) + bytes(1_024)
    need(data == file and members.pop(b"FORMAT", None) == b"ssj/v1/export\n", "export.malformed", "headers or FORMAT")
    return {name.decode("latin-1"): content for name, content in members.items()}
def bundle_place(name):  # first index and width of `entries/<N>`
    found = re.fullmatch(r"entries/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", name)
    need(found and not found[1].startswith("x000") and int(found[2] or 1) <= 255, "tile.malformed", name)
    return int(re.sub("[x/]", "", found[1])) * 256, int(found[2] or 256)
def take_entries(members):
    entries = []
    for (first, width), name in sorted((bundle_place(name), name) for name in members if name.startswith("entries/")):
        need(first == len(entries), "export.malformed", name)
        data, at = members.pop(name), 0
        while at < len(data):
            start, at = at + 2, at + 2 + int.from_bytes(data[at:at + 2], "big")
            entries.append(data[start:at])
        need(at == len(data) and len(entries) == first + width, "tile.malformed", name)
    need(entries, "entry.missing", "no entry")
    return entries

# Sections 5, 6, 7 and 9: one export
FOUNDED = "ledger.founded/1"
TWO_SIGNATURES = (FOUNDED, "ledger.rekeyed/1", "actor.enrolled/1", "actor.rekeyed/1", "actor.rotated/1")
ENGINE = ("access.read/1",)  # signed by the engine, a0000, and by nobody else

class Verifier:
    def __init__(self):
        self.findings, self.hidden, self.erasures, self.attached, self.ids = [], 0, [], [], {}
        self.chain = []  # leaf hash and `received` of every entry
        self.keys, self.proposals, self.services, self.blind = {}, {}, [], False
    def say(self, code, index, detail=""):
        self.findings.append(code)
        print(f"{code} {index} {detail}".rstrip())
    def hide(self, what):
        self.hidden += 1
        print(f"- not disclosed: {what}")
    def guard(self, index, check, *arguments):  # what a check gives; a refusal becomes a finding
        try: return check(*arguments)
        except Refused as refused: self.say(refused.args[0], index, *refused.args[1:])
        except NotDisclosed as what: self.hide(what)

    def run(self, data, outside, founding):  # checks everything and says whether the outside checkpoint agrees
        self.members = read_tar(data)
        entries, inside = take_entries(self.members), self.members.pop("checkpoint", None)
        for index, entry in enumerate(entries): self.check_entry(index, entry)
        self.leaves, self.covered = [leaf for leaf, _ in self.chain], len(entries)
        if inside is None: print("- no checkpoint in the file")
        else: self.guard("-", self.check_checkpoint, inside, True)
        agreed = outside is not None and self.guard("-", self.check_checkpoint, outside, False)
        self.check_beside()
        if founding is None: print("- the keys of entry 0 vouch for themselves: no founding sheet was compared")
        elif b64(self.leaves[0]) != founding: self.say("founding.differs", 0, b64(self.leaves[0]))
        print(f"- {len(entries)} entries of {self.ledger}")
        return agreed

    def check_checkpoint(self, note, inside):  # the export's own (`inside`) or one that somebody kept
        text, signatures = parse_note(note)
        need(text.count("\n") == 3 and len(note) <= 65_536, "checkpoint.malformed", "lines, or too large")
        origin, size, top = text.split("\n")[:3]
        size, top, own = decimal(size), unb64(top, 32), self.leaves
        need(is_ledger(origin) and top and (size or size == 0 and top == root([])), "checkpoint.malformed", "values")
        if inside: self.covered = max(self.covered, size)
        need(origin == self.ledger, "checkpoint.origin", origin)
        keys, signers = [(first, parse_vkey(vkey)) for first, vkey in self.checkpoint_keys()], []
        for first, (name, key, key_id) in keys:
            for signature in (line[2] for line in signatures if line[:2] == (name, key_id)):
                need(signature_holds(signature, text.encode(), key), "note.unverified", name)
                signers.append(first)
        need(max([first for first, _ in keys if first <= size], default="") in signers, "note.unverified", size)
        need(size <= len(own), "tree.cut", f"{size} entries, here {len(own)}")
        need(size == len(own) or not inside, "export.malformed", "more entries than the checkpoint says")
        need(top == root(own[:size]), "tree.root", size)
        return True

    def check_entry(self, index, data):
        previous, self.head = self.chain[-1] if self.chain else (bytes(32), 0)
        self.index, self.entry = index, (entry := self.guard(index, Entry, data))
        if index == 0: self.ledger = entry.ledger if entry else ""
        if entry:
            if entry.index != index: self.say("chain.index", index, entry.index)
            if entry.previous != previous: self.say("chain.link", index)
            if self.ids.setdefault(entry.id, index) != index: self.say("ids.twice", index, entry.id)
            self.guard(index, self.check_channel)
            self.records = self.guard(index, self.read_list, "data", entry.data)
            if entry.personal: self.guard(index, self.read_list, "personal", entry.personal)
            if self.guard(index, self.judge): print(f"- mark late: entry {index}")
            if entry.received < self.head: print(f"- received goes back: entry {index}, {entry.type}")
        else:  # what is beside it cannot be checked
            for kind in ("data", "personal", "channel"): self.members.pop(f"{kind}/{index}", None)
        self.chain.append((leaf_hash(data), entry.received if entry else self.head))
    def check_channel(self):
        line = self.members.pop(f"channel/{self.index}", None)
        if line is None: raise NotDisclosed(f"channel record of entry {self.index}")
        need(line[-1:] == b"\n", "export.malformed", "channel")
        try: need(parse_record(line[:-1], "channel") and leaf_hash(line[:-1]) == self.entry.channel, "", "digest")
        except Refused as refused: raise Refused("channel.malformed", refused.args[1])

    def read_list(self, kind, commitment):  # the records of a list, or None where one is withheld
        data, records, leaves = self.members.pop(f"{kind}/{self.index}", None), [], []
        if data is None: raise NotDisclosed(f"{kind} records of entry {self.index}")
        need(data[-1:] == b"\n", "record.malformed", f"{kind}: no LF at the end")
        need(len(data) <= 16_777_216, "record.tooLarge", kind)
        for position, line in enumerate(data[:-1].split(b"\n")):
            mark = re.fullmatch(b"([!~])sha256:(.{44})", line)
            hidden = mark and (mark[1] == b"!" or kind == "personal") and unb64(mark[2].decode("latin-1"), 32)
            leaves.append(hidden or leaf_hash(line))
            if not hidden: records.append(parse_record(line, kind))
            elif mark[1] == b"!": self.hide(f"{kind} record {position} of entry {self.index}")
            else: self.erasures.append((self.index, position, hidden))
        for record in records: self.attached += [(self.index, *found) for found in attachments(record)]
        need((len(leaves), root(leaves)) == commitment, "record.root", kind)
        return records if len(records) == len(leaves) else None

    def check_beside(self):  # erased records, attachments, and members that nothing asks for
        for index, digest, size in self.attached:
            content = self.members.get(f"attachments/{digest}")
            if content is None: self.hide(f"attachment {digest} of entry {index}")
            elif len(content) != size: self.say("attachment.wrong", index, digest)
        for index, position, _ in self.erasures: self.hide(f"whether record {position} of entry {index} was erased")
        named = {digest for _, digest, _ in self.attached}
        for name, content in self.members.items():
            kind, _, rest = name.partition("/")
            fits = kind in ("data", "personal", "channel") and len(self.chain) <= (decimal(rest) or 0) < self.covered
            if kind == "attachments":
                fits = rest in named or self.hidden  # what is not shown may name it
                if rest != sha(content).hex(): self.say("attachment.wrong", "-", name)
            if not fits: self.say("store.surplus", "-", name)

    # Section 6. rules.py overrides `judge`, `read_authors` and what follows `check_signatures`.
    def judge(self):  # the common checks, and what an entry that passes means for those after it; whether it is late
        type_, first = self.entry.type, self.records[0] if self.records else {}
        self.check_place()
        self.author, self.new = self.read_authors() if self.records else (None, {})
        late = self.check_times()
        self.check_signatures()
        self.blind = self.blind or not self.records and not type_.startswith("note.") and type_ not in ENGINE
        if not self.records: raise NotDisclosed(f"the rule of entry {self.index}, {type_}")
        need(type_ != FOUNDED or self.index == 0, "ledger.founded", self.index)
        if type_ == FOUNDED:
            self.services = [(0, first["checkpoint"])]
            self.add_engine(first.get("engine"))
        if type_ == FOUNDED or type_.startswith("actor."): self.keys.update(self.new)
        if type_ in ("clock.corrected/1", "ledger.rekeyed/1"): self.proposals[self.index] = first
        rekeyed = self.proposal("ledger.rekeyed/1") if type_ == "ledger.confirmed/1" else {}
        if rekeyed.get("purpose") == "checkpoint": self.services.append((self.index + 1, rekeyed["vkey"]))
        if rekeyed.get("purpose") == "engine": self.add_engine(rekeyed["vkey"])
        return late

    def add_engine(self, text):
        name, key, key_id = parse_vkey(text, enters=True)
        self.keys[name, key_id] = key

    def check_place(self):
        place, leaf = self.entry.seen or (-1, None)
        need(self.entry.ledger == self.ledger, "event.ledger", self.entry.ledger)
        need(self.chain[place][0] == leaf if 0 <= place < self.index else place == self.index - 1 == -1, "event.seen")

    def read_authors(self):  # the author's name, and the keys that the records introduce, by key name and key id
        records, signatures, type_ = self.records, self.entry.signatures, self.entry.type
        two, founds, rekeys = type_ in TWO_SIGNATURES, type_ == FOUNDED, records[0]["type"] == "ledger.rekeyed/1"
        need(len(signatures) == 1 + two and (two or is_actor(signatures[0][0])), "event.signatures")
        need(type_ not in ENGINE or signatures[0][0] == "a0000", "event.signatures")
        if not two: return signatures[0][0], {}
        if founds: parse_vkey(records[0].get("checkpoint"), enters=True)
        need(len(records) == (6 if founds else 1 if rekeys else 2), "record.invalid", "records")
        bearers = records[:1] if rekeys else records[2:4] if founds else records[1:]
        keys = [parse_vkey(bearer.get("vkey"), enters=True) for bearer in bearers]
        names = [None] if rekeys else [key[0] for key in keys]
        need(names == [bearer.get("actor") for bearer in bearers], "record.invalid", "the vkey bears another name")
        need(founds or names[0] == records[0].get("actor"), "record.invalid", "two actors")
        author = records[0].get("actor" if records[0]["type"] == "actor.rotated/1" else "author")
        return author, {(name, key_id): key for name, key, key_id in keys}

    def check_times(self):
        entry, time, received = self.entry, self.entry.time, self.entry.received
        ordinary = not entry.type.startswith("clock.")
        if entry.type == "clock.confirmed/1":  # which states when it was received, where it confirms a correction
            if not self.records: return False
            stated = moment(str(self.proposal("clock.corrected/1").get("received")))
            need(stated in (None, received), "clock.order", "not the stated time")
            need(stated is None or abs(time - stated) <= 72 * HOUR, "event.time", "far from the stated time")
            if stated is not None: return False
        need(received >= self.head, "clock.order")
        need(not ordinary or self.index == 0 or received - self.head <= 120 * DAY, "clock.gap")
        need(time - received <= 5 * MINUTE, "event.time", "ahead of received")
        need(not ordinary or not entry.seen or self.chain[entry.seen[0]][1] - time <= 5 * MINUTE, "event.time", "seen")
        late = ordinary and received - time > 72 * HOUR
        need(not late or entry.type.startswith("note.") or entry.type in ENGINE, "event.late")
        return late

    def check_signatures(self):
        entry, shown, two = self.entry, bool(self.records), self.entry.type in TWO_SIGNATURES
        need(shown or two or len(entry.signatures) == 1, "event.signatures")
        for name, key_id, signature in entry.signatures:
            key = self.new.get((name, key_id))
            need(key or not shown or name == self.author, "event.signatures", name)
            need(entry.type not in ENGINE or name == "a0000", "event.signatures", name)
            try: key = key or self.author_key(name, key_id)
            except (Refused, NotDisclosed):
                if shown or not two: raise  # otherwise it may be the new key, which is withheld
            need(not key or signature_holds(signature, entry.text, key), "signature.wrong", name)
        new = sum(line[:2] in self.new for line in entry.signatures)
        need(not shown or new == (2 if entry.type == FOUNDED else two), "event.signatures", "author and new key sign")

    def author_key(self, name, key_id):
        need(name != "a0000" or self.entry.type in ENGINE, "actor.unknown", name)
        key = self.keys.get((name, key_id))
        if not key and self.blind: raise NotDisclosed(f"a key of {name}, entry {self.index}")
        need(key, "key.unknown" if name in {known for known, _ in self.keys} else "actor.unknown", name)
        return key
    def proposal(self, type_):  # the first record of the proposal that the event is about, where it is of that type
        about = self.records[0].get("about")
        index, leaf = (about.get("index"), about.get("leaf")) if isinstance(about, dict) else (None, None)
        need(type(index) is int and index >= 0 and is_text(leaf, lambda t: unb64(t, 32)), "record.invalid", "about")
        if self.blind and index not in self.proposals: raise NotDisclosed(f"what entry {self.index} is about")
        return self.proposals[index] if self.proposals.get(index, {}).get("type") == type_ else {}
    def checkpoint_keys(self):  # first size and vkey
        if self.blind: raise NotDisclosed("the keys of checkpoints")
        return self.services

def main():
    parser = argparse.ArgumentParser(description="Verifies an export of a ledger.")
    parser.error = lambda message: sys.exit(print(message, file=sys.stderr) or 64)
    for option, what in (("export", "the tar file"), ("--checkpoint", "a checkpoint that somebody kept"),
                         ("--founding", "the leaf hash of entry 0"), ("--rules", "by default docs/rules/0.md")):
        parser.add_argument(option, help=what)
    parser.add_argument("--no-rules", action="store_true", help="leave rights unchecked")
    options, verifier = parser.parse_args(), Verifier()
    rules = Path(options.rules or Path(__file__).resolve().parent / "../../docs/rules/0.md")
    try:
        if not options.no_rules and importlib.util.find_spec("rules") and (options.rules or rules.exists()):
            sys.modules.setdefault("verify", sys.modules[__name__])
            verifier = importlib.import_module("rules").RightsVerifier(sha(rules.read_bytes()).hex())
        outside = Path(options.checkpoint).read_bytes() if options.checkpoint else None
        agreed = verifier.guard("-", verifier.run, Path(options.export).read_bytes(), outside, options.founding)
    except OSError as error: sys.exit(print(error, file=sys.stderr) or 66)
    found, rights = set(verifier.findings), type(verifier) is not Verifier
    if not rights: print("- rights not checked")
    print("cut" if found == {"tree.cut"} else "altered" if found else "consistent" if agreed else "unchecked")
    sys.exit(1 if found else 0 if agreed and rights and not verifier.hidden else 2)
if __name__ == "__main__": main()
