"""Leads some of schemathesis's requests to things that are there, and keeps count of what was answered.

A schema can say that a number is a number, not that an entry stands there; that a body is a tar, not that an author
signed it. Half of the well-formed requests are therefore sent on with numbers that the ledger has, an attachment under
its own digest, signed drafts, a signed session. A well-formed request that is refused all the same is no failure where
the code of the refusal is one that only the content can earn.
"""
import hashlib
import json
import os
from pathlib import Path

import schemathesis
import session
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.openapi.checks import RejectedPositiveData

URL = os.environ["API_URL"]
SIZE = int(os.environ["API_SIZE"])
ANSWERS = Path(os.environ["API_ANSWERS"])
DRAFTS = [path.read_bytes() for path in sorted(Path(os.environ["API_DRAFTS"]).glob("*.draft"))]
ATTACHMENT, SEALED = os.environ["API_ATTACHMENT"], os.environ["API_SEALED"]
PERSON = session.signer(os.environ["API_KEY"], Path(os.environ["API_PASSPHRASE"]).read_bytes().rstrip(b"\n"))
CONTENT_CODES = {
    "inclusion": {"proof.range"},
    "consistency": {"proof.range"},
    "openSession": {"note.malformed", "session.malformed", "request.tooLarge"},
    "submit": {"submission.malformed", "export.malformed", "event.malformed", "note.malformed"},
    "storeAttachment": {"attachment.wrong"},
}


def content(body):
    """The bytes of a body as schemathesis holds it."""
    body = getattr(body, "data", body)
    return body if isinstance(body, bytes) else str(body).encode()


@schemathesis.serializer("application/x-tar")
def tar(context, value):
    return content(value)


def is_positive(case):
    return case.meta is not None and case.meta.generation.mode.is_positive


def chosen(case):
    """Half of the cases, the same ones for the same request."""
    text = repr((case.operation.label, case.path_parameters, case.query, case.body))
    return hashlib.sha256(text.encode()).digest()[0] & 1


@schemathesis.hook
def before_call(context, case, kwargs):
    operation = case.operation.definition.raw["operationId"]
    if not is_positive(case) or not chosen(case):
        return
    for values in (case.path_parameters, case.query):
        for name in ("index", "from", "to", "size", "after"):
            if values and isinstance(values.get(name), int):
                values[name] %= SIZE
    if operation in ("inclusion", "consistency") and case.query:
        low, high = ("index", "size") if operation == "inclusion" else ("from", "to")
        if isinstance(case.query.get(high), int) and isinstance(case.query.get(low), int):
            case.query[high] = max(case.query[high], case.query[low] + 1)
    if operation == "attachment":
        case.path_parameters["sha256"] = SEALED if case.query and "subject" in case.query else ATTACHMENT
        if case.query and "subject" in case.query:
            case.query["subject"] = "s-1"
    if operation == "records":
        case.query["type"] = ("note.text/1", "note.public.text/1", "actor.role/1")[len(case.query["type"]) % 3]
        if "after" in case.query:
            case.query["after"] = "0.0"
    if operation == "state":
        case.query.update({"table": "rules", "prefix": "", "after": ""})
    if operation == "timeline":
        case.query["subject"] = "a0003"
    if operation == "storeAttachment":
        case.path_parameters["sha256"] = hashlib.sha256(content(case.body)).hexdigest()
    if operation == "submit":
        case.body = DRAFTS[len(content(case.body)) % len(DRAFTS)]
    if operation == "openSession":
        case.body = session.note(URL, PERSON).decode()


@schemathesis.hook
def after_call(context, case, response):
    operation = case.operation.definition.raw["operationId"]
    method = response.request.method
    if method == case.operation.method.upper():
        with ANSWERS.open("a", encoding="ascii") as file:
            file.write(f"{operation} {response.status_code}\n")


@schemathesis.hook
def filter_failure(context, failure, case, response):
    # A draft that was put in place of a body is bytes, which schemathesis takes for no string.
    if isinstance(failure, AcceptedNegativeData) and case.body in DRAFTS:
        return False
    if not isinstance(failure, RejectedPositiveData):
        return True
    # A schema counts characters, the service bytes.
    if any(isinstance(value, str) and len(value.encode("utf-8", "replace")) > 255 for value in (case.query or {}).values()):
        return False
    try:
        code = json.loads(response.content)["error"]["code"]
    except (ValueError, KeyError, TypeError):
        return True
    return code not in CONTENT_CODES.get(case.operation.definition.raw["operationId"], ())
