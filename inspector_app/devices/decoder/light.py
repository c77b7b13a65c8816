"""How light a picture is, from a small copy of it: so cheap that every frame can be asked."""

from io import BytesIO

from PIL import Image

from inspector_app.devices.decoder.pictures import FORMATS

DARK = 55
"""Of 255. A tag's plate is white: where the lightest tenth is below this, its ink is not seen."""
_LIGHTEST = 0.1
_SMALL = (160, 120)


def is_dark(data: bytes) -> bool:
    """True if even the lightest tenth of a picture is dark; bytes that are none are not."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            picture.draft("L", _SMALL)
            small = picture.convert("L")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    lightest = _LIGHTEST * small.width * small.height
    counted = 0
    for level, count in reversed(list(enumerate(small.histogram()))):
        counted += count
        if counted >= lightest:
            return level < DARK
    return False
