"""CSV is read whatever parts its cells, and its lines are counted as people see them."""

import pytest

from inspector_app.labels.delimited import NotDelimited, read_delimited

CELLS = [["site_id", "name", "kind"], ["T-1", "甲, 乙; 丙", "market"]]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "，", "；"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_cells_may_be_parted_by_any_usual_sign(separator: str, end: str) -> None:
    lines = [separator.join(f'"{cell}"' for cell in line) for line in CELLS]
    read = list(read_delimited(end.join(lines).encode()))
    assert read == [(1, CELLS[0]), (2, CELLS[1])]


@pytest.mark.parametrize("said", ["sep=,", "SEP=;", '"sep=|"', "sep=\t", "sep=;;;"])
def test_a_line_that_says_the_separator_is_obeyed_and_counted(said: str) -> None:
    separator = said.replace('"', "")[4]
    data = f"{said}\r\nsite_id{separator}name\r\nT-1{separator}a".encode("utf-8-sig")
    assert list(read_delimited(data)) == [(2, ["site_id", "name"]), (3, ["T-1", "a"])]


def test_a_heading_of_one_column_needs_no_separator() -> None:
    assert list(read_delimited(b"\nsite_id\nT-1\n")) == [(1, []), (2, ["site_id"]), (3, ["T-1"])]


def test_a_quote_that_does_not_end_is_told_with_its_line() -> None:
    with pytest.raises(NotDelimited) as told:
        list(read_delimited(b'sep=,\na,b\n"x"y,z\n'))
    assert told.value.line == 3
