#!/usr/bin/env python3
"""Verifies an export of a ledger, written from docs/format.md and docs/rules/0.md alone.

verify.py EXPORT.tar [--checkpoint FILE] [--founding BASE64] [--rules docs/rules/0.md]

One line a finding (`code index detail`), lines that begin with `-` for what is no finding, then the verdict. Exit code 0:
consistent and all of it checked; 1: altered or cut; 2: nothing wrong found, not all of it checked; 64 usage; 66 no file.
Needs Python 3.9 and the package `cryptography`. ledgerformat.py holds sections 1 to 5 of the format, ledgerrules.py
admission; here are the export file (section 7) and the verdict (section 9).
"""
import argparse, sys
from pathlib import Path
from ledgerformat import *
from ledgerrules import Admission, TABLES, parse_record


def header(name, size):
    """The one header that a member may have."""
    block = bytearray(512)
    for at, field in ((0, name), (100, b"0000644"), (108, b"0000000"), (116, b"0000000"), (124, b"%011o" % size),
                      (136, b"0" * 11), (148, b" " * 8), (156, b"0"), (257, b"ustar"), (263, b"00")):
        block[at:at + len(field)] = field
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block[:512])


def bundle_place(name):
    """First index and width of `entries/<N>`."""
    found = re.fullmatch(r"entries/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", name)
    need(found and not found[1].startswith("x000") and int(found[2] or 1) <= 255, "tile.malformed", name)
    return int(re.sub("[x/]", "", found[1])) * 256, int(found[2] or 256)


def split_bundle(data, width):
    entries = []
    while data:
        size = int.from_bytes(data[:2], "big")
        need(len(data) >= 2 + size, "tile.malformed", "a bundle is cut")
        entries.append(data[2:2 + size])
        data = data[2 + size:]
    need(len(entries) == width, "tile.malformed", f"{len(entries)} entries instead of {width}")
    return entries


class Verifier:
    def __init__(self, document):
        self.document, self.findings, self.hidden, self.erasures, self.agreed = document, [], 0, [], set()

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
        self.members, last = {}, b""
        with open(path, "rb") as file: data = file.read()
        at = 0
        while data[at:at + 512].strip(b"\0"):
            block = data[at:at + 512]
            name, size = block[:100].rstrip(b"\0"), int(block[124:135], 8) if block[124:135].isdigit() else -1
            need(size >= 0 and block == header(name, size) and name > last, "export.malformed", f"the header at {at}")
            need(b"\0" not in name and len(data) >= at + 512 + size, "export.malformed", f"the member at {at}")
            content, padding, last = data[at + 512:at + 512 + size], -size % 512, name
            need(data[at + 512 + size:at + 512 + size + padding] == bytes(padding), "export.malformed", f"padding of {name}")
            self.members[name.decode("ascii", "replace")] = content
            at += 512 + size + padding
        need(data[at:] == bytes(1_024), "export.malformed", "the end of the file")
        need(self.members.pop("FORMAT", None) == b"ssj/v1/export\n", "export.malformed", "FORMAT")

    def read_entries(self):
        entries, partial = [], False
        names = [name for name in self.members if name.startswith("entries/")]
        for name in sorted(names, key=lambda name: bundle_place(name)):
            first, width = bundle_place(name)
            need(first == len(entries) and not partial, "export.malformed", name)
            entries += split_bundle(self.members.pop(name), width)
            partial = width < 256
        return entries

    # Beside the entries

    def read_list(self, kind, index, commitment):
        """The records of a list, None in the place of what is not shown; None where the list is not there or wrong."""
        data = self.members.pop(f"{kind}/{index}", None)
        if data is None: return self.hide(f"{kind} records of entry {index}")
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
        if not data.endswith(b"\n"): return self.say("export.malformed", index, "channel")
        try:
            parse_record(data[:-1], "channel")
            need(leaf_hash(data[:-1]) == digest, "channel.malformed", "another digest")
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
            else: self.hide(f"the erasure of personal record {position} of entry {index}")
        named = {digest for _, digest, _ in self.attached}
        files = {digest: self.members.pop(f"attachments/{digest}", None) for digest in named}
        for index, digest, size in self.attached:
            if files[digest] is None: self.hide(f"attachment {digest} of entry {index}")
            elif (sha(files[digest]).hex(), len(files[digest])) != (digest, size): self.say("attachment.wrong", index, digest)
        for name in self.members:
            found = re.fullmatch("(?:data|personal|channel)/([0-9]+)", name)
            cut = found and decimal(found[1]) is not None and len(self.admission.chain) <= int(found[1]) < covered
            if name.startswith("attachments/"):
                if name[12:] != sha(self.members[name]).hex(): self.say("attachment.wrong", "-", name)
                cut = self.hidden  # a record that is not shown may name it
            if not cut: self.say("store.surplus", "-", name)

    def check_checkpoint(self, checkpoint, leaves, what):
        """Whether a checkpoint is the ledger's and fits the entries."""
        keys = sorted((key[2], row["vkey"]) for key, row in self.admission.rows.items() if key[:2] == ("ledger", "checkpoint"))
        if "ledger" in self.admission.unknown and checkpoint.origin == self.admission.ledger:
            return self.hide(f"the key of {what}")
        checkpoint.check(self.admission.ledger, keys)
        if checkpoint.size > len(leaves): raise Refused("tree.cut", f"{what}: {checkpoint.size}, here {len(leaves)}")
        need(checkpoint.root == root(leaves[:checkpoint.size]), "tree.root", what)
        self.agreed.add(what)

    def run(self, path, outside, founding):
        self.read_tar(path)
        entries, note = self.read_entries(), self.members.pop("checkpoint", None)
        need(entries, "entry.missing", "no entry")
        inside = self.guard("-", Checkpoint, note) if note is not None else print("- no checkpoint in the file")
        try:
            ledger = Entry(entries[0]).event.ledger
        except Refused:
            ledger = inside.origin if inside else ""
        self.admission = Admission(ledger, self.document)
        self.ids, self.attached = {}, []
        for index, data in enumerate(entries): self.check_entry(index, data)
        self.check_beside(inside.size if inside else len(entries))
        leaves = [leaf_ for leaf_, _ in self.admission.chain]
        if inside:
            if inside.size < len(leaves): self.say("export.malformed", "-", "more entries than the checkpoint says")
            self.guard("-", self.check_checkpoint, inside, leaves, "the export's checkpoint")
        if outside is not None:
            self.guard("-", lambda: self.check_checkpoint(Checkpoint(outside), leaves, "the outside checkpoint"))
        if founding is None: print("- the keys of entry 0 vouch for themselves: no founding sheet was compared")
        elif b64(leaves[0]) != founding: self.say("founding.differs", 0, b64(leaves[0]))
        print(f"- {len(leaves)} entries of {self.admission.ledger}")

    def verdict(self):
        if any(code != "tree.cut" for code in self.findings): return "altered", 1
        if self.findings: return "cut", 1
        if "the outside checkpoint" not in self.agreed: return "unchecked", 2
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
    except OSError as error:
        print(error, file=sys.stderr)
        sys.exit(66)
    word, code = verifier.verdict()
    print(word)
    sys.exit(code)


if __name__ == "__main__":
    main()
