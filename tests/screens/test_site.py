"""The card of a site's findings: plain sentences, a tap for the instruments, quiet in order."""

import re
from datetime import date
from fractions import Fraction
from typing import Any

import flet as ft
import pytest

from inspector_app.metrology.model import Verdict
from inspector_app.metrology.past import PastResult
from inspector_app.metrology.site import LastCheck, SiteInstrument
from inspector_app.screens.site_sentences import say_reason
from inspector_app.services.opening import Tablet
from inspector_app.services.settling import change_setting
from inspector_app.store.reference import apply_changes
from inspector_app.texts.catalogue import load_texts
from tests.screens.conftest import Opener
from tests.support.in_process import ScreenInProcess, below, said_by
from tests.support.registry import METER, PUMP, SCALE, instrument
from tests.support.visits import seal_one

pytestmark = pytest.mark.anyio
SITE = "/site/S1"
ACCUSING = re.compile(r"cheat|fraud|manipulat|illegal|作弊|欺诈|违法|舞弊", re.IGNORECASE)


def change(tablet: Tablet, *changes: tuple[str, str, dict[str, Any] | None]) -> None:
    with tablet.database.writing() as db:
        apply_changes(db, changes)


def measure(tablet: Tablet, *indicated_L: str) -> None:
    """Measure the pump that is there and as many more."""
    far = {"valid_until": "2027-12-31"}
    change(tablet, ("instruments", PUMP, instrument(**far)))
    for n, text in enumerate(indicated_L):
        name = f"N{n}" if n else PUMP
        if n:
            change(tablet, ("instruments", name, instrument(name, nozzle=name, **far)))
        seal_one(tablet, name, indicated_L=text)


async def words_of(screen: ScreenInProcess, key: str) -> str:
    return said_by(await screen.wait_for(f"finding-{key}"))


async def test_a_share_without_a_law_is_information_and_says_that_there_is_no_limit(
    open_app: Opener, tablet: Tablet
) -> None:
    measure(tablet, "20.02", "20.03", "19.99")
    words = await words_of(open_app(SITE), "visit")
    assert "Of 3 pumps measured today, 2 give the customer less (66.7 %)." in words
    assert "Information" in words
    assert "No limit is laid down here." in words
    assert not {"Pass", "Fail"} & set(words.split())


async def test_a_share_is_said_in_chinese(open_app: Opener, tablet: Tablet) -> None:
    measure(tablet, "20.02", "20.03", "19.99")
    words = await words_of(open_app(SITE, language="zh"), "visit")
    assert "今日测过的 3 把油枪中，有 2 把使顾客少得（66.7 %）。本地未规定限值。" in words


@pytest.mark.parametrize(
    ("indicated_L", "word", "limit"),
    [
        (("20.02", "20.02", "20.02", "19.99", "19.99"), "Pass", "Limit 60 %: kept."),
        (("20.02", "20.02", "19.99"), "Fail", "Limit 60 %: exceeded."),
    ],
)
async def test_in_texas_the_share_has_a_verdict_with_limit_and_source(
    open_app: Opener, tablet: Tablet, indicated_L: tuple[str, ...], word: str, limit: str
) -> None:
    measure(tablet, *indicated_L)
    change_setting(tablet, "jurisdiction", "us-tx")
    words = await words_of(open_app(SITE), "visit")
    assert word in words.split()
    assert limit in words
    assert "Texas Department of Agriculture" in words
    assert "Source verified" in words


async def test_in_texas_nothing_is_judged_before_every_pump_was_measured(
    open_app: Opener, tablet: Tablet
) -> None:
    measure(tablet, "20.02")
    change(tablet, ("instruments", "N9", instrument("N9", nozzle="9")))
    change_setting(tablet, "jurisdiction", "us-tx")
    words = await words_of(open_app(SITE), "visit")
    assert "Not all measured" in words
    assert "when all 2 pumps in use are measured" in words


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "a pattern for a person to look into, not a verdict"), ("zh", "不是判定")],
)
async def test_one_direction_is_a_pattern_for_a_person_and_accuses_nobody(
    open_app: Opener, tablet: Tablet, language: str, sentence: str
) -> None:
    measure(tablet, "20.02", "20.03", "20.04")
    screen = open_app(SITE, language=language)
    assert sentence in await words_of(screen, "direction")
    assert not ACCUSING.search(said_by(await screen.wait_for("site-findings")))


async def test_a_tap_shows_the_instruments_of_a_finding_and_another_hides_them(
    open_app: Opener, tablet: Tablet
) -> None:
    screen = open_app("/site/S2")
    assert "1 certificate has expired." in await words_of(screen, "expired")
    assert screen.find(f"found-{METER}") is None
    await screen.tap("finding-expired")
    await screen.wait_for(f"found-{METER}", "until 2026-11-01")
    assert screen.find(f"found-{SCALE}") is None
    await screen.tap("finding-expired")
    await screen.gone(f"found-{METER}")


async def test_an_instrument_of_a_finding_is_one_tap_away(open_app: Opener) -> None:
    screen = open_app("/site/S2")
    await screen.tap("finding-expired")
    await screen.tap(f"found-{METER}")
    await screen.wait_for("no-rule")


async def test_the_pumps_that_give_less_are_shown_with_how_much_and_the_limit(
    open_app: Opener, tablet: Tablet
) -> None:
    measure(tablet, "20.04", "19.99")
    screen = open_app(SITE)
    await screen.tap("finding-visit")
    await screen.wait_for(f"found-{PUMP}", "less by 0.15 %, limit 0.30 %")
    assert screen.find("found-N1") is None


@pytest.mark.parametrize(
    ("deviation", "words"),
    [
        ("-0.12", "less by 0.12 %, limit 0.30 %"),
        ("-0.0004", "less by 0.0004 %, limit 0.3000 %"),
        ("-0.3004", "less by 0.3004 %, limit 0.3000 %"),
        ("-0.3", "less by 0.30 %, limit 0.30 %"),
        ("0.2", "more by 0.20 %, limit 0.30 %"),
        ("0", "neither less nor more"),
    ],
)
async def test_a_deviation_is_never_rounded_to_nothing_or_onto_its_limit(
    deviation: str, words: str
) -> None:
    result = PastResult(Fraction(deviation), "%", Fraction("0.3"))
    last = LastCheck(date(2026, 11, 23), Verdict.PASS, result)
    one = SiteInstrument(PUMP, "fuel_dispenser", last=last)
    assert say_reason("direction", one, load_texts("en")) == words


async def test_an_old_result_whose_direction_is_not_told_is_said_not_to_count(
    open_app: Opener,
) -> None:
    words = await words_of(open_app(SITE), "uncounted")
    assert "does not count" in words


async def test_a_site_in_order_says_so_in_one_quiet_line(open_app: Opener, tablet: Tablet) -> None:
    change(
        tablet,
        ("history", "01900000-0000-7000-8000-0000000000aa", None),
        ("instruments", PUMP, instrument(valid_until="2027-12-31")),
    )
    screen = open_app(SITE)
    await screen.wait_for("site-quiet", "0 of 1 checked today. Nothing else to note")
    assert screen.find("site-findings") is None


@pytest.mark.parametrize("wide", [False, True], ids=["upright", "wide"])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_finding_has_a_sign_a_word_and_room_for_a_thumb(
    open_app: Opener, tablet: Tablet, language: str, *, wide: bool
) -> None:
    bare = instrument("N5", nozzle="5", seals=[], certificate_no="", valid_until=None)
    change(tablet, ("instruments", "N5", bare))
    measure(tablet, "20.02", "20.03", "20.04")
    screen = open_app(SITE, language=language, wide=wide)
    await screen.tap("finding-visit")
    await screen.wait_for("found-N1")
    rows = [one for one in screen.named() if str(one.identifier).startswith(("finding-", "found-"))]
    assert {str(row.identifier) for row in rows} >= {
        "finding-visit", "finding-direction", "finding-uncertified", "finding-unsealed",
    }  # fmt: skip
    for row in rows:
        assert said_by(row).strip()
        if str(row.identifier).startswith("finding-"):
            assert [one for one in below(row) if isinstance(one, ft.Icon)]
            texts = [one for one in below(row) if isinstance(one, ft.Text)]
            assert len(texts) >= 2
        else:
            assert isinstance(row.content, ft.Container)
            assert row.content.height is not None
            assert row.content.height >= 56
