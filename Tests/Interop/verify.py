#!/usr/bin/env python3
"""Verifies an export of a ledger, written from docs/format.md and docs/rules/0.md alone.

verify.py EXPORT.tar [--checkpoint FILE] [--founding BASE64] [--rules docs/rules/0.md]

One line a finding (`code index detail`), lines that begin with `-` for what is no finding, then the verdict. Exit code 0:
consistent and all of it checked; 1: altered or cut; 2: nothing wrong found, not all of it checked; 64 usage; 66 no file.
Needs Python 3.9 and the package `cryptography`. ledgerformat.py holds sections 1 to 5 of the format, ledgerrules.py
admission; here are the export file (section 7) and the verdict (section 9).
"""
import argparse, sys, tarfile
from pathlib import Path
from ledgerformat import *
from ledgerrules import Admission, TABLES, parse_record


def bundle_place(name):
    """First index and width of `entries/<N>`, or None."""
    found = re.fullmatch(r"entries/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", name)
    if not found or found[1].startswith("x000") or found[2] and int(found[2]) > 255: return None
    return int(re.sub("[x/]", "", found[1])) * 256, int(found[2] or 256)


def split_bundle(data, width):
    entries = []
    while data:
        size = int.from_bytes(data[:2], "big")
        need(len(data) >= 2 + size, "export.malformed", "a bundle is cut")
        entries.append(data[2:2 + size])
        data = data[2 + size:]
    need(len(entries) == width, "export.malformed", f"{len(entries)} entries instead of {width}")
    return entries


class Verifier:
    def __init__(self, document):
        self.document, self.findings, self.hidden, self.erasures = document, [], 0, []

    def say(self, code, index, detail=""):
        self.findings.append(code)
        print(f"{code} {index} {detail}".rstrip())

    def guard(self, index, work, *arguments):
        """Runs a check; a refusal becomes a finding and gives None."""
        try:
            return work(*arguments)
        except Refused as refused:
            self.say(refused.args[0], index, *refused.args[1:])
            return None

    def hide(self, what):
        self.hidden += 1
        print(f"- not disclosed: {what}")

    # The file

    def read_tar(self, path):
        self.members, names = {}, []
        with tarfile.open(path, "r:") as tar:
            for member in tar:
                names.append(member.name)
                need(member.isreg(), "export.malformed", f"{member.name} is no regular file")
                self.members[member.name] = tar.extractfile(member).read()
        order = [name.encode("utf-8", "surrogateescape") for name in names]
        need(order == sorted(set(order)), "export.malformed", "the order of the members")
        need(self.members.pop("FORMAT", None) == b"ssj/v1/export\n", "export.malformed", "FORMAT")

    def read_entries(self):
        """All entries, up to the first bundle that is missing."""
        entries, partial = [], False
        places = {bundle_place(name): name for name in self.members if name.startswith("entries/") and bundle_place(name)}
        for first, width in sorted(places):
            data = self.members.pop(places[first, width])
            if first > len(entries):
                self.say("entry.missing", len(entries))
                break
            need(first == len(entries) and not partial, "export.malformed", places[first, width])
            entries += split_bundle(data, width)
            partial = width < 256
        return entries

    # Beside the entries

    def read_list(self, kind, index, commitment):
        """The records of a list, None in the place of what is not shown; None where the list is not there or wrong."""
        data = self.members.pop(f"{kind}/{index}", None)
        if data is None: return self.say("record.missing", index, kind)
        need(data.endswith(b"\n"), "record.malformed", f"{kind}: no LF at the end")
        need(len(data) <= 16_777_216, "record.tooLarge", kind)
        records, leaves = [], []
        for position, line in enumerate(data[:-1].split(b"\n")):
            sign, hidden = line[:1], tagged(line[1:].decode("ascii", "replace"))
            if sign == b"!" and hidden or sign == b"~" and hidden and kind == "personal":
                if sign == b"~": self.erasures.append((index, position, hidden))
                else: self.hide(f"{kind} record {position} of entry {index}")
                leaves.append(hidden)
                records.append(None)
            else:
                leaves.append(leaf_hash(line))
                records.append(parse_record(line, kind))
                self.attached += [(index, *found) for found in attachments(records[-1])]
        need((root(leaves), len(leaves)) == commitment, "record.root", kind)
        return records

    def read_channel(self, index, digest):
        data = self.members.pop(f"channel/{index}", None)
        if data is None: return self.hide(f"channel record of entry {index}")
        try:
            parse_record(data[:-1], "channel")
            need(data.endswith(b"\n") and leaf_hash(data[:-1]) == digest, "channel.malformed", "another digest")
        except Refused as refused:
            self.say("channel.malformed", index, refused.args[1])

    def check_entry(self, index, data):
        """Everything about one entry; refusals are findings."""
        admission, ids = self.admission, self.ids
        head = admission.chain[-1][0] if admission.chain else bytes(32)
        entry = self.guard(index, Entry, data)
        if entry is None:
            admission.unknown |= TABLES
            admission.chain.append((leaf_hash(data), admission.head or 0))
            for kind in ("data", "personal", "channel"): self.members.pop(f"{kind}/{index}", None)
            return
        event = entry.event
        if entry.index != index: self.say("chain.index", index, entry.index)
        if entry.previous != head: self.say("chain.link", index)
        if ids.setdefault(event.id, index) != index: self.say("ids.twice", index, event.id)
        self.read_channel(index, entry.channel)
        records = self.guard(index, self.read_list, "data", index, event.data)
        if event.personal: self.guard(index, self.read_list, "personal", index, event.personal)
        shown = records if records and None not in records else None
        before = len(self.findings)
        marks = self.guard(index, admission.judge, entry, index, shown)
        if marks is None and len(self.findings) == before: self.hide(f"the rule of entry {index}, {event.type}")
        for mark in marks or []: print(f"- mark {mark}: entry {index}")
        if admission.head is not None and entry.received < admission.head:
            print(f"- received goes back: entry {index}, {event.type}")
        admission.head = entry.received
        admission.chain.append((entry.leaf, entry.received))

    # Afterwards

    def check_beside(self, covered):
        erased = {key[1:]: row["leaf"] for key, row in self.admission.rows.items() if key[0] == "erased"}
        for index, position, leaf_ in self.erasures:
            if erased.get((index, position)) == leaf_: print(f"- erased: personal record {position} of entry {index}")
            elif "erased" in self.admission.unknown: self.hide(f"the erasure of personal record {position} of entry {index}")
            else: self.say("personal.missing", index, f"record {position}")
        named = {digest for _, digest, _ in self.attached}
        files = {digest: self.members.pop(f"attachments/{digest}", None) for digest in named}
        for index, digest, size in self.attached:
            if files[digest] is None: self.hide(f"attachment {digest} of entry {index}")
            elif (sha(files[digest]).hex(), len(files[digest])) != (digest, size): self.say("attachment.wrong", index, digest)
        for name in self.members:
            found = re.fullmatch("(?:data|personal|channel)/([0-9]+)", name)
            cut = found and decimal(found[1]) is not None and len(self.admission.chain) <= int(found[1]) < covered
            if not cut: self.say("store.surplus", "-", name)

    def check_checkpoint(self, checkpoint, leaves, what):
        """Whether a checkpoint is the ledger's and fits the entries."""
        keys = sorted((key[2], row["vkey"]) for key, row in self.admission.rows.items() if key[:2] == ("ledger", "checkpoint"))
        try:
            checkpoint.check(self.admission.ledger, keys)
        except Refused as refused:
            if refused.args[0] != "note.unverified" or "ledger" not in self.admission.unknown: raise
            self.hide(f"the key of {what}")
        if checkpoint.size > len(leaves): raise Refused("tree.cut", f"{what}: {checkpoint.size}, here {len(leaves)}")
        need(checkpoint.root == root(leaves[:checkpoint.size]), "tree.root", what)

    def run(self, path, outside, founding):
        self.read_tar(path)
        inside = Checkpoint(self.members.pop("checkpoint", b""))
        entries = self.read_entries()
        need(entries, "entry.missing", "no entry")
        first = self.guard(0, Entry, entries[0])
        self.admission = Admission(first.event.ledger if first else inside.origin, self.document)
        self.ids, self.attached = {}, []
        for index, data in enumerate(entries): self.check_entry(index, data)
        self.check_beside(inside.size)
        leaves = [leaf_ for leaf_, _ in self.admission.chain]
        if inside.size < len(leaves): self.say("export.malformed", "-", "more entries than the checkpoint says")
        self.guard("-", self.check_checkpoint, inside, leaves, "the export's checkpoint")
        if outside is not None:
            self.guard("-", lambda: self.check_checkpoint(Checkpoint(outside), leaves, "the outside checkpoint"))
        if founding is None: print("- the keys of entry 0 vouch for themselves: no founding sheet was compared")
        elif b64(leaves[0]) != founding: self.say("founding.differs", 0, b64(leaves[0]))
        print(f"- {len(leaves)} entries of {self.admission.ledger}")

    def verdict(self, outside):
        if any(code != "tree.cut" for code in self.findings): return "altered", 1
        if self.findings: return "cut", 1
        if outside is None: return "unchecked", 2
        return "consistent", 2 if self.hidden else 0


def main():
    parser = argparse.ArgumentParser(description="Verifies an export of a ledger.")
    parser.error = lambda message: (print(message, file=sys.stderr), sys.exit(64))
    parser.add_argument("export")
    parser.add_argument("--checkpoint", help="a checkpoint that somebody kept")
    parser.add_argument("--founding", help="the leaf hash of entry 0, base64")
    parser.add_argument("--rules", default=Path(__file__).resolve().parents[2] / "docs/rules/0.md")
    options = parser.parse_args()
    try:
        outside = Path(options.checkpoint).read_bytes() if options.checkpoint else None
        verifier = Verifier(sha(Path(options.rules).read_bytes()).hex())
        verifier.guard("-", verifier.run, options.export, outside, options.founding)
    except (OSError, tarfile.TarError) as error:
        print(error, file=sys.stderr)
        sys.exit(66)
    word, code = verifier.verdict(outside)
    print(word)
    sys.exit(code)


if __name__ == "__main__":
    main()
