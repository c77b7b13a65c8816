"""The head of a site: its visit with where it takes place, the commitment, and the counts."""

from collections.abc import Awaitable, Callable

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import (
    banner,
    card,
    named,
    number_of,
    pill,
    secondary_button,
    text,
)
from inspector_app.screens.state import App, use_app, use_loaded
from inspector_app.screens.theme import Tone
from inspector_app.screens.visit_why import VisitWhy
from inspector_app.screens.visiting import (
    distance_words,
    locate,
    no_fix_sentence,
    place_sentence,
    start_visit,
)
from inspector_app.services.views import (
    InstrumentState,
    SiteReport,
    SiteView,
    SiteVisit,
    VisitLine,
)
from inspector_app.services.visiting import end_visit, load_site_visit

_OPEN = (
    InstrumentState.DUE,
    InstrumentState.OVERDUE,
    InstrumentState.IN_PROGRESS,
    InstrumentState.INCOMPLETE,
)


@ft.component
def SiteHead(view: SiteView) -> ft.Control:
    """Show the visit and let it begin and end; on its beginning the location is asked for once."""
    app = use_app()
    site_id = view.site.site_id
    loaded, show = use_loaded(lambda: app.call(load_site_visit, site_id), [site_id])
    locating, set_locating = ft.use_state(initial=False)

    async def refresh() -> None:
        show(await app.call(load_site_visit, site_id))

    async def begin() -> None:
        visit = await start_visit(app, site_id)
        set_locating(True)
        await refresh()
        try:
            await locate(app, visit)
        finally:
            set_locating(False)
            await refresh()

    async def end() -> None:
        await app.call(end_visit, site_id)
        await refresh()

    visit = loaded.value or SiteVisit(None, None)
    row = visit_row(visit, app, begin, end, locating=locating)
    rows: list[ft.Control] = [row]
    if visit.why:
        rows.append(VisitWhy(site_id, visit.why, refresh))
    if visit.here is not None and visit.here.is_far:
        rows.append(far_banner(visit.here, app))
    rows.append(commitment_row(view, app))
    return named("site-head", card(*rows))


def visit_row(
    visit: SiteVisit,
    app: App,
    begin: Callable[[], Awaitable[None]],
    end: Callable[[], Awaitable[None]],
    *,
    locating: bool,
) -> ft.Control:
    """Return how the visit stands, and the way to begin or end it."""
    t, here = app.t, visit.here
    is_open = here is not None and here.ended_at is None
    words: list[ft.Control] = [text(state_words(visit, app), theme.SUBTITLE, bold=True)]
    told = t("Finding the location") if locating else place_words(visit, app)
    if told:
        words.append(named("visit-place", text(told, theme.BODY, theme.INK2)))
    icon = ft.Icons.PLACE if is_open else ft.Icons.PLACE_OUTLINED
    if is_open:
        button = secondary_button("end-visit", t("End the visit"), app.doing(end))
    else:
        button = secondary_button("begin-visit", t("Begin the visit"), app.doing(begin))
    return ft.Row(
        [
            ft.Icon(icon, color=theme.PRIMARY if is_open else theme.INK2, size=30),
            ft.Container(
                named("visit-state", ft.Column(words, spacing=2, tight=True)), expand=True
            ),
            button,
        ],
        spacing=theme.GAP,
    )


def state_words(visit: SiteVisit, app: App) -> str:
    """Say whether a visit is open here, ended today, or open at another site."""
    t, here = app.t, visit.here
    if here is not None and here.ended_at is None:
        return t("Visit since {time}", time=t.clock(app.local(here.started_at)))
    if here is not None and here.ended_at is not None:
        times = [t.clock(app.local(at)) for at in (here.started_at, here.ended_at)]
        return t("Visited from {begin} to {end}", begin=times[0], end=times[1])
    return t("Not visited today")


def place_words(visit: SiteVisit, app: App) -> str:
    """Say where the visit takes place, why that is not known, or which visit is still open."""
    t, here = app.t, visit.here
    if here is not None and here.latitude:
        return place_sentence(here, t)
    if here is not None and here.no_fix:
        return no_fix_sentence(here.no_fix, t)
    if here is None and visit.elsewhere is not None:
        return t("A visit is open at {site}.", site=visit.elsewhere.site_name)
    return ""


def far_banner(visit: VisitLine, app: App) -> ft.Control:
    """Return the remark on a visit far from the registered place; it hinders nothing."""
    words = app.t(
        "This is {distance} from where the register has this site. Check that it is the right one.",
        distance=distance_words(visit.distance_m, app.t),
    )
    return banner(words, Tone.UNSURE, identifier="visit-far", icon=ft.Icons.WRONG_LOCATION)


def commitment_row(view: SiteView, app: App) -> ft.Control:
    """Return whether and since when the integrity commitment is posted."""
    t = app.t
    state = (
        pill(
            t("Posted on {date}", date=t.date(view.commitment_on)),
            Tone.PASS, icon=ft.Icons.HANDSHAKE,
        )
        if view.commitment_on
        else pill(t("No commitment posted"), Tone.UNSURE)
    )  # fmt: skip
    return named(
        "commitment",
        ft.Row([text(t("Integrity commitment"), theme.BODY, theme.INK2), state], spacing=theme.GAP),
    )


def counts(view: SiteView, report: SiteReport, app: App) -> ft.Control:
    """Return how many instruments there are, and how many in each state."""
    t, states = app.t, [line.state for line in view.instruments]
    expired = len(report.findings.expired)
    failed = states.count(InstrumentState.FAILED)
    numbers: list[ft.Control] = [
        number_of(str(len(states)), t("instruments")),
        number_of(str(sum(state in _OPEN for state in states)), t("open"), theme.DUE),
        number_of(str(len(report.findings.checked)), t("done today"), theme.PASS),
        number_of(str(failed), t("fail"), theme.FAIL if failed else theme.INK),
        number_of(str(expired), t("expired"), theme.FAIL if expired else theme.INK),
    ]
    return named("counts", card(ft.Row(numbers, alignment=ft.MainAxisAlignment.SPACE_AROUND)))
