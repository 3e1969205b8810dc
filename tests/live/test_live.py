#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Captures on an interface, in a network namespace of its own, with real programs talking: curl, nginx and SIPp."""

import contextlib
import json
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time

TOOL = os.environ.get("SEQUITUR", "build/sanitize/sequitur")
SANITIZED = b"__asan_init" in pathlib.Path(TOOL).read_bytes()
INSIDE = "SEQUITUR_LIVE_INSIDE"
PATIENCE = 20  # seconds

# Nobody may look into a process that gave up its rights, its own leak checker neither.
ENVIRONMENT = {**os.environ, "ASAN_OPTIONS": "exitcode=99:detect_leaks=0"}


class Skip(Exception):
    """Raised with the reason by a test that cannot be run here."""


def need(*programs):
    missing = [program for program in programs if not shutil.which(program)]
    if missing:
        raise Skip(f"{' and '.join(missing)} not installed")


def until(what, true):
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > PATIENCE:
            raise AssertionError(f"waited {PATIENCE} s in vain: {what}")
        time.sleep(0.02)


class Live:
    """The tool at work on lo."""

    def __init__(self, folder, *arguments):
        self.out, self.err = folder / "out", folder / "err"
        self.process = subprocess.Popen([TOOL, "-i", "lo", "--format", "json", *arguments], env=ENVIRONMENT,
                                        stdout=self.out.open("wb"), stderr=self.err.open("wb"))
        until("the interface is open and the rights are given up",
              lambda: self.process.poll() is not None or self.status("Uid")[0] != "0")
        if self.process.poll() is not None:
            raise AssertionError(self.err.read_text())
        if not SANITIZED:
            until("the fence stands", lambda: self.status("Seccomp") == ["2"])

    def status(self, name):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(name + ":"):
                return line.split()[1:]
        return [""]

    def records(self, kind):
        return [record for record in map(json.loads, self.out.read_bytes().splitlines()) if record["type"] == kind]

    def stop(self, number=signal.SIGINT):
        self.process.send_signal(number)
        status = self.process.wait(PATIENCE)
        if status not in (0, 1) or self.err.read_text():
            raise AssertionError(f"ended with {status}: {self.err.read_text()}")
        last = json.loads(self.out.read_bytes().splitlines()[-1])
        if last["type"] != "summary" or last["end"] != "complete":
            raise AssertionError(f"the last line is {last}")
        return last


@contextlib.contextmanager
def running(*command, **more):
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               **more)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def nginx(folder):
    folder.chmod(0o755)
    (folder / "index.html").write_text("good day\n")
    (folder / "nginx.conf").write_text(
        f"daemon off; user root; pid {folder}/pid; error_log {folder}/error; events {{}}\n"
        f"http {{ access_log off; server {{ listen 127.0.0.2:8080; root {folder};"
        " location /old { return 301 /index.html; } } }\n")
    return running("nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder))


def curl(*arguments):
    return subprocess.run(["curl", "-s", "-o", "/dev/null", "--noproxy", "*", "--max-time", "5", *arguments],
                          check=False).returncode


def http(folder):
    """responses of curl and nginx are reported while the capture goes on"""
    need("curl", "nginx")
    with nginx(folder):
        until("nginx answers", lambda: curl("http://127.0.0.2:8080/") == 0)
        live = Live(folder)
        curl("-L", "http://127.0.0.2:8080/old")
        curl("http://127.0.0.2:8080/none")
        until("three responses are reported", lambda: len(live.records("response")) == 3)
        summary = live.stop()
    found = sorted(record["status"] for record in live.records("response"))
    verdicts = {f["verdict"] for r in live.records("response") if r["status"] == 301 for f in r["followups"]}
    if found != [200, 301, 404] or verdicts != {"met"} or summary["requests"]["http"] != 3:
        raise AssertionError(f"{found}, {verdicts}, {summary}")


def sip(folder):
    """calls of SIPp: each 2xx is acknowledged, and nothing is found"""
    need("sipp")
    # SIPp wants a place for its files, and no terminal.
    with running("sipp", "-sn", "uas", "-i", "127.0.0.2", "-p", "5060", "-nostdin", cwd=folder):
        time.sleep(0.5)
        live = Live(folder)
        done = subprocess.run(["sipp", "-sn", "uac", "127.0.0.2:5060", "-i", "127.0.0.1", "-p", "5061", "-m", "3",
                               "-nostdin"], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        if done.returncode != 0:
            raise Skip(f"SIPp ended with {done.returncode}")
        time.sleep(0.5)  # a verdict may wait for nothing any more, and the kernel for a reader
        summary = live.stop()
    answered = [r for r in live.records("response") if r["status"] == 200 and r["method"] == "INVITE"]
    acknowledged = [f for r in answered for f in r["followups"] if f["id"] == "sip-ack-2xx" and f["verdict"] == "met"]
    if len(answered) != 3 or len(acknowledged) != 3 or summary["findings"]["error"]:
        raise AssertionError(f"{len(answered)} calls, {len(acknowledged)} ACKs, {summary}")


def privileges(folder):
    """root becomes nobody, without capabilities and without a way back"""
    live = Live(folder)
    nobody = str(pwd.getpwnam("nobody").pw_uid)
    uids, capabilities, groups = live.status("Uid"), live.status("CapEff"), live.status("Groups")
    live.stop()
    if set(uids) != {nobody} or int(capabilities[0], 16) != 0 or "0" in groups:
        raise AssertionError(f"uids {uids}, capabilities {capabilities}, groups {groups}")


def another_user(folder):
    """-Z names another user to become"""
    live = Live(folder, "-Z", "daemon")
    uids = live.status("Uid")
    live.stop()
    if set(uids) != {str(pwd.getpwnam("daemon").pw_uid)}:
        raise AssertionError(f"uids {uids}")


def no_such_user(folder):
    """where the rights cannot be given up nothing is read"""
    refused(["-i", "lo", "-Z", "no-such-user"], "no user 'no-such-user'")


def refused(arguments, words, before=()):
    done = subprocess.run([*before, TOOL, *arguments], env=ENVIRONMENT, capture_output=True, text=True, timeout=PATIENCE)
    if done.returncode != 2 or words not in done.stderr or done.stdout:
        raise AssertionError(f"status {done.returncode}, {done.stderr!r}, {done.stdout!r}")


def filtered(folder):
    """--filter leaves out what it does not name"""
    need("curl", "nginx")
    with nginx(folder):
        until("nginx answers", lambda: curl("http://127.0.0.2:8080/") == 0)
        live = Live(folder, "--filter", "udp")
        curl("http://127.0.0.2:8080/")
        time.sleep(0.5)
        summary = live.stop()
    if summary["packets"] != 0:
        raise AssertionError(f"{summary['packets']} packets")


def wrong_filter(folder):
    """a filter that is not understood, an interface that is not there, and files beside one are refused in a line"""
    refused(["-i", "lo", "--filter", "udp prt"], "not understood")
    refused(["-i", "nosuch0"], "no interface")
    refused(["-i", "lo", "a.pcap"], "not both")


def without_rights(folder):
    """whoever may not capture is told what it takes"""
    need("setpriv")
    folder.chmod(0o755)
    tool = folder / "sequitur"
    shutil.copy(TOOL, tool)
    tool.chmod(0o755)
    done = subprocess.run(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", tool, "-i", "lo"],
                          env=ENVIRONMENT, capture_output=True, text=True, timeout=PATIENCE)
    if done.returncode != 2 or "CAP_NET_RAW" not in done.stderr:
        raise AssertionError(f"status {done.returncode}, {done.stderr!r}")


def down_and_up(folder):
    """an interface that goes down and comes up again is captured on"""
    need("curl", "nginx")
    with nginx(folder):
        until("nginx answers", lambda: curl("http://127.0.0.2:8080/") == 0)
        live = Live(folder)
        for state in ("down", "up"):
            subprocess.run(["ip", "link", "set", "lo", state], check=True)
            time.sleep(0.7)
        curl("http://127.0.0.2:8080/")
        until("a response is reported", lambda: live.records("response") or live.process.poll() is not None)
        live.stop()


def hangup(folder):
    """a hangup ends it as an interrupt does, with its summary"""
    live = Live(folder)
    time.sleep(0.3)
    live.stop(signal.SIGHUP)


TESTS = (http, sip, privileges, another_user, no_such_user, filtered, wrong_filter, without_rights, down_and_up, hangup)


def run_tests():
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    failed = 0
    for number, test in enumerate(TESTS, 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(pathlib.Path(folder))
                print(f"ok {number} - {test.__doc__}")
            except Skip as reason:
                print(f"ok {number} - {test.__doc__} # SKIP {reason}")
            except (AssertionError, OSError, subprocess.SubprocessError) as fault:
                failed += 1
                print(f"not ok {number} - {test.__doc__}")
                print("\n".join(f"# {line}" for line in str(fault).splitlines()))
        sys.stdout.flush()
    return 1 if failed else 0


def why_not():
    """What keeps these tests from being run here."""
    if os.geteuid() != 0:
        return "a network namespace of its own takes root"
    for program in ("unshare", "ip"):
        if not shutil.which(program):
            return f"{program} is not installed"
    if subprocess.run(["unshare", "--net", "true"], capture_output=True).returncode != 0:
        return "this kernel, or container, gives no network namespace"
    return None


def main():
    print(f"1..{len(TESTS)}", flush=True)
    reason = why_not()
    if reason:
        for number, test in enumerate(TESTS, 1):
            print(f"ok {number} - {test.__doc__} # SKIP {reason}")
        return 0
    return subprocess.run(["unshare", "--net", sys.executable, __file__], env={**os.environ, INSIDE: "1"}).returncode


if __name__ == "__main__":
    sys.exit(run_tests() if INSIDE in os.environ else main())
