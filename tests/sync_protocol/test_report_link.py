"""The code of a report: a record and the beginning of its entry, in upper case."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.report_link import parse_code, report_link, spell_code

ENTRIES = st.binary(min_size=32, max_size=32).map(bytes.hex)
ALPHANUMERIC = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


@given(st.uuids(), ENTRIES, st.booleans())
def test_a_code_is_read_as_it_was_spelled_in_any_case(
    record_id: uuid.UUID, entry: str, lower: bool
) -> None:
    spelled = spell_code(str(record_id), entry)
    code = parse_code(spelled.lower() if lower else spelled)
    assert code is not None
    assert code.record_id == str(record_id)
    assert code.agrees_with(entry)


@given(ENTRIES, st.integers(0, 127))
def test_one_bit_of_another_entry_does_not_agree(entry: str, bit: int) -> None:
    harmed = bytearray.fromhex(entry)
    harmed[bit // 8] ^= 1 << bit % 8
    code = parse_code(spell_code(str(uuid.UUID(int=1)), entry))
    assert code is not None
    assert not code.agrees_with(harmed.hex())


def test_a_link_fits_the_alphanumeric_mode() -> None:
    link = report_link("m.example.gov:8000", str(uuid.UUID(int=5)), "ab" * 32)
    assert set(link) <= ALPHANUMERIC
    assert len(link) < 90


@given(st.text(max_size=80))
def test_any_other_text_is_no_code(text: str) -> None:
    assert parse_code(text) is None


def test_an_id_that_is_no_uuid_has_no_link() -> None:
    with pytest.raises(ValueError):
        report_link("M.EXAMPLE.GOV", "record-1", "ab" * 32)
