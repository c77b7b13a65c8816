"""What kind of picture some bytes are, by how they begin, and whether they may be kept."""

from inspector_app.errors import PictureTrouble
from sync.protocol.limits import MIB, Limits

UNKNOWN = "application/octet-stream"
_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
)


def media_type_of(data: bytes) -> str:
    """Return the media type of a picture, `application/octet-stream` when it is none we know."""
    for beginning, media_type in _BEGINNINGS:
        if data.startswith(beginning):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1"):
        return "image/heic"
    return UNKNOWN


def check_size(size: int) -> None:
    """Raise PictureTrouble when a photo is empty or larger than the server takes."""
    if not size:
        raise PictureTrouble("The file is empty.", code="not_a_picture")
    most = Limits().photo_bytes
    if size > most:
        raise PictureTrouble(
            f"The photo is larger than {most // MIB} MiB.", code="picture_too_large"
        )
