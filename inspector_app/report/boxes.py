"""Photos and signatures on a report: boxes beside each other, row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspector_app.report.content import PhotoPart
from inspector_app.report.flow import INNER, LEADING, Flow
from inspector_app.report.marks import MARGIN, Box, Drawn, Jpeg, Picture, Words
from inspector_app.report.setting import lines_of
from inspector_app.report.signatures import SignaturePart
from inspector_app.report.voice import Voice, Word
from inspector_app.texts.catalogue import Texts
from sync.protocol.strokes import FIELD

ACROSS = 4
GAP = 8.0
WIDTH = (INNER - (ACROSS - 1) * GAP) / ACROSS
PICTURE_HEIGHT = WIDTH * 0.6
WORDS, SMALL, HEAD = 7.0, 6.2, 8.4
_MOST_CAPTION_LINES = 3
FIELD_HEIGHT = 40.0


def set_photos(
    flow: Flow, photos: Sequence[PhotoPart], pictures: Mapping[str, Jpeg], voice: Voice
) -> None:
    """Set every photo small with its caption; one that is not at hand says so."""
    if not photos:
        return
    small, high = SMALL * flow.scale, PICTURE_HEIGHT * flow.scale
    flow.heading(voice.label(lambda t: t("Photos")), HEAD, keep=high + 2 * small * LEADING)
    for row in _rows(photos):
        captions = [lines_of(_caption(one), small, WIDTH)[:_MOST_CAPTION_LINES] for one in row]
        height = high + max(map(len, captions)) * small * LEADING + 4
        flow.need(height)
        for at, (photo, caption) in enumerate(zip(row, captions, strict=True)):
            left = MARGIN + at * (WIDTH + GAP)
            where = voice.lines(_why_not_shown(photo))
            _set_photo(flow, pictures.get(photo.sha256), left, high, where)
            for number, line in enumerate(caption, 1):
                baseline = flow.top + high + number * small * LEADING
                flow.put(Words(left, baseline, line, small))
        flow.top += height


def _rows(parts: Sequence[PhotoPart]) -> list[Sequence[PhotoPart]]:
    return [parts[start : start + ACROSS] for start in range(0, len(parts), ACROSS)]


def _caption(photo: PhotoPart) -> str:
    return " · ".join(filter(None, (photo.caption, photo.sha256[:12])))


def _why_not_shown(photo: PhotoPart) -> Word:
    """Return what stands in place of a photo of which there is no picture."""
    if photo.here:
        return _cannot_be_shown
    return _kept_at_office if photo.at_office else _not_here


def _cannot_be_shown(t: Texts) -> str:
    return t("This file is here, but is no picture that can be shown")


def _not_here(t: Texts) -> str:
    return t("This photo is not here")


def _kept_at_office(t: Texts) -> str:
    return t("This photo is kept at the office")


def _set_photo(
    flow: Flow, jpeg: Jpeg | None, left: float, high: float, where: Sequence[str]
) -> None:
    if jpeg is None:
        flow.put(Box(left, flow.top, WIDTH, high))
        lines = [line for text in where for line in lines_of(text, SMALL, WIDTH - 8)]
        for number, line in enumerate(lines, 1):
            flow.put(Words(left + 4, flow.top + 4 + number * SMALL * LEADING, line, SMALL))
        return
    scale = min(WIDTH / jpeg.width, high / jpeg.height)
    flow.put(Picture(left, flow.top, jpeg.width * scale, jpeg.height * scale, jpeg))


def set_signatures(flow: Flow, signatures: Sequence[SignaturePart], voice: Voice) -> None:
    """Set every signature in a box; without any, say that the record has none."""
    rows = [signatures[start : start + ACROSS] for start in range(0, len(signatures), ACROSS)]
    keep = _Row.of(flow, rows[0]).height if rows else 0.0
    flow.heading(voice.label(lambda t: t("Signatures")), HEAD, keep=keep)
    if not signatures:
        flow.words(voice.lines(lambda t: t("Nobody signed this record on the tablet.")), WORDS)
    for row in rows:
        _set_row(flow, row, _Row.of(flow, row))


@dataclass(frozen=True, slots=True)
class _Row:
    """How much of a row of signatures the names take, and what stands under the fields."""

    head: float
    drawn: float
    foot: float

    @property
    def height(self) -> float:
        return self.head + self.drawn + self.foot + 7

    @staticmethod
    def of(flow: Flow, row: Sequence[SignaturePart]) -> "_Row":
        inner = WIDTH - 8
        return _Row(
            max(flow.height_of([part.who], WORDS, inner, bold=True) for part in row),
            FIELD_HEIGHT * flow.scale if any(part.strokes for part in row) else 0.0,
            max(flow.height_of(part.told, SMALL, inner) for part in row),
        )


def _set_row(flow: Flow, row: Sequence[SignaturePart], sizes: _Row) -> None:
    flow.need(sizes.height + 4)
    top = flow.top
    for at, part in enumerate(row):
        left = MARGIN + at * (WIDTH + GAP)
        flow.top = top + 2
        flow.put(Box(left, top, WIDTH, sizes.height))
        flow.words([part.who], WORDS, left=left + 4, width=WIDTH - 8, bold=True)
        if part.strokes:
            width = sizes.drawn * FIELD[0] / FIELD[1]
            beside = (WIDTH - width) / 2
            flow.put(Drawn(left + beside, top + sizes.head + 2, width, part.strokes))
        flow.top = top + sizes.height - sizes.foot - 3
        flow.words(part.told, SMALL, left=left + 4, width=WIDTH - 8)
    flow.top = top + sizes.height + 4
