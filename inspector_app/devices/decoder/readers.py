"""The back ends that this machine has."""

from functools import cache

from inspector_app.devices.decoder.looks import Decoder, Readers
from inspector_app.errors import PictureTrouble


@cache
def installed_readers() -> Readers:
    """Return what is installed: zxing-cpp, ZBar or both. Raises PictureTrouble when none is."""
    from inspector_app.devices.decoder.zxing import OLD_NUMBERS, QR, ZxingDecoder

    try:
        first = ZxingDecoder()
    except PictureTrouble:
        return only(_zbar(also_inverted=True))
    try:
        second: Decoder | None = _zbar(also_inverted=False)
    except PictureTrouble:
        second = None
    level = ZxingDecoder(QR, "FixedThreshold")
    return Readers(first, level, second, ZxingDecoder(OLD_NUMBERS))


def only(decoder: Decoder) -> Readers:
    """Return the readers of a machine that has a single one."""
    return Readers(first=decoder, level=decoder)


def _zbar(*, also_inverted: bool) -> Decoder:
    from inspector_app.devices.decoder.zbar import ZbarDecoder

    return ZbarDecoder(also_inverted=also_inverted)
