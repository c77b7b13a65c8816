"""The decoder of Windows, macOS and Linux: zxing-cpp."""

from typing import TYPE_CHECKING, Any

from inspector_app.devices.decoder.geometry import Quad
from inspector_app.devices.decoder.looks import Look
from inspector_app.devices.decoder.spelling import spell_bytes
from inspector_app.errors import PictureTrouble

if TYPE_CHECKING:
    from PIL.Image import Image

QR = ("QRCode",)
_PLAIN_QR = "]Q1"
OLD_NUMBERS = ("DataMatrix", "Code128")
"""Codes without a checksum of their own (Code 39, ITF) are left out: they are read into noise."""


class ZxingDecoder:
    """Reads codes of the given kinds; `binarizer` says how it parts light from dark."""

    def __init__(self, kinds: tuple[str, ...] = QR, binarizer: str = "LocalAverage") -> None:
        try:
            import zxingcpp
        except ImportError as missing:
            raise PictureTrouble(
                "No code reader is installed on this machine.",
                code="no_decoder",
                hint="Install zxing-cpp, or type the identifier printed under the code.",
            ) from missing
        self._read = zxingcpp.read_barcodes
        formats = zxingcpp.BarcodeFormat
        self._options = {
            "formats": zxingcpp.BarcodeFormats([getattr(formats, kind) for kind in kinds]),
            "binarizer": getattr(zxingcpp.Binarizer, binarizer),
            "text_mode": zxingcpp.TextMode.Plain,
            "return_errors": True,
        }

    def decode(self, grey: "Image", /) -> Look:
        """Return what the codes say, and where one is whose error correction did not suffice."""
        found = self._read(grey, **self._options)
        texts = tuple(dict.fromkeys(_text(code) for code in found if code.valid and code.text))
        return Look(texts, tuple(_quad(code.position) for code in found if not code.valid))


def _text(code: Any) -> str:
    """Return what a code says; only where it names no encoding it is for us to know it."""
    without_eci = code.symbology_identifier == _PLAIN_QR
    return spell_bytes(code.bytes, code.text) if without_eci else str(code.text)


def _quad(position: Any) -> Quad:
    corners = (
        position.top_left, position.top_right, position.bottom_right, position.bottom_left,
    )  # fmt: skip
    top_left, top_right, bottom_right, bottom_left = (
        (each.x + 0.5, each.y + 0.5) for each in corners
    )
    return top_left, top_right, bottom_right, bottom_left
