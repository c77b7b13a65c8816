"""Photos of what is wrong: the file is safe on the disk before its row is written."""

import io
from dataclasses import dataclass

from inspector_app.errors import NotFound, PictureTrouble
from inspector_app.services.inspecting import load_inspection
from inspector_app.services.instants import spell_instant
from inspector_app.services.leaving import put_back
from inspector_app.services.opening import Tablet
from inspector_app.services.pictures import UNKNOWN, check_size, media_type_of
from inspector_app.services.shrinking import prepare_photo
from inspector_app.services.views import Inspection
from inspector_app.store import drafts, photos
from sync.protocol.digest import sha256_hex


def capture_photo(tablet: Tablet, draft_id: str, data: bytes, *, caption: str = "") -> Inspection:
    """Keep a photo as it comes from the camera or a file: upright, small, without metadata.

    What is hashed is what is kept. Raises PictureTrouble with a code that says why it cannot be.
    """
    return add_photo(tablet, draft_id, prepare_photo(data), caption=caption)


def add_photo(
    tablet: Tablet, draft_id: str, data: bytes, *, caption: str = "", original: str = ""
) -> Inspection:
    """Keep exactly these bytes for a draft; the same again only renews the caption.

    `original` is the photo that they were made of. Raises PictureTrouble when the bytes are no
    picture or too many, StorageTrouble.
    """
    check_size(len(data))
    media_type = media_type_of(data)
    if media_type == UNKNOWN:
        raise PictureTrouble("This is not a picture that can be kept.", code="not_a_picture")
    sha256 = sha256_hex(data)
    load_inspection(tablet, draft_id)
    photos.keep_file(tablet.folder, sha256, data, tablet.vault)
    with tablet.database.writing() as db:
        if drafts.find_draft(db, draft_id) is None:
            raise NotFound("This inspection is not open on this tablet.")
        photos.store_photo(db, sha256, size=len(data), media_type=media_type)
        put_back(tablet, db, sha256, lambda: data)
        at = spell_instant(tablet.clock.now())
        drafts.store_draft_photo(db, draft_id, sha256, caption.strip(), at, original=original)
    return load_inspection(tablet, draft_id)


def write_caption(tablet: Tablet, draft_id: str, sha256: str, caption: str) -> Inspection:
    """Write another caption under a photo of a draft. Raises NotFound."""
    with tablet.database.writing() as db:
        drafts.update_caption(db, draft_id, sha256, caption.strip())
    return load_inspection(tablet, draft_id)


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """A photo for the screen, and its size."""

    data: bytes
    width: int
    height: int


def load_shown(tablet: Tablet, sha256: str, side: int) -> ShownPhoto:
    """Return a photo as an upright JPEG of at most `side` to a side.

    One in a form that is not known here is returned as it is. Raises NotFound, PictureTrouble.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    data = load_photo(tablet, sha256)
    small = io.BytesIO()
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.draft("RGB", (side, side))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((side, side))
            upright.convert("RGB").save(small, "JPEG", quality=80)
    except UnidentifiedImageError:
        return ShownPhoto(data, side, side)
    except (OSError, SyntaxError, ValueError) as fault:
        raise PictureTrouble("This photo is damaged.", code="picture_damaged") from fault
    return ShownPhoto(small.getvalue(), upright.width, upright.height)


def load_photo(tablet: Tablet, sha256: str) -> bytes:
    """Return a photo's bytes.

    Raises NotFound when there is none, its file is damaged, or it has left for the office.
    """
    with tablet.database.reading() as db:
        known = photos.find_photo(db, sha256)
    if known is None:
        raise NotFound("There is no such photo on this tablet.")
    if known["left_at"]:
        raise _gone(known["missed_at"])
    try:
        with photos.open_file(tablet.folder, sha256, tablet.vault) as file:
            data = file.read()
    except OSError as fault:
        raise NotFound("The file of this photo cannot be read.", code="photo_lost") from fault
    if sha256_hex(data) != sha256:
        raise NotFound("The file of this photo is damaged.", code="photo_lost")
    return data


def _gone(missed_at: str | None) -> NotFound:
    if missed_at:
        return NotFound("This photo left the tablet, and the server lost it.", code="photo_missed")
    return NotFound("This photo is at the office; it has left this tablet.", code="photo_at_office")
