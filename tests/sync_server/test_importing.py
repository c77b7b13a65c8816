"""Importing the registry: all rows of a file or none, every fault named, nothing twice."""

import json
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from inspector_app.tags.identifier import spell_identifier
from sync.server.cli import main
from sync.server.tables.counter import read_counter
from sync.server.tables.reference import Change, load_kind, write_changes
from sync.server.work.demo.city import City, build_city
from sync.server.work.importing.columns import LAYOUTS
from sync.server.work.importing.merging import Row, merge
from sync.server.work.importing.taking import Choice, ImportReport, import_file, read_file
from sync.server.work.opening import Office
from tests.support.sheets import cells_of, write_csv, write_xlsx

ORDER = ("sites", "instruments", "standards", "officers", "worklist")
TAG = "1WJXSD2J38"
DISPENSER_KEYS = (
    "accuracy_class, minimum_measured_quantity_L, product, qmax_L_min, smallest_interval_L"
)
MEASURE_KEYS = (
    "certified_neck_reading_mm, certified_volume_L, expanded_uncertainty, material, "
    "max_error_percent, neck_constant_mL_per_mm, nominal_volume_L, valid_until"
)
NINE_CHARACTERS = (
    "“1WJXSD2J3” is no identifier of a tag: it has 9 characters and not 10; perhaps "
    "W1WJ-XSD2-J3, 1EWJ-XSD2-J3, 1WRJ-XSD2-J3"
)
SITES = [["site_id", "name", "kind"], ["S-1", "北环加油站", "fuel_station"]]
INSTRUMENTS = [
    ["instrument_id", "site_id", "kind", "characteristics"],
    [TAG, "S-1", "fuel_dispenser", '{"product": "petrol"}'],
]


@pytest.fixture(scope="module")
def city() -> City:
    return build_city(Random(1), date(2026, 11, 23))


def held(office: Office, kind: str) -> dict[str, Any]:
    with office.database.reading() as connection:
        return {row_id: json.loads(body) for row_id, body in load_kind(connection, kind)}


def counter(office: Office) -> int:
    with office.database.reading() as connection:
        return read_counter(connection)


def take(office: Office, kind: str, path: Path, *, dry_run: bool = False) -> ImportReport:
    return import_file(office, kind, path, dry_run=dry_run)


def errors(report: ImportReport) -> list[tuple[int, str]]:
    return [(fault.line, fault.column) for fault in report.errors]


def rows_of(kind: str, path: Path) -> list[Row]:
    """Read a file without any database."""
    _, parsed = read_file(LAYOUTS[kind], path, Choice())
    return [merge(LAYOUTS[kind], parsed, row, {}) for row in parsed.rows]


def faults_of(kind: str, path: Path) -> list[tuple[int, str, str]]:
    """Read a file without any database; returns what is wrong in it."""
    _, parsed = read_file(LAYOUTS[kind], path, Choice())
    rows = [merge(LAYOUTS[kind], parsed, row, {}) for row in parsed.rows]
    faults = [fault for row in rows for fault in row.faults] + parsed.faults
    return [(fault.line, fault.column, fault.message) for fault in faults]


def row_of(kind: str, path: Path) -> dict[str, Any]:
    """Read a file of one sound row without any database."""
    (row,) = rows_of(kind, path)
    assert row.faults == ()
    return row.body


def cell_fault(tmp_path: Path, kind: str, /, **changed: str) -> str:
    """Change cells of a sound row; returns the message about the first of them."""
    usual = {
        "sites": {"site_id": "S-1", "name": "北环加油站", "kind": "fuel_station"},
        "instruments": {"instrument_id": TAG, "site_id": "S-1", "kind": "fuel_dispenser"},
        "standards": {"standard_id": "P-1", "kind": "standard_measure"},
        "officers": {"officer_id": "O-1", "name": "赵甲", "certificate": "1"},
        "worklist": {"instrument_id": TAG, "due_on": "2026-11-23"},
    }[kind] | changed
    path = write_csv(tmp_path / "file.csv", [list(usual), list(usual.values())])
    ((line, column, message),) = faults_of(kind, path)
    assert (line, column) == (2, next(iter(changed)))
    return message


def test_a_registry_comes_in_as_it_is_and_a_second_time_changes_nothing(
    office: Office, city: City, tmp_path: Path
) -> None:
    for kind in ORDER:
        rows = getattr(city, kind)
        path = write_csv(tmp_path / f"{kind}.csv", cells_of(rows))
        first = take(office, kind, path)
        assert (first.errors, first.created, first.rows) == ((), len(rows), len(rows))
        assert list(held(office, kind).values()) == sorted(
            rows, key=lambda row: next(iter(row.values()))
        )
        before = counter(office)
        second = take(office, kind, path)
        assert (second.created, second.updated, second.unchanged) == (0, 0, len(rows))
        assert counter(office) == before


def test_only_rows_that_differ_get_a_new_number(office: Office, tmp_path: Path) -> None:
    lines = [["site_id", "name", "kind"], *([f"S-{n}", f"站 {n}", "market"] for n in range(5))]
    take(office, "sites", write_csv(tmp_path / "a.csv", lines))
    before = counter(office)
    lines[3][1] = "another name"
    lines.append(["S-9", "new", "other"])
    report = take(office, "sites", write_csv(tmp_path / "b.csv", lines))
    assert (report.created, report.updated, report.unchanged) == (1, 1, 4)
    assert counter(office) == before + 2


def test_a_dry_run_says_the_same_and_writes_nothing(office: Office, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "sites.csv", SITES)
    report = take(office, "sites", path, dry_run=True)
    assert (report.created, report.dry_run) == (1, True)
    assert held(office, "sites") == {}
    assert counter(office) == 0


def test_nothing_is_taken_when_any_row_is_bad(office: Office, tmp_path: Path) -> None:
    lines = [*SITES, ["S-2", "西站", "petrol station"]]
    report = take(office, "sites", write_csv(tmp_path / "sites.csv", lines))
    assert errors(report) == [(3, "kind")]
    assert (report.rows, report.created) == (2, 0)
    assert held(office, "sites") == {}


def test_a_deleted_row_comes_back_as_a_new_one(office: Office, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "sites.csv", SITES)
    take(office, "sites", path)
    with office.database.writing() as connection:
        write_changes(connection, [Change("sites", "S-1", None)])
    assert take(office, "sites", path).created == 1
    assert held(office, "sites").keys() == {"S-1"}


def test_an_instrument_at_no_known_site_is_refused(office: Office, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "instruments.csv", INSTRUMENTS)
    assert errors(take(office, "instruments", path)) == [(2, "site_id")]
    take(office, "sites", write_csv(tmp_path / "sites.csv", SITES))
    assert take(office, "instruments", path).created == 1


def test_work_at_no_known_instrument_is_refused(office: Office, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "w.csv", [["instrument_id", "due_on"], [TAG, "2026-11-23"]])
    assert errors(take(office, "worklist", path)) == [(2, "instrument_id")]


def test_every_fault_of_a_file_is_named_with_its_line_and_column(
    office: Office, tmp_path: Path
) -> None:
    lines = [
        ["instrument_id", "site_id", "kind", "characteristics", "verified_on", "seals"],
        ["1WJXSD2J39", "S-1", "pump", "{", "2026-02-30", "[1]"],
        [TAG, "S-9", "fuel_dispenser", '{"product": "milk", "colour": "red"}', "", "{}"],
        [TAG, "", "scale", "", "26-11-23", ""],
    ]
    take(office, "sites", write_csv(tmp_path / "sites.csv", SITES))
    report = take(office, "instruments", write_csv(tmp_path / "i.csv", lines))
    assert sorted(errors(report)) == [
        (2, "characteristics"), (2, "instrument_id"), (2, "kind"), (2, "seals"),
        (2, "verified_on"), (3, "characteristics"), (3, "characteristics"), (3, "seals"),
        (3, "site_id"), (4, "instrument_id"), (4, "site_id"), (4, "verified_on"),
    ]  # fmt: skip
    assert errors(report) == sorted(errors(report), key=lambda place: place[0])


@pytest.mark.parametrize(
    ("kind", "changed", "message"),
    [
        ("sites", {"site_id": ""}, "is missing"),
        ("sites", {"name": "x" * 501}, "is longer than 500 characters"),
        ("sites", {"name": "a\x07"}, "holds what cannot be seen: U+0007, character 2"),
        ("sites", {"name": "#REF!"}, "holds the spreadsheet's error #REF!"),
        ("sites", {"latitude": "91", "longitude": "1"}, "“91” is not a number from -90 to 90"),
        ("sites", {"latitude": "3,5", "longitude": "1"}, "“3,5” is not a number from -90 to 90"),
        ("sites", {"longitude": "", "latitude": "1"}, "is missing beside the latitude"),
        ("sites", {"commitment_date": "23/11/2026"}, "“23/11/2026” is not a date like 2026-11-23"),
        ("sites", {"commitment_date": "2026-11"}, "“2026-11” is not a date like 2026-11-23"),
        ("instruments", {"instrument_id": "1WJXSD2J3"},
         NINE_CHARACTERS),
        ("instruments", {"instrument_id": "加油机一号"},
         "“加油机一号” is no identifier of a tag: it has other characters than identifiers have"),
        ("instruments", {"characteristics": "petrol"},
         "is not JSON: Expecting value (line 1, column 1)"),
        ("instruments", {"characteristics": "[]"},
         'is not a JSON object like {"product": "petrol"}'),
        ("instruments", {"characteristics": '{"product": "milk"}'},
         "product: 'milk' is not one of petrol, diesel, kerosene"),
        ("instruments", {"characteristics": '{"grade": "92"}'},
         f"grade: unknown key; known are {DISPENSER_KEYS}"),
        ("instruments", {"characteristics": '{"product": ["petrol"]}'},
         "product: is neither a text nor a number"),
        ("instruments", {"characteristics": '{"product": 1e999999999}'},
         "product: is not a number"),
        ("instruments", {"characteristics": '{"product": "petrol", "product": "diesel"}'},
         "product: is given more than once"),
        ("instruments", {"seals": '[{"position": "encoder"}]'},
         "[0] is not an object of position and number"),
        ("instruments", {"seals": '[{"position": "encoder", "number": ""}]'},
         "[0].number is no number of 1 to 64 characters"),
        ("instruments", {"seals": '[{"position":"a","number":1},{"position":"a","number":2}]'},
         "names a position twice"),
        ("instruments", {"valid_until": "2026-01-01", "verified_on": "2026-06-01"},
         "is before verified_on"),
        ("standards", {"characteristics": '{"certified_volume_L": "0"}'},
         "certified_volume_L: must be greater than 0"),
        ("standards", {"characteristics": '{"volume": "20"}'},
         f"volume: unknown key; known are {MEASURE_KEYS}"),
        ("standards", {"characteristics": '{"max_error_percent": "-1"}', "kind": "weights"},
         "max_error_percent: must not be less than 0"),
        ("standards", {"characteristics": '{"max_error_pct": "0.1"}', "kind": "weights"},
         "max_error_pct: unknown key; is max_error_percent meant?"),
        ("officers", {"certificate": " "}, "is missing"),
        ("worklist", {"due_on": "tomorrow"}, "“tomorrow” is not a date like 2026-11-23"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_told_in_a_sentence(
    kind: str, changed: dict[str, str], message: str, tmp_path: Path
) -> None:
    assert cell_fault(tmp_path, kind, **changed) == message


def test_numbers_in_characteristics_are_kept_as_text(tmp_path: Path) -> None:
    given = '{"accuracy_class": "III", "max": 15000, "e": 0.10, "unit": "kg"}'
    lines = [["instrument_id", "site_id", "kind", "characteristics", "seals"],
             [TAG, "S-1", "scale", given, '[{"position": "housing", "number": 17}]']]  # fmt: skip
    row = row_of("instruments", write_csv(tmp_path / "i.csv", lines))
    assert row["characteristics"]["max"] == "15000"
    assert row["characteristics"]["e"] == "0.10"
    assert row["seals"] == [{"position": "housing", "number": "17"}]


def test_an_identifier_as_people_write_it_is_stored_as_it_is_printed_in_links(
    tmp_path: Path,
) -> None:
    lines = [["instrument_id", "due_on"], [" iwjx-sd2j-38 ", "2026-11-23"]]
    assert row_of("worklist", write_csv(tmp_path / "w.csv", lines))["instrument_id"] == TAG


def test_a_missing_column_a_strange_one_and_one_twice_are_named(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "s.csv", [["site_id", "name", "name", "colour"], ["1", "a", "b"]])
    assert faults_of("sites", path) == [
        (1, "name", "stands there twice"),
        (1, "“colour”", "is not a column of this kind"),
        (1, "kind", "is missing in the heading"),
    ]


def test_a_cell_without_a_heading_is_named(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "s.csv", [*SITES, ["S-2", "b", "other", "", "stray"]])
    assert faults_of("sites", path) == [(3, "5", "has no heading above it")]


def test_headings_in_any_order_and_case_short_lines_and_blank_ones_are_fine(
    tmp_path: Path,
) -> None:
    lines = [["Kind ", "NAME", "site_id", "phone"], [], ["market", "甲", "S-1"], ["", "", ""]]
    row = row_of("sites", write_csv(tmp_path / "s.csv", lines))
    assert (row["site_id"], row["name"], row["phone"]) == ("S-1", "甲", None)
    assert list(row) == [column.name for column in LAYOUTS["sites"].columns]


def test_a_line_is_counted_where_it_begins_though_a_cell_has_several(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "s.csv", [[*SITES[0], "address"], ["1", "a", "other", "x\ny\nz"],
                                          ["2", "b", "none", ""]])  # fmt: skip
    assert [fault[:2] for fault in faults_of("sites", path)] == [(5, "kind")]


@pytest.mark.parametrize("mark", [False, True])
def test_utf_8_is_read_with_and_without_its_mark(tmp_path: Path, mark: bool) -> None:
    path = write_csv(tmp_path / "s.csv", SITES, mark=mark)
    assert row_of("sites", path)["name"] == "北环加油站"


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"", 1, "is missing in the heading"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 1,
         "is an old Excel workbook (.xls); save it as .xlsx or as CSV UTF-8"),
        (b"PK\x03\x04 and nothing more", 1,
         "cannot be read: the workbook is damaged or is none"),
        (b'site_id,name,kind\nS-1,"a"b,market\n', 2,
         "is not a line of CSV: ',' expected after '\"'"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_sheet_is_refused_in_a_sentence(
    data: bytes, line: int, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    first = faults_of("sites", path)[0]
    assert (first[0], first[2]) == (line, message)


def test_a_workbook_cut_short_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "s.xlsx", SITES)
    path.write_bytes(path.read_bytes()[:-300])
    assert faults_of("sites", path) == [
        (1, "", "cannot be read: the workbook is damaged or is none")
    ]


def test_a_workbook_whose_sheet_is_damaged_is_refused(tmp_path: Path) -> None:
    whole, path = write_xlsx(tmp_path / "s.xlsx", SITES), tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data[: len(data) // 2] if "sheet1" in name else data)
    assert faults_of("sites", path)[-1][2] == "cannot be read: the workbook is damaged or is none"


def test_a_workbook_gives_the_same_rows_as_csv(city: City, tmp_path: Path) -> None:
    for kind in ORDER:
        cells = cells_of(getattr(city, kind))
        sheets = write_csv(tmp_path / "a.csv", cells), write_xlsx(tmp_path / "a.xlsx", cells)
        one, other = (rows_of(kind, path) for path in sheets)
        assert one == other
        assert not any(row.faults for row in one)


def test_days_and_numbers_of_a_workbook_become_exact_text(tmp_path: Path) -> None:
    heading: Sequence[object] = ["site_id", "name", "kind", "latitude", "longitude", "phone",
                                 "commitment_date", "credit_code"]  # fmt: skip
    march = datetime.fromisoformat("2026-03-01")
    cells: Sequence[object] = [17, 1.5, "market", 36.1, -123.456789, 13800000000, march, True]
    row = row_of("sites", write_xlsx(tmp_path / "s.xlsx", [heading, cells]))
    assert row == {
        "site_id": "17", "name": "1.5", "kind": "market", "address": None, "latitude": "36.1",
        "longitude": "-123.456789", "contact": None, "phone": "13800000000",
        "credit_code": "TRUE", "commitment_date": "2026-03-01",
    }  # fmt: skip


def test_a_nozzle_that_the_spreadsheet_made_a_day_is_refused(tmp_path: Path) -> None:
    lines: list[Sequence[object]] = [
        [*INSTRUMENTS[0], "nozzle"],
        [*INSTRUMENTS[1], date(2026, 1, 1)],
    ]
    assert faults_of("instruments", write_xlsx(tmp_path / "i.xlsx", lines)) == [
        (2, "nozzle", "was made a date by the spreadsheet; format the column as text")
    ]


def test_an_instant_in_a_column_of_days_is_refused(tmp_path: Path) -> None:
    at = datetime.fromisoformat("2026-11-23T08:30")
    lines: list[Sequence[object]] = [["instrument_id", "due_on"], [TAG, at]]
    ((line, column, _),) = faults_of("worklist", write_xlsx(tmp_path / "w.xlsx", lines))
    assert (line, column) == (2, "due_on")


def test_lines_left_out_in_a_workbook_keep_their_numbers(tmp_path: Path) -> None:
    lines = [*SITES, [], [], ["S-2", "b", "none"]]
    path = write_xlsx(tmp_path / "s.xlsx", lines)
    assert [fault[:2] for fault in faults_of("sites", path)] == [(5, "kind")]


def test_a_large_registry_comes_in_whole(office: Office, tmp_path: Path) -> None:
    take(office, "sites", write_csv(tmp_path / "sites.csv", SITES))
    tags = [tag for number in range(3000) if (tag := spell_identifier(number)) is not None]
    lines = [INSTRUMENTS[0], *([tag, *INSTRUMENTS[1][1:]] for tag in tags)]
    report = take(office, "instruments", write_csv(tmp_path / "i.csv", lines))
    assert report.created == len(tags) > 2500
    assert held(office, "instruments").keys() == set(tags)


def test_the_command_reports_in_json_and_ends_with_2_on_a_bad_row(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    good = write_csv(tmp_path / "good.csv", SITES)
    bad = write_csv(tmp_path / "bad.csv", [*SITES, ["", "b", "market"]])
    data = ["--data", str(tmp_path), "--database", database_url, "--json"]
    assert main(["import", "sites", str(good), *data]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "kind": "sites", "rows": 1, "created": 1, "updated": 0, "unchanged": 0, "errors": [],
        "dry_run": False, "sheet": None, "remarks": [], "emptied": {},
    }  # fmt: skip
    assert main(["import", "sites", str(bad), "--dry-run", *data]) == 2
    report = json.loads(capsys.readouterr().out)
    assert report["errors"] == [{"line": 3, "column": "site_id", "message": "is missing"}]
    assert (report["rows"], report["dry_run"]) == (2, True)


def test_the_command_tells_people_where_the_faults_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = write_csv(tmp_path / "bad.csv", [*SITES, ["S-2", "", "market"]])
    assert main(["import", "sites", str(bad), "--data", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        f"{bad}: line 3, column name: is missing\n1 fault, nothing taken.\n"
    )


def test_a_file_that_is_not_there_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = str(tmp_path / "gone.csv")
    assert main(["import", "sites", gone, "--data", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"inspector-server: No such file or directory: {gone}\n"
