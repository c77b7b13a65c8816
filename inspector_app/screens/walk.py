"""Walk the forecourt: scan after scan fills the list of what is here; then what is due opens."""

import asyncio

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import banner, named, primary_button, text
from inspector_app.screens.parts.finder import CodeFinder
from inspector_app.screens.parts.frame import foot, pane, screen, top_bar, waiting
from inspector_app.screens.parts.lines import grouped, instrument_title
from inspector_app.screens.parts.view_finder import Said
from inspector_app.screens.routes import Place
from inspector_app.screens.scan_words import scan_sentence
from inspector_app.screens.scanned import use_scans
from inspector_app.screens.state import App, use_app, use_loaded
from inspector_app.screens.theme import Tone
from inspector_app.screens.walk_tiles import stranger_words, tiles
from inspector_app.screens.wording import trouble_sentence
from inspector_app.services.views import ScanResult, Sighting, WalkView
from inspector_app.services.walking import load_walk, note_opened, sight

AIM = 200
FINDER_HEIGHT = 380
SAID_S = 2.0
NO_SAID: Said | None = None


@screen
def WalkScreen(site_id: str) -> ft.Control:
    """Film on and on; every tag of the site ticks its instrument, on the disk before it shows."""
    app = use_app()
    loaded, put = use_loaded(lambda: app.call(load_walk, site_id), [site_id])
    said, say = ft.use_state(NO_SAID)
    newest: ft.MutableRef[Said | None] = ft.use_ref()

    async def seen(result: ScanResult) -> bool:
        found = await app.call(sight, site_id, result)
        put(await app.call(load_walk, site_id))
        newest.current = now = sighting_words(found, result, app)
        say(now)
        asyncio.get_running_loop().call_later(SAID_S, fade, now)
        return False

    def fade(old: Said) -> None:
        if newest.current is old:
            say(None)

    async def take(result: ScanResult) -> bool:
        await seen(result)
        return True

    use_scans(take)
    view = loaded.value
    finder = ft.Container(
        CodeFinder(seen, AIM, said=said),
        height=None if app.wide else FINDER_HEIGHT,
        expand=6 if app.wide else None,
    )
    if loaded.trouble:
        listed = pane([banner(trouble_sentence(loaded.trouble, app.t), Tone.FAIL)])
    else:
        listed = pane(walk_body(view, app) if view else [waiting(app)])
    parts: list[ft.Control] = [finder, ft.Container(listed, expand=6)]
    middle = (
        ft.Row(parts, spacing=0, expand=True, vertical_alignment=ft.CrossAxisAlignment.STRETCH)
        if app.wide
        else ft.Column(parts, spacing=0, expand=True)
    )
    bar = top_bar(app, app.t("Walk the forecourt"), view.site.name if view else "")
    bottom = foot(next_button(view, app, site_id))
    return ft.Column([bar, middle, bottom], spacing=0, expand=True)


def sighting_words(found: Sighting, result: ScanResult, app: App) -> Said:
    """Say what a scan was: here, here already, of another site, in no registry, no tag."""
    t = app.t
    if found.line is not None:
        name = instrument_title(found.line, app)
        words = t("{name}: already found", name=name) if found.again else t("Found: {name}",
                  name=name)  # fmt: skip
        return Said(words, Tone.PASS)
    if found.stranger is not None:
        return Said(stranger_words(found.stranger, app), Tone.UNSURE)
    return Said(scan_sentence(result, t), Tone.UNSURE)


def walk_body(view: WalkView, app: App) -> list[ft.Control]:
    """Return how many were found, who is not of this site, and every instrument with its tick."""
    t = app.t
    here, whole = len(view.present), len(view.instruments)
    words = t("{here} of {whole} found", here=here, whole=whole)
    count = ft.Column(
        [
            text(words, theme.HERO, theme.PASS if here == whole else theme.INK, bold=True),
            ft.ProgressBar(
                value=here / whole if whole else 0, color=theme.PASS, bgcolor=theme.KEY_GROUND,
                bar_height=10, border_radius=5,
            ),
        ],
        spacing=8,
        tight=True,
    )  # fmt: skip
    warnings: list[ft.Control] = [
        banner(stranger_words(one, app), Tone.UNSURE, identifier=f"stranger-{one.instrument_id}")
        for one in view.strangers
    ]
    return [named("walk-count", count), *warnings, tiles(view, app)]


def next_button(view: WalkView | None, app: App, site_id: str) -> ft.Control:
    """Return the way on: the next of those that are here and due."""
    t = app.t
    if view is None or view.next_due is None:
        words = t("Nothing due was found yet")
        if view and view.instruments and len(view.present) == len(view.instruments):
            words = t("All found, nothing is due")
        return primary_button("walk-next", words, None)
    line = view.next_due

    async def open_it() -> None:
        await app.call(note_opened, site_id, line.instrument_id)
        app.go(Place.INSTRUMENT, line.instrument_id)

    name = instrument_title(line, app)
    if not line.nozzle:
        name = f"{name} {grouped(line.instrument_id)}"
    return primary_button(
        "walk-next", t("Open the next due: {name}", name=name), app.doing(open_it),
        icon=ft.Icons.PLAY_ARROW,
    )  # fmt: skip
