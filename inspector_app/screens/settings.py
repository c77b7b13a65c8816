"""Settings: language, appearance, jurisdiction, when photos go, and what this tablet is."""

from collections.abc import Sequence

import flet as ft

from inspector_app import __version__
from inspector_app.screens import theme
from inspector_app.screens.encryption import encryption_card
from inspector_app.screens.parts.controls import (
    banner,
    card,
    choice,
    fact,
    heading,
    secondary_button,
    text,
)
from inspector_app.screens.parts.frame import frame, screen, top_bar, two_panes
from inspector_app.screens.practice import practice_card
from inspector_app.screens.routes import Place
from inspector_app.screens.state import App, use_app
from inspector_app.screens.theme import Tone
from inspector_app.screens.wording import jurisdiction_word
from inspector_app.services.checking_integrity import check_integrity
from inspector_app.services.settling import change_setting, list_choices

A_ROW = 3
NOT_CHECKED: int | None = None


@screen
def SettingsScreen() -> ft.Control:
    """Show the settings; each choice holds at once and is kept."""
    app = use_app()
    t = app.t
    languages = (("", t("As the device")), ("zh", "中文"), ("en", "English"))
    appearances = (
        ("system", t("As the device")),
        ("light", t("Light")),
        ("dark", t("Dark")),
        ("sun", t("Sunlight")),
    )
    gloves = (("off", t("As usual")), ("on", t("Glove mode: larger")))
    photos = (("any", t("On any network")), ("wifi", t("On Wi-Fi only")))
    known = list_choices(app.tablet.rulebook)["jurisdiction"]
    rules = [(name, jurisdiction_word(name, t)) for name in known]
    locks = (
        ("2", t("After 2 minutes")),
        ("5", t("After 5 minutes")),
        ("15", t("After 15 minutes")),
        ("never", t("Never")),
    )
    first = [
        choice_card(app, "language", t("Language"), languages),
        choice_card(app, "appearance", t("Appearance"), appearances),
        choice_card(app, "glove", t("Size of keys and type"), gloves),
        choice_card(app, "jurisdiction", t("Rules of"), rules),
        choice_card(app, "photos", t("Send photos"), photos),
    ]
    second = [
        about(app), safety_card(app, choice_card(app, "lock", t("Lock without a touch"), locks)),
        encryption_card(app), *practice_cards(app), CheckCard(),
    ]  # fmt: skip
    body, side = two_panes(app, first, second)
    return frame(top_bar(app, t("Settings")), body, side=side)


def choice_card(
    app: App, setting: str, words: str, options: Sequence[tuple[str, str]]
) -> ft.Control:
    """Return one setting with its options, few in a row."""
    holds = app.info.settings.get(setting, options[0][0])
    buttons = [
        option(app, setting, value, label, chosen=value == holds) for value, label in options
    ]
    a_row = A_ROW if len(buttons) % A_ROW == 0 else A_ROW + 1
    rows = [
        ft.Row(list(buttons[at : at + a_row]), spacing=theme.GAP)
        for at in range(0, len(buttons), a_row)
    ]
    return card(heading(words), *rows)


def practice_cards(app: App) -> list[ft.Control]:
    return [practice_card(app, app.practice)] if app.practice else []


def safety_card(app: App, idle: ft.Control) -> ft.Control:
    """Return the way to the officers, and after how long the screens lock where one has a PIN."""
    words = app.t("Officers and PIN")
    way = secondary_button(
        "officers", words, lambda _: app.go(Place.OFFICERS), icon=ft.Icons.PERSON_OUTLINE
    )
    if not app.info.guarded:
        return card(heading(words), ft.Row([way]))
    return ft.Column([card(heading(words), ft.Row([way])), idle], spacing=theme.GAP, tight=True)


def option(app: App, setting: str, value: str, label: str, *, chosen: bool) -> ft.Control:
    """Return one option of a setting."""

    async def put() -> None:
        await app.call(change_setting, setting, value)
        await app.refresh_info()

    return choice(f"{setting}-{value or 'system'}", label, app.doing(put), chosen=chosen)


def about(app: App) -> ft.Control:
    """Return what this tablet is and how far its data are."""
    t, info = app.t, app.info
    return card(
        heading(t("This tablet")),
        fact(t("Name"), info.name),
        fact(t("Server"), info.server_url),
        fact(t("Device"), info.device_id or ""),
        fact(t("Instruments"), str(info.instruments)),
        fact(t("Last sync"), app.moment(info.synced_at) if info.synced_at else ""),
        fact(t("Version"), __version__),
    )


@ft.component
def CheckCard() -> ft.Control:
    """Offer to check that everything sealed on this tablet is as it was."""
    app = use_app()
    t = app.t
    faults, set_faults = ft.use_state(NOT_CHECKED)
    busy, set_busy = ft.use_state(False)

    async def check() -> None:
        set_busy(True)
        try:
            set_faults(len(await app.call(check_integrity)))
        finally:
            set_busy(False)

    words = t("Checking") if busy else t("Check now")
    content: list[ft.Control] = [
        heading(t("Sealed records")),
        text(t("Every record, its chain, signatures, receipts and photos."), color=theme.INK2),
    ]
    if faults is not None:
        content.append(check_banner(faults, app))
    button = secondary_button(
        "check-tablet", words, None if busy else app.doing(check), icon=ft.Icons.VERIFIED_USER
    )
    return card(*content, ft.Row([button]))


def check_banner(faults: int, app: App) -> ft.Control:
    """Say what the check found."""
    t = app.t
    if not faults:
        words = t("Everything on this tablet is as it was sealed.")
        return banner(words, Tone.PASS, identifier="check-answer")
    words = t.plural(
        "{n} thing is not as it was sealed. Keep this tablet and tell the office.",
        "{n} things are not as they were sealed. Keep this tablet and tell the office.",
        faults,
    )
    return banner(words, Tone.FAIL, identifier="check-answer")
