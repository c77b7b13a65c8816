"""Reading codes out of pictures: any bytes in, the texts of the codes out, or a plain sentence.

A back end is anything with `decode`; `decode_picture` opens the picture within bounds and shows it
to the back end in one form after the other until something is read.
"""

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PIL.Image import Image

QUICK_ATTEMPTS = 2


class Decoder(Protocol):
    """Finds every code in a greyscale picture, turned, mirrored or inverted as it may be."""

    def decode(self, grey: "Image", /) -> tuple[str, ...]:
        """Return the texts of the codes, none twice, in no order that would mean anything."""


def decode_picture(
    data: bytes, *, decoder: Decoder | None = None, thorough: bool = True
) -> tuple[str, ...]:
    """Return the texts of the codes in a picture file's bytes; empty when there are none.

    With `thorough` off only the quick attempts are made: for the frames of a running camera.
    Raises PictureTrouble when the bytes are no picture, or one too large or damaged.
    """
    from inspector_app.devices.decoder.attempts import attempts
    from inspector_app.devices.decoder.pictures import open_grey

    reader = decoder or _installed_decoder()
    grey = open_grey(data)
    for attempt in islice(attempts(grey), None if thorough else QUICK_ATTEMPTS):
        texts = reader.decode(attempt)
        if texts:
            return texts
    return ()


@cache
def _installed_decoder() -> Decoder:
    from inspector_app.devices.decoder.zxing import ZxingDecoder

    return ZxingDecoder()
