"""What was sealed beside the findings: where the visit took place, measures, marked photos."""

from collections.abc import Mapping
from typing import Any

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import card, fact, heading, named, text
from inspector_app.screens.state import App, use_app, use_loaded
from inspector_app.screens.visiting import distance_words, no_fix_sentence
from inspector_app.services.finishing import load_sealed


@ft.component
def SealedEvidence(record_id: str) -> ft.Control:
    """Show what a sealed record itself says of place, photos and measures."""
    app = use_app()
    loaded, _ = use_loaded(lambda: app.call(load_sealed, record_id), [record_id])
    if loaded.value is None:
        return ft.Container()
    body, t = loaded.value, app.t
    photos = body["photos"]
    marked = sum("of" in photo for photo in photos)
    told = t.plural("{n} photo", "{n} photos", len(photos))
    if marked:
        told = t("{photos}, {marked} of them with marks", photos=told, marked=marked)
    parts: list[ft.Control] = [
        heading(t("Evidence")),
        fact(t("Place"), location_words(body, app)),
        fact(t("Photos"), told if photos else ""),
    ]
    parts += [measure_lines(measure, app) for measure in body["measures"]]
    return named("sealed-evidence", card(*parts))


def measure_lines(measure: Mapping[str, Any], app: App) -> ft.Control:
    """Return a measure as it was proposed, over its legal basis."""
    return ft.Column(
        [
            text(app.t.label(measure["text"]), theme.BODY),
            text(measure["basis"], theme.LABEL, theme.INK2),
        ],
        spacing=2,
        tight=True,
    )


def location_words(body: Mapping[str, Any], app: App) -> str:
    """Spell the location of a record, or say why it has none."""
    t, location = app.t, body["location"]
    if not location:
        return no_fix_sentence(body.get("no_location", ""), t)
    told = f"{location['latitude']}, {location['longitude']}"
    if location["accuracy_m"]:
        told = f"{told} ± {location['accuracy_m']} m"
    if not location["distance_m"]:
        return told
    far = distance_words(location["distance_m"], t)
    return t("{place}; {distance} from the registered place", place=told, distance=far)
