"""How long an inspector waits in a real Chromium: the app's process, the socket, and the drawing.

Chromium draws without a graphics card here, and that is most of it: so the same steps are taken
at an empty app in turn. Times are the browser's own, from the finger's or the scanner's last event
to the control in the tree of a screen reader.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from inspector_app.services.inspecting import discard
from inspector_app.services.keeping import keep_way
from tests.speed.screens_in_process import (
    BEGUN,
    DIGITS,
    FIELD,
    FIRST_SCREEN,
    PAGE,
    Times,
    begun_draft,
    since,
)  # fmt: skip
from tests.support.demo_tablet import opened
from tests.support.stack import Stack, with_key
from tests.support.tablet_screen import PORTRAIT, TabletScreen, tablet_screen

SCANNER_MS = 8
READER = """() => {
    const press = () => document.querySelector('flt-semantics-placeholder')?.click();
    setInterval(press, 20);
}"""
"""Switches the tree of a screen reader on as soon as that is possible, and keeps it on."""
WATCH = """([identifier, words, kind, key]) => {
    const find = () => {
        const control = document.querySelector(`[flt-semantics-identifier="${identifier}"]`);
        return control && [control, ...control.querySelectorAll('*')]
            .flatMap(e => [e.getAttribute('aria-label'), e.textContent]).join(' ').includes(words);
    };
    window.waited = new Promise((tell, fail) => {
        let began = 0;
        const note = event => { if (!key || event.key === key) began = event.timeStamp; };
        addEventListener(kind, note, true);
        const observer = new MutationObserver(() => {
            if (!began || !find()) return;
            observer.disconnect();
            removeEventListener(kind, note, true);
            tell(performance.now() - began);
        });
        observer.observe(document, {
            subtree: true, childList: true, characterData: true, attributes: true,
        });
        setTimeout(() => fail(new Error(`${identifier} never came`)), 30000);
    });
}"""
"""Notes the last event of a kind, and tells how long after it a control is there."""


@dataclass
class Shop:
    """One tablet's folder, with the app served from it."""

    name: str
    stack: Stack

    def start(self) -> float:
        """Start the app where nothing was left open; returns the seconds until it answers."""
        with opened(self.stack.folder / "tablet") as tablet:
            keep_way(tablet, ())
        began = time.perf_counter()
        self.stack.start_app()
        return time.perf_counter() - began


@contextmanager
def shops(folders: dict[str, Path]) -> Iterator[list[Shop]]:
    """Serve nothing yet; end what was started."""
    all_shops = [Shop(name, Stack(folder)) for name, folder in folders.items()]
    try:
        yield all_shops
    finally:
        for shop in all_shops:
            shop.stack.stop()


@contextmanager
def browser() -> Iterator[Browser]:
    """Start the Chromium that the browser tests use."""
    with tablet_screen() as screen:
        started = screen.page.context.browser
        assert started is not None
        screen.page.close()
        yield started


@contextmanager
def new_page(of: Browser) -> Iterator[TabletScreen]:
    """Open a page that knows nothing from before."""
    context = of.new_context(
        viewport={"width": PORTRAIT[0], "height": PORTRAIT[1]}, locale="zh-CN", has_touch=True
    )
    context.add_init_script(f"({READER})()")
    try:
        yield TabletScreen(context.new_page())
    finally:
        context.close()


def first_screens(folders: dict[str, Path], rounds: int) -> tuple[Times, Times]:
    """Return by tablet the times until the first screen, and those until the process answered."""
    taken: Times = {name: [] for name in folders}
    started: Times = {name: [] for name in folders}
    with browser() as chromium:
        for _ in range(rounds):
            with shops(folders) as tablets:
                for shop in tablets:
                    started[shop.name].append(shop.start() * 1000)
                    with new_page(chromium) as screen:
                        began = time.perf_counter()
                        screen.page.goto(with_key(shop.stack.app_url), wait_until="commit")
                        screen.see(FIRST_SCREEN)
                        taken[shop.name].append(since(began))
                    shop.stack.stop()
    return taken, started


def steps(folders: dict[str, Path], tags: Mapping[str, Sequence[str]]) -> tuple[Times, Times]:
    """Return by tablet the times from a tag to its page, and from a key to its digit."""
    pages: Times = {name: [] for name in folders}
    keys: Times = {name: [] for name in folders}
    with browser() as chromium, shops(folders) as tablets:
        for shop in tablets:
            shop.start()
            with new_page(chromium) as screen:
                screen.page.goto(with_key(shop.stack.app_url), wait_until="commit")
                screen.see(FIRST_SCREEN)
                pages[shop.name] = [tag_to_page(screen, tag) for tag in tags[shop.name]]
            keys[shop.name] = keys_to_digits(chromium, shop)
    return pages, keys


def tag_to_page(screen: TabletScreen, tag: str) -> float:
    """Read a tag with a hand scanner, and go back; returns the milliseconds from its Enter."""
    watch(screen.page, PAGE, "", "keydown", "Enter")
    screen.page.keyboard.type(tag, delay=SCANNER_MS)
    screen.page.keyboard.press("Enter")
    took = waited(screen.page)
    screen.tap_until("back", FIRST_SCREEN)
    return took


def keys_to_digits(chromium: Browser, shop: Shop) -> list[float]:
    """Tap digits into the first reading; returns the milliseconds of each but the first ones."""
    with opened(shop.stack.folder / "tablet") as tablet:
        draft = begun_draft(tablet)
    taken, typed = [], BEGUN
    with new_page(chromium) as screen:
        screen.page.goto(with_key(f"{shop.stack.app_url}/inspect/{draft}"), wait_until="commit")
        screen.see(FIELD)
        for digit in BEGUN:
            screen.tap(f"key-{digit}")
        screen.wait_for_words(FIELD, typed)
        for digit in DIGITS:
            typed += digit
            watch(screen.page, FIELD, typed, "pointerdown")
            screen.tap(f"key-{digit}")
            taken.append(waited(screen.page))
    with opened(shop.stack.folder / "tablet") as tablet:
        discard(tablet, draft)
    return taken


def watch(page: Page, identifier: str, words: str, kind: str, key: str = "") -> None:
    """Let the page note the next event of a kind, and when a control says `words` after it."""
    page.evaluate(WATCH, [identifier, words, kind, key])


def waited(page: Page) -> float:
    """Return the milliseconds between the two."""
    return float(page.evaluate("() => window.waited"))
