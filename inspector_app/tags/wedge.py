"""Telling a hand scanner from a person by how fast the keys come. Pure: the time is handed in.

A keyboard-wedge or Bluetooth scanner types what it read, a few milliseconds a character, and ends
with Enter or Tab or just stops. Keys are held back only as long as they may still be a scanner's;
what turns out to be a person's typing is given on in its order, not a key is lost.
"""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

K = TypeVar("K")

GAP_S = 0.05
"""Between two characters of a scanner; a person's come more slowly."""
LATE_S = 0.25
"""Once several came that fast: a busy tablet may hear of the next one late."""
SURE = 4
"""So many characters that fast come from no person."""
SHORTEST = 8
KINDS = 3
"""A key that is held down repeats as fast as a scanner types, but is always the same."""

_ENDS = frozenset({"Enter", "Numpad Enter", "Tab"})
_SILENT = ("Shift", "Caps Lock", "CapsLock", "Num Lock", "NumLock")
_NAMED = {
    "Space": " ", "Minus": "-", "Period": ".", "Slash": "/", "Semicolon": ";", "Colon": ":",
    "Comma": ",", "Equal": "=", "Quote": "'", "Underscore": "_",
    "Numpad Subtract": "-", "Numpad Decimal": ".", "Numpad Divide": "/", "Numpad Add": "+",
    "Numpad Multiply": "*", **{f"Numpad {digit}": digit for digit in "0123456789"},
}  # fmt: skip
_SHIFTED = dict(zip("`1234567890-=[]\\;',./", '~!@#$%^&*()_+{}|:"<>?', strict=True))


def character_of(name: str, *, shift: bool = False) -> str:
    """Return the character that a key of this name types, '' for a key that types none.

    Some systems name the key (";"), others what it types with Shift (":"): both are understood.
    """
    character = _NAMED.get(name, name)
    if len(character) != 1 or not character.isprintable():
        return ""
    if character.isascii() and character.isalpha():
        return character.upper() if shift else character
    return _SHIFTED.get(character, character) if shift else character


@dataclass(frozen=True, slots=True)
class Heard(Generic[K]):
    """What is known after a key: what was typed by a person, what was read by a scanner."""

    typed: tuple[K, ...] = ()
    scanned: str = ""


@dataclass(slots=True)
class Burst(Generic[K]):
    """The keys that may still be a scanner's, and when the last of them came."""

    _keys: list[K] = field(default_factory=list)
    _text: str = ""
    _last_s: float = 0.0

    def press(self, key: K, name: str, at_s: float, *, shift: bool = False) -> Heard[K]:
        """Take one key at an instant of a clock that never goes back."""
        if name.startswith(_SILENT):
            return Heard()
        before = self.pause(at_s)
        character = character_of(name, shift=shift)
        if character:
            self._keys.append(key)
            self._text += character
            self._last_s = at_s
            return before
        end = self._end() if name in _ENDS else Heard(self._give_up())
        last = () if end.scanned else (key,)
        return Heard((*before.typed, *end.typed, *last), before.scanned or end.scanned)

    def pause(self, at_s: float) -> Heard[K]:
        """Say what the keys so far were, when by now the next one would have come."""
        return self._end() if self._keys and at_s - self._last_s > self.patience_s else Heard()

    @property
    def patience_s(self) -> float:
        """How long the next character may take."""
        return LATE_S if self.is_scanner else GAP_S

    @property
    def is_scanner(self) -> bool:
        """Tell whether so much came so fast that no person types it."""
        return len(self._text) >= SURE and len(set(self._text)) >= KINDS

    @property
    def is_waiting(self) -> bool:
        """Tell whether keys are held back."""
        return bool(self._keys)

    def _end(self) -> Heard[K]:
        text = self._text
        if len(text) >= SHORTEST and len(set(text)) >= KINDS:
            self._give_up()
            return Heard(scanned=text)
        return Heard(self._give_up())

    def _give_up(self) -> tuple[K, ...]:
        keys = tuple(self._keys)
        self._keys.clear()
        self._text = ""
        return keys
