"""How many taps and seconds a check takes: a scripted inspector with a person's delays.

Run as `make usability`. Each tap waits as long as a finger needs to get there (Fitts' law for
touch) and, where a new screen must be understood, as long as a look takes. Counted from the tap on
"Scan" to the sealed record. Told apart and not counted: the time in which digits and a name are
typed, and in which the trader draws a signature, whose hand it is. Looking at seals, filling the
measure and talking are no time of the app's.
"""

import math
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.jobs import Jobs
from tests.support.demo_tablet import due_instruments
from tests.support.film_label import film_label
from tests.support.inspector import RUN
from tests.support.stack import Stack
from tests.support.tablet_screen import PORTRAIT, Strokes, TabletScreen, tablet_screen

REACH_S, REACH_S_PER_BIT = 0.10, 0.15
LOOK_S = 0.7
MOST_S, MOST_TAPS = 30.0, 3.0
MOST_SCALE_S, MOST_SCALE_TAPS = 60.0, 60
RUNS = 3
DIGITS = {*(f"key-{digit}" for digit in "0123456789"), "key-00", "key-dot", "key-sign", "key-back"}
SAME_PLACE = ({*DIGITS, "key-next"}, {"seal-intact"})
"""Taps among which nothing new must be found: the next question stands where the last one stood."""


class Person(TabletScreen):
    """A screen that is tapped at a person's pace, and counted."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.taps: Counter[str] = Counter()
        self.typing_s = 0.0
        self.trader_s = 0.0
        self._finger = (PORTRAIT[0] / 2, PORTRAIT[1] / 2)
        self._last = ""

    def tap(self, identifier: str) -> None:
        """Look, reach, tap."""
        began = time.monotonic()
        if not any({self._last, identifier} <= place for place in SAME_PLACE):
            self._wait(LOOK_S)
        self.see(identifier)
        box = self.find(identifier).bounding_box()
        assert box, identifier
        middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        bits = math.log2(math.dist(self._finger, middle) / min(box["width"], box["height"]) + 1)
        self._wait(REACH_S + REACH_S_PER_BIT * bits)
        self.page.mouse.click(*middle)
        self._finger, self._last = middle, identifier
        self.taps["digits" if identifier in DIGITS else "others"] += 1
        if identifier in DIGITS:
            self.typing_s += time.monotonic() - began

    def type_words(self, words: str) -> None:
        """Type a name letter by letter; the tap on its field is counted before."""
        began = time.monotonic()
        super().type_words(words)
        self.typing_s += time.monotonic() - began

    def draw(self, strokes: Strokes) -> None:
        """Draw; only the trader's screen has the way to refuse, and there the hand is theirs."""
        began = time.monotonic()
        super().draw(strokes)
        if self.find("refuse").count():
            self.trader_s += time.monotonic() - began

    @property
    def apart_s(self) -> float:
        """The time told apart: typing, and the trader's drawing."""
        return self.typing_s + self.trader_s

    def _wait(self, seconds: float) -> None:
        self.page.wait_for_timeout(1000 * seconds)


def main() -> int:
    """Do one check for practice, then count one; returns 1 when it takes too much."""
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Path(folder))
        try:
            stack.fill()
            stack.start_server()
            stack.enrol()
            stack.start_app()
            with tablet_screen() as screen:  # fills in what holds for the day
                Jobs(stack, screen).dispenser()
            return max(measure(stack), measure_scale(stack))
        finally:
            stack.stop()


def measure(stack: Stack) -> int:
    """Count a dispenser with three runs, from the scan to the sealed record."""
    target = due_instruments(stack.folder / "tablet", "fuel_dispenser")[0]
    film = film_label(target.instrument_id, stack.folder)
    with tablet_screen(camera=film) as plain:
        person = Person(plain.page)
        jobs = Jobs(stack, person)
        person.open(stack.app_url)
        person.see("scan")
        began, marks = time.monotonic(), []

        def mark(name: str) -> None:
            marks.append((name, time.monotonic() - began - person.apart_s))

        person.tap("scan")
        person.tap("start-inspection")
        mark("scanned and begun")
        jobs.inspector.confirm_seals(target.seals)
        mark("seals")
        before = person.taps["others"]
        for run in range(RUNS):
            if run:
                person.tap("add-run")
            jobs.inspector.take_run()
        taps_a_reading = (person.taps["others"] - before) / (RUNS * len(RUN))
        mark("readings")
        jobs.leave_readings()
        mark("checks and outcome")
        jobs.seal()
        mark("signed and sealed")
    told = 0.0
    for name, at in marks:
        print(f"{name:24}{at - told:6.1f} s")
        told = at
    print(f"{'beyond typing':24}{told:6.1f} s   (at most {MOST_S:g}; without the two lines below)")
    print(f"{'typing':24}{person.typing_s:6.1f} s   {person.taps['digits']} digits, and the name")
    print(f"{'the trader draws':24}{person.trader_s:6.1f} s   the trader's time, not counted above")
    print(f"{'taps besides digits':24}{person.taps['others']:6}")
    print(f"{'of them a reading':24}{taps_a_reading:6.2f}   (at most {MOST_TAPS:g})")
    kept = told <= MOST_S and taps_a_reading <= MOST_TAPS
    print("kept" if kept else "MISSED")
    return 0 if kept else 1


def measure_scale(stack: Stack) -> int:
    """Count a scale on a counter, from its page to the sealed record."""
    with tablet_screen() as plain:
        person = Person(plain.page)
        jobs = Jobs(stack, person)
        began = time.monotonic()
        jobs.counter_check()
        jobs.finish()
        seconds = time.monotonic() - began - person.apart_s
    taps = person.taps["others"]
    print(f"{'scale, beyond typing':24}{seconds:6.1f} s   (at most {MOST_SCALE_S:g})")
    print(f"{'taps besides digits':24}{taps:6}   (at most {MOST_SCALE_TAPS})")
    kept = seconds <= MOST_SCALE_S and taps <= MOST_SCALE_TAPS
    print("kept" if kept else "MISSED")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
