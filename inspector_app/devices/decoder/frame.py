"""One picture, what is made of it only when a step asks, and what earlier looks told of it."""

import math
from dataclasses import dataclass, field
from functools import cached_property

from PIL.Image import Image, Resampling, Transform

from inspector_app.devices.decoder.forms import scaled
from inspector_app.devices.decoder.geometry import (
    Bend,
    Quad,
    flat_pieces,
    is_plausible,
    middle,
    spread,
)
from inspector_app.devices.decoder.places import around, busy_places, cut_out

WORKING_PIXELS = 1_300_000
FLAT_SIDE = 296
_QUIET = 4 / 29
_SUSPECTS = 2
_PLACE_SIDE = 420


@dataclass
class Frame:
    """A greyscale picture, and where a code is that could not be read yet."""

    grey: Image
    suspects: list[Quad] = field(default_factory=list)

    @cached_property
    def working(self) -> Image:
        """The picture in a size that steps on the whole of it can afford."""
        pixels = self.grey.width * self.grey.height
        if pixels <= WORKING_PIXELS:
            return self.grey
        return scaled(self.grey, math.sqrt(WORKING_PIXELS / pixels))

    @cached_property
    def places(self) -> list[Image]:
        """Cut-outs of where a tag may lie: where one is suspected, then where much is going on."""
        boxes = [around(quad, self.grey.size) for quad in self.suspects[:1]]
        boxes += busy_places(self.grey)
        return [cut_out(self.grey, box, _PLACE_SIDE) for box in boxes]

    @cached_property
    def flat(self) -> list[Image]:
        """The codes that could not be read, from straight above."""
        return [self.lay_flat(quad) for quad in self.suspects[:_SUSPECTS]]

    def suspect(self, quads: tuple[Quad, ...], scale: float) -> None:
        """Take note, once for each, of codes seen in a form of the picture that was so scaled."""
        for quad in quads:
            first, second, third, fourth = ((x / scale, y / scale) for x, y in quad)
            here = (first, second, third, fourth)
            if is_plausible(here) and not any(_same_code(here, old) for old in self.suspects):
                self.suspects.append(here)

    def lay_flat(self, quad: Quad, bend: Bend | None = None) -> Image:
        """Return the code with its quiet zone from straight above, unwound from a pipe."""
        pieces = flat_pieces(quad, FLAT_SIDE, _QUIET, bend or Bend())
        return self.grey.transform(
            (FLAT_SIDE, FLAT_SIDE), Transform.MESH, pieces, Resampling.BILINEAR
        )


def _same_code(one: Quad, other: Quad) -> bool:
    return math.dist(middle(one), middle(other)) < spread(other) / 3
