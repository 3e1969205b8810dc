# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs tshark with the plugin of this build, and reads what the plugin says in it.

Wireshark loads no plugins but the installed ones for root, so as root the tests run it as nobody, with captures
copied to where nobody can read them.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

TOP = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("SEQUITUR_SHARED", TOP.parent / "shared"))
BUILD = pathlib.Path(os.environ.get("SEQUITUR_BUILD", TOP / "build" / "sanitize"))
PATIENCE = 120  # seconds for one run of tshark
NOBODY = "65534"


def plugin_of(build):
    return build / "run" / "4.0" / "epan" / "sequitur.so"


def absent():
    """Why the plugin cannot be tested here; None when it can."""
    if not plugin_of(BUILD).exists():
        return "the plugin was not built (wireshark-dev, libwireshark-dev)"
    if not shutil.which("tshark"):
        return "there is no tshark"
    return None


def sanitizer(plugin):
    """What has to be loaded into Wireshark before a plugin that was built with a sanitizer."""
    if b"__asan_init" not in plugin.read_bytes():
        return {}
    library = subprocess.run(["clang", "-print-file-name=libclang_rt.asan-x86_64.so"], capture_output=True,
                             text=True).stdout.strip()
    options = "detect_leaks=0:exitcode=99:verify_asan_link_order=0"
    return {"LD_PRELOAD": library, "ASAN_OPTIONS": options, "UBSAN_OPTIONS": "exitcode=99:print_stacktrace=1"}


class Workplace:
    """A folder in which whoever runs Wireshark may read and write: a home, the plugin of a build, captures."""

    def __init__(self, build=BUILD):
        plugin = plugin_of(build)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sequitur-plugin-"))
        self.folder.chmod(0o777)
        (self.folder / "home").mkdir()
        (self.folder / "home").chmod(0o777)
        plugins = self.folder / "plugins" / "4.0" / "epan"
        plugins.mkdir(parents=True)
        shutil.copy(plugin, plugins)
        for path in [self.folder / "plugins", self.folder / "plugins/4.0", plugins]:
            path.chmod(0o755)
        (plugins / plugin.name).chmod(0o755)
        self.environment = {"HOME": str(self.folder / "home"), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8",
                            "WIRESHARK_PLUGIN_DIR": str(self.folder / "plugins"),
                            # Where Wireshark looks for programs that capture: asking them takes time, and below a
                            # sanitizer for ever.
                            "WIRESHARK_EXTCAP_DIR": str(self.folder / "none"), **sanitizer(plugin)}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def place(self, capture):
        """A copy of the capture that everybody can read."""
        copy = self.folder / capture.name
        if not copy.exists():
            shutil.copyfile(capture, copy)
            copy.chmod(0o644)
        return copy

    def command(self, words):
        """The command as nobody, when this is root."""
        if os.geteuid() != 0:
            return words
        return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--", *words]

    def tshark(self, *words, **more):
        done = subprocess.run(self.command(["tshark", "-n", *map(str, words)]), env=self.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, cwd=self.folder, **more)
        if done.returncode in (99, -6, -11):
            raise AssertionError(f"tshark ended with {done.returncode}:\n{done.stderr.decode(errors='replace')[-4000:]}")
        return done

    def glossary(self, what, environment=None):
        return subprocess.run(self.command(["tshark", "-G", what]), env=environment or self.environment,
                              capture_output=True, text=True, timeout=PATIENCE).stdout

    def said(self, capture, *options):
        """What the plugin says of each frame of a capture, with -2: the elements of PDML."""
        done = self.tshark("-r", self.place(capture), "-2", "-Y", "sequitur", "-T", "pdml", "-J", "sequitur", *options)
        return read_pdml(done.stdout)


def show(element, name):
    """The value of the field `name` right below the element; None when there is none."""
    found = element.find(f"field[@name='sequitur.{name}']")
    return None if found is None else found.get("show")


def number(element, name):
    value = show(element, name)
    return int(value) if value else 0


def shows(element, name):
    return [found.get("show") for found in element.findall(f"field[@name='sequitur.{name}']")]


def read_followup(element):
    return {"id": element.get("show"), "verdict": show(element, "followup.verdict"),
            "frame": number(element, "followup.frame"), "text": show(element, "followup.text")}


def read_cause(element):
    return {"text": element.get("show"), "code": number(element, "cause.code"), "meaning": show(element, "cause.meaning")}


def read_finding(element, frame):
    return {"id": element.get("show"), "frame": frame, "severity": show(element, "finding.severity"),
            "confidence": show(element, "finding.confidence"), "text": show(element, "finding.text"),
            "frames": [int(value) for value in shows(element, "finding.frame")]}


def read_pdml(text):
    """(annotations, findings, links) of all frames."""
    annotations, findings, links = [], [], []
    if not text.strip():
        return annotations, findings, links
    for packet in xml.etree.ElementTree.fromstring(text):
        frame = int(packet.find("proto[@name='geninfo']/field[@name='num']").get("show"))
        for proto in packet.findall("proto[@name='sequitur']"):
            if show(proto, "class") is not None:
                annotations.append({
                    "frame": frame, "status": number(proto, "status"), "outcome": show(proto, "outcome"),
                    "class": show(proto, "class"), "request_frame": number(proto, "request_frame"),
                    "origin_frame": number(proto, "origin_frame"),
                    "method": show(proto, "method"), "target": show(proto, "target"),
                    "meaning": show(proto, "meaning"), "open": show(proto, "open"),
                    "elapsed": show(proto, "elapsed"), "repetition": show(proto, "repetition"),
                    "causes": [read_cause(one) for one in proto.findall("field[@name='sequitur.cause']")],
                    "followups": [read_followup(one) for one in proto.findall("field[@name='sequitur.followup']")]})
            findings += [read_finding(one, frame) for one in proto.findall("field[@name='sequitur.finding']")]
            links += [(frame, int(value)) for value in shows(proto, "follows")]
    return annotations, findings, links


def run_tests(tests):
    """tests: (title, function of a workplace). Prints TAP."""
    print(f"1..{len(tests)}")
    reason = absent()
    failed = 0
    if reason:
        for number_, (title, _) in enumerate(tests, 1):
            print(f"ok {number_} - {title} # SKIP {reason}")
        return 0
    with Workplace() as workplace:
        for number_, (title, test) in enumerate(tests, 1):
            try:
                skipped = test(workplace)
                print(f"ok {number_} - {title}" + (f" # SKIP {skipped}" if skipped else ""))
            except Exception as problem:  # a test that breaks is one that fails
                failed += 1
                print(f"not ok {number_} - {title}")
                for line in f"{type(problem).__name__}: {problem}".splitlines():
                    print(f"# {line}")
            sys.stdout.flush()
    return 1 if failed else 0
