"""A tablet enrolled at an office, records on it, and bundles of them, whole and broken."""

import zipfile
from dataclasses import dataclass
from pathlib import Path

from inspector_app.services.enrolling import enrol
from inspector_app.services.exporting import export_bundle
from inspector_app.services.finishing import record_inspection
from inspector_app.services.opening import Tablet, open_tablet
from sync.server.settings import utc_now
from sync.server.work.enrolling import invite
from sync.server.work.opening import Office
from tests.support.registry import FixedClock
from tests.support.visits import inspection_document, write_photo


def enrolled_tablet(folder: Path, office: Office, server_url: str) -> Tablet:
    """Return a tablet that is enrolled at that server."""
    opened = open_tablet(folder, clock=FixedClock(utc_now()))  # the server's time is seen
    code = invite(office, name="tablet 7", minutes=15).code
    enrol(opened, code, server=server_url, name="tablet 7")
    return opened


def record(tablet: Tablet, count: int = 1, *, photo: bytes | None = None, start: int = 0) -> None:
    """Seal some inspections, each with a photo of its own where bytes of one are given."""
    for number in range(start, start + count):
        changes: dict[str, object] = {"note": f"inspection {number}"}
        if photo is not None:
            path = write_photo(tablet.folder, f"{number}.jpg", photo + b"%d" % number)
            changes["photos"] = [{"path": path.name, "caption": "seal"}]
        record_inspection(tablet, inspection_document(**changes), folder=tablet.folder)


@dataclass(frozen=True)
class Span:
    """Where a member stands in a bundle: its header, its bytes, and the byte after them."""

    header: int
    start: int
    end: int


def spans(path: Path) -> dict[str, Span]:
    """Return where the members of a bundle stand, as the ZIP's own list says."""
    with zipfile.ZipFile(path) as archive:
        return {
            info.filename: Span(
                info.header_offset,
                info.header_offset + 30 + len(info.filename),
                info.header_offset + 30 + len(info.filename) + info.file_size,
            )
            for info in archive.infolist()
        }


def exported(tablet: Tablet, name: str = "plan-b.zip") -> Path:
    """Export a tablet; returns the file."""
    path = tablet.folder.parent / name
    export_bundle(tablet, path)
    return path


def with_changed_byte(path: Path, position: int) -> Path:
    """Return a copy of a file with one byte changed."""
    data = bytearray(path.read_bytes())
    data[position] ^= 0x55
    return _beside(path, bytes(data))


def cut_at(path: Path, end: int) -> Path:
    """Return a copy of a file that ends early."""
    return _beside(path, path.read_bytes()[:end])


def without(path: Path, *names: str) -> Path:
    """Return a copy of a bundle without some members, a proper ZIP again."""
    copy = path.with_name("without.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as new:
        new.comment = old.comment
        for info in old.infolist():
            if info.filename not in names:
                new.writestr(zipfile.ZipInfo(info.filename), old.read(info))
    return copy


def _beside(path: Path, data: bytes) -> Path:
    copy = path.with_name("broken.zip")
    copy.write_bytes(data)
    return copy
