"""A register in CSV becomes labels; every bad row of it is named by line and column."""

import pytest

from inspector_app.labels.reading import BadRows, RowFault, read_labels

HOST = "M.EXAMPLE.GOV"


def faults(text: str, *, seals: bool = False) -> tuple[RowFault, ...]:
    with pytest.raises(BadRows) as bad:
        read_labels(text.encode(), host=HOST, seals=seals)
    return bad.value.faults


def test_only_the_identifier_is_needed() -> None:
    (label,) = read_labels(b"instrument_id\n0000-0001-50\n", host=HOST)
    assert label.link == "HTTPS://M.EXAMPLE.GOV/I/0000000150"
    assert label.shown == "0000-0001-50"


def test_the_imports_columns_are_the_words_of_a_label() -> None:
    text = (
        "\ufeffserial , site_id,instrument_id,kind,nozzle,make,model\r\n"
        '"A,7",S1,0000000150,fuel_dispenser,3,示例,"EX\n40"\r\n'
        "\r\n"
        ",S1,0000000011,scale\r\n"
    )
    first, second = read_labels(text.encode(), host=HOST)
    assert first.title == "燃油加油机 Fuel dispenser"
    assert first.subtitle == "油枪 Nozzle 3 · №A,7\n示例 EX\n40"
    assert (second.title, second.subtitle) == ("衡器 Scale", "")


def test_every_bad_row_is_named_with_its_line_and_column() -> None:
    found = faults(
        'instrument_id,model\n0000000150,\n0000000105,\n\n,x\n0000000011,"two\nlines"\n'
        "0000-0001-50,\nSOMETHING ELSE,\n"
    )  # fmt: skip
    assert [(fault.line, fault.column) for fault in found] == [
        (3, "instrument_id"),
        (5, "instrument_id"),
        (8, "instrument_id"),
        (9, "instrument_id"),
    ]
    assert "0000-0001-50" in found[0].message  # the near miss
    assert found[1].message == "empty"
    assert "line 2" in found[2].message
    assert "SOMETHING ELSE" in str(found[3])


@pytest.mark.parametrize("text", ["", "\n", "id,name\n1,2\n"])
def test_a_file_without_the_heading_is_refused(text: str) -> None:
    (fault,) = faults(text)
    assert (fault.line, fault.column) == (1, "instrument_id")
    assert "heading" in fault.message


def test_a_register_that_excel_saved_on_chinese_windows_is_read() -> None:
    text = "instrument_id;make\n0000000150;示例\n０００００００１５０;x\n"
    with pytest.raises(BadRows) as bad:
        read_labels(text.encode("gb18030"), host=HOST)
    (fault,) = bad.value.faults
    assert (fault.line, fault.column) == (3, "instrument_id")
    assert fault.message == "“０００００００１５０” stands on line 2 already"


def test_an_encoding_that_is_not_certain_is_asked_about_with_its_line() -> None:
    text = "instrument_id,make\n0000000150,x\n0000000011,Müller\n"
    with pytest.raises(BadRows, match=r"line 3, column any: is .* say which it is"):
        read_labels(text.encode("cp1252"), host=HOST)


def test_what_is_no_csv_is_refused() -> None:
    (fault,) = faults("instrument_id\n" + "x" * 200_000)
    assert "not a line of CSV" in fault.message


def test_each_seal_becomes_a_label() -> None:
    text = (
        "instrument_id,seals\n"
        '0000000150,"[{""position"": ""meter"", ""number"": ""a-1""}, {""number"": ""铅 2""}]"\n'
        "0000000011,\n"
    )
    first, second = read_labels(text.encode(), host=HOST, seals=True)
    assert first.link == "HTTPS://M.EXAMPLE.GOV/S/A-1"
    assert first.subtitle == "meter · 0000-0001-50"
    assert second.link == "HTTPS://M.EXAMPLE.GOV/S/%E9%93%85%202"


@pytest.mark.parametrize(
    "seals", ["x", "{}", "[1]", '[{"number": 5}]', '[{"number": ""}]', r'[{"number": "\ud800"}]']
)
def test_seals_that_cannot_be_read_are_named(seals: str) -> None:
    quoted = seals.replace('"', '""')
    (fault,) = faults(f'instrument_id,seals\n0000000150,"{quoted}"\n', seals=True)
    assert (fault.line, fault.column) == (2, "seals")
