"""Every screen of the app, one after the other, drawn without a client."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from inspector_app.services import inspecting
from inspector_app.services.beginning import begin
from inspector_app.services.opening import Tablet
from inspector_app.services.photographing import add_photo
from inspector_app.services.views import Place, SealState, Step
from inspector_app.store.tablet import note_tablet
from sync.protocol.digest import sha256_hex
from tests.support.in_process import ScreenInProcess
from tests.support.pictures import jpeg
from tests.support.registry import PUMP
from tests.support.visits import ENOUGH, POINT, fill_in, seal_one

Open = Callable[[str], ScreenInProcess]
Stop = Callable[[Open, Tablet], Awaitable[ScreenInProcess]]
PHOTO = jpeg(64, 48)


def plain(route: str, seen: str, *taps: str) -> Stop:
    """Return a stop at an address, seen when a control is there, after some taps."""

    async def go(open_at: Open, _tablet: Tablet) -> ScreenInProcess:
        screen = open_at(route)
        for identifier in taps:
            await screen.tap(identifier)
        await screen.wait_for(seen)
        return screen

    return go


def step(step: Step, seen: str, *taps: str, full: bool = True) -> Stop:
    """Return a stop at a step of an inspection, filled in or just begun."""

    async def go(open_at: Open, tablet: Tablet) -> ScreenInProcess:
        draft = begin(tablet, PUMP)
        if full:
            shown = fill_in(tablet, draft, runs=ENOUGH, neck_reading_mm="28.0")
            seal = shown.seals[0]
            inspecting.record_seal(tablet, draft, seal.position, SealState.OTHER_NUMBER, "B-9")
            add_photo(tablet, draft, PHOTO, caption="B-9")
        place = Place(step, POINT, 0, "indicated_L") if step is Step.READINGS else Place(step)
        inspecting.stand_at(tablet, draft, replace(place))
        screen = open_at(f"/inspect/{draft}")
        for identifier in taps:
            await screen.tap(identifier)
        await screen.wait_for(seen)
        return screen

    return go


async def enrolment(open_at: Open, tablet: Tablet) -> ScreenInProcess:
    """Stand at the enrolment of a tablet that is of no office."""
    with tablet.database.writing() as db:
        note_tablet(db, device_id=None)
    screen = open_at("/")
    await screen.wait_for("enrol-code")
    return screen


async def found(open_at: Open, _tablet: Tablet) -> ScreenInProcess:
    """Stand at what a search has found."""
    screen = open_at("/search")
    await screen.type_into("search-field", "S")
    await screen.wait_for("hits")
    return screen


async def records(open_at: Open, tablet: Tablet) -> ScreenInProcess:
    """Stand at the sync of a tablet on which something waits."""
    sealed = seal_one(tablet)
    screen = open_at("/sync")
    await screen.wait_for(f"record-{sealed.record_id}")
    return screen


async def report(open_at: Open, tablet: Tablet) -> ScreenInProcess:
    """Stand at the report of a sealed record."""
    screen = open_at(f"/report/{seal_one(tablet).record_id}")
    await screen.wait_for("report-save")
    return screen


STOPS: dict[str, Stop] = {
    "today": plain("/", "site-S1"),
    "site": plain("/site/S1", f"instrument-{PUMP}"),
    "walk": plain("/walk/S1", "walk-next"),
    "instrument": plain(f"/instrument/{PUMP}", "start-inspection"),
    "instrument without a rule": plain("/instrument/0000000022", "no-rule"),
    "nothing there": plain("/instrument/NONE", "banner"),
    "scan": plain("/scan", "from-file"),
    "type id": plain("/type-id", "id-field", "key-8", "key-k"),
    "search": plain("/search", "search-field"),
    "found": found,
    "sync": plain("/sync", "sync-now"),
    "records": records,
    "report": report,
    "settings": plain("/settings", "language-en"),
    "enrolment": enrolment,
    "seals begun": step(Step.SEALS, "seal-intact", full=False),
    "seals": step(Step.SEALS, "seals-done"),
    "another number": step(Step.SEALS, "seal-number", "seal-other", full=False),
    "replaced seal": step(Step.SEALS, "seal-removed", "seal-replace", full=False),
    "readings begun": step(Step.READINGS, "key-next", full=False),
    "readings": step(Step.READINGS, "result"),
    "checks": step(Step.CHECKS, "next", full=False),
    "outcome begun": step(Step.OUTCOME, "verdict", full=False),
    "outcome": step(Step.OUTCOME, "verdict"),
    "caption": step(Step.OUTCOME, "photo-caption", f"photo-{sha256_hex(PHOTO)[:8]}"),
    "marks": step(
        Step.OUTCOME, "mark-picture", f"photo-{sha256_hex(PHOTO)[:8]}", "photo-mark", "mark-at-1-1"
    ),
    "signatures": step(Step.SIGNATURES, "seal-record"),
    "menu": step(Step.SEALS, "discard", "menu"),
    "question": step(Step.SEALS, "discard-dialog", "menu", "discard"),
    "signing": step(Step.SIGNATURES, "pad", "signer-trader"),
    "refusal": step(Step.SIGNATURES, "refusal-keep", "signer-trader", "refuse"),
    "unsigned": step(Step.SIGNATURES, "seal-unsigned-dialog", "seal-record"),
    "finished": step(Step.SIGNATURES, "record-id", "seal-record", "seal-unsigned-yes"),
    "sealed report": step(
        Step.SIGNATURES, "report-page-1", "seal-record", "seal-unsigned-yes", "report"
    ),
}
