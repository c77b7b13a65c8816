"""Signing on the tablet, as officers, trader and witness do it: drawn, by name, or refused."""

from collections.abc import Callable
from enum import Enum

from tests.support.tablet_screen import TabletScreen

TRADER, WITNESS = "王建国", "李秀英"
STROKES = ((0.15, 0.45), (0.5, 0.85))
SAID = """() => {
    const field = document.querySelector('[flt-semantics-identifier="pad"]');
    return field ? [field.getAttribute('aria-label'), field.textContent].join(' ') : '';
}"""
"""What the field says of itself: whose it is."""


class How(Enum):
    """How one signs."""

    DRAWN = "drawn"
    BY_NAME = "by name"


def no_look() -> None:
    """Look at nothing."""


class Signatory:
    """Signs one after another, in the order in which the tablet asks."""

    def __init__(self, screen: TabletScreen, how: How = How.DRAWN) -> None:
        self.screen = screen
        self.how = how

    def officers(self, many: int, look: Callable[[], None] = no_look) -> None:
        """Let the officers sign; one who drew at this visit before signs as before."""
        if not self.screen.find("pad").count():
            self.screen.tap("sign-next")
        for _ in range(many):
            self.screen.see("pad")
            self._one(look)

    def trader(self) -> None:
        """Let the trader sign, who gives their name once a visit."""
        self.screen.see("refuse")
        if TRADER not in self.screen.page.evaluate(SAID):  # else it stands there already
            self.screen.write("signer-name", TRADER)
        self._one()
        self.screen.see("signer-trader")

    def refusal(self, look: Callable[[], None] = no_look) -> None:
        """Let the trader refuse because they disagree, before a witness who gives their name."""
        trader = self.screen.page.evaluate(SAID)
        self.screen.tap("refuse")
        self.screen.tap("refusal-disagrees")
        look()
        self.screen.tap("refusal-keep")
        self.screen.page.wait_for_function(
            f"trader => !['', trader].includes(({SAID})())", arg=trader
        )
        self.screen.write("signer-name", WITNESS)
        self.screen.tap("sign-typed")
        self.screen.see("signer-witness")

    def _one(self, look: Callable[[], None] = no_look) -> None:
        before = self.screen.page.evaluate(SAID)
        if self.screen.find("sign-again").count():
            self.screen.tap("sign-again")
        elif self.how is How.BY_NAME:
            self.screen.tap("sign-typed")
        else:
            self.screen.draw(STROKES)
            look()
            self.screen.tap("sign-keep")
        self.screen.page.wait_for_function(f"before => ({SAID})() !== before", arg=before)
