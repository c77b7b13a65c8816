"""An instrument's identifier: nine Crockford base-32 characters and one check character.

The check character is the symbol of the nine characters' value modulo 37. As 37 is prime and
32 is neither 0 nor 1 modulo 37, one wrong character and two swapped neighbours always show.
Modulo 37 has five symbols more than base 32 has; identifiers that would end in one of those are
never issued, so that the QR code stays in alphanumeric mode.
"""

from collections.abc import Callable, Iterator

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_SYMBOLS = ALPHABET + "*~$=U"
DIGITS = 9
LENGTH = DIGITS + 1
NUMBERS = 32**DIGITS
"""How many numbers nine characters can spell; 32 of 37 of them are issued."""

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_READ_AS = str.maketrans("OIL", "011")
_DASHES = dict.fromkeys((0x2D, *range(0x2010, 0x2016), 0x2212), None)
_GROUPS = (4, 8)


def spell_identifier(number: int) -> str | None:
    """Return the identifier of `number` (0 up to NUMBERS), or None when it is never issued."""
    if not 0 <= number < NUMBERS:
        raise ValueError(f"{number} does not fit in {DIGITS} characters")
    check = CHECK_SYMBOLS[number % 37]
    if check not in _VALUES:
        return None
    digits = "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (DIGITS - 1), -1, -5))
    return digits + check


def issue_identifier(draw: Callable[[int], int]) -> str:
    """Return a new identifier; `draw(n)` gives a number from 0 up to n, as secrets.randbelow."""
    while True:
        identifier = spell_identifier(draw(NUMBERS))
        if identifier is not None:
            return identifier


def is_identifier(text: str) -> bool:
    """True if `text` is an identifier in the one form that is stored and printed in links."""
    if len(text) != LENGTH or not _VALUES.keys() >= set(text):
        return False
    number = 0
    for character in text[:DIGITS]:
        number = number << 5 | _VALUES[character]
    return CHECK_SYMBOLS[number % 37] == text[DIGITS]


def normalise(text: str) -> str:
    """Return typed `text` as an identifier is stored, sound or not.

    Blanks and dashes go, lower case becomes upper, the letters O, I and L become 0 and 1.
    """
    bare = "".join(text.translate(_DASHES).split())
    return bare.upper().translate(_READ_AS) if bare.isascii() else bare


def find_identifier(text: str) -> str | None:
    """Return the identifier that typed `text` spells, or None when it is not a sound one."""
    normal = normalise(text)
    return normal if is_identifier(normal) else None


def display(identifier: str) -> str:
    """Group an identifier for reading and typing: 7K3QZ9XW4T becomes 7K3Q-Z9XW-4T."""
    first, second = _GROUPS
    return f"{identifier[:first]}-{identifier[first:second]}-{identifier[second:]}"


def near_identifiers(text: str) -> tuple[str, ...]:
    """Return the sound identifiers that are one slip of a typist away from `text`.

    Swapped neighbours first, then one wrong character, one left out, one too many.
    """
    normal = normalise(text)
    if abs(len(normal) - LENGTH) > 1:
        return ()
    sound = (each for each in _one_slip_away(normal) if each != normal and is_identifier(each))
    return tuple(dict.fromkeys(sound))


def _one_slip_away(text: str) -> Iterator[str]:
    for at in range(len(text) - 1):
        yield text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    for at in range(len(text)):
        for character in ALPHABET:
            yield text[:at] + character + text[at + 1 :]
    for at in range(len(text) + 1):
        for character in ALPHABET:
            yield text[:at] + character + text[at:]
    for at in range(len(text)):
        yield text[:at] + text[at + 1 :]
