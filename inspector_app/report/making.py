"""From a sealed body to the file and to the pictures of its pages."""

import io
from collections.abc import Mapping

from PIL import Image, ImageOps

from inspector_app.labels.lettering import lacking
from inspector_app.report.content import Report, Source, describe
from inspector_app.report.layout import lay_out
from inspector_app.report.marks import Jpeg, Page, Words
from inspector_app.report.pdf import write_pdf
from inspector_app.report.preview import as_png, draw_page
from inspector_app.report.voice import Voice, voice_of
from sync.protocol.content import find_text
from sync.protocol.report_link import report_link

SMALL_SIDE = 480
QUALITY = 72
MOST_PIXELS = 60_000_000
"""More than any camera of a tablet has; what claims more is no photo."""


def make_report(source: Source, language: str) -> bytes:
    """Return the PDF in one of `voice.CHOICES`; always the same bytes for the same record."""
    voice = voice_of(language)
    report, pages = _pages(source, voice)
    title = f"{report.title} {find_text(source.content, 'id')}"
    return write_pdf(pages, title=title, language=voice.tag)


def picture_pages(source: Source, language: str) -> tuple[bytes, ...]:
    """Return a picture (PNG) of every page, for the screen."""
    _, pages = _pages(source, voice_of(language))
    return tuple(as_png(draw_page(page)) for page in pages)


def find_lacking(source: Source, language: str) -> str:
    """Return the characters that no font has, so that a box is printed for each."""
    _, pages = _pages(source, voice_of(language))
    words = (mark.text for page in pages for mark in page if isinstance(mark, Words))
    return lacking("".join(words))


def _pages(source: Source, voice: Voice) -> tuple[Report, tuple[Page, ...]]:
    report = describe(source, voice)
    return report, lay_out(report, voice, link_of(source), _small(source.photos))


def link_of(source: Source) -> str:
    """Return the link that the report's code holds; '' where there is no host or no UUID."""
    try:
        record_id = find_text(source.content, "id")
        return report_link(source.host, record_id, source.entry) if source.host else ""
    except ValueError:
        return ""


def _small(photos: Mapping[str, bytes]) -> dict[str, Jpeg]:
    made = {sha256: make_small(data) for sha256, data in photos.items()}
    return {sha256: jpeg for sha256, jpeg in made.items() if jpeg is not None}


def make_small(data: bytes) -> Jpeg | None:
    """Return a photo as it is printed, without anything that was written beside its pixels.

    None when it cannot be read as a picture.
    """
    file = io.BytesIO()
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            picture.draft("RGB", (2 * SMALL_SIDE, 2 * SMALL_SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((SMALL_SIDE, SMALL_SIDE))
            upright.save(file, "JPEG", quality=QUALITY)
    except (OSError, ValueError, SyntaxError):
        return None
    return Jpeg(file.getvalue(), *upright.size)
