"""The app's font inside a PDF: each character that occurs, drawn once, with what it means.

A PDF's Type 3 font holds characters as one-bit pictures (ISO 32000-1, 9.6.5), so the words of a
report can be searched and copied, and nothing has to know the insides of a font file. A font has
256 codes, so there are as many of them as are needed.
"""

from dataclasses import dataclass, field

from inspector_app.labels.pdf_objects import PdfObjects
from inspector_app.labels.typesetting import Glyph, advance
from inspector_app.report.setting import EM

CODES = 256


@dataclass(slots=True)
class _Font:
    """One font being filled."""

    number: int
    characters: list[str] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)


class Fonts:
    """Gives every character its font and code, in the order in which they occur."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, bool], tuple[int, int]] = {}
        self._fonts: list[_Font] = []

    def encode(self, text: str, *, bold: bool) -> list[tuple[int, bytes]]:
        """Return words as runs of codes, each with the number of its font."""
        runs: list[tuple[int, bytes]] = []
        for character in text:
            font, code = self._code(character, bold)
            if runs and runs[-1][0] == font:
                runs[-1] = (font, runs[-1][1] + bytes([code]))
            else:
                runs.append((font, bytes([code])))
        return runs

    def write(self, objects: PdfObjects) -> bytes:
        """Write the fonts; returns the entries of the resources that name them."""
        named = ((font.number, _write_font(objects, font)) for font in self._fonts)
        return b" ".join(b"/F%d %d 0 R" % pair for pair in named)

    def _code(self, character: str, bold: bool) -> tuple[int, int]:
        key = (character, bold)
        if key not in self._codes:
            if not self._fonts or len(self._fonts[-1].characters) == CODES:
                self._fonts.append(_Font(len(self._fonts)))
            font = self._fonts[-1]
            self._codes[key] = (font.number, len(font.characters))
            font.characters.append(character)
            font.bold.append(bold)
        return self._codes[key]


def _write_font(objects: PdfObjects, font: _Font) -> int:
    pairs = list(zip(font.characters, font.bold, strict=True))
    widths = [advance(character, EM, bold=bold) for character, bold in pairs]
    drawn = [
        objects.add_stream(b"", _draw(Glyph(character, EM, bold), width))
        for (character, bold), width in zip(pairs, widths, strict=True)
    ]
    procedures = b"".join(b"/c%d %d 0 R" % pair for pair in enumerate(drawn))
    names = b"".join(b"/c%d" % code for code in range(len(pairs)))
    meaning = objects.add_stream(b"", _meaning(font.characters))
    return objects.add(
        b"<</Type/Font/Subtype/Type3/Name/F%d/FontBBox[0 %d %d %d]/FontMatrix[%.8f 0 0 %.8f 0 0]"
        b"/CharProcs<<%b>>/Encoding<</Type/Encoding/Differences[0%b]>>/FirstChar 0/LastChar %d"
        b"/Widths[%b]/ToUnicode %d 0 R/Resources<<>>>>"
        % (
            font.number, -EM, 2 * EM, 2 * EM, 1 / EM, 1 / EM, procedures, names, len(pairs) - 1,
            b" ".join(b"%d" % width for width in widths), meaning,
        )
    )  # fmt: skip


def _draw(glyph: Glyph, width: int) -> bytes:
    """Return what draws a character: a mask in hexadecimal, so that nothing in it can end it."""
    if glyph.character.isspace():
        return b"%d 0 0 0 0 0 d1" % width
    picture, left, top = glyph.draw()
    across, down = picture.size
    box = (width, left, -top - down, left + across, -top)
    return (
        b"%d 0 %d %d %d %d d1\nq %d 0 0 %d %d %d cm\n"
        b"BI /W %d /H %d /IM true /BPC 1 /F /AHx ID\n%b>\nEI Q"
    ) % (
        *box, across, down, left, -top - down, across, down, picture.tobytes().hex().encode(),
    )  # fmt: skip


def _meaning(characters: list[str]) -> bytes:
    """Return the map from codes to Unicode (ISO 32000-1, 9.10.3)."""
    pairs = [
        b"<%02x> <%b>" % (code, character.encode("utf-16-be", "replace").hex().encode())
        for code, character in enumerate(characters)
    ]
    blocks = (pairs[start : start + 100] for start in range(0, len(pairs), 100))
    listed = b"\n".join(
        b"%d beginbfchar\n%b\nendbfchar" % (len(block), b"\n".join(block)) for block in blocks
    )
    return (
        b"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        b"/CIDSystemInfo <</Registry (Adobe)/Ordering (UCS)/Supplement 0>> def\n"
        b"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        b"1 begincodespacerange\n<00> <ff>\nendcodespacerange\n" + listed +
        b"\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )  # fmt: skip
