"""The port: what a back end is, and what it tells of one look at a picture."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from inspector_app.devices.decoder.geometry import Quad

if TYPE_CHECKING:
    from PIL.Image import Image

Clock = Callable[[], float]
"""Seconds that never go back, as time.monotonic."""


class Look(NamedTuple):
    """What was seen in one picture."""

    texts: tuple[str, ...] = ()
    """Of the codes that could be read, none twice, in no order that would mean anything."""
    suspects: tuple[Quad, ...] = ()
    """Where a code is that could not be read, in pixels of the picture."""


class Decoder(Protocol):
    """Finds every code in a greyscale picture, however it is turned."""

    def decode(self, grey: "Image", /) -> Look:
        """Return what the codes say, and where one is that cannot be read."""


class Readers(NamedTuple):
    """The back ends of this machine, by what they are good at."""

    first: Decoder
    """Quick, judges light and dark by what is around."""
    level: Decoder
    """Quick, parts light from dark at one level: for pictures whose light was evened."""
    second: Decoder | None = None
    """Another maker's, slower: sees what the first does not."""
    other_kinds: Decoder | None = None
    """For the kinds of codes that old agency numbers stand in."""
