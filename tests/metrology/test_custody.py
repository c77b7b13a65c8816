"""Custody of seals: a chain without gaps, whatever was replaced, in whatever order it is told."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.metrology.custody import (
    LONGEST_NOTE,
    LONGEST_NUMBER,
    MOST_CHANGES,
    SealChange,
    apply_changes,
    chain_of,
    fault_of_change,
    keep_changes,
    read_changes,
    read_told,
    tell_changes,
)

SEALS = [{"position": "transducer", "number": "A100"}, {"position": "main_board", "number": "A101"}]
CHANGE = {
    "position": "transducer", "removed": "A100", "applied": "B7", "reason": "broken", "note": "",
}  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(["transducer", "main_board"]), st.text("ABC123", min_size=1)),
    max_size=12,
)


def body(*changes: Any, finished_at: str = "2026-11-23T16:00:00+08:00") -> dict[str, Any]:
    return {
        "id": "r1",
        "officers": [{"name": "Officer 1", "certificate": "1"}],
        "evaluation": {"input": {"seals": [{"position": "transducer", "expected": "A100"}]}},
        "times": {"finished_at": finished_at},
        "seal_changes": list(changes),
    }


def replaced_one_by_one(steps: list[tuple[str, str]]) -> list[SealChange]:
    """Replace seals one after the other, each time taking off what hangs there."""
    seals, changes = [dict(seal) for seal in SEALS], []
    for at, (position, applied) in enumerate(steps):
        (now,) = (seal["number"] for seal in seals if seal["position"] == position)
        change = SealChange(position, now, applied, "repair", expected=now, at=f"2026-{at:04}")
        changes.append(change)
        seals = apply_changes(seals, [change])
    return changes


@given(STEPS)
def test_any_sequence_of_replacements_is_a_chain_without_gaps(steps: list[tuple[str, str]]) -> None:
    changes = replaced_one_by_one(steps)
    assert not any(link.gap for link in chain_of(changes))
    for position in ("transducer", "main_board"):
        mine = [change for change in changes if change.position == position]
        numbers = [{s["position"]: s["number"] for s in SEALS}[position]]
        numbers += [change.applied for change in mine]
        assert [change.removed for change in mine] == numbers[:-1]


@given(STEPS.flatmap(lambda steps: st.permutations(replaced_one_by_one(steps))))
def test_the_order_in_which_records_come_in_does_not_matter(told: list[SealChange]) -> None:
    one_by_one: list[dict[str, Any]] = [dict(seal) for seal in SEALS]
    for change in told:
        one_by_one = apply_changes(one_by_one, [change])
    at_once = apply_changes(SEALS, told)
    assert [(s["position"], s["number"]) for s in one_by_one] == [
        (s["position"], s["number"]) for s in at_once
    ]
    assert apply_changes(at_once, told) == at_once


def test_another_number_taken_off_than_was_put_on_before_is_a_gap() -> None:
    first = SealChange("p", "A1", "A2", "broken", expected="A1", at="1")
    second = SealChange("p", "A9", "A3", "broken", expected="A2", at="2")
    assert [link.gap for link in chain_of([second, first])] == [False, True]
    foreign = SealChange("p", "X", "A2", "other", "foreign seal", expected="A1", at="1")
    assert chain_of([foreign])[0].gap


def test_a_seal_that_was_missing_is_no_gap() -> None:
    assert not chain_of([SealChange("p", "", "A2", "missing", expected="A1", at="1")])[0].gap


def test_of_two_replacements_in_one_second_the_record_begun_later_counts() -> None:
    first = SealChange("transducer", "A100", "B7", "repair", at="1", record_id="r1")
    second = SealChange("transducer", "B7", "B8", "repair", at="1", record_id="r2")
    for told in ([first, second], [second, first]):
        seals = apply_changes(apply_changes(SEALS, told[:1]), told[1:])
        assert seals[0]["number"] == "B8"


def test_a_body_without_replacements_is_sound() -> None:
    assert read_changes({}) == ((), ())
    assert read_changes(body()) == ((), ())


def test_a_replacement_is_read_with_what_was_expected_when_and_by_whom() -> None:
    (change,), faults = read_changes(body(CHANGE))
    assert faults == ()
    assert (change.expected, change.at, change.by) == (
        "A100", "2026-11-23T08:00:00Z", ("Officer 1",),
    )  # fmt: skip
    assert change.as_json() == CHANGE


@pytest.mark.parametrize(
    "changes",
    [
        "none",
        [3],
        [CHANGE | {"applied": ""}],
        [CHANGE | {"applied": "a 100"}],
        [CHANGE | {"removed": ""}],
        [CHANGE | {"reason": "mood"}],
        [CHANGE | {"reason": "other"}],
        [CHANGE | {"position": ""}],
        [CHANGE | {"applied": "B" * 65}],
        [CHANGE | {"applied": "B\x00"}],
        [CHANGE | {"colour": "red"}],
        [CHANGE, CHANGE],
        [CHANGE] * 51,
    ],
)
def test_a_replacement_that_is_not_told_to_its_end_is_a_fault(changes: Any) -> None:
    found, faults = read_changes(body() | {"seal_changes": changes})
    assert found == ()
    assert faults
    assert all(fault.startswith("seal_changes") for fault in faults)


def test_what_the_history_tells_is_read_back() -> None:
    (change,), _ = read_changes(body(CHANGE))
    row = tell_changes([change]) | {"record_id": "r1", "finished_at": "2026-11-23T16:00:00+08:00"}
    assert read_told(row) == (change,)
    assert tell_changes([]) == {}
    assert read_told({"seal_changes": "x"}) == ()


def test_an_old_list_does_not_bring_a_removed_seal_back_but_a_new_number_counts() -> None:
    (change,), _ = read_changes(body(CHANGE))
    now = apply_changes(SEALS, [change])
    assert keep_changes(now, SEALS) == now
    corrected = keep_changes(now, [SEALS[0] | {"number": "B8"}, SEALS[1]])
    assert [seal["number"] for seal in corrected] == ["B8", "A101"]
    assert apply_changes(corrected, [change]) == corrected


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (("A1", "", "broken", ""), "seal_applied"),
        (("A1", "a1", "broken", ""), "seal_same"),
        (("A1", "B2", "lost", ""), "seal_reason"),
        (("", "B2", "broken", ""), "seal_removed"),
        (("A1", "B2", "other", " "), "seal_note"),
        (("A1", "B2", "other", "foreign"), ""),
        (("", "B2", "missing", ""), ""),
    ],
)
def test_why_a_replacement_is_not_taken_is_a_stable_code(
    told: tuple[str, str, str, str], code: str
) -> None:
    assert fault_of_change(*told) == code


def test_texts_and_lists_are_taken_up_to_their_longest_and_not_beyond() -> None:
    number, note = "7" * LONGEST_NUMBER, "line one\n" + "x" * (LONGEST_NOTE - 9)
    longest = CHANGE | {"applied": number, "note": note}
    assert read_changes(body(longest))[1] == ()
    assert read_changes(body(longest | {"note": note + "x"}))[1] == (
        f"seal_changes[0].note: a text of at most {LONGEST_NOTE} characters",
    )
    assert read_changes(body(longest | {"applied": number + "7"}))[1]
    many = [CHANGE | {"position": f"p{at}"} for at in range(MOST_CHANGES + 1)]
    assert read_changes(body(*many[:-1]))[1] == ()
    assert read_changes(body(*many))[1] == (f"seal_changes: a list of at most {MOST_CHANGES}",)
    assert read_changes(body() | {"seal_changes": 5})[1]


def test_a_replacement_at_a_place_that_the_register_does_not_know_adds_it() -> None:
    change = SealChange("valve", "", "B7", "missing", at="2026", record_id="r1")
    assert apply_changes([], [change]) == [
        {"position": "valve", "number": "B7", "was": "", "changed_at": "2026", "changed_by": "r1"}
    ]
    assert apply_changes(apply_changes([], [change]), [change]) == apply_changes([], [change])


def test_the_offices_own_number_is_the_one_that_an_older_list_is_held_against() -> None:
    changed = apply_changes(SEALS, [SealChange("transducer", "A100", "B7", "broken", at="2026")])
    office = keep_changes(changed, [{"position": "transducer", "number": "C9"}])
    assert office[0]["was"] == "C9"
    assert keep_changes(office, [{"position": "transducer", "number": "C9"}]) == office


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ("2026-11-23T16:00:00+08:00", "2026-11-23T08:00:00Z"),
        ("2026-11-23T16:00:00", ""),  # of no zone: it cannot be compared
        ("soon", ""),
        (5, ""),
    ],
)
def test_the_end_of_an_inspection_is_compared_in_one_zone(
    told: Any, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    (change,) = read_changes(body(CHANGE, finished_at=told))[0]
    monkeypatch.undo()
    time.tzset()
    assert change.at == at


def test_a_row_of_history_that_cannot_be_read_tells_nothing() -> None:
    assert read_told({"seal_changes": 5}) == ()
    (change,) = read_told({"seal_changes": [3, {"position": "p"}], "by": 7})
    assert (change.position, change.by, change.record_id, change.at) == ("p", (), "", "")
