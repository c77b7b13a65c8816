"""The pages of a report as a PDF, whose bytes are always the same for the same pages."""

import io
from collections.abc import Iterator, Sequence

from inspector_app.labels.pdf_objects import PdfObjects
from inspector_app.report.fonts import Fonts
from inspector_app.report.marks import (
    HEIGHT,
    WIDTH,
    Box,
    Drawn,
    Jpeg,
    Mark,
    Modules,
    Page,
    Picture,
    Words,
)
from sync.protocol.strokes import FIELD

_CATALOGUE, _PAGES, _RESOURCES = 1, 2, 3
_GREY, _TINT = b"0.36 g", b"0.93 g"
INK_WIDTH = 1.1  # points, of a signature's line


def write_pdf(pages: Sequence[Page], *, title: str, language: str) -> bytes:
    """Return the file."""
    file = io.BytesIO()
    writer = _Writer(PdfObjects(file, reserved=_RESOURCES))
    for page in pages:
        writer.add_page(page)
    writer.finish(title, language)
    return file.getvalue()


class _Writer:
    """A PDF being written; what several pages share is written once."""

    def __init__(self, objects: PdfObjects) -> None:
        self._objects, self._fonts = objects, Fonts()
        self._pages: list[int] = []
        self._pictures: dict[Jpeg, int] = {}

    def add_page(self, page: Page) -> None:
        drawn = b"\n".join(part for mark in page for part in self._draw(mark))
        contents = self._objects.add_stream(b"", drawn)
        self._pages.append(
            self._objects.add(
                b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.2f %.2f]/Contents %d 0 R"
                b"/Resources %d 0 R>>" % (_PAGES, WIDTH, HEIGHT, contents, _RESOURCES)
            )
        )

    def finish(self, title: str, language: str) -> None:
        kids = b" ".join(b"%d 0 R" % page for page in self._pages)
        fonts = self._fonts.write(self._objects)
        pictures = b" ".join(b"/P%d %d 0 R" % (each, each) for each in self._pictures.values())
        put = self._objects.put
        put(_PAGES, b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(self._pages), kids))
        put(_RESOURCES, b"<</Font<<%b>>/XObject<<%b>>>>" % (fonts, pictures))
        named = self._objects.add_packed(
            b"/Type/Metadata/Subtype/XML", _metadata(title, language).encode()
        )
        put(
            _CATALOGUE,
            b"<</Type/Catalog/Pages %d 0 R/Lang(%b)/Metadata %d 0 R"
            b"/ViewerPreferences<</DisplayDocTitle true>>>>"
            % (_PAGES, language.encode("ascii"), named),
        )
        self._objects.finish(_CATALOGUE)

    def _draw(self, mark: Mark) -> Iterator[bytes]:
        match mark:
            case Words():
                yield from self._draw_words(mark)
            case Box():
                yield from _draw_box(mark)
            case Drawn():
                yield from _draw_strokes(mark)
            case Modules():
                yield _draw_modules(mark)
            case Picture():
                number = self._picture(mark.jpeg)
                place = (mark.width, mark.height, mark.left, HEIGHT - mark.top - mark.height)
                yield b"q %.2f 0 0 %.2f %.2f %.2f cm /P%d Do Q" % (*place, number)

    def _draw_words(self, mark: Words) -> Iterator[bytes]:
        yield b"q " + (_GREY if mark.grey else b"0 g")
        yield b"BT %.2f %.2f Td" % (mark.left, HEIGHT - mark.baseline)
        for font, codes in self._fonts.encode(mark.text, bold=mark.bold):
            yield b"/F%d %.2f Tf <%b> Tj" % (font, mark.size, codes.hex().encode())
        yield b"ET Q"

    def _picture(self, jpeg: Jpeg) -> int:
        if jpeg not in self._pictures:
            self._pictures[jpeg] = self._objects.add_packed(
                b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB"
                b"/BitsPerComponent 8/Filter/DCTDecode" % (jpeg.width, jpeg.height),
                jpeg.data,
            )
        return self._pictures[jpeg]


def _draw_box(mark: Box) -> Iterator[bytes]:
    corner = (mark.left, HEIGHT - mark.top - mark.height, mark.width, mark.height)
    if mark.thickness:
        yield b"q 0.6 G %.2f w %.2f %.2f %.2f %.2f re S Q" % (mark.thickness, *corner)
    else:
        yield b"q %b %.2f %.2f %.2f %.2f re f Q" % (_TINT, *corner)


def _draw_strokes(mark: Drawn) -> Iterator[bytes]:
    scale = mark.width / FIELD[0]
    yield b"q 0 G %.2f w 1 J 1 j %.5f 0 0 -%.5f %.2f %.2f cm" % (
        INK_WIDTH / scale, scale, scale, mark.left, HEIGHT - mark.top,
    )  # fmt: skip
    for stroke in mark.strokes:
        path = [b"%d %d m" % stroke[0]]
        path += [b"%d %d l" % point for point in stroke[1:] or stroke]
        yield b" ".join(path) + b" S"
    yield b"Q"


def _draw_modules(mark: Modules) -> bytes:
    """Draw them as one path, so that where two touch no viewer shows a seam."""
    path = b"".join(b"%d %d %d %d re\n" % bar for bar in mark.bars)
    return b"q 0 g %.4f 0 0 -%.4f %.2f %.2f cm\n%bf Q" % (
        mark.module, mark.module, mark.left, HEIGHT - mark.top, path,
    )  # fmt: skip


def _metadata(title: str, language: str) -> str:
    """Return the title in XMP, for viewers and archives; no time, for that would change."""
    plain = title.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="{language}">{plain}</rdf:li></rdf:Alt></dc:title>'
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )
