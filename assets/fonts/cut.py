"""Cut the app's two fonts out of Noto Sans CJK: simplified Chinese and Latin, as small as possible.

    python assets/fonts/cut.py [FOLDER WITH NotoSansCJK-Regular.ttc AND NotoSansCJK-Bold.ttc]

Writes inspector-regular.woff2 and inspector-bold.woff2 beside this file. Needs fonttools[woff].
"""

import sys
from pathlib import Path
from typing import Any

from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "Inspector Sans"
SIMPLIFIED_CHINESE = "Noto Sans CJK SC"
DEBIAN_FOLDER = Path("/usr/share/fonts/opentype/noto")
OUTPUT = Path(__file__).parent
SUPERSCRIPT_MINUS, NEW_GLYPH = 0x207B, "cid65000"

RANGES = (
    (0x0020, 0x017E),  # Latin: Basic, Supplement, Extended-A
    (0x0391, 0x03C9),  # Greek of formulas
    (0x2010, 0x2027),  # dashes, quotes, ellipsis
    (0x2030, 0x203B),  # per mille, primes, guillemets
    (0x2070, 0x2094),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currencies
    (0x2100, 0x214F),  # letterlike: degree Celsius, litre, number sign
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematics: minus, at most, at least, about
    (0x2460, 0x2473),  # circled numbers
    (0x2500, 0x25FF),  # boxes, blocks, shapes
    (0x2600, 0x27BF),  # ballot boxes, check marks, stars
    (0x3000, 0x303F),  # Chinese punctuation
    (0x3380, 0x33DF),  # squared units
    (0xFF00, 0xFFEF),  # full-width forms
)

# Characters of today's personal and place names that the standard of 1980 does not have.
NAMES = (
    "㙍㳇䶮劼喆垚埗堃塝塱婳峃彧旸昇昉昪昳昽晅晙晛晞晢晧晫晳暐暟暻曈曌朤杍枟柷栐梣棪楙榗榞槃橒"
    "橦檍欻氹沄沇沚洑洢洺浉浛浬涢淏淩渼湉湜湦湲溁溍溦滃滘漈漖漷潓澔濛瀍瀞炆炘烔烜焌焜煐煚燊燏"
    "燚爔牁犇猇玒玓玔玘玙玚玞玡玥玦玭玱玶玹玼珅珋珌珒珖珝珣珦珫珰珵珹珺珽琀琇琎琟琡琤琫琯琲瑀"
    "瑂瑃瑄瑆瑒瑢瑨瑱璆璈璒璘璚璟璠璥璪璬璱瓅瓘瓛甡甪畯疁皛皞盉睍瞾硚碁碶磜磡礽祃祊祎祐祘祲祾"
    "禔禕禛禤秾穜竑箓簃絜絺缊翀翃翙翚翛翯翾芃苪莀莙萩蓇薳薿螣蟳衎袆觿诇贇赟趯跱辀迒遹郃郤鄑鄘"
    "酂釴鋆鋐鋕錞錡鎮鐘铻锜锳镈镕镠闿阇雱霂韡頔頫颋颙飏飐騄骉骍骎鬶鳯鹔龑龢"
)


def wanted_characters() -> set[int]:
    """Code points to keep: every character of GB 2312, the ranges and the names above."""
    gb_2312 = {
        ord(bytes((row, cell)).decode("gb2312", errors="replace")[0])
        for row in range(0xA1, 0xF8)
        for cell in range(0xA1, 0xFF)
    }
    ranges = {code for first, last in RANGES for code in range(first, last + 1)}
    return (gb_2312 | ranges | {ord(character) for character in NAMES}) - {0xFFFD}


def options() -> Options:
    """What a screen and a printed label need of a font: outlines, widths, kerning."""
    chosen = Options()
    chosen.flavor = "woff2"
    chosen.hinting = False
    chosen.desubroutinize = True
    chosen.layout_features = ["ccmp", "kern", "mark", "mkmk", "pnum", "tnum"]
    chosen.drop_tables += ["BASE", "VORG", "vhea", "vmtx"]
    chosen.name_IDs = ["*"]
    chosen.glyph_names = False
    chosen.notdef_outline = True
    return chosen


def rename(font: TTFont, style: str) -> None:
    """Give the cut font a name of its own: a changed font does not carry the name of the whole."""
    names = font["name"]
    kept = {name_id: names.getDebugName(name_id) for name_id in (0, 8, 9, 11, 13, 14)}
    names.names = []
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    ours = {
        1: FAMILY,
        2: style,
        3: f"{postscript};cut",
        4: f"{FAMILY} {style}",
        5: "Version 1.0; subset of Noto Sans CJK SC 2.004",
        6: postscript,
    }
    for name_id, text in sorted((kept | ours).items()):
        if text:
            names.setName(text, name_id, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames = [postscript]
    top.topDictIndex[0].FamilyName = FAMILY
    top.topDictIndex[0].FullName = f"{FAMILY} {style}"


def draw_superscript_minus(font: TTFont) -> None:
    """Add ⁻, which the source lacks: a bar as thick as ¹ is light, at half the height of ¹.

    For units like m⁻¹. Does nothing where the font has it.
    """
    letters = font.getBestCmap()
    if SUPERSCRIPT_MINUS in letters:
        return
    glyphs, one, minus = font.getGlyphSet(), letters[ord("¹")], letters[ord("−")]
    _, bottom, _, top = _bounds(glyphs, one)
    _, lower, _, upper = _bounds(glyphs, minus)
    width, middle, half = glyphs[one].width, (bottom + top) / 2, (upper - lower) * 0.35
    cff = font["CFF "].cff.topDictIndex[0]
    group = cff.FDSelect[font.getGlyphID(one)]
    private = cff.FDArray[group].Private
    pen = T2CharStringPen(width - private.nominalWidthX, None)
    pen.moveTo((40, round(middle - half)))
    for corner in ((width - 40, middle - half), (width - 40, middle + half), (40, middle + half)):
        pen.lineTo(tuple(map(round, corner)))
    pen.closePath()
    drawn = pen.getCharString(private=private, globalSubrs=cff.GlobalSubrs)
    _append(font, NEW_GLYPH, drawn, group, width)
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != 14:
            table.cmap[SUPERSCRIPT_MINUS] = NEW_GLYPH


def _bounds(glyphs: Any, name: str) -> Any:
    pen = BoundsPen(glyphs)
    glyphs[name].draw(pen)
    return pen.bounds


def _append(font: TTFont, name: str, drawn: Any, group: int, width: int) -> None:
    """Put one more glyph behind the others."""
    cff = font["CFF "].cff.topDictIndex[0]
    strings = cff.CharStrings
    strings.charStringsIndex.append(drawn)
    strings.charStrings[name] = len(strings.charStringsIndex) - 1
    cff.charset.append(name)
    cff.FDSelect.gidArray.append(group)
    font.setGlyphOrder(list(cff.charset))
    font["hmtx"][name] = (width, 40)


def cut(source: Path, style: str) -> Path:
    """Write one weight; returns the file."""
    fonts = TTCollection(source).fonts
    font = next(each for each in fonts if each["name"].getDebugName(1) == SIMPLIFIED_CHINESE)
    chosen = options()
    subsetter = Subsetter(chosen)
    subsetter.populate(unicodes=wanted_characters())
    subsetter.subset(font)
    draw_superscript_minus(font)
    rename(font, style)
    font.flavor = chosen.flavor
    file = OUTPUT / f"inspector-{style.lower()}.woff2"
    font.save(file)
    return file


def main() -> None:
    """Cut both weights."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEBIAN_FOLDER
    for style in ("Regular", "Bold"):
        cut(folder / f"NotoSansCJK-{style}.ttc", style)


if __name__ == "__main__":
    main()
