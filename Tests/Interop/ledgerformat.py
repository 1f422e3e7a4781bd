"""Reads the formats of docs/format.md, sections 1 to 5, from that text alone. `verify.py` uses it."""
import base64, datetime, hashlib, re
from functools import lru_cache
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
B53 = 2**53


class Refused(Exception):
    """A check that fails: code and detail."""


def need(holds, code, detail=""):
    if not holds:
        raise Refused(code, detail)


# ---- Section 1: conventions

def sha(data): return hashlib.sha256(data).digest()
def leaf_hash(data): return sha(b"\0" + data)
def b64(data): return base64.b64encode(data).decode()


def unb64(text, size=None):
    """Canonical base64 (of `size` bytes), or None."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return data if b64(data) == text and size in (None, len(data)) else None


def root(leaves):
    """RFC 6962 over leaf hashes, level by level: an odd node moves up."""
    level = list(leaves) or [sha(b"")]
    while len(level) > 1:
        pairs = [sha(b"\1" + level[i] + level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = pairs + level[len(level) & ~1:]
    return level[0]


def decimal(text): return int(text) if re.fullmatch("0|[1-9][0-9]{0,15}", text) and int(text) < B53 else None


def day_number(text):
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text): return None
    year, month, day = map(int, text.split("-"))
    try:
        shift = 0 if year else 400  # Python's calendar has no year 0
        return datetime.date(year + shift, month, day).toordinal() - (146_097 if shift else 0) - 719_163
    except ValueError:
        return None


def moment(text):
    """Milliseconds since 1970, or None."""
    found = re.fullmatch(r"(.{10})T([0-9]{2}):([0-9]{2}):([0-9]{2})\.([0-9]{3})Z", text)
    day = day_number(found[1]) if found else None
    if day is None or day < 0: return None
    hour, minute, second, milli = (int(found[i]) for i in range(2, 6))
    return ((day * 24 + hour) * 60 + minute) * MINUTE + second * 1000 + milli \
        if hour < 24 and minute < 60 and second < 60 else None


SPACES = "\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
def is_key_name(t): return 1 <= len(t.encode()) <= 255 and not any(c <= " " or c in "+\x7f" or c in SPACES for c in t)
def is_ledger(t): return len(t) <= 255 and re.fullmatch("[a-z0-9.-]+(/[a-z0-9._-]+)+", t)
def is_role(t): return len(t) <= 32 and re.fullmatch("[a-z]+(-[a-z]+)*", t)
def is_actor(t): return re.fullmatch("a[0-9]{4,9}", t)
def is_id(t): return re.fullmatch("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", t)
def is_hex(t, n): return re.fullmatch("[0-9a-f]{%d}" % n, t)


def is_type(t):
    found = re.fullmatch(r"[a-z]+(\.[a-z]+)+/([1-9][0-9]{0,15})", t)
    return found and len(t) <= 64 and int(found[2]) < B53


# ---- Section 2: records

class Fraction(str):
    """A number with fraction or exponent, as it is written."""


STRING = re.compile(r'"((?:[^"\\\x00-\x1f]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*)"')
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)((?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)")
ESCAPE = re.compile(r"\\u([dD][89abAB]..)\\u([dD][c-fC-F]..)|\\u(....)|\\(.)")


def unescape(raw):
    def one(found):
        if found[1]: return chr(0x10000 + ((int(found[1], 16) & 0x3FF) << 10 | int(found[2], 16) & 0x3FF))
        if found[3]: return chr(int(found[3], 16))
        return {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}.get(found[4], found[4])
    text = ESCAPE.sub(one, raw) if "\\" in raw else raw
    for char in map(ord, text):
        need(not 0xD800 <= char <= 0xDFFF, "record.malformed", "unpaired surrogate")
        need(char & 0xFFFE != 0xFFFE and not 0xFDD0 <= char <= 0xFDEF, "record.malformed", "noncharacter")
    return text


def parse_json(line):
    """One record line as I-JSON: dict, list, str, int, Fraction, bool, None."""
    need(len(line) <= 65_536, "record.tooLarge")
    try:
        text = line.decode()
    except UnicodeDecodeError:
        raise Refused("record.malformed", "invalid UTF-8")

    def fail(at): raise Refused("record.malformed", f"character {at}")

    def string(at):
        found = STRING.match(text, at) or fail(at)
        return unescape(found[1]), found.end()

    def value(at, depth):
        char = text[at:at + 1]
        if char == '"': return string(at)
        for word, meaning in (("true", True), ("false", False), ("null", None)):
            if text.startswith(word, at): return meaning, at + len(word)
        if char in ("{", "["):
            need(depth <= 16, "record.malformed", "deeper than 16")
            return (members if char == "{" else elements)(at + 1, depth)
        found = NUMBER.match(text, at) or fail(at)
        if found[2]:
            if len(found[0]) > 24 or abs(float(found[0])) >= B53: fail(at)
            return Fraction(found[0]), found.end()
        if len(found[1]) > 16 or int(found[1]) >= B53: fail(at)
        return int(found[0]), found.end()

    def members(at, depth):
        result = {}
        if text[at:at + 1] == "}": return result, at + 1
        while True:
            name, after = string(at)
            if name in result or text[after:after + 1] != ":": fail(at)
            result[name], at = value(after + 1, depth + 1)
            at += 1
            if text[at - 1:at] == "}": return result, at
            if text[at - 1:at] != ",": fail(at - 1)

    def elements(at, depth):
        result = []
        if text[at:at + 1] == "]": return result, at + 1
        while True:
            item, at = value(at, depth + 1)
            result.append(item)
            at += 1
            if text[at - 1:at] == "]": return result, at
            if text[at - 1:at] != ",": fail(at - 1)

    if text[:1] != "{": fail(0)
    result, end = value(0, 1)
    return result if end == len(text) else fail(end)


def encode(value):
    """The encoding of state rows, rules section 3."""
    if isinstance(value, dict): return "{" + ",".join(encode(str(k)) + ":" + encode(v) for k, v in value.items()) + "}"
    if isinstance(value, list): return "[" + ",".join(map(encode, value)) + "]"
    if value is None or isinstance(value, bool): return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, Fraction)): return str(value)
    return '"' + re.sub(r'["\\]', r"\\\g<0>", re.sub("[\0-\x1f]", lambda c: "\0%02x" % ord(c[0]), value)).replace(
        "\0", "\\u00") + '"'


def parse_record(line, kind):
    """A record of a list (`data`, `personal`) or a channel record."""
    record = parse_json(line)
    nonce, type_, subject = (record.get(name) for name in ("nonce", "type", "subject"))
    need(type(nonce) is str and is_hex(nonce, 32), "record.malformed", "nonce")
    need(type(type_) is str and is_type(type_), "record.malformed", "type")
    if kind == "personal":
        need(type(subject) is str and re.fullmatch("[!-~]{1,64}", subject), "record.malformed", "subject")
    return record


def attachments(value):
    if isinstance(value, dict):
        digest, size, media = (value.get(name) for name in ("sha256", "size", "media"))
        if type(digest) is str and is_hex(digest, 64) and type(size) is int and size >= 0 and type(media) is str:
            need(size <= 268_435_456, "attachment.tooLarge", digest)
            yield digest, size
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from attachments(item)


# ---- Section 3: keys, signatures, notes, events

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
LOW_ORDER = {bytes.fromhex(text) for text in (
    "00" * 32, "01" + "00" * 31, "ec" + "ff" * 30 + "7f", "ed" + "ff" * 30 + "7f", "ee" + "ff" * 30 + "7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")}


def is_low_order(point): return point[:31] + bytes([point[31] & 127]) in LOW_ORDER
def y_of(point): return int.from_bytes(point, "little") & (2**255 - 1)


def signature_holds(signature, text, key):
    if len(signature) != 64 or int.from_bytes(signature[32:], "little") >= L or y_of(key) >= P: return False
    if is_low_order(signature[:32]) or is_low_order(key): return False
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text)
        return True
    except (InvalidSignature, ValueError):
        return False


@lru_cache(None)
def may_be_enrolled(key):
    """A canonical point, not of low order, of the prime-order group: L·A is neutral."""
    y, d = y_of(key), -121665 * pow(121666, -1, P) % P
    if y >= P or is_low_order(key): return False
    square = (y * y - 1) * pow(d * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square: x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square: return False
    if x & 1 != key[31] >> 7: x = P - x

    def add(p, q):  # extended coordinates x, y, z, t
        a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
        c, e = 2 * p[3] * q[3] * d, 2 * p[2] * q[2]
        e, f, g, h = b - a, e - c, e + c, b + a
        return e * f % P, g * h % P, f * g % P, e * h % P
    total, point = (0, 1, 1, 0), (x, y, 1, x * y % P)
    for bit in range(253):
        if L >> bit & 1: total = add(total, point)
        point = add(point, point)
    return total[0] == 0 and total[1] == total[2]


def parse_vkey(text):
    """Name, type, public key and key id of a verifier key."""
    parts = text.split("+", 2)
    blob = unb64(parts[2]) if len(parts) == 3 else None
    need(blob and len(blob) == 33 and blob[0] in (1, 4) and is_key_name(parts[0]), "vkey.malformed", text[:60])
    key_id = sha(parts[0].encode() + b"\n" + blob)[:4]
    need(parts[1] == key_id.hex(), "vkey.malformed", "key id")
    return parts[0], blob[0], blob[1:], key_id


def parse_note(note):
    """Text and signatures (key name, key id, signature)."""
    need(len(note) <= 1_048_576 and not re.search(rb"[\x00-\x09\x0b-\x1f]", note), "note.malformed")
    try:
        note.decode()
    except UnicodeDecodeError:
        raise Refused("note.malformed", "invalid UTF-8")
    split = note.rfind(b"\n\n")
    need(split >= 0 and note[-1:] == b"\n", "note.malformed")
    signatures = []
    for line in note[split + 2:].decode().split("\n")[:-1]:
        dash, _, rest = line.partition(" ")
        name, _, text = rest.partition(" ")
        blob = unb64(text)
        need(dash == "—" and is_key_name(name) and blob and len(blob) >= 5, "note.malformed", "signature line")
        signatures.append((name, blob[:4], blob[4:]))
    need(1 <= len(signatures) <= 100, "note.malformed", "signatures")
    return note[:split + 1], signatures


class Lines:
    """Fixed lines: a key, a space, a value."""
    def __init__(self, text, code): self.lines, self.code = text.split("\n"), code

    def take(self, key, check=lambda value: value or None, optional=False):
        line = self.lines[0]
        if not line.startswith(key + " ") or len(self.lines) < 2 or len(line) < len(key) + 2:
            need(optional, self.code, key)
            return None
        value = check(self.lines.pop(0)[len(key) + 1:])
        need(value is not None and value is not False, self.code, key)
        return value

    def end(self): need(self.lines == [""], self.code, "unknown line")


def tagged(text): return unb64(text[7:], 32) if text.startswith("sha256:") else None


def seen_line(text):
    index, _, leaf = text.partition(" ")
    return (decimal(index), tagged(leaf)) if decimal(index) is not None and tagged(leaf) else None


def tree_line(text):
    found = re.fullmatch("tree:(.{44}) ([0-9]+)", text)
    return (unb64(found[1], 32), decimal(found[2])) if found and unb64(found[1], 32) and decimal(found[2]) else None


def named(check): return lambda value: value if check(value) else None


class Event:
    def __init__(self, note):
        parsed = parse_note(note)
        need(len(note) <= 2_305 and len(parsed[0]) <= 2_048, "event.tooLarge", len(note))
        self.text, self.signatures = parsed
        lines = Lines(self.text.decode(), "event.malformed")
        need(lines.lines.pop(0) == "ssj/v1/event", "event.malformed", "first line")
        self.ledger, self.id = lines.take("ledger", named(is_ledger)), lines.take("id", named(is_id))
        self.type, self.time = lines.take("type", named(is_type)), lines.take("time", moment)
        self.seen = lines.take("seen", seen_line, optional=True)
        self.data, self.personal = lines.take("data", tree_line), lines.take("personal", tree_line, optional=True)
        lines.end()
        order = [(name.encode(), key_id) for name, key_id, _ in self.signatures]
        need(len(order) <= 2 and order == sorted(set(order)) and all(len(s[2]) == 64 for s in self.signatures),
             "event.malformed", "signatures")


class Entry:
    def __init__(self, data):
        need(len(data) <= 65_535, "entry.malformed", "too large")
        head, gap, note = data.partition(b"\n\n")
        try:
            lines = Lines(head.decode() + "\n", "entry.malformed")
        except UnicodeDecodeError:
            raise Refused("entry.malformed")
        need(gap and lines.lines.pop(0) == "ssj/v1/entry", "entry.malformed", "first line")
        self.index, self.previous = lines.take("index", decimal), lines.take("previous", tagged)
        self.received, self.channel = lines.take("received", moment), lines.take("channel", tagged)
        lines.end()
        self.event, self.leaf = Event(note), leaf_hash(data)


# ---- Section 5: checkpoints

class Checkpoint:
    def __init__(self, note):
        need(len(note) <= 65_536, "checkpoint.malformed", "too large")
        self.text, self.signatures = parse_note(note)
        lines = self.text.decode().split("\n")
        need(len(lines) == 4 and is_ledger(lines[0]), "checkpoint.malformed")
        self.origin, self.size, self.root = lines[0], decimal(lines[1]), unb64(lines[2], 32)
        need(self.size is not None and self.root and (self.size or self.root == sha(b"")), "checkpoint.malformed")

    def check(self, ledger, keys):
        """Whether it is the ledger's; `keys` are (first size, vkey) in that order."""
        need(self.origin == ledger, "checkpoint.origin", self.origin)
        serving = False
        newest = max((first for first, _ in keys if first <= self.size), default=None)
        for first, text in keys:
            name, _, key, key_id = parse_vkey(text)
            for signature in self.signatures:
                if signature[:2] == (name, key_id):
                    need(signature_holds(signature[2], self.text, key), "note.unverified", text)
                    serving = serving or first == newest
        need(serving, "note.unverified", f"the key that serves at size {self.size} did not sign")
