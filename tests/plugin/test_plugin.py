#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the plugin does in tshark: each thing that it must do, on the captures of pcaps/."""

import collections
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
import wire
import wireshark
from tap import TESTS, equal, holds, lacks, test
from wireshark import BUILD, SHARED, TOP

PCAPS = TOP / "pcaps"


def capture(name):
    return PCAPS / f"{name}.pcap"


def lines(workplace, name, *options):
    return workplace.tshark("-r", workplace.place(capture(name)), *options).stdout.decode().splitlines()


def said(workplace, name, *options):
    annotations, findings, links = workplace.said(capture(name), *options)
    return {(one["frame"], one["status"] or one["outcome"]): one for one in annotations}, findings, links


def verdicts(annotation):
    return {one["id"]: (one["verdict"], one["frame"]) for one in annotation["followups"]}


@test("Wireshark loads the plugin and knows its fields")
def loaded(workplace):
    holds(workplace.glossary("plugins"), "sequitur.so")
    fields = {line.split("\t")[2] for line in workplace.glossary("fields").splitlines() if line.startswith("F\t")}
    for name in ("status class meaning next method target request_frame elapsed outcome followup followup.verdict "
                 "followup.frame followup.delay followup.text follows finding finding.severity finding.confidence "
                 "finding.frame finding.text finding.spec").split():
        holds(fields, f"sequitur.{name}")
    for family in ("sip", "http", "capture"):
        for severity in ("error", "warning", "note"):
            holds(fields, f"sequitur.expert.{family}.{severity}")


@test("only Wireshark's four entry points can be seen in the library")
def symbols(_):
    shown = subprocess.run(["nm", "-D", "--defined-only", str(wireshark.plugin_of(BUILD))], capture_output=True, text=True).stdout
    found = {line.split()[-1] for line in shown.splitlines()}
    equal({name for name in found if not name.startswith(("__asan", "__ubsan", "__sanitizer", "___asan", "__odr_asan"))},
          {"plugin_register", "plugin_version", "plugin_want_major", "plugin_want_minor"})


@test("a response has its class, its meaning, its request, and what followed with a link")
def response(workplace):
    annotations, findings, links = said(workplace, "sip-busy")
    busy = annotations[5, 486]
    equal((busy["class"], busy["request_frame"], busy["method"]), ("client error", 3, "INVITE"))
    holds(busy["meaning"], "callee")
    equal(verdicts(busy)["sip-ack-non2xx"], ("met", 6))
    equal(float(busy["elapsed"]) > 0.05, True)
    holds(links, (6, 5))
    equal(findings, [])


@test("a response has the causes that it tells, with what their codes mean")
def causes(workplace):
    reason = b"Unavailable\r\nWarning: 399 gw \"\xff down\"\r\nReason: Q.850;cause=34;text=\"NO_CIRCUIT\""
    file = wire.write(workplace.folder / "causes.pcap", wire.exchange(0, 503, reason), wire.exchange(1, call=b"two"))
    file.chmod(0o644)
    (refused, accepted), _, _ = workplace.said(file)
    equal([one["text"] for one in refused["causes"]], ['Warning 399 of gw, Miscellaneous warning, "\ufffd down".',
                                                       'Reason Q.850 34, No circuit/channel available, "NO_CIRCUIT".'])
    equal([one["code"] for one in refused["causes"]], [399, 34])
    holds(refused["causes"][1]["meaning"], "trunk")
    equal(accepted["causes"], [])
    shown = workplace.tshark("-r", file, "-2", "-Y", "sequitur.cause.code == 34", "-T", "fields", "-e", "frame.number").stdout
    equal(shown.split(), [b"2"])


@test("a finding has its severity, its sentence, and its evidence as links")
def finding(workplace):
    _, findings, _ = said(workplace, "sip-no-ack")
    missing = next(one for one in findings if one["id"] == "sip-ack-missing-2xx")
    equal((missing["severity"], missing["confidence"]), ("error", "certain"))
    holds(missing["frames"], missing["frame"])
    holds(missing["text"], "no ACK")


@test("in a single pass a response is not settled yet, with -2 it is")
def passes(workplace):
    opened = lines(workplace, "sip-busy", "-Y", "sequitur.open", "-T", "fields", "-e", "frame.number")
    equal(opened, ["2", "4", "5", "7"])
    equal(lines(workplace, "sip-busy", "-2", "-Y", "sequitur.open"), [])
    equal(lines(workplace, "sip-busy", "-2", "-Y", "sequitur.followup.frame == 6", "-T", "fields", "-e",
                "frame.number"), ["5"])


@test("what an ICMP message quotes is no message; it ends the request it quotes")
def quotes(workplace):
    annotations, _, _ = said(workplace, "sip-unreachable")
    equal({status for _, status in annotations}, {"port-unreachable"})
    (frame, _), = annotations
    quoting = lines(workplace, "sip-unreachable", "-Y", "icmp and sip", "-T", "fields", "-e", "frame.number")
    lacks(quoting, str(frame))


@test("HTTP inside a CONNECT tunnel is judged, and a tunnel with TLS is followed no further")
def tunnels(workplace):
    inside, _, _ = said(workplace, "http-connect-plain")
    statuses = collections.Counter(status for _, status in inside)
    equal(statuses[404] > 0 and statuses[200] > 2, True, f"404 and several 200 inside of {dict(statuses)}")
    with_tls, findings, _ = said(workplace, "http-connect-tls")
    equal([status for _, status in with_tls], [200])
    equal([one for one in findings if one["severity"] == "error"], [])


@test("pipelined responses each have their own request, and the answer to HEAD no body")
def pipelined(workplace):
    annotations, _, _ = said(workplace, "http-pipelined")
    equal(sorted(status for _, status in annotations), [200, 200, 404])
    annotations, _, _ = said(workplace, "http-pipelined-head")
    equal(sorted((status, one["method"]) for (_, status), one in annotations.items()), [(200, "HEAD"), (404, "GET")])


@test("several SIP messages of one segment are all judged")
def two_in_a_segment(workplace):
    requests = lines(workplace, "sip-two-in-a-segment", "-Y", "sip.Method == OPTIONS", "-T", "fields", "-e", "frame.number",
                     "-e", "sip.Method")
    holds("\n".join(requests), "OPTIONS,OPTIONS")
    annotations, _, _ = workplace.said(capture("sip-two-in-a-segment"))
    equal([one["status"] for one in annotations].count(200), 2, "the number of answers")
    equal([one for one in annotations if not one["request_frame"]], [])


@test("a 100 has its request, though that is shown later, and the body that it asked for")
def own_continue(workplace):
    annotations, _, _ = said(workplace, "http-continue-accepted")
    (frame, _), go_on = next((key, one) for key, one in annotations.items() if key[1] == 100)
    equal(go_on["request_frame"] > 0, True)
    verdict, decided = verdicts(go_on)["http-body-after-continue"]
    equal((verdict, decided > frame), ("met", True))


@test("requests whose body never came are told, though Wireshark shows none")
def refused_uploads(workplace):
    shown = lines(workplace, "http-continue-refused", "-Y", "http.request", "-T", "fields", "-e", "frame.number")
    annotations, _, _ = said(workplace, "http-continue-refused")
    for status in (417, 413):
        (_, _), one = next((key, one) for key, one in annotations.items() if key[1] == status)
        equal((one["method"], str(one["request_frame"]) in shown), ("POST", False))


@test("a response that broke off is no missing answer")
def broken_off(workplace):
    annotations, _, _ = said(workplace, "http-reset")
    equal(sorted(str(status) for _, status in annotations), ["200", "connection-reset"])


@test("HTTP/2: header blocks in CONTINUATION frames, and many streams at once")
def http2(workplace):
    annotations, _, _ = said(workplace, "http2-continuation")
    equal([(one["status"], one["method"]) for one in annotations.values()], [(200, "GET")])
    parts = lines(workplace, "http2-continuation", "-Y", "http2.type == 9", "-T", "fields", "-e", "frame.number")
    equal(str(annotations[next(iter(annotations))]["request_frame"]) in parts, True, "the request is shown in CONTINUATION")
    streams, _, _ = workplace.said(capture("http2-streams"))
    equal(collections.Counter(one["status"] for one in streams), {200: 6, 404: 1})
    equal(len({one["target"] for one in streams}), 7, "the number of targets")


@test("HTTP/2 is read the same with a tree and without one")
def http2_trees(workplace):
    plain = lines(workplace, "http2-streams", "-q", "-z", "sequitur")
    with_tree = [line for line in lines(workplace, "http2-streams", "-V", "-z", "sequitur") if line in plain]
    equal([line for line in plain if line and line not in with_tree], [])


def with_keys(workplace, name):
    keys = workplace.place(PCAPS / f"{name}.keys")
    return said(workplace, name, "-o", f"tls.keylog_file:{keys}")


@test("inside TLS nothing is said without the keys, and with them as in the clear")
def tls(workplace):
    for name in ("tls-http1", "tls-http2", "tls-sip"):
        equal([one for one in said(workplace, name)[0].values() if one["status"]], [], name)
    http, _, _ = with_keys(workplace, "tls-http1")
    equal(sorted(status for _, status in http), [200, 200, 301, 401])
    moved = next(one for one in http.values() if one["status"] == 301)
    holds(moved["target"], "https://")
    equal(verdicts(moved)["http-location-followed"][0], "met")
    _, findings, _ = with_keys(workplace, "tls-http2")
    holds([one["id"] for one in findings], "http-redirect-loop")
    sip, _, _ = with_keys(workplace, "tls-sip")
    busy = [verdicts(one)["sip-ack-non2xx"][0] for one in sip.values() if one["status"] == 486]
    equal(busy, ["met", "overdue"])


@test("-T json, ek and fields have what the tree has")
def machine_formats(workplace):
    path = workplace.place(capture("sip-busy"))
    packets = json.loads(workplace.tshark("-r", path, "-2", "-T", "json", "-Y", "sequitur.status == 486").stdout)
    equal([packet["_source"]["layers"]["sequitur"]["sequitur.request_frame"] for packet in packets], ["3", "1"])
    ek = workplace.tshark("-r", path, "-2", "-T", "ek", "-Y", "sequitur.status == 486").stdout.decode().splitlines()
    holds(json.loads(ek[1])["layers"]["sequitur"]["sequitur_sequitur_class"], "client error")
    fields = lines(workplace, "sip-busy", "-2", "-Y", "sequitur.status == 486", "-T", "fields", "-e", "sequitur.class",
                   "-e", "sequitur.followup", "-e", "sequitur.followup.verdict")
    equal(fields, ["client error\tsip-ack-non2xx\tmet"] * 2)


@test("fields serve as columns")
def columns(workplace):
    shown = lines(workplace, "sip-busy", "-2", "-o", 'gui.column.format:"No.","%m","Class","%Cus:sequitur.class:0:R"')
    holds([line.split(maxsplit=1) for line in shown], ["5", "client error"])


@test("a password in a URI is masked, its user is not")
def secrets(workplace):
    file = wire.write(workplace.folder / "secret.pcap", wire.exchange(0, target=b"sip:bob:SEcret@example.com:5060"))
    file.chmod(0o644)
    equal(workplace.tshark("-r", file, "-2", "-T", "fields", "-e", "sequitur.target").stdout.split(),
          [b"sip:bob:***@example.com:5060"])


@test("findings are expert information by severity and family, with -2 and in a single pass")
def expert(workplace):
    for options in ([], ["-2"]):
        report = "\n".join(lines(workplace, "sip-no-ack", *options, "-q", "-z", "expert"))
        holds(report, "no ACK")
        holds(report[:report.index("no ACK")], "Errors (1)")
    equal(len(lines(workplace, "sip-no-ack", "-2", "-Y", "sequitur.expert.sip.error")), 1)
    equal(lines(workplace, "sip-no-ack", "-2", "-Y", "sequitur.expert.http.error"), [])
    quiet = "\n".join(lines(workplace, "sip-no-ack", "-2", "-o", "sequitur.expert_from:never", "-q", "-z", "expert"))
    lacks(quiet, "Sequitur")


@test("the text report is the same in a single pass and with -2, and says what the tool says")
def report(workplace):
    once = lines(workplace, "sip-no-ack", "-q", "-z", "sequitur")
    equal(lines(workplace, "sip-no-ack", "-2", "-q", "-z", "sequitur"), once)
    text = "\n".join(once)
    for part in ("21  SIP 200 OK", "2  overdue   sip-ack-2xx", "error     sip-ack-missing-2xx"):
        holds(text, part)


@test("the statistics tree counts classes, verdicts and rules")
def tree(workplace):
    counted = {line.rsplit("  ", 1)[0].strip(): line.split() for line in
               lines(workplace, "sip-no-ack", "-2", "-q", "-z", "sequitur,tree")}
    shown = "\n".join(" ".join(words) for words in counted.values())
    for part in ("SIP success 21", "overdue 2", "sip-ack-missing-2xx 1"):
        holds(shown, part)


@test("where each frame is read once, the statistics tree says that its zeros mean nothing, and what to do")
def tree_of_one_pass(workplace):
    # Of the last there is no response that could be open: its requests are.
    for name in ("sip-no-prack", "sip-no-ack", "sip-unreachable", "http-silent", "http2-streams"):
        once = "\n".join(lines(workplace, name, "-q", "-z", "sequitur,tree"))
        holds(once, "Not settled: read once only (tshark: -2)")
        lacks("\n".join(lines(workplace, name, "-2", "-q", "-z", "sequitur,tree")), "Not settled")


@test("the statistics tree of one pass counts its unread frames in one row")
def tree_counts_unread(workplace):
    # Each of the six frames is a message.
    once = lines(workplace, "sip-no-prack", "-q", "-z", "sequitur,tree")
    rows = [line for line in once if "Not settled" in line]
    equal([row.split("(tshark: -2)")[1].split()[0] for row in rows], ["6"])


@test("the text report refuses a filter, which it does not heed, and names what takes one")
def report_without_filter(workplace):
    for argument in ("sequitur,frame.number==5", "sequitur,nonsense((", "sequitur,"):
        done = workplace.tshark("-r", workplace.place(capture("sip-busy")), "-q", "-z", argument)
        equal((done.returncode, done.stdout), (1, b""), argument)
        holds(done.stderr.decode(), "-z sequitur takes no filter; -z sequitur,tree,FILTER does")
    filtered = "\n".join(lines(workplace, "sip-no-ack", "-2", "-q", "-z", "sequitur,tree,frame.number==1"))
    holds(filtered, "Responses by class")
    lacks(filtered, "sip-ack-missing-2xx")


@test("the Info column says what followed, when it is asked to")
def info_column(workplace):
    asked = lines(workplace, "sip-busy", "-2", "-o", "sequitur.info_column:TRUE")
    holds(asked[4], "→ ACK in 6 after")
    missing = "\n".join(lines(workplace, "sip-no-ack", "-2", "-o", "sequitur.info_column:TRUE"))
    holds(missing, "no ACK")
    lacks("\n".join(lines(workplace, "sip-busy", "-2")), "→ ACK")


@test("thresholds are preferences")
def thresholds(workplace):
    def chains(*options):
        return [one["id"] for one in said(workplace, "http-redirect-chain", *options)[1]]

    holds(chains("-o", "sequitur.redirect_chain_limit:3"), "http-redirect-chain-too-long")
    lacks(chains("-o", "sequitur.redirect_chain_limit:50"), "http-redirect-chain-too-long")


@test("a preference says for which protocols it is, and what 0 is")
def described_preferences(workplace):
    said_of = {}
    for paragraph in workplace.glossary("defaultprefs").split("\n\n"):
        name = re.search(r"^#?(sequitur\.\w+): ", paragraph, re.MULTILINE)
        if name:
            said_of[name.group(1)] = " ".join(line.lstrip("# ") for line in paragraph.splitlines())
    holds(said_of["sequitur.redirect_patience"], "HTTP and SIP: how long a client may take to follow a redirect")
    for name in ("redirect_chain_limit", "provisional_patience", "redirect_patience", "continue_patience",
                 "credentials_patience"):
        holds(said_of["sequitur." + name], "0: the default")


@test("a threshold of 0, which the tool refuses, is the default")
def zero(workplace):
    names = "http-redirect-chain http-redirect-followed http-continue-accepted http-basic-answered sip-call".split()

    def judged(*options):
        return [said(workplace, name, *options) for name in names]

    wanted = judged()
    for name in ("redirect_chain_limit", "provisional_patience", "redirect_patience", "continue_patience",
                 "credentials_patience"):
        equal(judged("-o", f"sequitur.{name}:0") == wanted, True, f"whether {name}:0 changes nothing")


@test("the profile's columns, colours and buttons are known to Wireshark")
def profile(workplace):
    profiles = workplace.folder / "home/.config/wireshark/profiles"
    profiles.mkdir(parents=True, exist_ok=True)
    shutil.copytree(TOP / "plugin/profile/Sequitur", profiles / "Sequitur", dirs_exist_ok=True)
    subprocess.run(["chmod", "-R", "a+rwX", str(workplace.folder / "home")], check=True)
    done = workplace.tshark("-C", "Sequitur", "--color", "-2", "-r", workplace.place(capture("sip-no-ack")))
    equal(done.stderr.decode().replace("Running as user", "").count("sequitur"), 0, "complaints")
    holds(done.stdout.decode(), "no ACK")
    filters = [line.split("@")[2] for line in (TOP / "plugin/profile/Sequitur/colorfilters").read_text().splitlines()
               if line.startswith("@")]
    filters += [line.split('","')[2].replace("\\x22", '"') for line in
                (TOP / "plugin/profile/Sequitur/dfilter_buttons").read_text().splitlines()]
    for wanted in filters:
        done = workplace.tshark("-r", workplace.place(capture("sip-busy")), "-2", "-Y", wanted)
        equal((done.returncode, done.stderr.decode()), (0, ""), wanted)


@test("the plugin adds nothing to what Wireshark itself says")
def leaves_alone(workplace):
    words = ("-r", workplace.place(capture("http-pages")), "-T", "fields", "-e", "frame.number", "-e", "_ws.col.Info", "-e",
             "http.response.code")
    with_plugin = workplace.tshark(*words).stdout
    bare = dict(workplace.environment, WIRESHARK_PLUGIN_DIR=str(workplace.folder / "none"))
    without = subprocess.run(workplace.command(["tshark", "-n", *map(str, words)]), env=bare, capture_output=True).stdout
    equal(with_plugin, without)


@test("captures that are cut or garbled neither stop nor confuse it")
def hostile(workplace):
    for name in ("sip-over-tcp", "http-pages", "http2-continuation", "sip-two-in-a-segment"):
        whole = capture(name).read_bytes()
        for cut in range(24 + 16 + 40, len(whole), max(1, len(whole) // 6)):
            broken = workplace.folder / f"cut-{cut}-{name}.pcap"
            garbled = bytearray(whole[:cut])
            for at in range(24 + 16 + 60, cut, 997):
                garbled[at] ^= 0x5A
            broken.write_bytes(garbled)
            broken.chmod(0o644)
            done = workplace.tshark("-r", broken, "-2", "-V")
            lacks(done.stderr.decode(errors="replace"), "Dissector bug")
            lacks(done.stdout.decode(errors="replace"), "Dissector bug")
            broken.unlink()


def configure(folder, *options):
    return subprocess.run(["cmake", "-S", str(TOP), "-B", str(folder), "-DSEQUITUR_TESTS=OFF", *options],
                          capture_output=True, text=True)


@test("the build refuses another minor version of Wireshark and says what to do")
def other_version(_):
    with tempfile.TemporaryDirectory() as folder:
        fake = pathlib.Path(folder) / "wireshark"
        fake.mkdir()
        (fake / "WiresharkConfig.cmake").write_text("set(Wireshark_VERSION 4.2.5)\nset(Wireshark_MAJOR_VERSION 4)\n"
                                                    "set(Wireshark_MINOR_VERSION 2)\n")
        done = configure(pathlib.Path(folder) / "build", f"-DWireshark_DIR={fake}")
        equal(done.returncode != 0, True, "whether it is refused")
        message = " ".join(done.stderr.split())
        holds(message, "made for Wireshark 4.0, and this is 4.2.5")
        holds(message, "-DSEQUITUR_PLUGIN=OFF")


@test("installed, it stands where Wireshark looks, and so does the profile")
def installed(_):
    with tempfile.TemporaryDirectory() as folder:
        equal(configure(folder).returncode, 0)
        cache = (pathlib.Path(folder) / "CMakeCache.txt").read_text().splitlines()
        prefix = next(line.split("=")[1] for line in cache if line.startswith("CMAKE_INSTALL_PREFIX:"))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["cmake", "--install", str(BUILD), "--component", "plugin", "--prefix", prefix], check=True,
                       capture_output=True, env=dict(os.environ, DESTDIR=folder))
        found = {str(path.relative_to(folder)) for path in pathlib.Path(folder).rglob("*") if path.is_file()}
        looked_in = subprocess.run(["tshark", "-G", "folders"], capture_output=True, text=True).stdout
        plugins = next(line.split("\t")[-1].strip() for line in looked_in.splitlines() if "Global Plugins" in line)
        holds(found, plugins.lstrip("/") + "/epan/sequitur.so")
        holds({path.rsplit("/", 3)[-3:][0] + "/" + path.rsplit("/", 1)[-1] for path in found}, "profiles/colorfilters")


@test("the Debian packages say what they need, and are installed and removed again")
def packages(_):
    if not shutil.which("cpack") or not shutil.which("dpkg-shlibdeps"):
        return "there is no cpack or no dpkg-shlibdeps"
    release = TOP / "build/release"
    build = release if (release / "CPackConfig.cmake").exists() else BUILD
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["cpack", "-G", "DEB", "--config", str(build / "CPackConfig.cmake"), "-B", folder],
                              capture_output=True, text=True)
        equal(done.returncode, 0, done.stdout + done.stderr)
        debs = {path.name.split("_")[0]: path for path in pathlib.Path(folder).rglob("*.deb")}
        equal(sorted(debs), ["sequitur", "wireshark-plugin-sequitur"])
        needs = {name: subprocess.run(["dpkg-deb", "-f", str(path), "Depends"], capture_output=True, text=True).stdout
                 for name, path in debs.items()}
        holds(needs["wireshark-plugin-sequitur"], "libwireshark16")
        holds(needs["sequitur"], "libpcap0.8")
        lacks(needs["sequitur"], "libwireshark16")
        if os.geteuid() != 0 or build is BUILD:
            return "they are installed only as root, and only those of the release build"
        return install_and_remove(debs)


def install_and_remove(debs):
    present = subprocess.run(["dpkg", "-s", *debs], capture_output=True)
    if present.returncode == 0:
        return "they are installed already"
    done = subprocess.run(["dpkg", "-i", *map(str, debs.values())], capture_output=True, text=True)
    if "lock" in done.stderr:
        return "somebody else is installing something"
    try:
        equal(done.returncode, 0, done.stderr)
        holds(subprocess.run(["tshark", "-G", "plugins"], capture_output=True, text=True).stdout, "sequitur.so")
        equal(subprocess.run(["/usr/bin/sequitur", "--version"], capture_output=True).returncode, 0)
    finally:
        subprocess.run(["dpkg", "-P", *debs], capture_output=True, check=True)
    lacks(subprocess.run(["tshark", "-G", "plugins"], capture_output=True, text=True).stdout, "sequitur.so")
    equal(pathlib.Path("/usr/bin/sequitur").exists(), False, "whether the tool is left behind")
    return None


if __name__ == "__main__":
    sys.exit(wireshark.run_tests(TESTS))
