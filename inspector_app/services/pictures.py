"""What kind of picture some bytes are, by how they begin, and whether they may be kept."""

from inspector_app.errors import PictureTrouble
from sync.protocol.limits import MIB, Limits

UNKNOWN = "application/octet-stream"
_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_HEIF = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_OTHERS = (
    (0, b"%PDF", "a PDF"),
    (4, b"ftypavif", "AVIF, which cannot be read here"),
    (4, b"ftyp", "a film or sound"),
    (4, b"moov", "a film"),
    (4, b"mdat", "a film"),
    (0, b"\x1aE\xdf\xa3", "a film"),
    (8, b"AVI ", "a film"),
    (8, b"WAVE", "a sound"),
    (0, b"ID3", "a sound"),
    (0, b"PK\x03\x04", "an archive or office document"),
)


def media_type_of(data: bytes) -> str:
    """Return the media type of a picture, `application/octet-stream` when it is none we know."""
    for beginning, media_type in _BEGINNINGS:
        if data.startswith(beginning):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[:2] == b"BM" and data[6:10] == bytes(4):
        return "image/bmp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF:
        return "image/heic"
    return UNKNOWN


def check_picture(data: bytes) -> None:
    """Raise PictureTrouble when bytes are no picture that can be read here, whatever their name."""
    media_type = media_type_of(data)
    if media_type == "image/heic":
        raise PictureTrouble(
            "HEIC pictures cannot be read here. Save it as JPEG.", code="picture_heic"
        )
    if media_type == UNKNOWN:
        raise PictureTrouble(f"This is {_name(data)}.", code="not_a_picture")


def _name(data: bytes) -> str:
    for at, mark, name in _OTHERS:
        if data[at : at + len(mark)] == mark:
            return f"{name}, not a photo"
    try:
        data.decode()
    except UnicodeDecodeError:
        return "no picture"
    return "a text, not a photo"


def check_size(size: int) -> None:
    """Raise PictureTrouble when a photo is empty or larger than the server takes."""
    if not size:
        raise PictureTrouble("The file is empty.", code="not_a_picture")
    most = Limits().photo_bytes
    if size > most:
        raise PictureTrouble(
            f"The photo is larger than {most // MIB} MiB.", code="picture_too_large"
        )
