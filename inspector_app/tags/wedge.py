"""Telling a hand scanner from a person by how fast the keys come. Pure: the time is handed in.

A keyboard-wedge or Bluetooth scanner types what it read, a few milliseconds a character, and ends
with Enter or Tab or just stops. Keys are held back only as long as they may still be a scanner's;
what turns out to be a person's typing is given on in its order, not a key is lost.
"""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

K = TypeVar("K")

GAP_S = 0.05
"""Between two characters of a scanner, on the average of the first ones; a person is slower."""
EARLY_S = 0.12
"""At most between the first ones: a busy browser hands some on late and the next at once."""
LATE_S = 1.0
"""At most between the others: so many came so fast that no person typed them."""
RECALL_S = 1.0
"""What was taken for typing so shortly before a burst may have been its beginning."""
SURE = 4
"""So many first ones tell."""
SHORTEST = 8
MOST_GIVEN = 16
KINDS = 3
"""A key that is held down repeats as fast as a scanner types, but is always the same."""

_READINGS = frozenset("0123456789.,-")
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


def is_readings(text: str) -> bool:
    """True if a text can only be numbers with decimals: no tag or seal is spelled like that.

    A browser that stood still hands on at once what a person typed, one reading after the other.
    """
    return _READINGS.issuperset(text) and not {".", ","}.isdisjoint(text)


@dataclass(frozen=True, slots=True)
class Heard(Generic[K]):
    """What is known after a key: what was typed by a person, what was read by a scanner.

    `before` are the characters given on as typed so shortly before the burst that they may have
    been its beginning; whoever knows what a tag looks like decides.
    """

    typed: tuple[K, ...] = ()
    scanned: str = ""
    before: str = ""


@dataclass(slots=True)
class Burst(Generic[K]):
    """The keys that may still be a scanner's, their characters, and when each of them came."""

    _keys: list[K] = field(default_factory=list)
    _text: str = ""
    _times_s: list[float] = field(default_factory=list)
    _given: list[tuple[str, float]] = field(default_factory=list)
    is_scanner: bool = False
    """So much came so fast that no person types it."""

    def press(self, key: K, name: str, at_s: float, *, shift: bool = False) -> Heard[K]:
        """Take one key at an instant of a clock that never goes back."""
        if name.startswith(_SILENT):
            return Heard()
        before = self.pause(at_s)
        character = character_of(name, shift=shift)
        if character:
            self._keys.append(key)
            self._text += character
            self._times_s.append(at_s)
            return Heard((*before.typed, *self._judge()), before.scanned, before.before)
        end = self._end() if name in _ENDS else Heard(self._give_up())
        self._given.clear()
        last = () if end.scanned else (key,)
        told = before if before.scanned else end
        return Heard((*before.typed, *end.typed, *last), told.scanned, told.before)

    def pause(self, at_s: float) -> Heard[K]:
        """Say what the keys so far were, when by now the next one would have come."""
        late = self._keys and at_s - self._times_s[-1] > self.patience_s
        return self._end() if late else Heard()

    @property
    def patience_s(self) -> float:
        """How long the next character may take."""
        return LATE_S if self.is_scanner else EARLY_S

    @property
    def is_waiting(self) -> bool:
        """True if keys are held back."""
        return bool(self._keys)

    def _judge(self) -> tuple[K, ...]:
        """Settle whether this is a scanner; return what came too slowly for one, the oldest."""
        given: list[K] = []
        while not self.is_scanner and len(self._keys) >= SURE:
            took_s = self._times_s[-1] - self._times_s[0]
            if took_s <= GAP_S * (len(self._keys) - 1):
                self.is_scanner = len(set(self._text)) >= KINDS
                break
            given.append(self._keys.pop(0))
            self._given.append((self._text[0], self._times_s.pop(0)))
            self._text = self._text[1:]
        return tuple(given)

    def _end(self) -> Heard[K]:
        text = self._text
        if self.is_scanner and len(text) >= SHORTEST and not is_readings(text):
            before = self._given_before(self._times_s[0])
            self._give_up()
            self._given.clear()
            return Heard(scanned=text, before=before)
        return Heard(self._give_up())

    def _given_before(self, at_s: float) -> str:
        """Return what was given on until `at_s`, without a longer pause."""
        text = ""
        for character, given_s in reversed(self._given):
            if at_s - given_s > RECALL_S:
                break
            text, at_s = character + text, given_s
        return text

    def _give_up(self) -> tuple[K, ...]:
        keys = tuple(self._keys)
        self._given = [*self._given, *zip(self._text, self._times_s, strict=True)][-MOST_GIVEN:]
        self._keys.clear()
        self._times_s.clear()
        self._text, self.is_scanner = "", False
        return keys
