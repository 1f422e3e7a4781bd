"""Ledgers of a cheat who holds every key: an honest export is told again under keys made here, with one record changed, so that
all signatures, links and roots hold and only what the change breaks can give it away. Built on Tests/Interop/verify.py."""
import base64, hashlib, json, re, sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "Interop"))
import verify
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

b64, sha, leaf_hash, root = verify.b64, verify.sha, verify.leaf_hash, verify.root


class Key:
    """A key of its own for each verifier key of the honest ledger."""

    def __init__(self, name, seed):
        self.name = name
        self.private = Ed25519PrivateKey.from_private_bytes(sha(seed))
        data = b"\1" + self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.id = sha(name.encode() + b"\n" + data)[:4]
        self.vkey = f"{name}+{self.id.hex()}+{b64(data)}"

    def line(self, text):
        return f"— {self.name} {b64(self.id + self.private.sign(text))}\n".encode()


class Witness:
    """A witness, whose cosignatures bear a time."""

    def __init__(self, name, seed):
        self.name, self.private = name, Ed25519PrivateKey.from_private_bytes(sha(seed))
        data = b"\4" + self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.id = sha(name.encode() + b"\n" + data)[:4]
        self.vkey = f"{name}+{self.id.hex()}+{b64(data)}"

    def line(self, checkpoint, seconds, shift=0):
        """A cosignature line; `shift` states another time than was signed."""
        text = checkpoint[:checkpoint.index(b"\n\n") + 1]
        signature = self.private.sign(b"cosignature/v1\ntime %d\n" % seconds + text)
        return f"— {self.name} {b64(self.id + (seconds + shift).to_bytes(8, 'big') + signature)}\n".encode()


def tar(members):
    content = b"".join(verify.header(name.encode(), len(data)) + data + bytes(-len(data) % 512)
                       for name, data in sorted(members.items()))
    return content + bytes(1024)


def export(entries, beside, checkpoint):
    """An export file: `beside` has data, personal, channel and attachments by name."""
    members = dict(beside, FORMAT=b"ssj/v1/export\n")
    if checkpoint:
        members["checkpoint"] = checkpoint
    for first in range(0, len(entries), 256):
        group = entries[first:first + 256]
        name = f"entries/{first // 256:03}" + ("" if len(group) == 256 else f".p/{len(group)}")
        members[name] = b"".join(len(entry).to_bytes(2, "big") + entry for entry in group)
    return tar(members)


def path_of(leaves, index):
    """The audit path of a leaf, from its sibling up."""
    if len(leaves) < 2:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if index < split:
        return path_of(leaves[:split], index) + [root(leaves[split:])]
    return path_of(leaves[split:], index - split) + [root(leaves[:split])]


class Forgery:
    """An export told again. `change(type, lines)` gives the data lines of an event; `swap` replaces attachments by digest."""

    def __init__(self, data, change=lambda kind, lines: lines, swap=None, salt=b""):
        members = verify.read_tar(data)
        members.pop("checkpoint", None)
        honest = verify.take_entries(members)
        self.keys, self.leaves, self.entries, new = {}, [], [], {}
        for digest, content in (swap or {}).items():
            del members[f"attachments/{digest}"]
            members[f"attachments/{sha(content).hex()}"] = content

        def key_for(found):
            vkey = found.decode()
            if vkey not in self.keys:
                self.keys[vkey] = Key(vkey.split("+")[0], salt + vkey.encode())
            return self.keys[vkey].vkey.encode()

        for index, entry in enumerate(honest):
            old = verify.Entry(entry)
            head = verify.ENTRY.match(entry)
            text = old.text
            for kind in ("data", "personal"):
                name = f"{kind}/{index}"
                if name not in members:
                    continue
                lines = members[name][:-1].split(b"\n")
                if kind == "data":
                    lines = [re.sub(rb'(?<=")[a-z0-9./-]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44}(?=")', lambda m: key_for(m[0]), line)
                             for line in lines]
                    lines = [re.sub(rb'(?<="leaf":")[A-Za-z0-9+/=]{44}', lambda m: new.get(m[0], m[0]), line) for line in lines]
                    lines = change(old.type, lines)
                members[name] = b"".join(line + b"\n" for line in lines)
                marks = [re.fullmatch(rb"[!~]sha256:(.{44})", line) for line in lines]
                top = root([base64.b64decode(mark[1]) if mark else leaf_hash(line) for mark, line in zip(marks, lines)])
                text = re.sub(rf"^{kind} tree:.*$".encode(), f"{kind} tree:{b64(top)} {len(lines)}".encode(), text, flags=re.M)
            if old.seen:
                text = re.sub(rb"^seen .*$", f"seen {old.seen[0]} sha256:{b64(self.leaves[old.seen[0]])}".encode(), text, flags=re.M)
            lines = []
            for name, key_id, _ in old.signatures:
                vkey = next(v for v in self.keys if v.startswith(f"{name}+{key_id.hex()}+"))
                lines.append((self.keys[vkey].name.encode(), self.keys[vkey].id, self.keys[vkey].line(text)))
            fields = [field.decode() for field in head.groups()]
            previous = b64(self.leaves[-1]) if self.leaves else fields[1]
            made = (f"ssj/v1/entry\nindex {fields[0]}\nprevious sha256:{previous}\nreceived {fields[2]}\n"
                    f"channel sha256:{fields[3]}\n\n").encode() + text + b"\n" + b"".join(line for *_, line in sorted(lines))
            new[b64(leaf_hash(entry)).encode()] = b64(leaf_hash(made)).encode()
            self.entries.append(made)
            self.leaves.append(leaf_hash(made))
            if index == 0:
                self.ledger = old.ledger
        self.beside = members

    def append(self, kind, signer, *records):
        """One more event, signed by a key, or the newest of that actor name; gives what an `about` says of it."""
        index, last = len(self.entries), self.entries[-1].split(b"\n")[3].decode().split(" ")[1]
        lines = [json.dumps(dict(type=record.pop("type"), nonce=hashlib.sha256(f"{index} {at}".encode()).hexdigest()[:32], **record),
                            ensure_ascii=False, separators=(",", ":")).encode() for at, record in enumerate(records)]
        text = (f"ssj/v1/event\nledger {self.ledger}\nid 0192f3a4-7c1e-7abc-8def-{index:012x}\ntype {kind}\ntime {last}\n"
                f"seen {index - 1} sha256:{b64(self.leaves[-1])}\n"
                f"data tree:{b64(root([leaf_hash(line) for line in lines]))} {len(lines)}\n").encode()
        key = signer if isinstance(signer, Key) else [key for key in self.keys.values() if key.name == signer][-1]
        made = (f"ssj/v1/entry\nindex {index}\nprevious sha256:{b64(self.leaves[-1])}\nreceived {last}\n"
                f"channel sha256:{b64(bytes(32))}\n\n").encode() + text + b"\n" + key.line(text)
        self.beside[f"data/{index}"] = b"".join(line + b"\n" for line in lines)
        self.entries.append(made)
        self.leaves.append(leaf_hash(made))
        return {"index": index, "leaf": b64(self.leaves[-1])}

    def checkpoint(self, size=None):
        size = len(self.entries) if size is None else size
        text = f"{self.ledger}\n{size}\n{b64(root(self.leaves[:size]))}\n".encode()
        key = next(key for vkey, key in self.keys.items() if vkey.startswith(self.ledger + "+"))
        return text + b"\n" + key.line(text)

    def cut(self, size, own=True):
        """The export without what follows `size` entries; with the longer ledger's checkpoint or without one."""
        beside = {name: data for name, data in self.beside.items()
                  if name.split("/")[0] not in ("data", "personal", "channel") or int(name.split("/")[1]) < size}
        return export(self.entries[:size], beside, self.checkpoint() if own else None)

    def export(self):
        return export(self.entries, self.beside, self.checkpoint())

    def bundle(self, honest, checkpoint=None):
        """The bundle of the same entries as an honest bundle has, under this ledger's checkpoint or another."""
        members = verify_bundle(honest)
        indexes = [int(name.split("/")[1]) for name in members if name.startswith("proofs/")]
        made = {"FORMAT": members["FORMAT"], "subject": members["subject"]}
        digests = {name for name in members if name.startswith("attachments/")}
        made.update({name: data for name, data in self.beside.items() if name in digests})
        checkpoint = checkpoint or self.checkpoint()
        for index in indexes:
            made[f"data/{index}"] = self.beside[f"data/{index}"]
            made[f"proofs/{index}"] = (f"c2sp.org/tlog-proof@v1\nextra {b64(self.entries[index])}\nindex {index}\n" + "".join(
                b64(step) + "\n" for step in path_of(self.leaves, index)) + "\n").encode() + checkpoint
        return tar(made)


def verify_bundle(data):
    """The members of a bundle."""
    members, at = {}, 0
    while data[at]:
        name, size = data[at:at + 100].rstrip(b"\0").decode(), int(data[at + 124:at + 135], 8)
        members[name] = data[at + 512:at + 512 + size]
        at += 512 + size + -size % 512
    return members
