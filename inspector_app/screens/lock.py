"""The lock: it covers every screen and ends none of them; an officer's PIN lifts it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import banner, secondary_button, tappable, text
from inspector_app.screens.parts.frame import waiting
from inspector_app.screens.pin_entry import PinEntry
from inspector_app.screens.state import App, use_loaded
from inspector_app.screens.theme import Tone
from inspector_app.screens.wording import trouble_sentence
from inspector_app.services.opening import Tablet
from inspector_app.services.signing_in import Signer, list_signers, sign_in
from inspector_app.services.views import TabletInfo

CHECK_S = 5.0
NOBODY: Signer | None = None


@dataclass(frozen=True, slots=True)
class Lock:
    """Whether the screens are covered, and how that changes."""

    locked: bool
    close: Callable[[], None]
    lift: Callable[[], None]
    touched: Callable[[], None]


def use_lock(tablet: Tablet, info: TabletInfo) -> Lock:
    """Close when nothing was touched for as long as the settings say, where anybody has a PIN."""
    locked, set_locked = ft.use_state(info.guarded)
    touched_s: ft.MutableRef[float] = ft.use_ref(float(tablet.clock.monotonic_s()))
    waits: ft.MutableRef[asyncio.TimerHandle] = ft.use_ref()
    limit_s = idle_limit_s(info)

    def touch() -> None:
        touched_s.current = float(tablet.clock.monotonic_s())

    def check() -> None:
        idle_s = float(tablet.clock.monotonic_s()) - (touched_s.current or 0.0)
        if limit_s is not None and idle_s >= limit_s:
            set_locked(True)
        else:
            waits.current = asyncio.get_running_loop().call_later(CHECK_S, check)

    def begin() -> None:
        touch()
        if info.guarded and not locked and limit_s is not None:
            waits.current = asyncio.get_running_loop().call_later(CHECK_S, check)

    def end() -> None:
        if waits.current:
            waits.current.cancel()

    ft.use_effect(begin, [info.guarded, locked, limit_s], end)
    return Lock(
        locked=locked and info.guarded,
        close=lambda: set_locked(info.guarded),
        lift=lambda: set_locked(False),
        touched=touch,
    )


def idle_limit_s(info: TabletInfo) -> int | None:
    """Return after how many seconds without a touch it locks; None for never."""
    minutes = info.settings.get("lock", "5")
    return int(minutes) * 60 if minutes.isdigit() else None


@ft.component
def LockCover(app: App, lift: Callable[[], None]) -> ft.Control:
    """Ask who is there, then for the PIN."""
    t = app.t
    loaded, _ = use_loaded(lambda: app.call(list_signers), [])
    chosen, set_chosen = ft.use_state(NOBODY)
    signers = sorted(
        (one for one in loaded.value or () if one.has_pin), key=lambda one: one.place or 9
    )
    who = chosen or (signers[0] if len(signers) == 1 else None)

    async def take(pin: str) -> None:
        if who is not None:
            await app.call(sign_in, who.officer.officer_id, pin)
            lift()

    content: list[ft.Control] = [
        ft.Icon(ft.Icons.LOCK_OUTLINE, color=theme.INK2, size=48),
        text(t("This tablet is locked"), theme.BIG, bold=True),
    ]
    if loaded.trouble:
        content.append(banner(trouble_sentence(loaded.trouble, t), Tone.FAIL))
    elif not loaded.value:
        content.append(waiting(app))
    elif who is None:
        content.append(text(t("Who is there?"), theme.TITLE, theme.INK2))
        content += [signer_row(one, set_chosen) for one in signers]
    else:
        key = f"pin-{who.officer.officer_id}"
        content.append(PinEntry(app, who.officer.name, take, who.wait_s, key=key))
        if len(signers) > 1:
            other = secondary_button("lock-other", t("Someone else"), lambda _: set_chosen(None))
            content.append(other)
    column = ft.Column(
        content,
        spacing=theme.GAP,
        width=520,
        scroll=ft.ScrollMode.AUTO,
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
    )
    return ft.Semantics(
        identifier="lock",
        container=True,
        content=ft.Container(
            column, alignment=ft.Alignment.CENTER, bgcolor=theme.GROUND, padding=theme.MARGIN,
            expand=True,
        ),
        expand=True,
    )  # fmt: skip


def signer_row(signer: Signer, choose: Callable[[Signer], None]) -> ft.Control:
    """Return one officer to be chosen."""
    officer = signer.officer
    icon = ft.Icons.PERSON if signer.place else ft.Icons.PERSON_OUTLINE
    words = text(officer.name, theme.TITLE, bold=bool(signer.place), lines=1)
    face = ft.Row([ft.Icon(icon, color=theme.INK, size=32), words], spacing=16)
    return tappable(f"lock-{officer.officer_id}", "", face, lambda _: choose(signer), width=460)
