"""The frames of a running camera, one after the other."""

import time
from typing import TYPE_CHECKING

from inspector_app.devices.decoder.looks import Clock, Readers

if TYPE_CHECKING:
    from inspector_app.devices.decoder.frame import Frame

BUDGET_S = 0.34
"""What a frame may take. An attempt that has begun is not broken off, so there is room for one."""


class Film:
    """Reads frame after frame, and remembers of the last where a code was that it could not read.

    There it looks first the next time, and it lays both frames over each other.
    """

    def __init__(
        self,
        readers: Readers | None = None,
        *,
        clock: Clock = time.monotonic,
        budget_s: float = BUDGET_S,
    ) -> None:
        self._readers = readers
        self._clock = clock
        self._budget_s = budget_s
        self._earlier: "Frame | None" = None

    def read(self, data: bytes, *, thorough: bool = True) -> tuple[str, ...]:
        """Return the texts of the codes in a frame's bytes. Raises PictureTrouble."""
        # Imported late: the app's first screen comes up without Pillow and the code readers.
        from inspector_app.devices.decoder.frame import Frame
        from inspector_app.devices.decoder.pictures import open_grey
        from inspector_app.devices.decoder.readers import installed_readers
        from inspector_app.devices.decoder.reading import Limit, read_frame
        from inspector_app.devices.decoder.steps import STEPS

        limit = Limit(self._clock, self._clock(), self._budget_s)
        readers = self._readers or installed_readers()
        frame = Frame(open_grey(data), self._earlier)
        steps = STEPS if thorough else tuple(step for step in STEPS if step.quick)
        reading = read_frame(frame, readers, limit, steps)
        frame.earlier = None  # or every frame would keep all those before it
        self._earlier = None if reading.texts or not frame.suspects else frame
        return reading.texts
