"""A visit on the screens: begun, located once, told when another ends; the site at a glance."""

from typing import Any

import flet as ft
import pytest

from inspector_app.devices.fix import Fix, NoFix
from inspector_app.devices.location import Locator
from inspector_app.services import inspecting
from inspector_app.services.opening import Tablet
from inspector_app.services.visiting import begin_visit, find_open_visit
from inspector_app.store.reference import apply_changes
from tests.screens.conftest import Opener
from tests.support.in_process import ScreenInProcess, below, said_by
from tests.support.registry import PUMP, instrument, site
from tests.support.visits import ENOUGH, fill_in, seal_one

pytestmark = pytest.mark.anyio
SITE = "/site/S1"
NEAR = Fix("36.601000", "109.401000", "12.0")
FAR = Fix("36.700000", "109.400000", "12.0")


class Whereabouts:
    """What the device will say, and how often it was asked."""

    def __init__(self) -> None:
        self.found: Fix | NoFix = NEAR
        self.asked = 0


@pytest.fixture(autouse=True)
def device(monkeypatch: pytest.MonkeyPatch) -> Whereabouts:
    """A device that knows where it is."""
    knows = Whereabouts()

    async def find(_locator: Locator) -> Fix | NoFix:
        knows.asked += 1
        return knows.found

    monkeypatch.setattr(Locator, "find", find)
    return knows


def change(tablet: Tablet, *changes: tuple[str, str, dict[str, Any] | None]) -> None:
    with tablet.database.writing() as db:
        apply_changes(db, changes)


async def test_a_visit_begins_is_located_once_and_ends(
    open_app: Opener, tablet: Tablet, device: Whereabouts
) -> None:
    screen = open_app(SITE)
    await screen.wait_for("visit-state", "Not visited today")
    await screen.tap("begin-visit")
    await screen.wait_for("visit-state", "Visit since 09:30")
    await screen.wait_for("visit-place", "143 m to the south-west of here (± 12 m)")
    assert screen.find("visit-far") is None
    await screen.tap("end-visit")
    await screen.wait_for("visit-state", "Visited from 09:30 to 09:30")
    assert find_open_visit(tablet) is None
    assert device.asked == 1


async def test_a_visit_far_from_the_site_is_remarked_and_hinders_nothing(
    open_app: Opener, device: Whereabouts
) -> None:
    device.found = FAR
    screen = open_app(SITE)
    await screen.tap("begin-visit")
    await screen.wait_for("visit-far", "11.1 km from where the register has this site")
    await screen.wait_for("visit-state", "Visit since")
    await screen.tap(f"instrument-{PUMP}")
    await screen.tap("start-inspection")
    await screen.wait_for("step-seals")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (NoFix.DENIED, "not allowed"),
        (NoFix.TIMED_OUT, "in time"),
        (NoFix.UNAVAILABLE, "no location to give"),
    ],
)
async def test_the_work_goes_on_without_a_location_and_the_screen_says_why(
    open_app: Opener, device: Whereabouts, reason: NoFix, words: str
) -> None:
    device.found = reason
    screen = open_app(SITE)
    await screen.tap("begin-visit")
    await screen.wait_for("visit-place", words)
    await screen.wait_for("end-visit")


async def test_an_inspection_begins_its_visit_and_asks_for_the_location_once(
    open_app: Opener, tablet: Tablet, device: Whereabouts
) -> None:
    screen = open_app(f"/instrument/{PUMP}")
    await screen.tap("start-inspection")
    await screen.wait_for("step-seals")
    await screen.tap("back")
    await screen.tap("start-inspection")
    await screen.wait_for("step-seals")
    visit = find_open_visit(tablet)
    assert visit is not None
    assert (visit.site_id, visit.distance_m, device.asked) == ("S1", "143", 1)


async def test_a_visit_that_ended_because_of_another_is_told(
    open_app: Opener, tablet: Tablet
) -> None:
    begin_visit(tablet, "S2")
    screen = open_app(SITE)
    await screen.wait_for("visit-state", "A visit is open at Market 50%.")
    await screen.tap("begin-visit")
    await screen.wait_for("notice", "The visit at Market 50% was still open; it has ended now.")


async def test_a_visit_that_ended_because_of_an_inspection_elsewhere_is_told(
    open_app: Opener, tablet: Tablet
) -> None:
    begin_visit(tablet, "S2")
    screen = open_app(f"/instrument/{PUMP}")
    await screen.tap("start-inspection")
    await screen.wait_for("notice", "The visit at Market 50% was still open")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "No commitment posted"), ("zh", "未公示承诺")]
)
async def test_the_commitment_is_said_with_its_day_or_that_there_is_none(
    open_app: Opener, tablet: Tablet, language: str, words: str
) -> None:
    await open_app(SITE).wait_for("commitment", "Posted on 2026-01-05")
    change(tablet, ("sites", "S1", site() | {"commitment_date": None}))
    await open_app(SITE, language=language).wait_for("commitment", words)


async def test_the_counts_tell_what_is_open_done_failed_and_expired(
    open_app: Opener, tablet: Tablet
) -> None:
    change(
        tablet,
        ("instruments", "N2", instrument("N2", nozzle="3", valid_until="2026-11-01")),
        ("instruments", "N3", instrument("N3", nozzle="4")),
    )
    seal_one(tablet, "N3", runs=ENOUGH, indicated_L="20.08")
    counts = await open_app(SITE).wait_for("counts")
    figures = [one.value for one in below(counts) if isinstance(one, ft.Text)]
    assert figures == [
        "3", "instruments", "2", "open", "1", "done today", "1", "fail", "1", "expired",
    ]  # fmt: skip


async def test_a_card_tells_last_verdict_due_and_seals_each_with_a_sign_and_a_word(
    open_app: Opener, tablet: Tablet
) -> None:
    change(
        tablet,
        ("instruments", "N2", instrument("N2", nozzle="3", seals=[])),
        ("instruments", "N3", instrument("N3", nozzle="4")),
    )
    draft = inspecting.begin(tablet, "N3")
    fill_in(tablet, draft)
    screen = open_app(SITE)
    pump = said_by(await screen.wait_for(f"instrument-{PUMP}"))
    assert "Last: Pass, +0.12 %" in pump
    assert "Due on 2026-11-23" in pump
    assert "No seal found wrong" in pump
    other = said_by(await screen.wait_for("instrument-N2"))
    assert "Never checked" in other
    assert "No seals registered" in other
    assert "Seals not checked yet" in said_by(await screen.wait_for("instrument-N3"))


async def test_more_than_a_hundred_instruments_are_turned_over_page_by_page(
    open_app: Opener, tablet: Tablet
) -> None:
    names = [f"N{n:03}" for n in range(1, 206)]
    change(
        tablet,
        ("instruments", PUMP, None),
        *(("instruments", name, instrument(name, nozzle=name[1:])) for name in names),
    )
    screen = open_app(SITE)
    for first, last in ((1, 100), (101, 200), (201, 205)):
        await screen.wait_for(f"instrument-{names[first - 1]}")
        shown = {one for one in screen.identifiers() if one.startswith("instrument-")}
        assert shown == {f"instrument-{name}" for name in names[first - 1 : last]}
        await screen.wait_for("page-next")
        if last < len(names):
            await screen.tap("page-next")
            await screen.gone(f"instrument-{names[first - 1]}")
    await screen.tap("page-before")
    await screen.wait_for("instrument-N101")


@pytest.mark.parametrize("wide", [False, True], ids=["upright", "wide"])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_site_is_drawn_in_both_languages_and_both_orientations(
    open_app: Opener, language: str, *, wide: bool
) -> None:
    screen: ScreenInProcess = open_app("/site/S2", language=language, wide=wide)
    await screen.tap("begin-visit")
    await screen.wait_for("end-visit")
    await screen.wait_for("visit-place")
    await screen.wait_for("site-findings")


async def test_why_a_visit_is_made_is_chosen_once_and_holds_for_its_inspections(
    open_app: Opener, tablet: Tablet
) -> None:
    screen = open_app(SITE)
    await screen.wait_for("visit-state", "Not visited today")
    assert screen.find("visit-why") is None
    await screen.tap("begin-visit")
    await screen.wait_for("visit-why", "Why: Plan")
    await screen.tap("visit-why")
    await screen.tap("visit-complaint")
    await screen.wait_for("visit-why", "Why: Complaint")
    await screen.type_into("visit-visit_reference", "12315-7")
    draft = inspecting.begin(tablet, PUMP)
    told = {one.id: one.text for one in inspecting.load_inspection(tablet, draft).entries}
    assert (told["visit_kind"], told["visit_reference"]) == ("complaint", "12315-7")
