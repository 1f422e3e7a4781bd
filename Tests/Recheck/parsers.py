"""Bytes from outside: records, notes, entries, times, keys and signatures, whole and damaged; the recheck's parsers against those of
Tests/Interop/verify.py, which were written from docs/format.md apart. Both accept, or both refuse; nothing throws anything else.
Usage: parsers.py RECHECK.JS [CASES]"""
import json, random, re, subprocess, sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Interop"))
import verify
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SCRIPT, COUNT = str(Path(sys.argv[1]).resolve()), int(sys.argv[2]) if len(sys.argv) > 2 else 20000
chance = random.Random(2)
document = (HERE.parent.parent / "docs/format.md").read_text(encoding="utf-8")
blocks = {}
for kind, text in re.findall(r"^```(\w[\w-]*)\n(.*?)^```$", document, re.M | re.S):
    blocks.setdefault(kind, []).append(text.encode())
nonce = "0123456789abcdef" * 2
seeds = {
    "record": [line for text in blocks["record"] + blocks["channel"] for line in text.splitlines()] + [
        f'{{"type":"a.b/1","nonce":"{nonce}",{tail}}}'.encode() for tail in (
            '"a":[1,-0,0.5,1e3,-12.25E-7,9007199254740991,-9007199254740991]', '"a":9007199254740992', '"a":01', '"a":1.',
            '"a":9007199254740991.5', '"a":123456789012345678901.5', '"a":1e308', '"a":-9007199254740991.4999', '"a":"\\ud83d\\ude00"',
            '"a":"\\ud83d"', '"a":"\\ude00"', '"a":"\\uFFFE"', '"a":"\ufdd0"', '"a":"\U0001fffe"', '"a":"\\ud83f\\udffe"',
            '"a":"\\/\\b\\f\\n\\r\\t\\"\\\\"', '"a":"\\x"', '"a":"\x7f\u2028"', '"a":1,"\\u0061":2', '"__proto__":1,"a":2',
            '"__proto__":1,"__proto__":2', '"constructor":{"toString":[]}', '"a":[' * 7 + "]" * 7, '"a":true,"b":false,"c":null',
            '"a":nul', '"a":[1,]', '"a":{},"b":[]', '"a":"' + "x" * 65600 + '"', '"a": 1', '"\u00e9":1,"e\u0301":2')]
        + [b'{"type":"a.b/1","nonce":"' + nonce.encode() + b'","a":' + b"[" * depth + b"]" * depth + b"}" for depth in (14, 15, 16, 2000)]
        + [b'{"type":"a.b/1","nonce":"' + nonce.encode() + b'","a":"' + bad + b'"}' for bad in (
            b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\x1f", b"\xef\xbb\xbf", b"\xef\xbf\xbe")]
        + [b"\xef\xbb\xbf{}", b"{}", b"[]", b"", b"null", b"{"],
    "note": blocks["event"] + blocks["checkpoint"],
    "entry": blocks["entry"],
    "moment": [b"2024-02-29T23:59:59.999Z", b"2023-02-29T00:00:00.000Z", b"1970-01-01T00:00:00.000Z", b"9999-12-31T23:59:59.999Z",
               b"1969-12-31T23:59:59.999Z", b"2024-01-01T24:00:00.000Z", b"2024-01-01T00:00:60.000Z", b"2024-13-01T00:00:00.000Z",
               b"0099-01-01T00:00:00.000Z", b"2024-00-10T00:00:00.000Z"],
    "vkey": [line for text in blocks["vkey"] for line in text.splitlines()],
    "base64": [b"", b"AA==", b"AB==", b"AAA=", b"AAAA", b"AA=", b"A===", b"AA= =", b"-_==", b"AAAA\n"],
}


def damaged(data):
    data = bytearray(data)
    for _ in range(chance.choice([0, 1, 1, 1, 2, 3])):
        at = chance.randrange(len(data) + 1)
        what = chance.randrange(5)
        if what == 0 and at < len(data):
            data[at] ^= 1 << chance.randrange(8)
        elif what == 1:
            data[at:at] = chance.choice([b" ", b"\n", b"\0", b"\xe2\x80\x94", b'"', b"\\", b"}", b"{", b",", b"0", b"-", b"\xff", b"\r"])
        elif what == 2:
            del data[at:at + chance.choice([1, 1, 4, 40])]
        elif what == 3 and at < len(data):
            data[at:at] = data[at:at + chance.choice([1, 3, 30])]
        elif at < len(data):
            data[at] = chance.choice(b'0123456789abcdef{}[]":,.eE+-\\u/= \n')
    return bytes(data)


def points():
    """Points with and without a part of small order, and strings that are none."""
    P, L, d = verify.P, verify.L, -121665 * pow(121666, -1, verify.P) % verify.P

    def x_of(y, odd):
        square = (y * y - 1) * pow(d * y * y + 1, -1, P) % P
        x = pow(square, (P + 3) // 8, P)
        x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
        return x if x % 2 == odd else P - x

    def add(a, b):
        t = d * a[0] * b[0] * a[1] * b[1] % P
        return (a[0] * b[1] + b[0] * a[1]) * pow(1 + t, -1, P) % P, (a[1] * b[1] + a[0] * b[0]) * pow(1 - t, -1, P) % P

    def times(k, p):
        total = (0, 1)
        while k:
            total, p, k = add(total, p) if k & 1 else total, add(p, p), k >> 1
        return total

    four_fifths = 4 * pow(5, -1, P) % P
    base = x_of(four_fifths, 0), four_fifths
    y = int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")
    small = x_of(y, 0), y
    for _ in range(8):
        point = times(chance.randrange(1, L), base)
        for k in range(8):
            x, y = add(point, times(k, small))
            yield (y | (x & 1) << 255).to_bytes(32, "little")
    for k in range(8):
        x, y = times(k, small)
        yield (y | (x & 1) << 255).to_bytes(32, "little")
    for _ in range(40):
        yield chance.randbytes(32)
    for y in range(P - 3, 2**255):
        yield from (y.to_bytes(32, "little"), (y | 1 << 255).to_bytes(32, "little"))


def signatures():
    """Signature, key and text in one: right ones, ones with a bit changed, forms that are not canonical, mixed order."""
    found = []
    for number in range(60):
        private = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        key = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        text = chance.randbytes(chance.choice([0, 1, 31, 200, 2048]))
        found.append(private.sign(text) + key + text)
    for whole in list(found):
        yield whole
        for _ in range(4):
            changed = bytearray(whole)
            changed[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
            yield bytes(changed)
        larger = (int.from_bytes(whole[32:64], "little") + verify.L).to_bytes(32, "little")
        yield whole[:32] + larger + whole[64:]
    whole = found[0]
    for point in points():
        yield whole[:64] + point + whole[96:]
        yield point + whole[32:]
        yield point + bytes(32) + whole[64:]
    # S = 0 and R = −k·A, for keys of mixed order: k depends on R, so these are only ever right by their form.
    for point in points():
        yield bytes([1] + [0] * 31) + bytes(32) + point + b"text"


def refused(check):
    try:
        check()
    except verify.Refused:
        return True
    return False


JUDGES = {
    "record": lambda data: refused(lambda: verify.parse_record(data, "data")),
    "note": lambda data: refused(lambda: verify.parse_note(data)),
    "entry": lambda data: refused(lambda: verify.Entry(data)),
    "moment": lambda data: verify.moment(data.decode("latin-1")) is None,
    "vkey": lambda data: refused(lambda: verify.parse_vkey(data.decode(), enters=False)),
    "base64": lambda data: verify.unb64(data.decode("latin-1")) is None,
    "point": lambda data: not verify.may_be_enrolled(data),
    "signature": lambda data: not verify.signature_holds(data[:64], data[96:], data[64:96]),
}
NODE = """
const rk = require(process.argv[1]);
const refused = (check) => { try { check(); } catch (error) { if (error instanceof rk.Refused) return true; throw error; } return false; };
const judges = {
  record: (data) => refused(() => rk.parseRecord(data, 'data')),
  note: (data) => refused(() => rk.parseNote(data)),
  entry: (data) => refused(() => rk.parseEntry(data)),
  moment: (data) => rk.moment(data) === null,
  vkey: (data) => refused(() => rk.parseVerifierKey(Buffer.from(data, 'latin1').toString(), false)),
  base64: (data) => rk.unbase64(data) === null,
  point: (data) => !rk.mayEnter(data),
  // Without `start` this is what a browser without WebCrypto does.
  signature: async (data) => !(await new rk.Ed25519().holds(data.slice(0, 64), data.slice(96), data.slice(64, 96))),
};
const cases = JSON.parse(require('fs').readFileSync(0, 'utf8'));
Promise.all(cases.map(([kind, data]) => judges[kind](Buffer.from(data, 'base64').toString('latin1'))))
  .then((answers) => console.log(JSON.stringify(answers)));
"""


def main():
    cases = [(kind, data) for kind, found in seeds.items() for data in found] + [("point", data) for data in points()] + [
        ("signature", data) for data in signatures()]
    whole = len(cases)
    while len(cases) < COUNT:
        kind = chance.choice(list(seeds))
        data = damaged(chance.choice(seeds[kind]))
        try:
            data.decode()
        except UnicodeDecodeError:
            if kind == "vkey":
                continue
        cases.append((kind, data))
    judged = subprocess.run(["node", "-e", NODE, SCRIPT], input=json.dumps([(kind, verify.b64(data)) for kind, data in cases]).encode(),
                            stdout=subprocess.PIPE, check=True).stdout
    wrong = 0
    for (kind, data), answer in zip(cases, json.loads(judged)):
        if JUDGES[kind](data) != answer:
            wrong += 1
            print(f"{kind} {data[:300]!r}: the recheck {'refuses' if answer else 'accepts'} it")
    accepted = sum(not answer for answer in json.loads(judged))
    if wrong or not 0 < accepted < len(cases):
        sys.exit(f"not ok - {wrong} differ")
    print(f"{len(cases)} records, notes, entries, times, keys and signatures judged alike ({whole} by hand, {accepted} accepted)")


main()
