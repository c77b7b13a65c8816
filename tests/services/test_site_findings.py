"""The findings of a site from real rows: own records before history, old rows said to be old."""

from datetime import date
from typing import Any

import pytest

from inspector_app.metrology.model import Effect, Verdict
from inspector_app.metrology.site import SiteFindings
from inspector_app.services import inspecting
from inspector_app.services.finishing import seal_draft
from inspector_app.services.opening import Tablet
from inspector_app.services.settling import change_setting
from inspector_app.services.site_findings import load_site_findings
from inspector_app.services.views import SealState
from inspector_app.store import standing
from inspector_app.store.reference import apply_changes
from tests.support.device import inspection
from tests.support.registry import METER, PUMP, SCALE, FixedClock, instrument
from tests.support.visits import fill_in, seal_one

NOZZLES = ("N2", "N3", "N4")


def change(tablet: Tablet, kind: str, key: str, body: dict[str, Any] | None) -> None:
    with tablet.database.writing() as db:
        apply_changes(db, [(kind, key, body)])


def add_nozzles(tablet: Tablet, *names: str) -> None:
    for name in names:
        change(tablet, "instruments", name, instrument(name, nozzle=name, serial=name))


def told(instrument_id: str, value: str, **changes: Any) -> dict[str, Any]:
    """Return a row of history as the server writes it now."""
    effect = "less" if float(value) > 0 else "more"
    return {
        "record_id": f"h-{instrument_id}", "instrument_id": instrument_id, "site_id": "S1",
        "finished_at": "2026-09-01T02:00:00Z", "verdict": "pass", "value": value, "unit": "%",
        "rule": "cn.fuel-dispenser.jjg443-2023", "seals": [],
        "error": {"test": "indication_error", "value": value, "unit": "%",
                  "effect": f"customer_receives_{effect}",
                  "limit": {"min": "-0.30", "max": "0.30"}},
    } | changes  # fmt: skip


def findings(tablet: Tablet, site_id: str = "S1") -> SiteFindings:
    return load_site_findings(tablet, site_id).findings


def test_the_share_of_today_is_that_of_the_records_sealed_today(tablet: Tablet) -> None:
    add_nozzles(tablet, *NOZZLES)
    seal_one(tablet, indicated_L="20.02")
    for name, indicated_L in zip(NOZZLES, ("20.03", "19.99", "20.04"), strict=True):
        seal_one(tablet, name, indicated_L=indicated_L)
    found = findings(tablet)
    assert found.visit is not None
    assert (len(found.visit.short), len(found.visit.measured), found.visit.of) == (3, 4, 4)
    assert (found.visit.finding, found.visit.one_direction) == (None, None)
    assert found.checked == {PUMP, *NOZZLES}


def test_a_record_of_ours_goes_before_the_history_that_is_older(tablet: Tablet) -> None:
    change(tablet, "history", f"h-{PUMP}", told(PUMP, "-0.20"))
    assert findings(tablet).earlier is not None
    seal_one(tablet, indicated_L="20.02")
    found = findings(tablet)
    assert found.earlier is None
    assert found.visit is not None
    assert found.visit.short == {PUMP}


def test_history_of_another_tablet_counts_with_its_day(tablet: Tablet) -> None:
    add_nozzles(tablet, *NOZZLES)
    for name in (PUMP, *NOZZLES):
        change(tablet, "history", f"h-{name}", told(name, "0.10"))
    earlier = findings(tablet).earlier
    assert earlier is not None
    assert earlier.first_day == earlier.last_day == date(2026, 9, 1)
    assert earlier.one_direction is Effect.LESS


def test_a_row_of_history_from_before_directions_were_told_is_not_counted(tablet: Tablet) -> None:
    found = findings(tablet)
    assert (found.visit, found.earlier, found.uncounted) == (None, None, {PUMP})


def test_what_the_server_writes_of_a_record_is_read_as_the_tablet_reads_its_own(
    tablet: Tablet,
) -> None:
    from sync.server.work.summing_up import sum_up

    summary, faults = sum_up(inspection(neck_reading_mm="60"))
    assert not faults
    row = told(PUMP, "0.1") | {"error": None} | dict(summary.past)
    change(tablet, "history", f"h-{PUMP}", row)
    earlier = findings(tablet).earlier
    assert earlier is not None
    assert earlier.short == {PUMP}


def test_in_texas_the_station_is_judged_when_every_pump_was_measured(tablet: Tablet) -> None:
    add_nozzles(tablet, "N2")
    seal_one(tablet, indicated_L="20.02")
    change_setting(tablet, "jurisdiction", "us-tx")
    report = load_site_findings(tablet, "S1")
    assert report.rule_status == "verified"
    assert report.findings.visit is not None
    assert report.findings.visit.finding is None
    change(tablet, "instruments", "N2", instrument("N2", status="out_of_use"))
    visit = findings(tablet).visit
    assert visit is not None
    assert visit.finding is not None
    assert visit.finding.verdict is Verdict.FAIL


def test_texas_has_the_dispensers_of_the_united_states(tablet: Tablet) -> None:
    from inspector_app.services.planning import load_instrument

    change_setting(tablet, "jurisdiction", "us-tx")
    assert load_instrument(tablet, PUMP).rule_id == "us.fuel-dispenser.hb44-3.30"


@pytest.mark.parametrize("status", ["in_use", "In use", "在用", "", None])
def test_an_instrument_counts_when_the_register_says_in_use_or_nothing(
    tablet: Tablet, status: str | None
) -> None:
    change(tablet, "instruments", PUMP, instrument(status=status))
    assert findings(tablet).unchecked == {PUMP}


@pytest.mark.parametrize("status", ["out_of_use", "scrapped", "停用"])
def test_any_other_status_does_not_count(tablet: Tablet, status: str) -> None:
    change(tablet, "instruments", PUMP, instrument(status=status, valid_until="2026-01-01"))
    found = findings(tablet)
    assert (found.unchecked, found.expired) == (frozenset(), frozenset())


def test_certificates_and_seals_stand_by_their_instruments(tablet: Tablet) -> None:
    change(tablet, "instruments", SCALE, instrument(
        SCALE, site_id="S2", kind="scale", seals=[], certificate_no="", valid_until="2027-11-01",
        characteristics={"accuracy_class": "III", "max": "15", "e": "0.005", "unit": "kg"},
    ))  # fmt: skip
    found = findings(tablet, "S2")
    assert (found.uncertified, found.expired) == ({SCALE}, {METER})
    assert found.unsealed == {SCALE}  # no rule of the rulebook names seals of the parking_meter


def test_a_certificate_has_expired_only_when_its_last_day_is_over_where_the_tablet_is(
    tablet: Tablet, clock: FixedClock
) -> None:
    clock.at = clock.at.replace(month=12, day=1, hour=15, minute=59)  # 23:59 in Shanghai
    assert findings(tablet).due == {PUMP}
    clock.move(minutes=1)
    assert findings(tablet).expired == {PUMP}


def test_a_seal_found_broken_is_named_until_the_next_check(
    tablet: Tablet, clock: FixedClock
) -> None:
    draft_id = inspecting.begin(tablet, PUMP)
    fill_in(tablet, draft_id)
    inspecting.record_seal(tablet, draft_id, "transducer", SealState.BROKEN)
    seal_draft(tablet, draft_id)
    report = load_site_findings(tablet, "S1")
    last = report.instruments[PUMP].last
    assert report.findings.bad_seals == {PUMP}
    assert last is not None
    assert last.result.bad_seals == (("transducer", "broken"),)
    clock.move(minutes=20)
    seal_one(tablet)
    assert not findings(tablet).bad_seals


@pytest.mark.parametrize("finished_at", ["", "soon"])
def test_a_row_that_cannot_be_read_is_no_check(tablet: Tablet, finished_at: str) -> None:
    with tablet.database.writing() as db:
        db.execute("UPDATE history SET finished_at = ?", [finished_at])
    assert load_site_findings(tablet, "S1").instruments[PUMP].last is None


def test_a_site_that_is_not_here_has_nothing_to_say(tablet: Tablet) -> None:
    assert findings(tablet, "S9").is_quiet


def test_the_last_checks_of_a_site_are_found_by_indexes_alone(tablet: Tablet) -> None:
    seen: list[str] = []
    with tablet.database.reading() as db:
        db.conn.set_trace_callback(seen.append)  # with its values in it
        standing.list_last_checks(db, "S1")
        db.conn.set_trace_callback(None)
        steps = [row["detail"] for sql in seen for row in db.query(f"EXPLAIN QUERY PLAN {sql}")]
    assert steps
    assert not [step for step in steps if step.startswith("SCAN ")]
