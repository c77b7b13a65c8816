"""The same tag is told once while it stays before the lens; another one is told at once. Pure."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

SAME_AGAIN_S = 3

Sighted = Mapping[str, Decimal]
"""What was in sight lately, and when it was last seen."""


def news(keys: Iterable[str], sighted: Sighted, at_s: Decimal) -> tuple[tuple[str, ...], Sighted]:
    """Return which of the `keys` are to be told now, and what has been in sight lately.

    A key in sight is not told again before it was out of sight for `SAME_AGAIN_S`.
    """
    seen = tuple(dict.fromkeys(keys))
    lately = {key: when for key, when in sighted.items() if at_s - when < SAME_AGAIN_S}
    return tuple(key for key in seen if key not in lately), lately | dict.fromkeys(seen, at_s)
