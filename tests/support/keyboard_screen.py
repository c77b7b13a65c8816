"""A tablet's screen used with a keyboard alone: Tab to a control, Enter; digits are typed."""

from contextlib import suppress

from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.support.tablet_screen import A_KEY_MS, TabletScreen

KEYS = {
    "key-dot": ".", "key-sign": "-", "key-back": "Backspace", "key-next": "Enter",
    **{f"key-{digit}": digit for digit in "0123456789"},
}  # fmt: skip
MOST_TABS = 90
SILENT_KEY_MS = 500
FOCUSED = """() => {
    const e = document.activeElement;
    const named = e && e.closest('[flt-semantics-identifier]');
    return named ? named.getAttribute('flt-semantics-identifier') : '';
}"""


class KeyboardScreen(TabletScreen):
    """What is tapped elsewhere is reached with Tab here, and pressed with Enter."""

    def tap(self, identifier: str) -> None:
        """Bring the focus to a control, and press it where it is no field to type into."""
        self.see(identifier)
        keyboard = self.page.keyboard
        if identifier in KEYS:
            keyboard.press(KEYS[identifier])
            self.page.wait_for_timeout(A_KEY_MS)  # faster is a hand scanner's
            return
        met: list[str] = []
        while (focused := str(self.page.evaluate(FOCUSED))) != identifier:
            met.append(focused)
            assert len(met) < MOST_TABS, f"{identifier} is not reached by Tab: {met}"
            self._press_tab()
        if not self.page.evaluate("() => document.activeElement.matches('input, textarea')"):
            keyboard.press("Enter")

    def _press_tab(self) -> None:
        """Move the focus on; the keys of the keypad take it without a word, so none may come."""
        self.page.evaluate("() => { window.left = document.activeElement; }")
        self.page.keyboard.press("Tab")
        with suppress(PlaywrightTimeout):
            moved = "() => document.activeElement !== window.left"
            self.page.wait_for_function(moved, timeout=SILENT_KEY_MS)
