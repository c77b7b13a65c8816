"""Pages of the office's data: with their cursor or not at all, and exact."""

import pytest

from inspector_app.services import finishing, planning
from inspector_app.services.instants import parse_instant
from inspector_app.services.opening import Tablet
from inspector_app.services.reference_copy import TabletNotes, TabletReference
from inspector_app.store import reference as store
from sync.protocol.changes import KINDS, ReferenceRow, parse_page, spell_page
from tests.support.registry import PUMP, FixedClock, instrument, site
from tests.support.visits import seal_one


@pytest.fixture
def copy(tablet: Tablet) -> TabletReference:
    """The port over the tablet's store."""
    return TabletReference(tablet)


def put(kind: str, key: str, body: dict[str, object]) -> ReferenceRow:
    return ReferenceRow(kind, key, "put", body)


def gone(kind: str, key: str) -> ReferenceRow:
    return ReferenceRow(kind, key, "del", None)


def body_of(tablet: Tablet, kind: str, key: str) -> dict[str, object] | None:
    with tablet.database.reading() as db:
        return store.find_body(db, kind, key)


def count(tablet: Tablet, kind: str) -> int:
    with tablet.database.reading() as db:
        return store.count_rows(db, kind)


def test_rows_and_cursor_come_together(tablet: Tablet, copy: TabletReference) -> None:
    assert copy.cursor() is None
    copy.apply_page([put("sites", "S9", site("S9", "New"))], "e:7", is_last=True)
    assert copy.cursor() == "e:7"
    assert body_of(tablet, "sites", "S9") == site("S9", "New")


def test_a_page_that_fails_moves_neither_rows_nor_cursor(
    tablet: Tablet, copy: TabletReference, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inspector_app.services import reference_copy

    def fail(*given: object, **named: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(reference_copy, "note_tablet", fail)
    with pytest.raises(ZeroDivisionError):
        copy.apply_page([put("sites", "S9", site("S9"))], "e:7", is_last=True)
    assert (body_of(tablet, "sites", "S9"), copy.cursor()) == (None, None)


def test_of_several_changes_of_a_row_the_last_holds(tablet: Tablet, copy: TabletReference) -> None:
    rows = [
        put("sites", "A", site("A", "one")), put("sites", "A", site("A", "two")),
        put("sites", "B", site("B")), gone("sites", "B"),
        gone("sites", "C"), put("sites", "C", site("C")),
    ]  # fmt: skip
    copy.apply_page(rows, "e:9", is_last=True)
    found = [body_of(tablet, "sites", key) for key in "ABC"]
    assert found == [site("A", "two"), None, site("C")]


def test_every_kind_is_put_and_dropped(tablet: Tablet, copy: TabletReference) -> None:
    assert tuple(store.KEYS) == KINDS
    before = {kind: count(tablet, kind) for kind in KINDS}
    copy.apply_page([put(kind, "X", {"n": 1}) for kind in KINDS], "e:1", is_last=True)
    assert {kind: count(tablet, kind) for kind in KINDS} == {k: n + 1 for k, n in before.items()}
    copy.apply_page([gone(kind, "X") for kind in KINDS], "e:2", is_last=True)
    assert {kind: count(tablet, kind) for kind in KINDS} == before


def test_a_kind_of_a_newer_server_is_passed_over(tablet: Tablet, copy: TabletReference) -> None:
    copy.apply_page([put("drones", "D1", {"a": 1})], "e:3", is_last=True)
    assert copy.cursor() == "e:3"


def test_after_a_new_start_only_what_was_sent_again_remains(
    tablet: Tablet, copy: TabletReference
) -> None:
    copy.start_afresh()
    assert copy.cursor() is None
    assert count(tablet, "instruments") == 3
    copy.apply_page([put("instruments", PUMP, instrument(nozzle="5"))], "f:1", is_last=False)
    assert count(tablet, "instruments") == 3
    copy.apply_page([put("sites", "S1", site())], "f:2", is_last=True)
    assert {kind: count(tablet, kind) for kind in KINDS} == {
        "sites": 1, "instruments": 1, "standards": 0, "officers": 0, "worklist": 0, "history": 0,
        "texts": 0,
    }  # fmt: skip
    assert planning.load_instrument(tablet, PUMP).line.nozzle == "5"


def test_a_bare_number_of_the_registry_becomes_text_before_it_is_sealed(
    tablet: Tablet, copy: TabletReference
) -> None:
    body = instrument() | {"latitude": 36.6, "sizes": [{"e": 0.1}]}
    page = parse_page(spell_page([put("instruments", PUMP, body)], next="e:1", has_more=False))
    copy.apply_page(page.rows, page.next, is_last=True)
    sealed = finishing.load_sealed(tablet, seal_one(tablet).record_id)
    assert sealed["instrument"]["latitude"] == "36.6"
    assert sealed["instrument"]["sizes"] == [{"e": "0.1"}]


def test_history_of_another_zone_is_ordered_by_its_instant(
    tablet: Tablet, copy: TabletReference
) -> None:
    rows = [
        put("history", key, {"record_id": key, "instrument_id": PUMP, "finished_at": at,
                             "verdict": verdict})
        for key, at, verdict in (
            ("late", "2026-11-22T23:00:00-05:00", "fail"),
            ("early", "2026-11-23T01:00:00Z", "pass"),
        )
    ]  # fmt: skip
    copy.apply_page(rows, "e:1", is_last=True)
    history = planning.load_instrument(tablet, PUMP).history
    assert [check.record_id for check in history[:2]] == ["late", "early"]


def test_the_notes_keep_epoch_offset_and_how_the_last_attempt_ended(
    tablet: Tablet, clock: FixedClock
) -> None:
    notes = TabletNotes(tablet)
    notes.remember_epoch("e2")
    notes.note_server_time(parse_instant("2026-11-23T01:29:58.500+00:00"))
    notes.note_attempt("offline")
    with tablet.database.reading() as db:
        (row,) = db.query("SELECT * FROM tablet")
    assert (row["epoch"], row["server_offset_s"]) == ("e2", "-1.500")
    assert row["server_time"] == "2026-11-23T01:29:58Z"
    assert (row["last_problem"], row["synced_at"]) == ("offline", None)
    notes.note_attempt("")
    clock.move(hours=1)
    notes.note_attempt("offline")
    work = planning.load_work_list(tablet)
    assert work.synced_at == parse_instant("2026-11-23T01:30:00Z")
