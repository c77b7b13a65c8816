"""A site as a whole: shares that are fair, patterns that are none by chance, lists by the day."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.metrology.decimals import spell
from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Effect, Verdict
from inspector_app.metrology.past import PastResult
from inspector_app.metrology.results import outcome_as_json
from inspector_app.metrology.site import (
    DUE_DAYS,
    EARLIER_DAYS,
    PUMP,
    LastCheck,
    PumpResults,
    SiteFindings,
    SiteInstrument,
    find_at_site,
)
from inspector_app.rulebook import load_rulebook

DAY = date(2026, 11, 23)
TEXAS = load_rulebook()["us.station.tx"]
FAR = DAY + timedelta(days=300)


def pump(name: str, deviation: Fraction | None, day: date = DAY, **changes: Any) -> SiteInstrument:
    """Return a pump in use whose last check found this deviation (delivered minus indicated)."""
    last = LastCheck(day, Verdict.PASS, PastResult(deviation, "%"), has_value=True)
    return replace(SiteInstrument(name, PUMP, valid_until=FAR, last=last), **changes)


def pumps(*deviations: int) -> list[SiteInstrument]:
    return [pump(f"P{n}", Fraction(each)) for n, each in enumerate(deviations)]


def visit_of(found: SiteFindings) -> PumpResults:
    assert found.visit is not None
    return found.visit


DEVIATIONS = st.fractions(-5, 5, max_denominator=1000)
CHECKS = st.none() | st.builds(
    lambda ago, verdict, deviation, bad, told: LastCheck(
        DAY - timedelta(days=ago),
        verdict,
        PastResult(deviation, "%", bad_seals=bad),
        told or deviation is not None,
    ),
    st.sampled_from([0, 0, 1, 30, EARLIER_DAYS, EARLIER_DAYS + 1]),
    st.sampled_from(Verdict),
    st.none() | DEVIATIONS,
    st.sampled_from([(), (("encoder", "broken"),)]),
    st.booleans(),
)
INSTRUMENTS = st.builds(
    SiteInstrument,
    id=st.uuids().map(str),
    kind=st.sampled_from([PUMP, PUMP, "scale"]),
    in_use=st.booleans(),
    has_certificate=st.booleans(),
    valid_until=st.none() | st.dates(DAY - timedelta(days=40), DAY + timedelta(days=80)),
    wants_seals=st.booleans(),
    has_seals=st.booleans(),
    last=CHECKS,
)
SITES = st.lists(INSTRUMENTS, max_size=12, unique_by=lambda one: one.id)
RULES = st.sampled_from([None, TEXAS])


@given(SITES, RULES, st.randoms(use_true_random=False))
def test_the_order_of_the_instruments_does_not_matter(
    site: list[SiteInstrument], rule: Any, rng: Random
) -> None:
    shuffled = rng.sample(site, len(site))
    assert find_at_site(shuffled, DAY, rule=rule) == find_at_site(site, DAY, rule=rule)


@given(SITES, RULES)
def test_what_is_not_in_use_never_counts(site: list[SiteInstrument], rule: Any) -> None:
    used = [one for one in site if one.in_use]
    assert find_at_site(site, DAY, rule=rule) == find_at_site(used, DAY, rule=rule)


@given(st.lists(DEVIATIONS, min_size=1, max_size=12), DEVIATIONS.filter(lambda one: one < 0))
def test_one_more_pump_that_gives_less_never_lowers_the_share(
    deviations: list[Fraction], one_more: Fraction
) -> None:
    site = [pump(f"P{n}", each) for n, each in enumerate(deviations)]
    before = visit_of(find_at_site(site, DAY)).share
    assert visit_of(find_at_site([*site, pump("more", one_more)], DAY)).share >= before


@given(SITES, RULES)
def test_every_instrument_in_use_was_checked_today_or_was_not(
    site: list[SiteInstrument], rule: Any
) -> None:
    found = find_at_site(site, DAY, rule=rule)
    assert not found.checked & found.unchecked
    assert found.checked | found.unchecked == {one.id for one in site if one.in_use}


@given(SITES, RULES)
def test_an_instrument_stands_in_one_list_about_certificates_at_most(
    site: list[SiteInstrument], rule: Any
) -> None:
    found = find_at_site(site, DAY, rule=rule)
    lists = [found.expired, found.uncertified, found.undated, found.due]
    assert sum(map(len, lists)) == len(frozenset().union(*lists))


@given(st.lists(st.decimals(-9, 9, places=1).map(Fraction), min_size=1, max_size=20))
def test_a_whole_station_comes_to_what_the_rule_of_texas_gives(errors: list[Fraction]) -> None:
    document = {
        "rule": TEXAS.id,
        "phase": "maintenance",
        "date": DAY.isoformat(),
        "instrument": {},
        "observations": [{"test": "station_pump", "reading_in3": spell(each)} for each in errors],
        "seals": [],
        "checks": [],
    }
    expected = evaluate(document, {TEXAS.id: TEXAS})
    site = [pump(f"P{n}", each) for n, each in enumerate(errors)]
    finding = visit_of(find_at_site(site, DAY, rule=TEXAS)).finding
    assert finding is not None
    ours = replace(expected, findings=(finding,))
    assert outcome_as_json(ours) == outcome_as_json(expected)
    assert (finding.verdict, finding.steps) == (expected.verdict, expected.findings[0].steps)


def test_sixty_per_cent_exactly_passes_in_texas_and_one_pump_more_fails() -> None:
    def verdict(*deviations: int) -> Verdict:
        finding = visit_of(find_at_site(pumps(*deviations), DAY, rule=TEXAS)).finding
        assert finding is not None
        return finding.verdict

    assert verdict(-1, -1, -1, 0, 1) is Verdict.PASS
    assert verdict(-1, -1, -1, -1, 1) is Verdict.FAIL


def test_where_no_law_lays_down_a_limit_the_share_has_no_verdict() -> None:
    visit = visit_of(find_at_site(pumps(-1, -1, -1, -1), DAY))
    assert (visit.share, visit.finding) == (Fraction(100), None)


def test_a_station_is_judged_only_when_every_pump_in_use_was_measured_in_this_visit() -> None:
    measured = pumps(-1, -1, -1)
    for open_one in (
        SiteInstrument("open", PUMP),
        pump("earlier", Fraction(1), DAY - timedelta(days=1)),
        pump("void", None),
    ):
        assert visit_of(find_at_site([*measured, open_one], DAY, rule=TEXAS)).finding is None
    out_of_use = SiteInstrument("out", PUMP, in_use=False)
    assert visit_of(find_at_site([*measured, out_of_use], DAY, rule=TEXAS)).finding is not None


def test_earlier_results_are_counted_by_themselves_with_their_days_and_never_judged() -> None:
    first, last = DAY - timedelta(days=90), DAY - timedelta(days=2)
    site = [pump("a", Fraction(-1), first), pump("b", Fraction(1), last)]
    found = find_at_site(site, DAY, rule=TEXAS)
    assert found.visit is None
    assert found.earlier is not None
    assert (found.earlier.first_day, found.earlier.last_day) == (first, last)
    assert (found.earlier.short, found.earlier.finding) == ({"a"}, None)


def test_a_visit_of_several_days_counts_them_when_it_is_told_so() -> None:
    site = [pump("a", Fraction(-1), DAY - timedelta(days=1)), pump("b", Fraction(1))]
    found = find_at_site(site, DAY, rule=TEXAS, visit_days=1)
    visit = visit_of(found)
    assert (visit.first_day, visit.last_day) == (DAY - timedelta(days=1), DAY)
    assert visit.finding is not None
    assert found.earlier is None


def test_results_of_more_than_a_year_ago_or_of_unknown_direction_are_not_counted() -> None:
    old = pump("old", Fraction(-1), DAY - timedelta(days=EARLIER_DAYS + 1))
    found = find_at_site([old, pump("untold", None)], DAY)
    assert (found.visit, found.earlier, found.uncounted) == (None, None, {"old", "untold"})


@pytest.mark.parametrize(
    ("deviations", "direction"),
    [
        ((-1, -2, -3), Effect.LESS), ((1, 2, 3), Effect.MORE), ((-1, -2), None),
        ((-1, -2, 0), None), ((-1, -2, 3), None), ((0, 0, 0), None),
    ],
)  # fmt: skip
def test_one_direction_needs_three_pumps_on_the_same_side_and_none_on_zero(
    deviations: tuple[int, ...], direction: Effect | None
) -> None:
    assert visit_of(find_at_site(pumps(*deviations), DAY)).one_direction is direction


@pytest.mark.parametrize(
    ("valid_until", "has_certificate", "named"),
    [
        (DAY - timedelta(days=1), True, "expired"),
        (DAY - timedelta(days=1), False, "expired"),
        (DAY, True, "due"),
        (DAY + timedelta(days=DUE_DAYS), True, "due"),
        (DAY + timedelta(days=DUE_DAYS + 1), True, None),
        (FAR, False, "uncertified"),
        (None, False, "uncertified"),
        (None, True, "undated"),
    ],
)
def test_a_certificate_is_good_through_its_last_day(
    valid_until: date | None, has_certificate: bool, named: str | None
) -> None:
    one = SiteInstrument("a", "scale", valid_until=valid_until, has_certificate=has_certificate)
    found = find_at_site([one], DAY)
    names = ("expired", "uncertified", "undated", "due")
    assert [name for name in names if getattr(found, name)] == ([named] if named else [])


def test_an_incomplete_check_of_today_has_still_to_be_made() -> None:
    last = LastCheck(DAY, Verdict.INCOMPLETE)
    assert find_at_site([SiteInstrument("a", "scale", last=last)], DAY).unchecked == {"a"}


def test_seals_are_missed_only_where_the_procedure_names_places_for_them() -> None:
    site = [
        SiteInstrument("bare", PUMP, wants_seals=True, has_seals=False),
        SiteInstrument("never", "focimeter", wants_seals=False, has_seals=False),
        SiteInstrument("sealed", PUMP, wants_seals=True, has_seals=True),
    ]
    assert find_at_site(site, DAY).unsealed == {"bare"}


def test_a_seal_found_wrong_at_the_last_check_is_named() -> None:
    result = PastResult(bad_seals=(("encoder", "other_number"),))
    last = LastCheck(DAY - timedelta(days=9), Verdict.FAIL, result)
    assert find_at_site([SiteInstrument("a", PUMP, last=last)], DAY).bad_seals == {"a"}


def test_a_site_in_order_is_quiet() -> None:
    found = find_at_site([SiteInstrument("a", "scale", valid_until=FAR)], DAY)
    assert found.is_quiet
    assert not find_at_site(pumps(1), DAY).is_quiet
    assert not find_at_site([SiteInstrument("a", "scale")], DAY).is_quiet
