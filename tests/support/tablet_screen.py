"""A tablet's screen in a real Chromium, used by what a screen reader would find there."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import FloatRect, Locator, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.support.stack import with_key
from tests.support.waiting import wait_until

PORTRAIT = (800, 1280)
LANDSCAPE = (1280, 800)
PATIENCE_MS = 60_000
ANSWER_MS = 5_000
"""After so long a person taps once more."""
STILL_MS = 50
FOOT = 104
A_KEY_MS = 140
STROKE_POINTS = 25
Strokes = Sequence[tuple[float, float]]
FAILURES = Path(".run") / "failed"
SPOKEN = """() => {
    const button = document.querySelector('flt-semantics-placeholder');
    if (button) button.click();
    return !button;
}"""
"""Presses the button that switches the tree on until it is gone: a click may come too early."""


def find_chromium() -> str | None:
    """Return the system's Chromium; None means Playwright's own."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


class TabletScreen:
    """What the inspector sees and taps. Controls are named by their semantics identifier."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)

    def open(self, url: str) -> None:
        """Load the app and switch its semantics tree on, as a screen reader does."""
        self.page.goto(with_key(url))
        self.page.locator("flt-semantics-placeholder").wait_for(state="attached")
        self.page.wait_for_function(SPOKEN, polling=250)

    def find(self, identifier: str) -> Locator:
        """Return the control with this identifier."""
        return self.page.locator(f'[flt-semantics-identifier="{identifier}"]').first

    def see(self, identifier: str) -> None:
        """Wait until a control is there."""
        self.find(identifier).wait_for(state="attached")

    def see_either(self, *identifiers: str) -> str:
        """Wait until one of some controls is there, and return which."""
        named = [f'[flt-semantics-identifier="{identifier}"]' for identifier in identifiers]
        self.page.locator(", ".join(named)).first.wait_for(state="attached")
        return next(identifier for identifier in identifiers if self.find(identifier).count())

    def tap(self, identifier: str) -> None:
        """Tap the middle of a control with a finger's precision."""
        box = self._still_box(identifier)
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def _still_box(self, identifier: str) -> FloatRect:
        """Return where a control stands, once it has stopped moving."""
        boxes: list[FloatRect | None] = [None]

        def stands_still() -> bool:
            self.page.wait_for_timeout(STILL_MS)
            control = self.find(identifier)
            boxes.append(control.bounding_box() if control.count() else None)
            return boxes[-1] is not None and boxes[-1] == boxes[-2]

        self.see(identifier)
        wait_until(stands_still)
        box = boxes[-1]
        assert box, identifier
        return box

    def tap_until(self, identifier: str, answer: str) -> None:
        """Tap as a person does: once more when after a while the screen has not answered.

        While Chromium draws without a graphics card, a tap can fall between two pictures.
        """
        self.see(identifier)
        for patience_ms in (*[ANSWER_MS] * 5, PATIENCE_MS):
            if self.find(identifier).count():
                self.tap(identifier)
            try:
                self.find(answer).wait_for(state="attached", timeout=patience_ms)
            except PlaywrightTimeout:
                continue
            return
        raise AssertionError(f"{identifier} was tapped, {answer} never came")

    def tap_first(self, beginning: str) -> None:
        """Tap the first control whose identifier begins so."""
        control = self.page.locator(f'[flt-semantics-identifier^="{beginning}"]').first
        control.wait_for(state="attached")
        identifier = control.get_attribute("flt-semantics-identifier")
        assert identifier
        self.tap(identifier)

    def wait_gone(self, identifier: str) -> None:
        """Wait until a control is no longer there."""
        self.find(identifier).wait_for(state="detached")

    def wait_until_enabled(self, identifier: str) -> None:
        """Wait until a control answers to taps."""
        named = f'[flt-semantics-identifier="{identifier}"]'
        self.page.wait_for_function(
            """named => {
                 const e = document.querySelector(named);
                 return e && ![e, ...e.querySelectorAll('*')]
                   .some(n => n.getAttribute('aria-disabled') === 'true');
               }""",
            arg=named,
        )

    def is_chosen(self, identifier: str) -> bool:
        """True if a control says that it is chosen."""
        control = self.find(identifier)
        control.wait_for(state="attached")
        return control.get_attribute("aria-current") == "true"

    def wait_until_chosen(self, identifier: str) -> None:
        """Wait until a control says that it is chosen."""
        self.page.wait_for_function(
            """identifier => document.querySelector(
                   `[flt-semantics-identifier="${identifier}"]`)
                 ?.getAttribute('aria-current') === 'true'""",
            arg=identifier,
        )

    def scroll_to(self, identifier: str) -> None:
        """Turn the wheel until a control stands above the foot of the screen."""
        size = self.page.viewport_size
        assert size
        self.page.mouse.move(size["width"] / 4, size["height"] / 2)

        def is_there() -> bool:
            control = self.find(identifier)
            box = control.bounding_box() if control.count() else None
            if box and box["y"] + box["height"] < size["height"] - FOOT:
                return True
            self.page.mouse.wheel(0, 200)
            return False

        wait_until(is_there)

    def write(self, identifier: str, words: str) -> None:
        """Tap a field and type words in the place of what stands there."""
        if self.typed(identifier) != words:
            self.type_words(words)
            expect(self._input(identifier)).to_have_value(words)

    def type_words(self, words: str) -> None:
        """Type words in the place of what stands in the field that has the focus."""
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words, delay=A_KEY_MS)  # faster is a hand scanner's

    def typed(self, identifier: str) -> str:
        """Tap a field and return what stands in it; only then does its page hear of it."""
        self.tap(identifier)
        named = f'[flt-semantics-identifier="{identifier}"]'
        focused = "named => document.activeElement.matches(`${named} input, ${named} textarea`)"
        self.page.wait_for_function(focused, arg=named)
        return self._input(identifier).input_value()

    def _input(self, identifier: str) -> Locator:
        return self.find(identifier).locator("input, textarea").first

    def draw(self, strokes: Strokes) -> None:
        """Draw on the field to sign in as a finger does, each stroke between two of its widths."""
        box = self.find("pad").bounding_box()
        assert box
        mouse = self.page.mouse
        for start, end in strokes:
            mouse.move(box["x"] + box["width"] * start, box["y"] + box["height"] * 0.6)
            mouse.down()
            for point in range(STROKE_POINTS):
                share = start + (end - start) * point / (STROKE_POINTS - 1)
                height = 0.6 + 0.25 * (-1) ** (point // 4) * (point % 4) / 4
                mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] * height)
            mouse.up()

    def read(self, identifier: str) -> str:
        """Return what a control says: its label and the text inside it."""
        control = self.find(identifier)
        control.wait_for(state="attached")
        inner = control.evaluate(
            "e => [e, ...e.querySelectorAll('*')].flatMap(n =>"
            " [n.getAttribute('aria-label'), n.childElementCount ? '' : n.textContent])"
            ".filter(Boolean).join(' ')"
        )
        return str(inner)

    def wait_for_words(self, identifier: str, words: str) -> None:
        """Wait until a control says `words`."""
        self.page.wait_for_function(
            """([identifier, words]) => {
                 const e = document.querySelector(`[flt-semantics-identifier="${identifier}"]`);
                 if (!e) return false;
                 const said = [e, ...e.querySelectorAll('*')]
                   .flatMap(n => [n.getAttribute('aria-label'), n.textContent]).filter(Boolean);
                 return said.join(' ').includes(words);
               }""",
            arg=[identifier, words],
        )

    def picture(self, path: Path) -> None:
        """Write what is on the screen."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path)


@contextmanager
def tablet_screen(
    size: tuple[int, int] = PORTRAIT, *, camera: Path | None = None, language: str = "zh-CN"
) -> Iterator[TabletScreen]:
    """Open a Chromium of a tablet's size; `camera` is a motion-JPEG file that it films."""
    arguments = ["--no-sandbox", "--enable-unsafe-swiftshader", "--disable-background-networking"]
    if camera is not None:
        arguments += [
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={camera}",
        ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=arguments)
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=language,
            permissions=["camera"] if camera else [],
            has_touch=True,
        )
        screen = TabletScreen(context.new_page())
        try:
            yield screen
        except BaseException:
            screen.picture(FAILURES / "last.png")
            raise
        finally:
            browser.close()
