"""The decoder of Android and iOS, and a second opinion elsewhere: ZBar, through pyzbar.

It follows single lines across a finder pattern and so finds codes with a spoiled corner.
"""

from typing import TYPE_CHECKING

from PIL import ImageOps

from inspector_app.devices.decoder.looks import Look
from inspector_app.devices.decoder.spelling import spell_again
from inspector_app.errors import PictureTrouble

if TYPE_CHECKING:
    from PIL.Image import Image


class ZbarDecoder:
    """Reads QR codes; light ones on dark only when it is told to look for them, too."""

    def __init__(self, *, also_inverted: bool = True) -> None:
        try:
            from pyzbar import pyzbar
        except (ImportError, OSError) as missing:  # OSError: the library itself is not there
            raise PictureTrouble(
                "No code reader is installed on this machine.",
                code="no_decoder",
                hint="Install ZBar, or type the identifier printed under the code.",
            ) from missing
        self._read = pyzbar.decode
        self._kinds = [pyzbar.ZBarSymbol.QRCODE]
        self._also_inverted = also_inverted

    def decode(self, grey: "Image", /) -> Look:
        """Return what the codes say."""
        texts = self._texts(grey)
        if not texts and self._also_inverted:
            texts = self._texts(ImageOps.invert(grey))
        return Look(texts)

    def _texts(self, grey: "Image") -> tuple[str, ...]:
        found = self._read(grey, self._kinds)
        texts = (spell_again(code.data.decode("utf-8", "replace")) for code in found)
        return tuple(dict.fromkeys(text for text in texts if text))
