"""The decoder of Windows, macOS and Linux: zxing-cpp."""

from typing import TYPE_CHECKING

from inspector_app.errors import PictureTrouble

if TYPE_CHECKING:
    from PIL.Image import Image


class ZxingDecoder:
    """Reads QR codes, and Data Matrix and Code 128 of old agency numbers.

    Codes without a checksum of their own (Code 39, ITF) are left out: they are read into noise.
    """

    def __init__(self) -> None:
        try:
            import zxingcpp
        except ImportError as missing:
            raise PictureTrouble(
                "No code reader is installed on this machine.",
                code="no_decoder",
                hint="Install zxing-cpp, or type the identifier printed under the code.",
            ) from missing
        self._read = zxingcpp.read_barcodes
        kinds = zxingcpp.BarcodeFormat
        self._formats = zxingcpp.BarcodeFormats([kinds.QRCode, kinds.DataMatrix, kinds.Code128])
        self._plain = zxingcpp.TextMode.Plain

    def decode(self, grey: "Image", /) -> tuple[str, ...]:
        """Return the texts of the codes, none twice."""
        found = self._read(grey, formats=self._formats, text_mode=self._plain)
        return tuple(dict.fromkeys(code.text for code in found if code.text))
