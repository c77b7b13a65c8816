"""The steps of reading one frame: the cheap thing first, then what helps.

Every step here earned its place: `make bench` tells how many photographs each reads that those
before it do not. Steps on small cut-outs come before steps on the whole picture.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from PIL.Image import Image

from inspector_app.devices.decoder.forms import (
    deblurred,
    evened,
    parted,
    sharpened,
    smoothed,
    stretched,
)
from inspector_app.devices.decoder.frame import Frame
from inspector_app.devices.decoder.geometry import Bend
from inspector_app.devices.decoder.looks import Decoder, Readers

BENDS = tuple(
    Bend(half_angle, sag, upright)
    for half_angle, sags in ((0.6, (-0.12, 0.12)), (0.8, (0.0,)), (0.4, (-0.25, 0.25)))
    for sag in sags
    for upright in (True, False)
)
"""How a label may lie round a pipe. Neighbouring bends overlap in what they can read."""


class Attempt(NamedTuple):
    """One look that a decoder shall take."""

    decoder: Decoder
    picture: Image
    scale: float | None = None
    """Of the picture against the frame; None when places in it cannot be found again there."""


class Step(NamedTuple):
    """Some attempts under one name, made one after the other and only when asked for."""

    name: str
    attempts: Callable[[Frame, Readers], Iterator[Attempt]]
    quick: bool = False
    """Also for the frames of a running camera that are only glanced at."""
    needs: float = 0.1
    """The share of the time for a frame that must be left for an attempt to begin."""


def _as_is(frame: Frame, readers: Readers) -> Iterator[Attempt]:
    yield Attempt(readers.first, frame.grey, 1.0)


def _sharp(frame: Frame, readers: Readers) -> Iterator[Attempt]:
    yield Attempt(readers.first, sharpened(frame.working), _scale(frame))


def _level(frame: Frame, readers: Readers) -> Iterator[Attempt]:
    yield Attempt(readers.level, stretched(frame.working), _scale(frame))


def _other_kinds(frame: Frame, readers: Readers) -> Iterator[Attempt]:
    if readers.other_kinds:
        yield Attempt(readers.other_kinds, frame.working)


def _flat(frame: Frame, readers: Readers) -> Iterator[Attempt]:
    for picture in frame.flat:
        yield Attempt(readers.first, sharpened(picture))
        yield Attempt(readers.first, smoothed(picture, 2))


def _bent(frame: Frame, readers: Readers) -> Iterator[Attempt]:
    for quad in frame.suspects[:1]:
        for bend in BENDS:
            yield Attempt(readers.first, frame.lay_flat(quad, bend))


def _parted_places(frame: Frame, readers: Readers) -> Iterator[Attempt]:
    for place in frame.places:
        yield Attempt(readers.second or readers.first, parted(place, 32, 2))
    for place in frame.places:
        yield Attempt(readers.second or readers.level, parted(place, 64, 2))


def _even_places(frame: Frame, readers: Readers) -> Iterator[Attempt]:
    for place in frame.places:
        yield Attempt(readers.first, evened(place, 8, 2))
        yield Attempt(readers.level, evened(place, 32, 1))


def _clear_places(frame: Frame, readers: Readers) -> Iterator[Attempt]:
    for place in frame.places:
        yield Attempt(readers.level, deblurred(place, 3, 100, 4))


def _even(frame: Frame, readers: Readers) -> Iterator[Attempt]:
    yield Attempt(readers.first, evened(frame.working, 32), _scale(frame))
    yield Attempt(readers.level, evened(frame.working, 8), _scale(frame))
    if readers.second:
        yield Attempt(readers.second, evened(frame.working, 32, 1))


def _scale(frame: Frame) -> float:
    return frame.working.width / frame.grey.width


STEPS = (
    Step("as it is", _as_is, quick=True),
    Step("sharpened", _sharp, quick=True),
    Step("full contrast", _level, quick=True),
    Step("laid flat", _flat, quick=True),
    Step("unwound", _bent, quick=True),
    Step("other kinds of code", _other_kinds, quick=True),
    Step("cut out, black and white", _parted_places),
    Step("cut out, light evened", _even_places),
    Step("cut out, deblurred", _clear_places),
    Step("light evened", _even, needs=0.15),
)
