"""Pages of reference data: how rows are spelled and read."""

import json

from sync.protocol.changes import ReferenceRow, parse_page, spell_lines, spell_put


def test_a_row_whose_body_is_text_already_reads_as_the_same_row() -> None:
    body = {"name": "é 2", "seals": [{"number": "A1"}], "note": "a\nb"}
    for indent in (None, 1):
        line = spell_put("sites", "S-1", json.dumps(body, ensure_ascii=False, indent=indent))
        assert line.count(b"\n") == 1
        page = b"".join(spell_lines([line], next="e:1", has_more=False))
        assert parse_page(page).rows == (ReferenceRow("sites", "S-1", "put", body),)


def test_no_binary_float_arises_from_a_page() -> None:
    line = spell_put("instruments", "I-1", '{"max": 0.10, "e": [5, 1e-7, NaN]}')
    (row,) = parse_page(b"".join(spell_lines([line], next="e:1", has_more=False))).rows
    assert row.body == {"max": "0.10", "e": [5, "1e-7", "NaN"]}
