#!/usr/bin/env python3
"""Lets every file-system call of ledgerd under its ledger's folder fail once, with EIO and with ENOSPC.

Usage: run.py FOLDER-OF-THE-BUILT-PROGRAMS [--every N] [--offset K] [--from-start] [--jobs N]

For each call and each error number: a fresh copy of a small ledger, the daemon under the shim, a fixed load of signed
events and an attachment over the socket, SIGTERM. Then, without the shim: `ledgerctl verify` with every receipt that was
handed out must find the ledger consistent, the daemon must start again, every event sent again must be accepted and
stand in the ledger once, and the attachment must be taken. A daemon that hangs, a receipt that is not honoured, an answer that is neither a receipt nor a coded error,
or a ledger that does not verify is a failure.
"""
import argparse
import concurrent.futures
import errno
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
ATTACHMENT = bytes(range(256)) * 6000  # six chunks, two transactions
READY_SECONDS, ANSWER_SECONDS, STOP_SECONDS = 30, 30, 30


class Unix(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=ANSWER_SECONDS)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


def ask(path, method, target, body=None, kind=None):
    """Status and body, or None where the connection ended without an answer."""
    connection = Unix(path)
    try:
        connection.request(method, target, body, {"Content-Type": kind} if kind else {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


class Daemon:
    """A ledgerd on a copy of the base ledger; ready once it said so."""

    def __init__(self, programs, folder, environment=None):
        self.folder = folder
        self.socket = folder / "ledgerd.sock"
        notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        notify.bind(str(folder / "notify.sock"))
        notify.settimeout(READY_SECONDS)
        configuration = folder / "ledgerd.yaml"
        configuration.write_text(
            f"ledger:\n  directory: {folder}/ledger\n  serviceKey: {folder}/service.key\n"
            f"  servicePassphraseFile: {folder}/pass\nlisten:\n  socket: {self.socket}\n"
        )
        self.process = subprocess.Popen(
            [programs / "ledgerd", "--config", configuration],
            env={"PATH": os.environ["PATH"], "LANG": "C", "NOTIFY_SOCKET": str(folder / "notify.sock"), **(environment or {})},
            stdout=open(folder / "log", "ab"), stderr=subprocess.STDOUT,
        )
        self.is_ready = self.wait_ready(notify)
        notify.close()
        (folder / "notify.sock").unlink()

    def wait_ready(self, notify):
        notify.settimeout(0.2)
        for _ in range(READY_SECONDS * 5):
            try:
                if b"READY=1" in notify.recv(4096):
                    return True
            except TimeoutError:
                if self.process.poll() is not None:
                    return False
        return False

    def stop(self):
        """The exit code; None where it had to be killed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None


class Base:
    """A small ledger with its keys, and signed events that are not in it yet."""

    def __init__(self, programs, folder):
        self.programs, self.folder = programs, folder
        (folder / "pass").write_text("a passphrase of tests\n")
        (folder / "pass").chmod(0o600)
        self.environment = {
            **os.environ, "LANG": "C", "LEDGERCTL_PASSPHRASE_FILE": str(folder / "pass"),
            "LEDGER_SERVICE_PASSPHRASE_FILE": str(folder / "pass"), "LEDGER_DIR": str(folder / "ledger"),
            "LEDGERCTL_STATE": str(folder / "state"),
        }
        keys = {}
        for actor in ("a0001", "a0002"):
            keys[actor] = self.run("key", "new", "--actor", actor, "--out", f"{actor}.key", "--passphrase-file", "pass").splitlines()[-1]
        self.run("init", "draft", "--origin", "linhe.example/faults", "--administrator", keys["a0001"],
                 "--supervisor", keys["a0002"], "--administrator-name", "周岚", "--service-key", "service.key", "--out", "draft")
        for actor in keys:
            self.run("init", "sign", "draft", "--key", f"{actor}.key", "--yes")
        self.run("init", "finish", "draft", "--ledger", "ledger", "--service-key", "service.key")
        (folder / "scan").write_bytes(ATTACHMENT)
        self.drafts = []
        for number in range(6):
            self.run("submit", "--type", "note.taken/1", "--record", json.dumps({"text": f"note {number}"}),
                     "--key", "a0001.key", "--yes", "--out", f"note{number}.draft")
            self.drafts.append((folder / f"note{number}.draft").read_bytes())
        self.submissions = [self.drafts[0], self.drafts[1], self.drafts[2] + self.drafts[3], self.drafts[4], self.drafts[5]]

    def run(self, *arguments, expect=0):
        done = subprocess.run([self.programs / "ledgerctl", *arguments], cwd=self.folder, env=self.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != expect:
            raise SystemExit(f"ledgerctl {' '.join(map(str, arguments))}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def attach(self, daemon):
        """The exit code with which ledgerctl stores an attachment and an event that names it."""
        state = Path(tempfile.mkdtemp(prefix="state.", dir=daemon.folder))
        return subprocess.run(
            [self.programs / "ledgerctl", "submit", "--type", "note.taken/1", "--record", '{"text": "a scan"}', "--attach", "scan",
             "--key", "a0001.key", "--yes", "--server", daemon.socket],
            cwd=self.folder, env={**self.environment, "LEDGERCTL_STATE": str(state)}, stdin=subprocess.DEVNULL,
            capture_output=True, timeout=4 * ANSWER_SECONDS,
        ).returncode

    def copy(self, folder):
        shutil.copytree(self.folder / "ledger", folder / "ledger")
        for name in ("service.key", "pass"):
            shutil.copy2(self.folder / name, folder / name)


def load(daemon, base):
    """Sends everything once; the receipts, what each answer was, and how storing an attachment ended."""
    receipts, answers = [], []
    for submission in base.submissions:
        answer = ask(daemon.socket, "POST", "/v1/submissions", submission, "application/x-tar")
        if answer is None:
            answers.append("no answer")
        elif answer[0] == 200:
            receipts += json.loads(answer[1])["receipts"]
            answers.append("receipt")
        else:
            answers.append(json.loads(answer[1])["error"]["code"])
    attached = base.attach(daemon)
    for target in ("/v1/checkpoint", "/v1/health", "/v1/entries?from=0&limit=16", "/v1/proofs/inclusion?index=0"):
        answer = ask(daemon.socket, "GET", target)
        if answer is not None and answer[0] >= 400 and target != "/v1/health":
            json.loads(answer[1])["error"]["code"]
    return receipts, answers, attached


def case(base, shim, at, number, from_start):
    folder = Path(tempfile.mkdtemp(prefix="fault.", dir=base.folder))
    try:
        base.copy(folder)
        environment = {"LD_PRELOAD": str(shim), "FAULT_ROOT": str(folder / "ledger"), "FAULT_AT": str(at),
                       "FAULT_ERRNO": str(number), "FAULT_LOG": str(folder / "faults")}
        if not from_start:
            environment["FAULT_ARM"] = str(folder / "armed")
        daemon = Daemon(base.programs, folder, environment)
        receipts, answers, attached = [], [], None
        if daemon.is_ready:
            (folder / "armed").write_text("")
            receipts, answers, attached = load(daemon, base)
        code = daemon.stop()
        calls = (folder / "faults").read_text().splitlines() if (folder / "faults").exists() else []
        failed = next((line for line in calls if line.endswith("FAILED")), None)
        result = {"at": at, "call": failed, "calls": len(calls), "ready": daemon.is_ready, "code": code, "answers": answers}
        problems = []
        if code is None:
            problems.append("the daemon hung")
        if attached is not None and attached < 0:
            problems.append(f"ledgerctl ended by signal {-attached}")
        if code is not None and code < 0:
            problems.append(f"ended by signal {-code}")
        if not daemon.is_ready and code == 0:
            problems.append("ended with 0 without having been ready")
        for position, receipt in enumerate(receipts):
            (folder / f"receipt{position}").write_text(receipt)
        remembered = [item for position in range(len(receipts)) for item in ("--checkpoint", folder / f"receipt{position}")]
        verify = [base.programs / "ledgerctl", "verify", folder / "ledger", *remembered,
                  "--service-key", folder / "service.key", "--service-passphrase-file", folder / "pass"]
        expected = 0 if receipts else 2
        done = subprocess.run(verify, env=base.environment, capture_output=True, text=True)
        if done.returncode != expected:
            problems.append(f"verify {done.returncode}, expected {expected}: {done.stdout[-600:]}")
        again = Daemon(base.programs, folder)
        if not again.is_ready:
            problems.append("does not start again: " + (folder / "log").read_text()[-600:])
        else:
            second, seconds, attached_again = load(again, base)
            if attached_again != 0:
                problems.append(f"the attachment sent again: ledgerctl ended with {attached_again}")
            if len(second) != len(base.drafts):
                problems.append(f"sent again: {seconds}")
            places = [next(line for line in text.splitlines() if line.startswith("index ")) for text in second]
            if len(set(places)) != len(places):
                problems.append("one entry for two events")
            before = {next(line for line in text.splitlines() if line.startswith("extra ")) for text in receipts}
            after = {next(line for line in text.splitlines() if line.startswith("extra ")) for text in second}
            if not before <= after:
                problems.append("a receipt is not honoured")
        if again.stop() != 0:
            problems.append("the second run did not end with 0")
        result["problems"] = problems
        return result
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only every Nth call")
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--from-start", action="store_true", help="calls of the start count too")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    options.programs = options.programs.resolve()
    work = Path(tempfile.mkdtemp(prefix="ledger-faults."))
    try:
        shim = work / "faultshim.so"
        subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", shim, HERE / "faultshim.c", "-ldl", "-lpthread"], check=True)
        base = Base(options.programs, work)
        counted = case(base, shim, 0, errno.EIO, options.from_start)
        if counted["problems"]:
            raise SystemExit(f"without any fault: {counted}")
        total = counted["calls"]
        print(f"{total} file-system calls under the ledger's folder", flush=True)
        cases = [(at, number) for at in range(1 + options.offset, total + 1, options.every) for number in (errno.EIO, errno.ENOSPC)]
        failures, outcomes = 0, Counter()
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for (at, number), result in zip(cases, pool.map(lambda c: case(base, shim, c[0], c[1], options.from_start), cases)):
                kinds = sorted(set(result["answers"]) - {"receipt"}) or ["all receipts"]
                state = "did not start" if not result["ready"] else f"exit {result['code']}"
                outcomes[f"{state}; {', '.join(kinds)}" if result["ready"] else state] += 1
                if result["problems"]:
                    failures += 1
                    print(f"not ok - {errno.errorcode[number]} at {result['call']}: {'; '.join(result['problems'])}", flush=True)
        for outcome, number in sorted(outcomes.items(), key=lambda item: -item[1]):
            print(f"  {number:5}  {outcome}")
        print(f"{len(cases) - failures} passed, {failures} failed")
        return 1 if failures else 0
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
