"""The fonts of labels and reports: which of them draws a character, and what none of them has.

The app's own font holds what is usual; two more hold the rest of GB 18030's Chinese characters, in
one weight, and are opened only when one of those occurs.
"""

from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from pathlib import Path
from unicodedata import combining, normalize

from PIL import ImageFont

Font = ImageFont.FreeTypeFont
_REGULAR, _BOLD = "inspector-regular.woff2", "inspector-bold.woff2"
_RARE = ("inspector-rare.woff2", "inspector-rarest.woff2")
_NOBODYS = "\U0010fffe"
_LOOKED_AT = 32
_MOST_NAMED = 10


def font_of(character: str, size: int, *, bold: bool) -> Font:
    """Return the font that draws a character, `size` in dots; our own where none has it."""
    return _load(_file_of(character, bold) or _own(bold), size)


def lacking(text: str) -> str:
    """Return the characters of a text that no font has, each once; they are printed as boxes."""
    return "".join(each for each in dict.fromkeys(drawable(text)) if not _is_known(each))


def name_characters(characters: str) -> str:
    """Name characters that cannot be shown by themselves: 𪚥 (U+2A6A5)."""
    named = ", ".join(f"{each} (U+{ord(each):04X})" for each in characters[:_MOST_NAMED])
    more = len(characters) - _MOST_NAMED
    return f"{named} and {more} more" if more > 0 else named


def drawable(text: str) -> str:
    """Return a text as it is drawn: accents on their letters, blanks for what has no ink.

    Which of several shapes a character shall have (variation selectors) is left to the font.
    """
    composed = normalize("NFC", text) if any(map(combining, text)) else text
    return "".join(
        each if each.isprintable() else " " for each in composed if not _is_selector(each)
    ).strip()


def _is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _is_known(character: str) -> bool:
    return character.isspace() or _file_of(character, bold=False) is not None


@lru_cache(maxsize=20_000)
def _file_of(character: str, bold: bool) -> str | None:
    names = (_own(bold),) if character.isascii() else (_own(bold), *_RARE)
    return next((name for name in names if _has(name, character)), None)


def _own(bold: bool) -> str:
    return _BOLD if bold else _REGULAR


def _has(name: str, character: str) -> bool:
    """True if a font draws something else than the box that stands for what it lacks."""
    return character.isspace() or _picture(name, character) != _box(name)


@cache
def _box(name: str) -> tuple[tuple[int, int], bytes]:
    return _picture(name, _NOBODYS)


def _picture(name: str, character: str) -> tuple[tuple[int, int], bytes]:
    mask = _load(name, _LOOKED_AT).getmask(character)
    return mask.size, bytes(mask)


@lru_cache(maxsize=32)
def _load(name: str, size: int) -> Font:
    """Return a font; characters are set one by one, without kerning."""
    return ImageFont.truetype(BytesIO(_bytes_of(name)), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _bytes_of(name: str) -> bytes:
    folder: Traversable = files("inspector_app") / "assets"
    if not folder.is_dir():  # not installed from a wheel: the assets lie beside the package
        folder = Path(str(files("inspector_app"))).parent / "assets"
    return (folder / "fonts" / name).read_bytes()
