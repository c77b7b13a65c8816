"""Reading codes out of pictures: any bytes in, the texts of the codes out, or a plain sentence.

`looks` is the port, `zxing` and `zbar` are its back ends. A picture is opened within bounds
(`pictures`) and read step by step (`steps`, `reading`): the cheap thing first, then what helps,
within a bounded time. Nothing here guesses: a text that looks like a tag of ours and whose check
character does not fit is not believed (`trust`).
"""

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from inspector_app.devices.decoder.looks import Clock, Decoder

BUDGET_S = 0.34
"""What a frame may take. An attempt that has begun is not broken off, so there is room for one."""


def decode_picture(
    data: bytes,
    *,
    decoder: "Decoder | None" = None,
    thorough: bool = True,
    clock: "Clock" = time.monotonic,
    budget_s: float = BUDGET_S,
    hosts: "Collection[str]" = (),
) -> tuple[str, ...]:
    """Return the texts of the codes in a picture file's bytes; empty when there are none.

    `decoder` is used instead of what is installed. With `thorough` off only the quick steps are
    made: for the frames of a running camera. `budget_s` by the `clock` includes opening the
    picture; `hosts` are those whose links end the search. Raises PictureTrouble when the bytes are
    no picture, or one too large or damaged.
    """
    from inspector_app.devices.decoder.frame import Frame
    from inspector_app.devices.decoder.pictures import open_grey
    from inspector_app.devices.decoder.readers import installed_readers, only
    from inspector_app.devices.decoder.reading import Limit, read_frame
    from inspector_app.devices.decoder.steps import STEPS

    limit = Limit(clock, clock(), budget_s)
    readers = only(decoder) if decoder else installed_readers()
    steps = [step for step in STEPS if step.quick or thorough]
    return read_frame(Frame(open_grey(data)), readers, limit, steps, hosts).texts
