"""The statement: everything that a body says, without what only its seal adds."""

import json
from copy import deepcopy
from typing import Any

import pytest

from sync.protocol.statement import UNSIGNED, signature_faults, statement_sha256
from sync.protocol.strokes import read_strokes, spell_strokes
from tests.support.device import inspection

SEALED = {"schema": 1, "device_id": "d", "seq": 7, "prev": "0" * 64}


def content(**changes: Any) -> dict[str, Any]:
    return inspection(photos=[b"one"], note="长") | changes


def test_the_seal_the_times_and_the_signatures_change_no_statement() -> None:
    before = content()
    after = SEALED | before | {"signatures": [{"role": "trader"}], "times": {"sealed_at": "x"}}
    after |= {"visit": "v", "location": {"latitude": "1"}, "no_location": ""}  # a late fix
    assert statement_sha256(before) == statement_sha256(after)


def test_a_body_read_from_its_bytes_has_the_statement_of_what_was_sealed() -> None:
    told = content()
    read = json.loads(json.dumps(dict(reversed(told.items())), ensure_ascii=False))
    assert statement_sha256(read) == statement_sha256(told)


def test_every_other_value_of_a_body_changes_the_statement() -> None:
    told = content(site={"name": "S"}, standard={"certificate_no": "C"})
    statement = statement_sha256(told)
    paths = [path for path in _leaves(told) if path[0] not in UNSIGNED]
    assert len(paths) > 30
    for path in paths:
        changed = deepcopy(told)
        place: Any = changed
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = "another"
        assert statement_sha256(changed) != statement, path


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [leaf for name, item in value.items() for leaf in _leaves(item, (*path, name))]
    if isinstance(value, list):
        return [leaf for at, item in enumerate(value) for leaf in _leaves(item, (*path, at))]
    return [path]


@pytest.mark.parametrize(
    ("signatures", "faults"),
    [
        ([], 0), (None, 0), ("x", 1), ([1, {}], 2), ({"role": "trader"}, 1),
        ([{"role": "trader", "statement": "0" * 64}], 1), ([{"role": ["trader"]}], 1),
    ],
)  # fmt: skip
def test_a_signature_that_does_not_belong_to_its_body_is_named(
    signatures: object, faults: int
) -> None:
    assert len(signature_faults(content(signatures=signatures))) == faults


def test_signatures_of_this_content_have_no_fault() -> None:
    told = content()
    statement = statement_sha256(told)
    signatures = [{"role": role, "statement": statement} for role in ("officer", "witness")]
    assert signature_faults(told | {"signatures": signatures}) == ()
    (fault,) = signature_faults(told | {"signatures": signatures, "note": "another"})[:1]
    assert "officer" in fault


@pytest.mark.parametrize(
    "told", [None, [], [[]], [[1]], [[1, 2.0]], [[1, True]], [[1001, 0]], [[0, -1]], ["ab"]]
)
def test_what_is_no_drawn_signature_is_not_read_as_one(told: object) -> None:
    assert read_strokes(told) is None


def test_strokes_are_read_as_they_were_spelled() -> None:
    strokes = (((0, 0), (1000, 400)), ((5, 6),))
    assert read_strokes(spell_strokes(strokes)) == strokes
