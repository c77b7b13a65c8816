"""How many damaged photographs are read, by what, and in what time.

    python -m tests.speed.bench_scan [--each N] [--from SEED]

Prints the table of docs/scanning.md: by kind of damage what zxing-cpp, pyzbar and OpenCV read on
their own and what the app reads; then what each of its steps earned, and the times.
"""

import argparse
import io
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

import cv2
import numpy as np
import zxingcpp
from PIL import Image
from pyzbar import pyzbar

from inspector_app.devices.decoder import BUDGET_S
from inspector_app.devices.decoder.frame import Frame
from inspector_app.devices.decoder.pictures import open_grey
from inspector_app.devices.decoder.readers import installed_readers
from inspector_app.devices.decoder.reading import Limit, Reading, read_frame
from tests.support.photographs import KINDS, take, take_hopeless, take_without_tag

CLOCK = time.process_time
"""Of this process alone, on one core: what else the machine does is not counted."""
REPORTED_SEED = 7000
"""Steps were chosen on seeds from 1000 to 1999; the figures are of others, looked at once."""
QR_CODES = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def zxing_alone(data: bytes) -> set[str]:
    """Read as zxing-cpp does when nobody sets anything but the kind of code."""
    grey = Image.open(io.BytesIO(data)).convert("L")
    return {code.text for code in zxingcpp.read_barcodes(grey, formats=QR_CODES)}


def zbar_alone(data: bytes) -> set[str]:
    """Read as ZBar does."""
    grey = Image.open(io.BytesIO(data)).convert("L")
    return {code.data.decode() for code in pyzbar.decode(grey, [pyzbar.ZBarSymbol.QRCODE])}


def opencv_alone(data: bytes) -> set[str]:
    """Read as OpenCV does."""
    grey = np.asarray(Image.open(io.BytesIO(data)).convert("L"))
    try:
        return {cv2.QRCodeDetector().detectAndDecode(grey)[0]} - {""}
    except cv2.error:  # some pictures are too much for its geometry
        return set()


def pipeline(data: bytes) -> Reading:
    """Read as the app does."""
    limit = Limit(CLOCK, CLOCK(), BUDGET_S)
    return read_frame(Frame(open_grey(data)), installed_readers(), limit)


READERS: dict[str, Callable[[bytes], set[str]]] = {
    "zxing-cpp": zxing_alone, "pyzbar": zbar_alone, "OpenCV": opencv_alone,
}  # fmt: skip


class Tally:
    """What was read, and how long it took."""

    def __init__(self) -> None:
        self.read: Counter[tuple[str, str]] = Counter()
        self.wrong: Counter[str] = Counter()
        self.steps: Counter[str] = Counter()
        self.times: defaultdict[tuple[str, str], list[float]] = defaultdict(list)

    def look(self, kind: str, name: str, texts: set[str], link: str, took_s: float) -> None:
        """Count one reader's look at one photograph."""
        self.read[kind, name] += link in texts
        self.wrong[name] += bool(texts - {link})
        self.times[kind, name].append(took_s * 1000)


def measure(seeds: range) -> Tally:
    """Show every photograph to every reader."""
    tally = Tally()
    for kind in KINDS:
        for seed in seeds:
            photograph = take(kind, seed)
            for name, reader in READERS.items():
                began = CLOCK()
                texts = reader(photograph.data)
                tally.look(kind, name, texts, photograph.link, CLOCK() - began)
            began = CLOCK()
            reading = pipeline(photograph.data)
            took_s = CLOCK() - began
            tally.look(kind, "app", set(reading.texts), photograph.link, took_s)
            tally.steps[reading.step or "nothing"] += 1
    return tally


def hopeless_ms(count: int) -> list[float]:
    """Return how long frames take in which nothing can be read."""
    times = []
    for seed in range(count):
        for data in (
            take_without_tag(seed),
            take_hopeless(seed),
            take_without_tag(seed, (1920, 1080)),
        ):
            began = CLOCK()
            assert pipeline(data).texts == ()
            times.append((CLOCK() - began) * 1000)
    return times


def lines(tally: Tally, each: int) -> Iterator[str]:
    """Yield the tables as Markdown."""
    names = (*READERS, "app")
    yield f"| {each} photographs of each kind | " + " | ".join(names) + " |"
    yield "| --- |" + " ---: |" * len(names)
    for kind in KINDS:
        yield f"| {kind} | " + " | ".join(str(tally.read[kind, name]) for name in names) + " |"
    shares = [sum(tally.read[kind, name] for kind in KINDS) / each / len(KINDS) for name in names]
    yield "| **all** | " + " | ".join(f"**{share:.1%}**" for share in shares) + " |"
    yield "| wrong text | " + " | ".join(str(tally.wrong[name]) for name in names) + " |"
    clean = [statistics.median(tally.times["clean", name]) for name in names]
    yield "| clean, median ms | " + " | ".join(f"{each_ms:.0f}" for each_ms in clean) + " |"
    yield ""
    yield "| step of the app | read by it |"
    yield "| --- | ---: |"
    for step, count in tally.steps.most_common():
        yield f"| {step} | {count} |"


def main() -> None:
    """Measure and print."""
    cv2.setNumThreads(1)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=20, help="photographs of each kind")
    parser.add_argument("--from", type=int, default=REPORTED_SEED, dest="seed", help="first seed")
    chosen = parser.parse_args()
    tally = measure(range(chosen.seed, chosen.seed + chosen.each))
    for line in lines(tally, chosen.each):
        print(line)
    times = hopeless_ms(max(2, chosen.each // 3))
    print(
        f"\nHopeless frames: median {statistics.median(times):.0f} ms, longest {max(times):.0f} ms"
    )


if __name__ == "__main__":
    main()
