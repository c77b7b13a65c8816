"""Where the tablet's key lies, said plainly; and what to do when it is lost."""

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import banner, card, heading, named, text
from inspector_app.screens.state import App
from inspector_app.screens.theme import Tone
from inspector_app.screens.troubles import key_lost_sentence
from inspector_app.texts.catalogue import Texts


def encryption_card(app: App) -> ft.Control:
    """Return what is encrypted, and who can read it all the same."""
    t, info = app.t, app.info
    content: list[ft.Control] = [heading(t("Encryption"))]
    if info.key_trouble:
        content.append(banner(key_lost_sentence(t), Tone.FAIL, identifier="key-lost"))
    else:
        content += [
            text(t("Sealed records and photos are encrypted on this tablet."), color=theme.INK2),
            place_note(info.key_place, t),
        ]
    return named("encryption", card(*content))


def place_note(place: str, t: Texts) -> ft.Control:
    """Say where the key lies; where there is no keystore, what that means."""
    if place == "keystore":
        words = t("Their key is in this device's keystore.")
        return banner(words, Tone.PASS, identifier="key-place")
    words = t(
        "This device offers no keystore: who has the device's files can read the records. Encrypt "
        "the device itself."
    )
    return banner(words, Tone.UNSURE, identifier="key-place")


def key_lost_banner(app: App) -> list[ft.Control]:
    """Return the warning for the top of a screen, nothing while the key is there."""
    if not app.info.key_trouble:
        return []
    return [banner(key_lost_sentence(app.t), Tone.FAIL, identifier="key-lost")]
