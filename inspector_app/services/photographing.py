"""Photos of what is wrong: the file is safe on the disk before its row is written."""

from inspector_app.errors import NotFound, PictureTrouble
from inspector_app.services.inspecting import load_inspection
from inspector_app.services.instants import spell_instant
from inspector_app.services.opening import Tablet
from inspector_app.services.pictures import UNKNOWN, check_size, media_type_of
from inspector_app.services.views import Inspection
from inspector_app.store import drafts, photos
from sync.protocol.digest import sha256_hex


def add_photo(tablet: Tablet, draft_id: str, data: bytes, *, caption: str = "") -> Inspection:
    """Keep a photo for a draft; the same one again only renews its caption.

    Raises PictureTrouble when the bytes are no picture or too many, StorageTrouble.
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
        at = spell_instant(tablet.clock.now())
        drafts.store_draft_photo(db, draft_id, sha256, caption.strip(), at)
    return load_inspection(tablet, draft_id)


def write_caption(tablet: Tablet, draft_id: str, sha256: str, caption: str) -> Inspection:
    """Write another caption under a photo of a draft. Raises NotFound."""
    with tablet.database.writing() as db:
        drafts.update_caption(db, draft_id, sha256, caption.strip())
    return load_inspection(tablet, draft_id)


def load_photo(tablet: Tablet, sha256: str) -> bytes:
    """Return a photo's bytes. Raises NotFound when there is none, or its file is damaged."""
    with tablet.database.reading() as db:
        known = photos.find_photo(db, sha256)
    if known is None:
        raise NotFound("There is no such photo on this tablet.")
    try:
        with photos.open_file(tablet.folder, sha256, tablet.vault) as file:
            data = file.read()
    except OSError as fault:
        raise NotFound("The file of this photo cannot be read.", code="photo_lost") from fault
    if sha256_hex(data) != sha256:
        raise NotFound("The file of this photo is damaged.", code="photo_lost")
    return data
