"""From a picture or a typed text to the instrument that it names, or why it names none."""

import json

from inspector_app.devices.decoder import decode_picture
from inspector_app.errors import PictureTrouble
from inspector_app.services.opening import Tablet
from inspector_app.services.views import PictureRead, ScanKind, ScanResult
from inspector_app.store.database import Connection
from inspector_app.store.search import find_exact, holds_instrument
from inspector_app.store.tablet import load_tablet_row
from inspector_app.tags.scan import (
    EnrolmentTag,
    InstrumentTag,
    MistypedTag,
    Reason,
    SealTag,
    UnknownTag,
    read_tag,
)

_KNOWN = (ScanKind.INSTRUMENT, ScanKind.SEAL, ScanKind.NOT_REGISTERED)
_NOT_OURS = (ScanKind.NOT_OURS, ScanKind.NOTHING)


def resolve_text(tablet: Tablet, text: str) -> ScanResult:
    """Return what a scanned or typed text means on this tablet; never a guess."""
    with tablet.database.reading() as db:
        return _resolve(db, text, tag_hosts(db))


def resolve_burst(tablet: Tablet, text: str, before: str) -> tuple[ScanResult, int]:
    """Return what a hand scanner read, and how many characters of `before` belong to it.

    `before` was taken for typing, yet may be the beginning of the code, handed on late. It counts
    where it makes a tag of ours, and one alone; else the code may lack its beginning.
    """
    starts = [before[len(before) - many :] + text for many in range(len(before) + 1)]
    results = [resolve_text(tablet, start) for start in starts]
    ours = [many for many, result in enumerate(results) if result.kind in _KNOWN]
    if len({results[many].id for many in ours}) == 1:
        return results[ours[0]], ours[0]
    return (ScanResult(ScanKind.UNSURE, text) if before else results[0]), 0


def read_picture(tablet: Tablet, data: bytes, *, thorough: bool = True) -> ScanResult:
    """Return what the tag in a picture means; of several codes the first that is ours.

    With `thorough` off only quick attempts are made: for the frames of a running camera. Raises
    PictureTrouble only when this machine has no code reader.
    """
    results = read_tags(tablet, data, thorough=thorough).results
    return results[0] if results else ScanResult(ScanKind.NOTHING, "")


def read_tags(tablet: Tablet, data: bytes, *, thorough: bool = True) -> PictureRead:
    """Return all tags of ours in a picture, each once; the first other code when there are none.

    Where nothing was read it is told whether the picture is dark. Raises as `read_picture` does.
    """
    with tablet.database.reading() as db:
        hosts = tag_hosts(db)
    try:
        texts = decode_picture(data, thorough=thorough, hosts=hosts)
    except PictureTrouble as fault:
        if fault.code == "no_decoder":
            raise
        return PictureRead()
    if not texts:
        from inspector_app.devices.decoder.light import is_dark

        return PictureRead(dark=is_dark(data))
    results = [resolve_text(tablet, text) for text in texts]
    ours = {result.id or result.text: result for result in results if result.kind not in _NOT_OURS}
    return PictureRead(tuple(ours.values()) or tuple(results[:1]))


def tag_hosts(db: Connection) -> tuple[str, ...]:
    """Return the hosts whose links are tags of ours; none when the server told none."""
    return tuple(json.loads(load_tablet_row(db)["tag_hosts"] or "[]"))


def _resolve(db: Connection, text: str, hosts: tuple[str, ...]) -> ScanResult:
    tag = read_tag(text, hosts)
    match tag:
        case InstrumentTag() if holds_instrument(db, tag.id):
            return ScanResult(ScanKind.INSTRUMENT, tag.text, tag.id)
        case SealTag():
            return ScanResult(ScanKind.SEAL, tag.text, tag.number)
        case EnrolmentTag():
            return ScanResult(ScanKind.ENROLMENT, tag.text)
        case UnknownTag(reason=Reason.EMPTY):
            return ScanResult(ScanKind.NOTHING, tag.text)
    agency = find_exact(db, tag.text)
    if agency is not None:
        return ScanResult(ScanKind.INSTRUMENT, tag.text, agency)
    match tag:
        case InstrumentTag():
            return ScanResult(ScanKind.NOT_REGISTERED, tag.text, tag.id)
        case MistypedTag():
            return ScanResult(ScanKind.MISTYPED, tag.text, None, tag.suggestions)
    return ScanResult(ScanKind.NOT_OURS, tag.text)
