"""When the next field comes by itself, and what the key after that means. Pure: values in and out.

A number with all the decimals that its reading has is complete, and the next field comes as by
"next". Whoever presses "next" all the same skips nothing; "back" takes the last digit back. A
number that was complete and is shortened waits for "next": so it may be corrected, or read finer.
"""

from dataclasses import dataclass
from enum import Enum

from inspector_app.screens.parts.keypad import BACK, DOT, NEXT
from inspector_app.services.views import Place


class Meaning(Enum):
    """What a key is there for."""

    USUAL = "usual"
    NOTHING = "nothing"  # "next" was meant for the field that was left by itself
    GO_BACK = "go back"  # to the field that was left by itself, and shorten it
    GO_ON = "go on"  # typing where the number of the last field stands


@dataclass(frozen=True, slots=True)
class Trail:
    """What the next key must know of those before it."""

    left: Place | None = None
    """The field that was left by itself, by the last key."""
    reached: Place | None = None
    """Where that led: the same field, when it was the last one."""
    waits: bool = False
    """The number that is typed was complete before: it does not go on by itself."""

    def meaning(self, key: str, place: Place) -> Meaning:
        """Say what `key` means at `place`."""
        if self.left is None or self.reached != place:
            return Meaning.USUAL
        if key == NEXT:
            return Meaning.NOTHING
        if key == BACK:
            return Meaning.GO_BACK
        typed_on = self.left == place and (key.isdigit() or key == DOT)
        return Meaning.GO_ON if typed_on else Meaning.USUAL

    def goes_on(self, before: str, after: str, decimals: int) -> bool:
        """True if a key that made `after` of `before` completed the number."""
        return not self.waits and is_complete(after, decimals) and not is_complete(before, decimals)

    def typed(self, before: str, after: str, decimals: int) -> "Trail":
        """Return the trail when a key made `after` of `before`, and the field was not left."""
        shortened = len(after) < len(before) and is_complete(before, decimals)
        return Trail(waits=bool(after) and (self.waits or shortened))


def is_complete(number: str, decimals: int) -> bool:
    """True if a number has all its decimals; one without decimals never tells its end."""
    return 0 < decimals <= len(number.partition(".")[2])
