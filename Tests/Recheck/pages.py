"""The recheck in a real browser: from a disk with WebCrypto, and over plain http, where a browser has none.
Usage: pages.py PAGE-FOLDER DEMO-FOLDER LEDGERCTL [PICTURE-FOLDER]"""
import base64, hashlib, http.server, json, os, re, subprocess, sys, tempfile, threading
from pathlib import Path

import forge, verify
import draw as interop
from browser import Browser, Failed

PAGE, DEMO, CTL = (Path(argument).resolve() for argument in sys.argv[1:4])
PICTURES = Path(sys.argv[4]).resolve() if len(sys.argv) > 4 else None
WORK = Path(tempfile.mkdtemp(prefix="recheck-pages."))
OFFICE = "ledger.office.example"
passed = 0


def claim(holds, text, detail=""):
    global passed
    if not holds:
        sys.exit(f"not ok - {text}: {detail}")
    passed += 1
    print(f"ok - {text}", flush=True)


# ---------------------------------------------------------------- files, honest and not

honest = (DEMO / "ledger.tar").read_bytes()
bundle = (DEMO / "trace.bundle").read_bytes()
kept = (DEMO / "stick.checkpoint").read_text()
members = verify.read_tar(honest)
entries = verify.take_entries(dict(members))
types = [verify.Entry(entry).type for entry in entries]
founding = verify.b64(verify.leaf_hash(entries[0]))
words = {int(byte, 16): pair for byte, *pair in re.findall(
    r"\| `([0-9a-f]{2})` \| (\w+) \| (\w+) ", (Path(__file__).parents[2] / "docs/format.md").read_text(encoding="utf-8"))}
sheet = list(zip(*(words[byte] for byte in verify.leaf_hash(entries[0])[:20])))
sheet = [list(side) for side in sheet]
other_word = next(chinese for _, chinese in words.values() if chinese != sheet[1][-1])
freeze = next(i for i, kind in enumerate(types) if kind == "draw.freeze/1")
result = next(i for i, kind in enumerate(types) if kind == "draw.result/1")
reveal = next(i for i, kind in enumerate(types) if kind == "draw.reveal/1")
recorded = max(i for i, kind in enumerate(types) if kind == "result.recorded/1" and f"data/{i}" in forge.verify_bundle(bundle))


def lines_of(index):
    return members[f"data/{index}"][:-1].split(b"\n")


draw = json.loads(lines_of(freeze)[0])["draw"]
population = json.loads(lines_of(freeze)[0])["population"]["hash"]
seed = next(json.loads(line)["seed"] for line in lines_of(result) if b'"draw.seed/1"' in line)
strata = dict(line.split("\t")[:2] for line in members[f"attachments/{population}"].decode().splitlines()[1:])
hat = [line.split("\t")[0] for line in members[f"attachments/{population}"].decode().splitlines()[1:]]
drawn = [json.loads(line)["object"] for line in lines_of(result) if b'"draw.selected/1"' in line]
spare = next(one for one in hat if one not in drawn)


def rewritten(data, change):
    """The members of a tar file, changed and packed again with right headers."""
    found = forge.verify_bundle(data)
    change(found)
    return forge.tar(found)


def replace(name, old, new):
    def change(found):
        changed = found[name].replace(old, new)
        if changed == found[name]:
            sys.exit(f"{name} does not hold {old}")
        found[name] = changed
    return change


def wording(text):
    """Another digit in the last record of a result: its nonce is salt, so the first member that says something is changed."""
    return re.search(rb'"(?:wording|method|disposal|on|item)":"([^"]+)"', text)


def seed_line(kind, lines):
    return [line.replace(seed.encode(), hashlib.sha256(b"another").hexdigest().encode()) for line in lines]


def once(kind, change):
    """Changes the first event of a type."""
    seen = []

    def apply(found, lines):
        if found != kind or seen:
            return lines
        seen.append(1)
        return change(found, lines)
    return apply


def other_object(kind, lines):
    ticket = hashlib.sha256(f"ssj/v1/ticket\nE\n{seed}\n{spare}\n1\n".encode()).hexdigest()
    at = next(i for i, line in enumerate(lines) if b'"draw.selected/1"' in line)
    old = json.loads(lines[at])
    lines[at] = lines[at].replace(old["object"].encode(), spare.encode()).replace(old["ticket"].encode(), ticket.encode())
    return lines


smaller = b"".join(line for line in members[f"attachments/{population}"].splitlines(True) if not line.startswith(drawn[0].encode()))
smaller_hash = hashlib.sha256(smaller).hexdigest()


def other_roster(kind, lines):
    text = b"\n".join(lines).replace(population.encode(), smaller_hash.encode())
    text = text.replace(b'"count":%d,"root"' % len(hat), b'"count":%d,"root"' % (len(hat) - 1))
    size = len(members[f"attachments/{population}"])
    return text.replace(b'"sha256":"%s","size":%d' % (smaller_hash.encode(), size),
                        b'"sha256":"%s","size":%d' % (smaller_hash.encode(), len(smaller))).split(b"\n")


def other_value(kind, lines):
    return [re.sub(rb'"value":"[0-9a-f]{4}', b'"value":"0000', line) for line in lines]


told = forge.Forgery(honest)
stranger = forge.Forgery(honest, salt=b"another office")
cheat_result = forge.Forgery(honest, once("draw.result/1", other_object))
cheat_name = forge.Forgery(honest, once("draw.result/1", lambda kind, lines: [line.replace(drawn[0].encode(), spare.encode())
                                                                             for line in lines]))
cheat_seed = forge.Forgery(honest, once("draw.result/1", seed_line))
cheat_value = forge.Forgery(honest, once("draw.reveal/1", other_value))
cheat_roster = forge.Forgery(honest, once("draw.freeze/1", other_roster), {population: smaller})
half = len(entries) - 7
found = wording(members[f"data/{recorded}"])
subprocess.run([CTL, "export", WORK / "public.tar", "--ledger", DEMO / "ledger", "--disclose", "public", "--service-key",
                DEMO / "service.key", "--service-passphrase-file", DEMO / "people/service/pass"],
               check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

def ticket_of(one):
    return hashlib.sha256(f"ssj/v1/ticket\nE\n{seed}\n{one}\n1\n".encode()).hexdigest()


def struck(place):
    """The first of the list is struck; who stands at `place` of the reserves follows."""
    ledger = forge.Forgery(honest)
    inspection = json.loads(next(line for line in lines_of(result) if drawn[0].encode() in line))["inspection"]
    about = ledger.append("draw.strike/1", "a0002", {"type": "draw.strike/1", "draw": draw, "reason": "已注销", "evidence": "0" * 64},
                          {"type": "draw.struck/1", "object": drawn[0]})
    next_one = sorted((one for one in hat if one not in drawn), key=ticket_of)[place]
    ledger.append("draw.replaced/1", "a0000",
                  {"type": "draw.replaced/1", "draw": draw, "about": about, "inspection": inspection, "followed": True},
                  {"type": "draw.successor/1", "object": next_one, "stratum": strata[next_one], "ticket": ticket_of(next_one)})
    return ledger.export()


def suppressed():
    """The rung of the draw is held back and the draw voided; the next draw on the ladder shows the next rung."""
    seen = []

    def elsewhere(kind, lines):
        if kind not in ("draw.rung/1", "draw.result/1") or kind in seen:
            return lines
        seen.append(kind)
        return [line.replace(f'"draw":"{draw}"'.encode(), b'"draw":"nowhere-E1"') for line in lines]
    ledger = forge.Forgery(honest, elsewhere)
    about = ledger.append("draw.void/1", "a0003", {"type": "draw.void/1", "draw": draw, "stage": "after", "party": "server",
                                                   "reason": "链值未公布"})
    ledger.append("draw.confirmed/1", "a0002", {"type": "draw.confirmed/1", "about": about, "draw": draw})
    return ledger.export()


def stepped_in(place):
    """Somebody of a team drops out; who stands at `place` of the standbys follows."""
    ledger = forge.Forgery(honest)
    frozen = [i for i, kind in enumerate(types) if kind == "draw.freeze/1"][1]
    outcome = [i for i, kind in enumerate(types) if kind == "draw.result/1"][1]
    head = json.loads(lines_of(frozen)[0])
    rows = {name: [line.split("\t") for line in members["attachments/" + head[name]["hash"]].decode().splitlines()[1:]]
            for name in ("inspectors", "slots", "conflicts")}
    tags = lambda field: frozenset() if field == "-" else frozenset(field.split(","))
    roster = interop.Roster({i: (d, tags(t), int(c), int(l)) for i, d, t, c, l in rows["inspectors"]},
                            {s: (j, None if d == "-" else d, tags(t)) for s, j, d, t in rows["slots"]},
                            {(j, i) for j, i, _ in rows["conflicts"]})
    own = next(json.loads(line)["seed"] for line in lines_of(outcome) if b'"draw.seed/1"' in line)
    team = {one["slot"]: one["inspector"] for one in map(json.loads, lines_of(outcome)) if one["type"] == "draw.team/1"}
    slot = min(team)
    inspection = roster.slots[slot][0]
    mates = {who for other, who in team.items() if roster.slots[other][0] == inspection}
    standbys = sorted((who for who in roster.fits(slot) if who not in mates),
                      key=lambda who: interop.ticket("R", own, slot + ":" + who))
    about = ledger.append("draw.replace/1", "a0003", {"type": "draw.replace/1", "draw": head["draw"], "inspection": inspection,
                                                      "slot": slot, "reason": "病假", "evidence": "0" * 64})
    ledger.append("draw.replaced/1", "a0000", {"type": "draw.replaced/1", "draw": head["draw"], "about": about,
                                               "inspection": inspection, "slot": slot, "followed": True},
                  {"type": "draw.successor/1", "inspector": standbys[place]})
    return ledger.export(), head["draw"]


def last_changed(change):
    """The last entry is another one, and the checkpoint signs it."""
    ledger = forge.Forgery(honest)
    ledger.entries[-1] = change(ledger.entries[-1])
    ledger.leaves[-1] = verify.leaf_hash(ledger.entries[-1])
    return ledger.export()


def other_signature(entry):
    head, line = entry[:-1].rsplit(b" ", 1)
    data = bytearray(base64.b64decode(line))
    data[40] ^= 1
    return head + b" " + base64.b64encode(data) + b"\n"


def nobody():
    ledger = forge.Forgery(honest)
    ledger.keys["a9999"] = forge.Key("a9999", b"nobody")
    ledger.append("note.taken/1", "a9999", {"type": "note.taken/1", "text": "无人"})
    return ledger.export()


def other_path(found):
    lines = found[f"proofs/{recorded}"].split(b"\n")
    lines[3] = base64.b64encode(bytes(32))
    found[f"proofs/{recorded}"] = b"\n".join(lines)


witness = forge.Witness("witness.example", b"witness")
watched = told.checkpoint() + witness.line(told.checkpoint(), 1_780_000_000)
watched_export = forge.export(told.entries, told.beside, watched)
mistimed_export = forge.export(told.entries, told.beside, told.checkpoint() + witness.line(told.checkpoint(), 1_780_000_000, 1))

# Claim, file, what else is given, verdict, what must be found (code, entry), state of the draw.
CASES = [
    ("an honest bundle alone is unchecked", bundle, {}, "unchecked", None, "ok"),
    ("an honest bundle with the founding sheet is consistent", bundle, {"founding": founding}, "consistent", None, "ok"),
    ("an honest bundle with the founding sheet in Chinese words is consistent", bundle, {"founding": " ".join(sheet[1])},
     "consistent", None, "ok"),
    ("and in English ones", bundle, {"founding": "\n".join(f"{at + 1} {word}" for at, word in enumerate(sheet[0]))}, "consistent", None, "ok"),
    ("a founding sheet that is none says nothing", bundle, {"founding": "柠檬 柠檬"}, "unchecked", ("founding.malformed", None), None),
    ("another word on the founding sheet is found out", bundle, {"founding": "".join(sheet[1][:-1] + [other_word])}, "altered",
     ("founding.differs", 0), "ok"),
    ("an honest export alone is unchecked", honest, {}, "unchecked", None, "ok"),
    ("an honest export with a kept checkpoint is consistent", honest, {"checkpoint": kept}, "consistent", None, "ok"),
    ("a public export is consistent, its draws not disclosed", (WORK / "public.tar").read_bytes(), {"checkpoint": kept},
     "consistent", None, "hidden"),
    ("another founding sheet is found out", bundle, {"founding": verify.b64(bytes(32))}, "altered", ("founding.differs", 0), "ok"),
    ("a changed result in an export is found", rewritten(honest, replace(f"data/{recorded}", found[1], found[1][:-1] + b"~")), {},
     "altered", ("record.root", recorded), "ok"),
    ("a changed result in a bundle is found", rewritten(bundle, replace(f"data/{recorded}", found[1], found[1][:-1] + b"~")), {},
     "altered", ("record.root", recorded), "ok"),
    ("a changed roster in a bundle is found",
     rewritten(bundle, replace(f"attachments/{population}", drawn[0].encode() + b"\t", b"OBJ-999999\t")), {},
     "altered", ("attachment.wrong", None), None),
    ("a changed roster in an export is found",
     rewritten(honest, replace(f"attachments/{population}", drawn[0].encode() + b"\t", b"OBJ-999999\t")), {},
     "altered", ("attachment.wrong", None), None),
    ("a swapped seed in a bundle is found", rewritten(bundle, replace(f"data/{result}", seed.encode(), b"0" * 64)), {},
     "altered", ("record.root", result), None),
    ("a proof that leads elsewhere is found", rewritten(bundle, other_path), {}, "altered", ("proof.wrong", recorded), "ok"),
    ("entries of a second story under the first one's checkpoint are found", cheat_result.bundle(bundle, told.checkpoint()), {},
     "altered", ("proof.wrong", result), None),
    ("another ledger's checkpoint is refused", honest, {"checkpoint": stranger.checkpoint().decode()}, "altered",
     ("note.unverified", None), "ok"),
    ("a changed checkpoint is refused", honest, {"checkpoint": kept.replace(f"\n{len(entries)}\n", f"\n{len(entries) - 1}\n")},
     "altered", ("note.unverified", None), "ok"),
    ("a cut export is cut", told.cut(half), {"checkpoint": told.checkpoint().decode()}, "cut", ("tree.cut", None), "ok"),
    ("a cut export whose own checkpoint says more is cut",
     forge.export(told.entries[:half], forge.verify_bundle(told.cut(half, own=False)) and {
         name: data for name, data in forge.verify_bundle(told.cut(half, own=False)).items()
         if not name.startswith(("entries/", "FORMAT"))}, told.checkpoint()), {}, "cut", ("tree.cut", None), "ok"),
    ("a ledger told again by who holds all keys is consistent with its own checkpoint", told.export(),
     {"checkpoint": told.checkpoint(half).decode()}, "consistent", None, "ok"),
    ("and altered beside one that was kept", told.export(), {"checkpoint": kept}, "altered", ("note.unverified", None), "ok"),
    ("a past told anew under the same keys is altered", cheat_result.export(), {"checkpoint": told.checkpoint(half).decode()},
     "altered", ("tree.root", None), "bad"),
    ("a steered result is found though every signature holds", cheat_result.export(),
     {"checkpoint": cheat_result.checkpoint().decode()}, "altered", ("draw.recomputed", result), "bad"),
    ("so it is in a bundle", cheat_result.bundle(bundle), {}, "altered", ("draw.recomputed", result), "bad"),
    ("another enterprise under the ticket of the one that was drawn is found though every signature holds",
     cheat_name.export(), {}, "altered", ("draw.recomputed", result), "bad"),
    ("a steered seed is found though every signature holds", cheat_seed.bundle(bundle), {}, "altered",
     ("draw.recomputed", result), "bad"),
    ("a steered reveal is found though every signature holds", cheat_value.export(), {}, "altered",
     ("draw.commitWrong", reveal), "bad"),
    ("a roster without one enterprise is found though every signature holds", cheat_roster.export(), {}, "altered",
     ("draw.registryDiffers", freeze), "bad"),
    ("a signature that does not hold is found", last_changed(other_signature), {}, "altered",
     ("signature.wrong", len(entries) - 1), "ok"),
    ("a link that leads elsewhere is found",
     last_changed(lambda entry: re.sub(rb"previous sha256:.{44}", b"previous sha256:" + b"A" * 43 + b"=", entry)), {}, "altered",
     ("chain.link", len(entries) - 1), "ok"),
    ("a signer whom nobody enrolled is found", nobody(), {}, "altered", ("actor.unknown", len(entries)), "ok"),
    ("who follows a struck enterprise is made again", struck(0), {}, "unchecked", None, "ok"),
    ("a successor out of turn is found though every signature holds", struck(1), {}, "altered",
     ("draw.recomputed", len(entries) + 1), "bad"),
    ("a witness's cosignature is checked by its key", watched_export, {"witnesses": witness.vkey}, "unchecked", None, "ok"),
    ("a cosignature with another time is found", mistimed_export, {"witnesses": witness.vkey}, "altered", ("note.unverified", None), "ok"),
    ("a file that is no ledger's says nothing", b"PK\3\4" + bytes(5000), {}, "unchecked", ("file.foreign", None), None),
    ("nor does an empty one", b"", {}, "unchecked", ("file.foreign", None), None),
    ("half a file is refused", honest[:len(honest) // 2], {}, "altered", ("export.malformed", None), None),
    ("nor does a checkpoint that is none", honest, {"checkpoint": "存证单"}, "unchecked", ("note.malformed", None), None),
]


def case_of(start):
    return next(case for case in CASES if case[0].startswith(start))


# ---------------------------------------------------------------- the page from a disk, and over plain http

class Office(http.server.SimpleHTTPRequestHandler):
    """A site as strict as ours: nothing inline, nothing from elsewhere."""

    def __init__(self, *arguments):
        super().__init__(*arguments, directory=str(WORK / "site"))

    def end_headers(self):
        if self.path.startswith("/result"):
            self.send_header("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; "
                             "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'")
        super().end_headers()

    def log_message(self, *arguments):
        pass


def make_site():
    site = WORK / "site"
    site.mkdir()
    for name in ("recheck.js", "recheck.css", "recheck.html"):
        (site / name).write_bytes((PAGE / name).read_bytes())
    (site / "honest.bundle").write_bytes(bundle)
    (site / "changed.bundle").write_bytes(case_of("a changed result in a bundle")[1])
    for name in ("honest", "changed", "missing"):
        (site / f"result-{name}.html").write_text(
            '<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>检查结果</title>'
            '<link rel="stylesheet" href="recheck.css"><main><h1>检查结果</h1>'
            f'<section id="recheck" data-bundle="{name}.bundle"></section></main><script src="recheck.js" defer></script></html>',
            encoding="utf-8")


def check(page, file, inputs):
    """Does what a person does, and gives the verdict with what was found."""
    page.choose("#recheck-file", file)
    page.value("""(() => {
        const inputs = %s;
        for (const name of ['checkpoint', 'founding', 'witnesses']) document.getElementById('recheck-' + name).value = inputs[name] || '';
        document.getElementById('recheck-result').textContent = '';
        document.querySelector('#recheck-form [type=submit]').click(); })()""" % json.dumps(inputs))
    page.until("document.querySelector('.rk-verdict, .rk-failed')")
    return seen(page)


def seen(page):
    return page.value("""({
        verdict: (document.querySelector('.rk-verdict') || { dataset: {} }).dataset.verdict || 'none',
        words: (document.querySelector('.rk-verdict h2, .rk-failed') || {}).textContent,
        findings: Array.from(document.querySelectorAll('.rk-findings li'), (item) => item.textContent),
        steps: Array.from(document.querySelectorAll('.rk-steps li'), (item) => [item.dataset.stage, item.dataset.state]),
        draws: Array.from(document.querySelectorAll('.rk-draw'), (item) => [item.dataset.draw, item.dataset.state]) })""")


def run_cases(page, way):
    for number, (text, data, inputs, verdict, finding, state) in enumerate(CASES):
        # A browser keeps to the file that was chosen; one written anew under its name is another, and unreadable.
        file = WORK / f"{way}-{number}.tar"
        file.write_bytes(data)
        got = check(page, file, inputs)
        right = got["verdict"] == verdict and bool(got["findings"]) == (finding is not None)
        if finding:
            place = "" if finding[1] is None else f"第 {finding[1]} 条"
            right = right and any(f"[{finding[0]}]" in one and place in one for one in got["findings"])
        if state:
            right = right and [draw, state] in got["draws"]
        if text.startswith("a witness"):
            right = right and ["cosignatures", "ok"] in got["steps"]
        if "though every signature holds" in text:
            right = right and ["signatures", "ok"] in got["steps"] and ["records", "bad"] not in got["steps"]
        claim(right, f"{way}: {text}", got)


def teams(page, way):
    """Who steps in for an inspector. A later standby may be right, since others may not have been able to go."""
    for place, state in ((0, "ok"), (1, "hidden")):
        data, number = stepped_in(place)
        file = WORK / f"{way}-standby-{place}.tar"
        file.write_bytes(data)
        got = check(page, file, {})
        claim(got["findings"] == [] and [number, state] in got["draws"], f"{way}: standby {place + 1} follows: {state}", got)


def voided(page, way):
    file = WORK / f"{way}-void.tar"
    file.write_bytes(suppressed())
    got = check(page, file, {})
    text = page.value(f"document.querySelector('[data-draw=\"{draw}\"]').textContent")
    claim(got["findings"] == [] and "已作废" in text and seed in text and all(one in text for one in drawn),
          f"{way}: what a voided draw would have come to follows from the next rung of the ladder", (got, text[:3000]))


def look_up(page, way):
    """One's own enterprise, by id and by code; the line for the shell gives the ticket that the page says."""
    check(page, DEMO / "ledger.tar", {})
    codes = {}
    for index, kind in enumerate(types):
        if kind.startswith("object."):
            for line in lines_of(index):
                record = {} if line.startswith(b"!") else json.loads(line)
                if "code" in record and "object" in record:
                    codes[record["object"]] = record["code"]
    for asked, who in ((drawn[0], drawn[0]), (codes[spare], spare), ("OBJ-000000", None)):
        page.value("""(() => { document.querySelector('.rk-own input').value = %s; document.querySelector('.rk-answers').textContent = '';
            document.querySelector('.rk-own button').click(); })()""" % json.dumps(asked))
        page.until("document.querySelector('.rk-answers p')")
        text = page.value("document.querySelector('.rk-answers').innerText")
        if who is None:
            claim("不在本次抽取的名录快照中" in text, f"{way}: {asked} is said not to be in the registry", text)
            continue
        part = text.split("抽取 ")[[one.startswith(draw) for one in text.split("抽取 ")].index(True)]
        line, ticket = re.search(r"\$ (.+)\n([0-9a-f]{64})", part).groups()
        made = subprocess.run(["sh", "-c", line], stdout=subprocess.PIPE, check=True).stdout.decode().split()[0]
        ranks = sorted(hat, key=lambda one: hashlib.sha256(f"ssj/v1/ticket\nE\n{seed}\n{one}\n1\n".encode()).hexdigest())
        claim(made == ticket and f"第 {ranks.index(who) + 1} 位" in part and ("结果：抽中" in part) == (who in drawn)
              and ("结果：未抽中" in part) == (who not in drawn), f"{way}: ticket and rank of {asked}, and the shell agrees", part)


def people(browser):
    """Keyboard, languages, narrow pages."""
    page = browser.page((PAGE / "recheck.html").as_uri(), width=360, height=740)
    page.value("document.querySelector('[data-speak=\"zh-CN\"]').click()")
    page.choose("#recheck-file", DEMO / "trace.bundle")
    page.value("document.activeElement.blur()")
    order = []
    for _ in range(5):
        page.press("Tab")
        order.append(page.value("(document.activeElement.id || document.activeElement.dataset.speak || document.activeElement.localName + '.' + document.activeElement.className)"))
    claim(order == ["zh-CN", "en", "recheck-file", "summary.", "button.start"], "the keyboard walks through the form in order", order)
    page.press("Enter")
    page.until("document.querySelector('.rk-verdict')")
    claim(page.value("document.activeElement.closest('.rk-verdict') !== null"), "Enter starts it, and the verdict has the focus")
    page.value("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    claim(page.value("document.documentElement.scrollWidth <= 360"), "nothing sticks out at 360 pixels")
    for width in (320, 1280, 1920):
        page.resize(width, 900)
        claim(page.value(f"document.documentElement.scrollWidth <= {width}"), f"nor at {width}")
    page.resize(1280, 900)
    accessible(page, "Chinese page with a report")
    page.value("document.querySelector('[data-speak=en]').click()")
    claim(seen(page)["words"] == "Unchecked" and page.value("document.documentElement.lang") == "en"
          and not re.search("[\u4e00-\u9fff]", page.value("document.querySelector('.rk-result').innerText")),
          "in English everything is English", page.value("document.querySelector('.rk-result').innerText")[:400])
    claim(page.complaints() == [], "the browser has nothing to complain about", page.complaints())
    page.close()
    page = browser.page((PAGE / "recheck.html").as_uri())
    accessible(page, "empty page")
    got = page.value("""(() => {
        const data = new DataTransfer();
        data.items.add(new File(['%s'], 'stick.checkpoint'));
        data.items.add(new File([new Uint8Array(70000)], 'ledger.tar'));
        document.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
        })()""" % kept.replace("\n", "\\n"))
    page.until("document.getElementById('recheck-chosen').textContent.includes('ledger.tar')")
    page.value("new Promise((done) => { setTimeout(done, 0); })")
    claim(page.value("document.getElementById('recheck-checkpoint').value") == kept, "a checkpoint and a file can be dropped together")
    page.close()


def accessible(page, what):
    axe = os.environ.get("AXE")
    if not axe:
        return
    page.value(Path(axe).read_text(encoding="utf-8") + "; 0")
    found = page.value("""axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
        .then((report) => report.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html.slice(0, 120)).join(' ')))""")
    claim(found == [], f"axe finds nothing wrong: {what}", found)


def alive(browser):
    """Without a worker the page still answers while it checks: its clock goes on ticking."""
    page = browser.page((PAGE / "recheck.html").as_uri(), "delete window.Worker; window.longest = 0; window.last = performance.now();"
                        "setInterval(() => { const now = performance.now(); window.longest = Math.max(window.longest, now - window.last);"
                        " window.last = now; window.ticks = (window.ticks || 0) + 1; }, 10);")
    page.value("document.querySelector('[data-speak=\"zh-CN\"]').click(); window.ticks = 0")
    got = check(page, DEMO / "ledger.tar", {"checkpoint": kept})
    claim(got["verdict"] == "consistent" and page.value("window.ticks") > 3, "without a worker the page goes on while it checks",
          (got, page.value("window.ticks")))
    page.close()


def on_site(browser, address, secure):
    for name, verdict in (("honest", "unchecked"), ("changed", "altered")):
        page = browser.page(f"{address}/result-{name}.html")
        claim(page.value("isSecureContext") == secure and page.value("Boolean(crypto.subtle)") == secure,
              f"a site {'with' if secure else 'without'} WebCrypto")
        page.value("document.querySelector('#recheck button').click()")
        page.until("document.querySelector('.rk-verdict, .rk-failed')")
        got = seen(page)
        claim(got["verdict"] == verdict, f"the button on a result page says {verdict}", got)
        claim(page.complaints() == [], "under a policy without inline script", page.complaints())
        page.close()
    page = browser.page(f"{address}/result-missing.html")
    page.value("document.querySelector('#recheck button').click()")
    page.until("document.querySelector('.rk-failed')")
    claim("404" in seen(page)["words"], "a bundle that is not there is said to be unreadable")
    page.close()


def pictures(browser):
    if not PICTURES:
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    for width in (360, 1280):
        page = browser.page((PAGE / "recheck.html").as_uri(), width=width, height=900)
        page.value("document.querySelector('[data-speak=\"zh-CN\"]').click()")
        page.picture(PICTURES / f"empty-{width}.png")
        for name, start in (
                ("consistent", "an honest export with a kept"), ("altered", "a steered result"), ("cut", "a cut export is"),
                ("unchecked", "an honest bundle alone")):
            file = WORK / f"{name}-{width}.tar"
            file.write_bytes(case_of(start)[1])
            check(page, file, case_of(start)[2])
            page.value("document.querySelectorAll('.rk-draw').forEach((one, at) => { one.open = at === 0; })")
            page.picture(PICTURES / f"{name}-{width}.png")
        page.close()


make_site()
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Office)
threading.Thread(target=server.serve_forever, daemon=True).start()
port = server.server_address[1]
browser = Browser(f"--host-resolver-rules=MAP {OFFICE} 127.0.0.1", "--lang=zh-CN")
try:
    for way, address in (("WebCrypto", (PAGE / "recheck.html").as_uri()),
                         ("plain http", f"http://{OFFICE}:{port}/recheck.html")):
        page = browser.page(address)
        page.value("document.querySelector('[data-speak=\"zh-CN\"]').click()")
        secure = way == "WebCrypto"
        claim(page.value("Boolean(crypto.subtle)") == secure, f"{way}: the browser has {'' if secure else 'no '}crypto.subtle")
        run_cases(page, way)
        teams(page, way)
        voided(page, way)
        look_up(page, way)
        claim(page.complaints() == [], f"{way}: the browser has nothing to complain about", page.complaints())
        page.close()
    on_site(browser, f"http://{OFFICE}:{port}", False)
    on_site(browser, f"http://127.0.0.1:{port}", True)
    people(browser)
    alive(browser)
    pictures(browser)
finally:
    browser.close()
    server.shutdown()
    import shutil
    shutil.rmtree(WORK, ignore_errors=True)
print(f"{passed} passed")
