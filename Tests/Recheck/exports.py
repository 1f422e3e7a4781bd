"""Whole exports: the recheck and Tests/Interop/verify.py agree on a ledger whose keys were enrolled, rotated, replaced and
suspended, on the same with bytes changed, and on what somebody signs who may not.
Usage: exports.py RECHECK.JS EXPORT CHECKPOINT [CHANGES]"""
import contextlib, io, json, re, subprocess, sys, tempfile
from pathlib import Path

import forge, verify

SCRIPT, EXPORT, KEPT = (Path(argument).resolve() for argument in sys.argv[1:4])
CHANGES = int(sys.argv[4]) if len(sys.argv) > 4 else 150
NODE = """
const rk = require(process.argv[1]);
const fs = require('fs');
(async () => {
  const found = [];
  for (const [file, checkpoint] of JSON.parse(fs.readFileSync(0, 'utf8'))) {
    const { report } = await rk.recheck(new Uint8Array(fs.readFileSync(file)), { checkpoint });
    found.push([report.verdict, report.findings.map(({ code, index }) => [code, index])]);
  }
  console.log(JSON.stringify(found));
})();
"""


def second(data, checkpoint):
    """Verdict and findings of the verifier in Python, without rights: the recheck leaves these out too."""
    verifier, output = verify.Verifier(), io.StringIO()
    with contextlib.redirect_stdout(output):
        agreed = verifier.guard("-", verifier.run, data, checkpoint.encode() or None, None)
    found = set(verifier.findings)
    verdict = "cut" if found == {"tree.cut"} else "altered" if found else "consistent" if agreed else "unchecked"
    return verdict, [line.split(" ")[:2] for line in output.getvalue().splitlines() if not line.startswith("-")]


honest, kept = EXPORT.read_bytes(), KEPT.read_text()
cases = [("the export with a kept checkpoint", honest, kept, None), ("the export alone", honest, "", None)]

for number in range(CHANGES):
    place = min(len(honest) - 1, len(honest) * number // CHANGES + number % 97)
    changed = bytearray(honest)
    changed[place] ^= 1 << number % 8
    cases.append((f"byte {place}", bytes(changed), kept, None))

told = forge.Forgery(honest)
entries = [verify.Entry(entry) for entry in told.entries]
places = {entry.type: index for index, entry in enumerate(entries)}
old_vkey = next(vkey for vkey in told.keys if vkey.startswith("a0001+"))


def signed(text, code, signer, kind, *records):
    ledger = forge.Forgery(honest)
    ledger.append(kind, ledger.keys.get(signer, signer), *records)
    cases.append((text, ledger.export(), ledger.checkpoint().decode(), (code, len(entries))))


note = {"type": "note.taken/1", "text": "一"}
signed("an administrator's note", None, "a0001", "note.taken/1", dict(note))
signed("a note of who was suspended", "actor.suspended", "a0003", "note.taken/1", dict(note))
signed("a note under a key that was rotated", "key.retired", old_vkey, "note.taken/1", dict(note))
signed("a note of the engine", "event.signatures", "a0000", "note.taken/1", dict(note))
signed("the engine's type signed by a person", "event.signatures", "a0001", "draw.rung/1",
       {"type": "draw.rung/1", "draw": "D", "slot": "01", "value": "0" * 64})
signed("a confirmation of nothing", "proposal.unknown", "a0002", "actor.confirmed/1",
       {"type": "actor.confirmed/1", "about": {"index": 0, "leaf": verify.b64(told.leaves[0])}})
enrolled = places["actor.enrolled/1"]
signed("one's own enrolment confirmed by oneself", "duties.samePerson", "a0001", "actor.confirmed/1",
       {"type": "actor.confirmed/1", "about": {"index": enrolled, "leaf": verify.b64(told.leaves[enrolled])}})
signed("a record that is no record", "record.malformed", "a0001", "note.taken/1", {"type": "note", "text": "一"})


def main():
    with tempfile.TemporaryDirectory(prefix="recheck-exports.") as folder:
        files = []
        for number, (_, data, checkpoint, _) in enumerate(cases):
            file = Path(folder) / str(number)
            file.write_bytes(data)
            files.append((str(file), checkpoint))
        output = subprocess.run(["node", "-e", NODE, str(SCRIPT)], input=json.dumps(files).encode(), stdout=subprocess.PIPE, check=True)
    wrong, verdicts = 0, {}
    for (text, data, checkpoint, expected), (verdict, findings) in zip(cases, json.loads(output.stdout)):
        other, others = second(data, checkpoint)
        right = verdict == other
        if expected:  # of rights without roles the second program knows less
            right = [list(expected)] == findings if expected[0] else findings == [] and verdict == "consistent"
        if not right:
            wrong += 1
            print(f"not ok - {text}: {verdict} {findings[:3]}, the other says {other} {others[:3]}")
        verdicts[verdict] = verdicts.get(verdict, 0) + 1
    if wrong or verdicts.get("altered", 0) < CHANGES // 2 or verdicts.get("consistent", 0) < 2:
        sys.exit(f"not ok - {wrong} differ: {verdicts}")
    print(f"{len(cases)} exports judged alike: {verdicts}")


main()
