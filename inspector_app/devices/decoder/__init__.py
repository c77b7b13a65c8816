"""Reading codes out of pictures: any bytes in, the texts of the codes out, or a plain sentence.

`looks` is the port, `zxing` and `zbar` are its back ends. A picture is opened within bounds
(`pictures`) and read step by step (`steps`, `reading`): the cheap thing first, then what helps,
within a bounded time. Nothing here guesses: a text that looks like a tag of ours and whose check
character does not fit is not believed (`trust`).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector_app.devices.decoder.looks import Decoder


def decode_picture(
    data: bytes, *, decoder: "Decoder | None" = None, thorough: bool = True
) -> tuple[str, ...]:
    """Return the texts of the codes in a picture file's bytes; empty when there are none.

    `decoder` is used instead of what is installed. With `thorough` off only the quick steps are
    made. Raises PictureTrouble when the bytes are no picture, or one too large or damaged.
    """
    from inspector_app.devices.decoder.film import Film
    from inspector_app.devices.decoder.readers import only

    return Film(only(decoder) if decoder else None).read(data, thorough=thorough)
