"""Opens sessions as docs/api.md section 2 and the head of a key file say; needs the package `pynacl`."""
import base64
import datetime
import hashlib
import json
import sys
import urllib.request

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as unseal
from nacl.pwhash import argon2id
from nacl.signing import SigningKey


def signer(path, passphrase):
    """Actor, key id and key of a key file of one person."""
    with open(path, encoding="ascii") as file:
        lines = file.read().splitlines()
    assert lines[0] == "ssj/v1/key" and lines[1].startswith("holds person "), path
    name, key_id, public = lines[1].split(" ")[2].split("+", 2)
    _, kind, passes, memory, salt = lines[2].split(" ")
    _, cipher, nonce, box = lines[3].split(" ")
    assert (kind, cipher) == ("argon2id13", "xchacha20poly1305-ietf"), path
    wrapping = argon2id.kdf(32, passphrase, base64.b64decode(salt), int(passes), int(memory))
    head = "".join(line + "\n" for line in lines[:3]).encode()
    key = SigningKey(unseal(base64.b64decode(box), head, base64.b64decode(nonce), wrapping))
    kind_and_key = b"\x01" + bytes(key.verify_key)
    assert base64.b64decode(public) == kind_and_key, path
    assert hashlib.sha256(name.encode() + b"\n" + kind_and_key).digest()[:4].hex() == key_id, path
    return name, bytes.fromhex(key_id), key


def post(url, body=b"", kind=None):
    request = urllib.request.Request(url, body, {"Content-Type": kind} if kind else {}, method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read())


def note(url, person):
    """The note that opens a session, with a fresh nonce."""
    name, key_id, key = person
    fresh = post(url + "/v1/sessions/nonce")
    assert url in fresh["audiences"], fresh
    time = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + "000Z"
    text = (f"ssj/v1/session\nledger {fresh['ledger']}\ninstance {fresh['instance']}\naudience {url}\n"
            f"nonce {fresh['nonce']}\ntime {time}\n")
    signature = base64.b64encode(key_id + key.sign(text.encode()).signature).decode()
    return f"{text}\n— {name} {signature}\n".encode()


if __name__ == "__main__":
    address, key_file, passphrase_file = sys.argv[1:]
    with open(passphrase_file, "rb") as file:
        words = file.read().rstrip(b"\n")
    print(post(address + "/v1/sessions", note(address, signer(key_file, words)), "text/plain; charset=utf-8")["token"])
