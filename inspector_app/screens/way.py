"""The way that one came by, kept beside the event loop, with the words typed along it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import flet as ft

from inspector_app.screens.kept import KeptWay, KeptWords
from inspector_app.screens.routes import HOME, follow, reopen
from inspector_app.screens.running import run_beside
from inspector_app.services.keeping import Left, keep_way, keep_words

if TYPE_CHECKING:
    from inspector_app.services.opening import Tablet

Trail = tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """The addresses so far as they are drawn, the newest ones, and what goes on to another."""

    trail: Trail
    newest: Callable[[], Trail]
    arrive: Callable[[str | None], None]
    kept: KeptWords


def use_way(page: ft.Page, tablet: "Tablet", left: Left, *, reopens: bool, first: str = "") -> Way:
    """Return the way, which begins where the app was left, or at the address `first`.

    Without `reopens` it begins anew.
    """
    before = left if reopens and not first else Left(drafts=left.drafts)
    route = first or page.route or HOME
    trail, set_trail = ft.use_state(reopen(route, before.way, before.drafts))
    come: ft.MutableRef[Trail] = ft.use_ref(trail)
    come.current = trail
    kept, kept_way = use_keeping(tablet, before)

    def newest() -> Trail:
        return come.current or (HOME,)

    def arrive(route: str | None) -> None:
        old = newest()
        come.current = follow(old, route or HOME)
        for gone in set(old) - set(newest()):
            kept.leave(gone)
        kept_way.put(newest())
        set_trail(newest())

    ft.use_effect(lambda: kept_way.put(newest()), [])  # the first screen is a place, too
    return Way(trail, newest, arrive, kept)


def use_keeping(tablet: "Tablet", left: Left) -> tuple[KeptWords, KeptWay]:
    """Return what keeps typed words and the way, beside the event loop."""

    async def write_words(words: Mapping[str, str]) -> None:
        await run_beside(keep_words, tablet, words)

    async def write_way(way: Sequence[str]) -> None:
        await run_beside(keep_way, tablet, way)

    def begin() -> tuple[KeptWords, KeptWay]:
        return KeptWords(left.words, write_words), KeptWay(write_way)

    return ft.use_memo(begin, [])
