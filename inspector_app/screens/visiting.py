"""A visit on the screen: begun with one question for the location, told when another one ended."""

from collections.abc import Awaitable, Callable

from inspector_app.devices.fix import Fix
from inspector_app.screens.routes import Place
from inspector_app.screens.state import App
from inspector_app.screens.theme import Tone
from inspector_app.services.beginning import begin
from inspector_app.services.views import VisitLine
from inspector_app.services.visiting import begin_visit, find_open_visit, note_fix
from inspector_app.texts.catalogue import Texts


async def begin_inspection(app: App, instrument_id: str, *, phase: str | None) -> None:
    """Begin an inspection, and with it the visit of its site, and go there."""
    await begin_in_visit(app, lambda: app.call(begin, instrument_id, phase=phase))


async def begin_in_visit(app: App, begin_draft: Callable[[], Awaitable[str]]) -> None:
    """Begin a draft, which may begin a visit, and go there."""
    before = await app.call(find_open_visit)
    draft_id = await begin_draft()
    now = await app.call(find_open_visit)
    app.go(Place.INSPECT, draft_id)
    if now is not None and (before is None or before.id != now.id):
        if before is not None and app.local(before.started_at).date() == app.today():
            tell_ended(app, before)
        app.page.run_task(app.doing(lambda: locate(app, now)), None)


async def start_visit(app: App, site_id: str) -> VisitLine:
    """Begin a visit and tell of one that this ended."""
    begun = await app.call(begin_visit, site_id)
    if begun.ended is not None:
        tell_ended(app, begun.ended)
    return begun.visit


async def locate(app: App, visit: VisitLine) -> None:
    """Ask once where this visit takes place; without an answer the work goes on as well."""
    if visit.latitude or visit.no_fix:
        return
    found = await app.locator.find()
    await app.call(note_fix, visit.id, found)
    if not isinstance(found, Fix):
        app.tell(no_fix_sentence(found.value, app.t), Tone.UNSURE)


def tell_ended(app: App, visit: VisitLine) -> None:
    """Say that the visit at another site ended."""
    words = app.t("The visit at {site} was still open; it has ended now.", site=visit.site_name)
    app.tell(words, Tone.UNSURE)


def no_fix_sentence(code: str, t: Texts) -> str:
    """Say why a visit has no location; the work goes on without one."""
    if code == "denied":
        return t("The location is not allowed on this device. The visit is kept without it.")
    if code == "timed_out":
        return t("The device found no location in time. The visit is kept without it.")
    if code == "unavailable":
        return t("This device has no location to give. The visit is kept without it.")
    return t("The location was not asked for.")


def direction_word(direction: str, t: Texts) -> str:
    """Name one of the eight directions."""
    words = {
        "N": lambda: t("north"),
        "NE": lambda: t("north-east"),
        "E": lambda: t("east"),
        "SE": lambda: t("south-east"),
        "S": lambda: t("south"),
        "SW": lambda: t("south-west"),
        "W": lambda: t("west"),
        "NW": lambda: t("north-west"),
    }
    return words[direction]() if direction in words else direction


def distance_words(metres: str, t: Texts) -> str:
    """Spell a distance: metres near by, kilometres far away."""
    if int(metres) < 1000:
        return t("{metres} m", metres=metres)
    return t("{kilometres} km", kilometres=t.number(str(int(metres) / 1000), 1))


def place_sentence(visit: VisitLine, t: Texts) -> str:
    """Say where the registered place lies from where the visit takes place."""
    if not visit.latitude:
        return ""
    unsure = t(" (± {metres} m)", metres=t.number(visit.accuracy_m, 0)) if visit.accuracy_m else ""
    if not visit.distance_m:
        return t("Location noted{unsure}; the register has no place of this site.", unsure=unsure)
    return t(
        "The registered place is {distance} to the {direction} of here{unsure}.",
        distance=distance_words(visit.distance_m, t),
        direction=direction_word(visit.direction, t),
        unsure=unsure,
    )
