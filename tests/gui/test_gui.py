#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Wireshark itself with the plugin, on a screen of its own, driven by keys.

What it shows is read through the clipboard (Edit > Copy > All Visible Items), from where its windows lead to, and from
their titles; screenshots of each step are left in the build directory, in screenshots/. The picture in docs/ is one of
them: `test_gui.py --picture` writes it anew.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "plugin"))
import wireshark
from wireshark import BUILD, TOP

PROGRAMS = ("wireshark", "Xvfb", "openbox", "xdotool", "import", "xclip")
PATIENCE = 60  # seconds until Wireshark shows something
SCREENSHOTS = BUILD / "screenshots"
PICTURE = TOP / "docs" / "wireshark.png"
# The program that captures for Wireshark does not live below a sanitizer.
RELEASE = BUILD.parent / "release"
SIZE = (1400, 860)
ROW_OF_SEQUITUR = 412  # where its item is when the tree shows protocols only


class Screen:
    """A display with a window manager, and at most one Wireshark on it."""

    def __init__(self, workplace):
        self.workplace = workplace
        self.processes = []
        self.wireshark = None
        read_end, write_end = os.pipe()
        self.start(["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{SIZE[0]}x{SIZE[1] + 40}x24", "-nolisten",
                    "tcp"], pass_fds=(write_end,))
        os.close(write_end)
        with os.fdopen(read_end) as number:
            self.display = ":" + number.readline().strip()
        runtime = workplace.folder / "runtime"
        runtime.mkdir()
        self.environment = dict(os.environ, DISPLAY=self.display, LC_ALL="C.UTF-8")
        self.start(["openbox"], env=self.environment)
        if os.geteuid() == 0:
            os.chown(runtime, int(wireshark.NOBODY), int(wireshark.NOBODY))
        runtime.chmod(0o700)
        workplace.environment.update(DISPLAY=self.display, QT_QPA_PLATFORM="xcb", QT_X11_NO_MITSHM="1",
                                     XDG_RUNTIME_DIR=str(runtime))
        profiles = workplace.folder / "home/.config/wireshark/profiles"
        profiles.mkdir(parents=True, exist_ok=True)
        for name in ("Sequitur", "Tolerant"):
            shutil.copytree(TOP / "plugin/profile/Sequitur", profiles / name)
        with open(profiles / "Tolerant/preferences", "a") as tolerant:
            tolerant.write("sequitur.redirect_chain_limit: 50\n")
        subprocess.run(["chmod", "-R", "a+rwX", str(workplace.folder / "home")], check=True)
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    def start(self, words, **more):
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
        self.processes.append(process)
        return process

    def finish(self):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            process.wait(10)

    def open(self, *words, **more):
        log = open(self.workplace.folder / "wireshark.log", "ab")
        self.wireshark = subprocess.Popen(self.workplace.command(["wireshark", "-n", "-C", "Sequitur", *map(str, words)]),
                                          env=self.workplace.environment, cwd=self.workplace.folder, stdout=log,
                                          stderr=log, **more)
        self.processes.append(self.wireshark)

    def xdotool(self, *words):
        return subprocess.run(["xdotool", *map(str, words)], env=self.environment, capture_output=True, text=True).stdout

    def window(self, title):
        """Waits until there is a window with this in its title."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = self.xdotool("search", "--onlyvisible", "--name", title).split()
            if found:
                return found[-1]
            if self.wireshark.poll() is not None:
                raise AssertionError(f"Wireshark ended with {self.wireshark.returncode}")
            time.sleep(0.2)
        raise AssertionError(f"no window is called {title!r}")

    def main_window(self, title):
        window = self.window(title)
        self.xdotool("windowactivate", "--sync", window)
        self.xdotool("windowmove", window, 0, 20, "windowsize", "--sync", window, SIZE[0] - 20, SIZE[1] - 20)
        return window

    def keys(self, *names):
        for name in names:
            self.xdotool("key", name)
            time.sleep(0.3)

    def type(self, text):
        self.xdotool("type", "--delay", 10, text)
        time.sleep(0.2)

    def screenshot(self, name, *options):
        words = ["import", *(options or ("-window", "root")), str(SCREENSHOTS / f"{name}.png")]
        subprocess.run(words, env=self.environment, check=True)

    def copied(self, *keys):
        """What the keys copy; without any, all that the tree of the selected packet shows."""
        subprocess.run(["xclip", "-selection", "clipboard"], input=b"", env=self.environment, check=True)
        self.keys(*(keys or ("ctrl+alt+shift+a",)))
        shown = subprocess.run(["xclip", "-o", "-selection", "clipboard"], env=self.environment, capture_output=True)
        return shown.stdout.decode(errors="replace")

    def until(self, text, *keys):
        """Presses the keys, and reads the tree, until it holds the text."""
        return self.repeat(text, lambda: self.keys(*keys) or self.copied())

    def repeat(self, text, look):
        """Looks until what it sees holds the text."""
        until = time.monotonic() + PATIENCE
        while True:
            shown = look()
            if text in shown:
                return shown
            if time.monotonic() > until:
                raise AssertionError(f"{text!r} is not in {shown!r}")
            time.sleep(0.3)

    def last_packet(self, text, *keys):
        """
        The tree of the last packet, or the one that the keys lead to from there. In a live capture Wireshark leaves
        the keys to the filter's line, and copies nothing before an item of the tree is selected.
        """
        def look():
            self.xdotool("mousemove", 600, 164, "click", 1)
            self.keys("ctrl+End", *keys, "Tab", "Down", "ctrl+Right")
            return self.copied()

        return self.repeat(text, look)

    def go_to(self, frame):
        """The tree of this packet, all of it."""
        self.keys("ctrl+g")
        self.type(str(frame))
        self.keys("Return", "ctrl+Right")
        return self.until(f"Frame {frame}:")


def holds(text, part):
    if part not in text:
        raise AssertionError(f"{part!r} is not in {text!r}")


def lacks(text, part):
    if part in text:
        raise AssertionError(f"{part!r} is in {text!r}")


def opens(screen):
    screen.open("-r", screen.workplace.place(TOP / "pcaps/sip-no-ack.pcap"))
    screen.main_window("sip-no-ack.pcap")
    shown = screen.go_to(7)
    for part in ("[Sequitur: 200 OK, success]", "[Must follow: The ACK: overdue]", "[Request in: 3]",
                 "[Finding: error: A call was answered, but its ACK never came]", "[Evidence in: 3]"):
        holds(shown, part)
    lacks(screen.go_to(1), "Sequitur:")
    screen.go_to(7)
    screen.keys("ctrl+Left")
    screen.screenshot("tree")


def shows_expert(screen):
    """What is selected there becomes the packet that the main window shows."""
    screen.go_to(1)
    screen.keys("alt+a", "Up", "Return")
    window = screen.window("Expert Information")
    screen.xdotool("windowactivate", "--sync", window)
    screen.keys("Home", "Right", "Down")
    screen.screenshot("expert")
    screen.keys("Escape")
    screen.main_window("^sip-no-ack.pcap")
    screen.until("Frame 7:")


def shows_statistics(screen):
    screen.main_window("^sip-no-ack.pcap")
    screen.keys("alt+s", "Up", "Return")
    window = screen.window("Sequitur .*sip-no-ack")
    screen.screenshot("statistics")
    screen.xdotool("windowactivate", "--sync", window)
    screen.keys("Tab", "Tab", "Tab")
    shown = " ".join(screen.repeat("Topic", lambda: screen.copied("space")).split())
    for part in ("Responses by class 25 ", "SIP 180 Ringing 2 ", "overdue 2 ", "sip-ack-missing-2xx 1 "):
        holds(shown, part)
    screen.keys("Escape")


def filters(screen):
    screen.main_window("^sip-no-ack.pcap")
    screen.go_to(1)
    screen.keys("alt+t", "Up", "Right")
    screen.screenshot("menu")
    screen.keys("Return")
    screen.until("Frame 7:", "ctrl+Home")
    screen.screenshot("findings")
    screen.keys("alt+t", "Up", "Right", "Down", "Return")
    screen.until("Frame 7:", "ctrl+Home")
    screen.until("Frame 8:", "ctrl+End")
    screen.screenshot("unmet")


def reloads(screen):
    """And once more, before it has been read to its end."""
    screen.xdotool("key", "ctrl+r", "ctrl+r")
    time.sleep(1)
    screen.until("Frame 7:", "ctrl+Home")
    screen.keys("ctrl+Right")
    shown = screen.until("[Must follow: The ACK: overdue]")
    holds(shown, "[Sequitur: 200 OK, success]")
    screen.screenshot("reloaded")


def change_profile(screen, *keys):
    """The keys lead to it in the list of profiles: Default, Sequitur, Tolerant."""
    screen.keys("ctrl+shift+a")
    window = screen.window("Configuration Profiles")
    screen.xdotool("windowactivate", "--sync", window)
    screen.keys(*keys, "Return")
    time.sleep(2)


def dissects_again(screen):
    """Another profile has other preferences: Wireshark dissects all packets again."""
    change_profile(screen, "Home")
    screen.main_window("^sip-no-ack.pcap")
    screen.until("Frame 7:", "ctrl+Home")
    screen.keys("ctrl+Right")
    screen.until("[Must follow: The ACK: overdue]")
    screen.screenshot("dissected-again")


def open_file(screen, name):
    path = screen.workplace.place(TOP / "pcaps" / name)
    screen.keys("ctrl+o")
    screen.window("Open Capture File")
    screen.type(str(path))
    screen.keys("Return")
    screen.main_window(name)


def opens_another(screen):
    screen.keys("ctrl+slash", "ctrl+a", "BackSpace", "Return")
    open_file(screen, "http-redirect-loop.pcap")
    shown = screen.go_to(6)
    holds(shown, "[Must follow: The request to the new URI: met (frame 8)]")
    lacks(screen.go_to(7), "overdue")
    holds(screen.go_to(8), "[Follows the response in: 6 (")
    screen.screenshot("second-capture")


def judges_again(screen):
    """A threshold that is changed changes what is found, without the file being read anew."""
    open_file(screen, "http-redirect-chain.pcap")
    holds(screen.go_to(15), "[Finding: note: Many redirections in a row]")
    change_profile(screen, "Home", "Down", "Down")
    screen.main_window("http-redirect-chain.pcap")
    shown = screen.go_to(15)
    holds(shown, "[Must follow: The request to the new URI: met (frame 16)]")
    lacks(shown, "Finding:")
    screen.screenshot("judged-again")


def shows_for_the_readme(screen):
    """The picture in the README: a proxy's client never acknowledges the answer."""
    screen.open("-r", screen.workplace.place(TOP / "pcaps/sip-no-ack.pcap"))
    window = screen.main_window("sip-no-ack.pcap")
    screen.go_to(7)
    screen.keys("ctrl+Left")
    screen.xdotool("mousemove", 200, ROW_OF_SEQUITUR, "click", 1)
    screen.keys("shift+Right")
    screen.screenshot("readme", "-window", window, "+dither", "-colors", "64")


def closes(screen):
    screen.keys("ctrl+w")
    screen.main_window("The Wireshark Network Analyzer")
    screen.screenshot("closed")
    screen.keys("ctrl+q")
    status = screen.wireshark.wait(PATIENCE)
    if status:
        raise AssertionError(f"Wireshark ended with {status}")


def captures_live(screen):
    """A capture that goes on: packets come through a pipe, the last of them only when the first were looked at."""
    whole = (TOP / "pcaps/sip-busy.pcap").read_bytes()
    ends = [24]
    while ends[-1] < len(whole):
        ends.append(ends[-1] + 16 + int.from_bytes(whole[ends[-1] + 8:ends[-1] + 12], "little"))
    screen.open("-k", "-i", "-", stdin=subprocess.PIPE)
    pipe = screen.wireshark.stdin
    pipe.write(whole[:ends[5]])
    pipe.flush()
    screen.main_window("Capturing from")
    shown = screen.last_packet("Frame 5:")
    holds(shown, "[Sequitur: 486 Busy Here, client error]")
    holds(shown, "[Not settled yet: what follows is not known yet]")
    screen.screenshot("live")
    pipe.write(whole[ends[5]:])
    pipe.close()
    holds(screen.last_packet("Frame 7:", "Up"), "[Must follow: The ACK: met (frame 8)]")
    screen.screenshot("live-ended")
    screen.keys("ctrl+q")
    time.sleep(1)
    screen.keys("alt+q", "alt+w", "Tab", "Return")
    screen.wireshark.terminate()


# What is shown of a file, and of a capture that goes on: (build, tests), each on a screen of its own.
SUITES = (
    (BUILD, (
        ("a capture is opened: the tree says what followed, and what was found", opens),
        ("the Expert Information dialog leads to what was found", shows_expert),
        ("Statistics > Sequitur counts responses, verdicts and findings", shows_statistics),
        ("Tools > Sequitur shows the findings, and the unmet follow-ups", filters),
        ("reloaded, the capture shows the same under the same filter", reloads),
        ("dissected again under other preferences, too", dissects_again),
        ("a second capture shows nothing of the first", opens_another),
        ("thresholds that are changed change what is found", judges_again),
        ("the capture is closed, and Wireshark ends", closes),
    )),
    (RELEASE, (("a live capture says what is not settled yet, and settles it when it stops", captures_live),)),
)


def numbered(results):
    """Prints results, (title, reason to skip, what went wrong), as TAP; answers whether nothing failed."""
    fine = True
    for number, (title, skipped, problem) in enumerate(results, 1):
        fine = fine and not problem
        print(f"{'not ' if problem else ''}ok {number} - {title}" + (f" # SKIP {skipped}" if skipped else ""))
        for line in (problem or "").splitlines()[:40]:
            print(f"# {line}")
        sys.stdout.flush()
    return fine


def run_suite(build, tests, reason):
    if not reason and not wireshark.plugin_of(build).exists():
        reason = f"there is no plugin in {build.name}"
    if reason:
        yield from ((title, reason, None) for title, _ in tests)
        return
    with wireshark.Workplace(build) as workplace:
        screen = Screen(workplace)
        try:
            for title, test in tests:
                yield title, None, run(screen, test)
        finally:
            screen.finish()


def run(screen, test):
    try:
        test(screen)
        return None
    except Exception as problem:  # a test that breaks is one that fails
        screen.screenshot(f"failed-{test.__name__}")
        return f"{type(problem).__name__}: {problem}"


def take_picture():
    with wireshark.Workplace(RELEASE) as workplace:
        screen = Screen(workplace)
        with open(workplace.folder / "home/.config/wireshark/profiles/Sequitur/recent", "a") as recent:
            recent.write("gui.geometry_main_upper_pane: 110\ngui.geometry_main_lower_pane: 560\n")
        try:
            shows_for_the_readme(screen)
            shutil.copyfile(SCREENSHOTS / "readme.png", PICTURE)
        finally:
            screen.finish()


def main():
    if sys.argv[1:] == ["--picture"]:
        take_picture()
        return 0
    missing = [program for program in PROGRAMS if not shutil.which(program)]
    reason = wireshark.absent() or (f"there is no {', '.join(missing)}" if missing else None)
    print(f"1..{sum(len(tests) for _, tests in SUITES)}")
    results = (result for build, tests in SUITES for result in run_suite(build, tests, reason))
    return 0 if numbered(results) else 1


if __name__ == "__main__":
    sys.exit(main())
