"""The camera's picture on the screen, and the loop that looks for codes in it."""

import asyncio
from collections.abc import Awaitable, Callable

import flet as ft

from inspector_app.devices.camera import CameraAbsent, CameraLost, has_camera_view, open_camera
from inspector_app.devices.film import Film
from inspector_app.devices.lens import PLAIN_LENS, Lens, find_lens, switch_torch
from inspector_app.devices.signal import ScanSignal
from inspector_app.screens.parts.lens_keys import lens_keys, over_picture
from inspector_app.screens.parts.view_finder import (
    ABSENT,
    AIM,
    LOOKING,
    OPENING,
    REFUSED,
    Said,
    Sight,
    finder_words,
    view_finder,
)
from inspector_app.screens.state import App, use_app
from inspector_app.services.cooldown import Sighted, news
from inspector_app.services.scanning import read_tags
from inspector_app.services.views import PictureRead, ScanKind, ScanResult

PAUSE_S = 0.05
LOST_S = 1.0
THOROUGH_EVERY = 4
HELP_AFTER = 60
"""So many pictures in a row without a code, and other ways are named."""

Seen = Callable[[ScanResult], Awaitable[bool]]
"""Told what was read; answers whether that was what we looked for."""
Several = Callable[[tuple[ScanResult, ...]], Awaitable[bool]]
"""Told of several instruments in one picture; answers as `Seen` does."""
Told = Callable[[PictureRead], Awaitable[bool]]


@ft.component
def CodeFinder(
    seen: Seen, aim: int = AIM, said: Said | None = None, several: Several | None = None
) -> ft.Control:
    """Film until `seen` is content; a sentence where no camera can be used.

    The same tag is told once while it stays before the lens. `said` is what the screen made of
    the last one, in its colour. Without `several` the tags of one picture are told one by one.
    """
    app = use_app()
    usable = has_camera_view(app.page)
    film = ft.use_memo(lambda: Film() if usable else None, [])
    signal = ft.use_memo(ScanSignal, [])
    state, set_state = ft.use_state(OPENING if usable else ABSENT)
    lens, set_lens = ft.use_state(PLAIN_LENS)
    sight, set_sight = ft.use_state(Sight.NOTHING_YET)
    latest: ft.MutableRef[tuple[Seen, Several | None]] = ft.use_ref()
    latest.current = (seen, several)

    async def told(read: PictureRead) -> bool:
        if latest.current is None:
            return False
        if any(one.kind is ScanKind.INSTRUMENT for one in read.results):
            app.page.run_task(signal.give)
        return await tell(read.results, *latest.current)

    async def watch() -> None:
        if film is None:
            return
        while True:
            try:
                await open_camera(film.camera)
                set_lens(await light_up(app, film))
                await film.begin()
                set_state(LOOKING)
                await look(app, film, told, set_sight)
            except CameraLost:
                await asyncio.sleep(LOST_S)  # the page is being loaded again; leaving ends this
                continue
            except CameraAbsent as fault:
                set_state(REFUSED if fault.refused else ABSENT)
            return

    async def begin() -> None:
        await app.doing(watch)(None)

    # With a cleanup, leaving ends what began; a page that was loaded again has another camera.
    ft.use_effect(begin, [app.loads], cleanup=lambda: None)
    camera = film.camera if film else None
    keys = lens_keys(camera, lens, set_lens) if camera and state == LOOKING else None
    words = finder_words(app.t, state, sight, torch=lens.torch and not app.scanner.torch)
    over = over_picture(camera, lens) if camera else None
    return view_finder(app, camera, state, aim, said=said or Said(words), over=over, keys=keys)


async def tell(results: tuple[ScanResult, ...], seen: Seen, several: Several | None) -> bool:
    """Tell the screen what was read, all at once where it wants to choose."""
    instruments = tuple(one for one in results if one.kind is ScanKind.INSTRUMENT)
    if several is not None and len(instruments) > 1:
        return await several(instruments)
    for result in results:
        if await seen(result):
            return True
    return False


async def light_up(app: App, film: Film) -> Lens:
    """Ask what the lens can do, and switch the light on again where it was on before."""
    lens = await find_lens(film.camera)
    if lens.torch and app.scanner.torch:
        app.scanner.torch = await switch_torch(film.camera, on=True)
    return lens


async def look(app: App, film: Film, told: Told, set_sight: Callable[[Sight], None]) -> None:
    """Take picture after picture while the screen is visible, each read beside the event loop.

    Most are read quickly; every few one is read thoroughly, for a dirty or dark tag.
    """
    tries = empty = 0
    sighted: Sighted = {}
    while True:
        await app.in_view.wait()
        picture = await film.next_picture()
        tries += 1
        read = await app.call(read_tags, picture, thorough=tries % THOROUGH_EVERY == 0)
        empty = 0 if read.results else empty + 1
        set_sight(what_is_in_sight(read, empty))
        named = {one.id or one.text: one for one in read.results}
        fresh, sighted = news(named, sighted, app.tablet.clock.monotonic_s())
        if fresh and await told(PictureRead(tuple(named[key] for key in fresh))):
            return
        await asyncio.sleep(PAUSE_S)


def what_is_in_sight(read: PictureRead, empty: int) -> Sight:
    """Say what the inspector should know of the pictures so far."""
    if read.dark:
        return Sight.DARK
    return Sight.NOTHING_FOR_LONG if empty >= HELP_AFTER else Sight.NOTHING_YET
