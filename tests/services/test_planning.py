"""The work list, sites, instruments and the search, as they stand on a day."""

from datetime import date
from typing import Any

import pytest

from inspector_app.errors import NotFound
from inspector_app.services import inspecting, planning
from inspector_app.services.opening import Tablet
from inspector_app.services.views import InstrumentState
from inspector_app.store.reference import apply_changes
from tests.support.registry import METER, PUMP, FixedClock, instrument
from tests.support.visits import ENOUGH, seal_one


def change(tablet: Tablet, kind: str, key: str, body: dict[str, Any] | None) -> None:
    with tablet.database.writing() as db:
        apply_changes(db, [(kind, key, body)])


def state_of(tablet: Tablet, instrument_id: str = PUMP) -> InstrumentState:
    return planning.load_instrument(tablet, instrument_id).line.state


def plan(tablet: Tablet, due_on: str) -> None:
    change(tablet, "worklist", PUMP, {"instrument_id": PUMP, "due_on": due_on})


def test_the_work_list_shows_the_sites_it_names_with_what_is_due(tablet: Tablet) -> None:
    work = planning.load_work_list(tablet)
    assert [(site.site_id, site.due, site.done) for site in work.sites] == [("S1", 1, 0)]
    assert (work.today, work.due, work.done, work.waiting) == (date(2026, 11, 23), 1, 0, 0)


def test_an_open_draft_is_in_progress_and_listed_as_such(tablet: Tablet) -> None:
    draft_id = inspecting.begin(tablet, PUMP)
    work = planning.load_work_list(tablet)
    assert [line.draft_id for line in work.drafts] == [draft_id]
    assert (work.sites[0].in_progress, work.due) == (1, 0)
    assert state_of(tablet) is InstrumentState.IN_PROGRESS


@pytest.mark.parametrize(
    ("indicated_L", "state", "failed"),
    [("20.00", InstrumentState.PASSED, 0), ("20.20", InstrumentState.FAILED, 1)],
)
def test_a_sealed_record_is_done_today_with_its_verdict(
    tablet: Tablet, indicated_L: str, state: InstrumentState, failed: int
) -> None:
    seal_one(tablet, runs=ENOUGH, indicated_L=indicated_L)
    work = planning.load_work_list(tablet)
    assert (work.sites[0].done, work.sites[0].failed, work.due, work.waiting) == (1, failed, 0, 1)
    assert state_of(tablet) is state


def test_an_incomplete_inspection_is_still_to_do(tablet: Tablet) -> None:
    draft_id = inspecting.begin(tablet, PUMP)
    inspecting.choose_officers(tablet, draft_id, ["O1", "O2"])
    from inspector_app.services.finishing import seal_draft

    seal_draft(tablet, draft_id)
    assert state_of(tablet) is InstrumentState.INCOMPLETE
    assert planning.load_work_list(tablet).due == 1


def test_a_row_of_the_work_list_is_due_from_a_week_before_its_day(tablet: Tablet) -> None:
    plan(tablet, "2026-11-30")
    assert state_of(tablet) is InstrumentState.DUE
    plan(tablet, "2026-12-01")
    assert state_of(tablet) is InstrumentState.NOT_DUE


def test_a_check_a_few_days_before_the_due_day_counts_for_it(
    tablet: Tablet, clock: FixedClock
) -> None:
    plan(tablet, "2026-11-28")
    seal_one(tablet)
    clock.move(days=5)
    assert state_of(tablet) is InstrumentState.PASSED


def test_an_older_check_does_not_count_for_a_new_due_day(tablet: Tablet, clock: FixedClock) -> None:
    seal_one(tablet)
    clock.move(days=100)
    plan(tablet, "2027-03-04")
    change(tablet, "instruments", PUMP, instrument(valid_until="2027-12-31"))
    assert state_of(tablet) is InstrumentState.DUE


def test_an_expired_certificate_is_overdue_from_the_day_after(
    tablet: Tablet, clock: FixedClock
) -> None:
    assert state_of(tablet, METER) is InstrumentState.OVERDUE
    clock.at = clock.at.replace(month=12, day=1)
    assert state_of(tablet) is InstrumentState.DUE
    clock.move(days=1)
    assert state_of(tablet) is InstrumentState.OVERDUE


def test_a_site_shows_nozzle_2_before_nozzle_10(tablet: Tablet) -> None:
    change(tablet, "instruments", "N10", instrument("N10", nozzle="10", serial="a"))
    lines = planning.load_site(tablet, "S1").instruments
    assert [line.nozzle for line in lines] == ["2", "10"]


def test_an_instrument_shows_certificate_seals_history_and_rule(tablet: Tablet) -> None:
    view = planning.load_instrument(tablet, PUMP)
    assert view.certificate_no == "V-77"
    assert [(seal.position, seal.number) for seal in view.seals] == [
        ("transducer", "A100"),
        ("main_board", "A101"),
    ]
    assert view.seals[0].label["zh"] == "流量测量变换器的调整装置"
    assert [check.value for check in view.history] == ["0.12"]
    assert view.rule_id == "cn.fuel-dispenser.jjg443-2023"
    assert "spot_check" in view.phases


def test_a_kind_without_a_rule_still_opens(tablet: Tablet) -> None:
    view = planning.load_instrument(tablet, METER)
    assert (view.rule_id, view.phases) == (None, ())


def test_our_own_record_is_not_shown_twice_when_it_comes_back_as_history(tablet: Tablet) -> None:
    sealed = seal_one(tablet)
    change(tablet, "history", sealed.record_id, {
        "record_id": sealed.record_id, "instrument_id": PUMP, "site_id": "S1",
        "finished_at": "2026-11-23T01:30:00+00:00", "verdict": "pass", "value": "1", "unit": "%",
    })  # fmt: skip
    history = planning.load_instrument(tablet, PUMP).history
    assert [check.record_id for check in history].count(sealed.record_id) == 1
    assert len(planning.load_site(tablet, "S1").instruments) == 1


def test_what_is_not_here_is_told(tablet: Tablet) -> None:
    with pytest.raises(NotFound):
        planning.load_site(tablet, "S9")
    with pytest.raises(NotFound):
        planning.load_instrument(tablet, "nothing")


def test_the_days_list_and_the_search_use_indexes_alone(tablet: Tablet) -> None:
    from inspector_app.store import search, standing

    seen: list[str] = []
    day = standing.Day("2026-11-23", "2026-11-22T16:00:00Z")
    with tablet.database.reading() as db:
        db._tracer = lambda sql, values: seen.append(sql)
        standing.list_todays_sites(db, day)
        standing.list_by_site(db, day, "S1")
        standing.find_standing(db, day, PUMP)
        search.find_exact(db, "sn-2002")
        db._tracer = None
        values = {"today": "", "began_at": "", "site_id": "", "id": "", "text": "", "upper": ""}
        for sql in [sql for sql in seen if sql.split()[0] in ("SELECT", "WITH")]:
            steps = [row["detail"] for row in db.query(f"EXPLAIN QUERY PLAN {sql}", values)]
            whole = [step for step in steps if step.startswith("SCAN ")]
            assert not [step for step in whole if "instruments" in step.split()[1]], whole
