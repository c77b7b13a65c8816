"""Cut the two fonts for rare Chinese characters, which only labels and reports need.

    python assets/fonts/cut_rare.py [DroidSansFallbackFull.ttf [FOLDER OF NotoSansCJK-Regular.ttc]]

Writes inspector-rare.woff2 and inspector-rarest.woff2 beside this file, after `cut.py`. The first
one has what GB 18030 needs of the blocks of the first 27,500 characters and Droid has in half the
bytes; the second one what Droid lacks, above all the planes beyond. Needs fonttools[woff].
"""

import sys
from pathlib import Path

from cut import DEBIAN_FOLDER, OUTPUT, SIMPLIFIED_CHINESE
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

DROID = Path("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf")
RANGES = (
    (0x2E80, 0x2FDF),  # radicals
    (0x3200, 0x33FF),  # enclosed and squared characters
    (0x3400, 0x4DBF),  # extension A
    (0x4E00, 0x9FFF),  # the unified ideographs
    (0xF900, 0xFAFF),  # compatibility
    (0x20000, 0x323AF),  # extensions B to H
)


def wanted_characters() -> set[int]:
    """Code points that GB 18030 has, and all other Chinese characters."""
    gbk = {
        ord(each)
        for first in range(0x81, 0xFF)
        for second in range(0x40, 0xFF)
        for each in bytes((first, second)).decode("gb18030", errors="ignore")
    }
    ranges = {code for first, last in RANGES for code in range(first, last + 1)}
    return gbk | ranges


def options() -> Options:
    """What a printed character needs: its outline and its width."""
    chosen = Options()
    chosen.flavor = "woff2"
    chosen.hinting = False
    chosen.desubroutinize = True
    chosen.layout_features = []
    chosen.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "GSUB", "GPOS"]
    chosen.name_IDs = ["*"]
    chosen.glyph_names = False
    chosen.notdef_outline = True
    return chosen


def rename(font: TTFont, style: str, origin: str) -> None:
    """Give the cut font a name of its own: a changed font does not carry the name of the whole."""
    names = font["name"]
    kept = {name_id: names.getDebugName(name_id) for name_id in (0, 13, 14)}
    names.names = []
    postscript = f"InspectorSans-{style}"
    ours = {
        1: f"Inspector Sans {style}",
        2: "Regular",
        3: f"{postscript};cut",
        4: f"Inspector Sans {style}",
        5: f"Version 1.0; subset of {origin}",
        6: postscript,
    }
    for name_id, text in sorted((kept | ours).items()):
        if text:
            names.setName(text, name_id, 3, 1, 0x409)
    if "CFF " in font:
        top = font["CFF "].cff
        top.fontNames = [postscript]
        top.topDictIndex[0].FamilyName = top.topDictIndex[0].FullName = ours[1]


def cut(font: TTFont, codes: set[int], style: str, origin: str) -> set[int]:
    """Write the characters that the font has of `codes`; returns them."""
    had = codes & set(font.getBestCmap())
    chosen = options()
    subsetter = Subsetter(chosen)
    subsetter.populate(unicodes=had)
    subsetter.subset(font)
    rename(font, style, origin)
    font.flavor = chosen.flavor
    font.save(OUTPUT / f"inspector-{style.lower()}.woff2")
    return had


def main() -> None:
    """Cut both fonts."""
    droid = Path(sys.argv[1]) if len(sys.argv) > 1 else DROID
    noto = Path(sys.argv[2]) if len(sys.argv) > 2 else DEBIAN_FOLDER
    usual = set(TTFont(OUTPUT / "inspector-regular.woff2").getBestCmap())
    wanted = wanted_characters() - usual
    wanted -= cut(TTFont(droid), wanted, "Rare", "Droid Sans Fallback")
    fonts = TTCollection(noto / "NotoSansCJK-Regular.ttc").fonts
    font = next(each for each in fonts if each["name"].getDebugName(1) == SIMPLIFIED_CHINESE)
    cut(font, wanted, "Rarest", "Noto Sans CJK SC 2.004")


if __name__ == "__main__":
    main()
