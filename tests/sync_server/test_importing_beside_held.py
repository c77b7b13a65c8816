"""A file beside what is held: absent columns stay, emptied values are named, ids have one form."""

import json
from pathlib import Path
from typing import Any

import pytest

from sync.server.cli import main
from sync.server.tables.reference import Change, load_kind, write_changes
from sync.server.work.importing.taking import ImportReport, import_file
from sync.server.work.opening import Office
from tests.support.sheets import write_csv

TAG, OTHER = "1WJXSD2J38", "0000000150"
SEALS = '[{"position": "encoder", "number": "LZ-0417"}]'
INSTRUMENT = {
    "instrument_id": TAG, "site_id": "S-1", "kind": "fuel_dispenser", "serial": "SN-1",
    "characteristics": '{"product": "petrol"}', "seals": SEALS, "valid_until": "2027-01-02",
}  # fmt: skip


def take(office: Office, folder: Path, kind: str, *rows: dict[str, str]) -> ImportReport:
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    return import_file(office, kind, write_csv(folder / f"{kind}.csv", lines), dry_run=False)


def held(office: Office, kind: str) -> dict[str, Any]:
    with office.database.reading() as connection:
        return {row_id: json.loads(body) for row_id, body in load_kind(connection, kind)}


def errors(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.message) for fault in report.errors]


@pytest.fixture
def register(office: Office, tmp_path: Path) -> Office:
    """An office with one instrument at one site, and one officer."""
    site = {"site_id": "S-1", "name": "北环加油站", "kind": "fuel_station",
            "latitude": "31.2", "longitude": "121.4"}  # fmt: skip
    take(office, tmp_path, "sites", site)
    take(office, tmp_path, "officers", {"officer_id": "O-1", "name": "赵甲", "certificate": "C-1"})
    assert take(office, tmp_path, "instruments", INSTRUMENT).created == 1
    return office


def test_a_column_that_is_not_in_the_heading_leaves_what_is_held(
    register: Office, tmp_path: Path
) -> None:
    before = held(register, "instruments")[TAG]
    row = {"instrument_id": TAG, "valid_until": "2028-01-02"}
    report = take(register, tmp_path, "instruments", row)
    assert (report.errors, report.updated, dict(report.emptied.counts)) == ((), 1, {})
    assert held(register, "instruments")[TAG] == before | {"valid_until": "2028-01-02"}


def test_a_new_row_needs_what_the_heading_lacks(register: Office, tmp_path: Path) -> None:
    rows = [{"instrument_id": tag, "serial": "X"} for tag in (TAG, OTHER)]
    assert errors(take(register, tmp_path, "instruments", *rows)) == [
        (1, "site_id", "is missing in the heading, and line 3 is new"),
        (1, "kind", "is missing in the heading, and line 3 is new"),
    ]


def test_what_would_be_emptied_is_counted_and_named(
    register: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = INSTRUMENT | {"serial": "", "seals": " ", "characteristics": ""}
    path = write_csv(tmp_path / "i.csv", [list(row), list(row.values())])
    report = import_file(register, "instruments", path, dry_run=True)
    assert dict(report.emptied.counts) == {"serial": 1, "characteristics": 1, "seals": 1}
    assert held(register, "instruments")[TAG]["serial"] == "SN-1"
    data = ["--data", str(register.settings.data), "--database", register.settings.database]
    assert main(["import", "instruments", str(path), "--dry-run", *data]) == 0
    told = capsys.readouterr().out
    assert "1 held values of serial would be emptied, the first in line 2" in told


def test_what_goes_together_is_checked_with_what_is_held(register: Office, tmp_path: Path) -> None:
    report = take(register, tmp_path, "sites", {"site_id": "S-1", "longitude": ""})
    assert errors(report) == [(2, "longitude", "is missing beside the latitude")]
    row = {"instrument_id": TAG, "verified_on": "2027-06-01"}
    assert errors(take(register, tmp_path, "instruments", row)) == [
        (2, "valid_until", "is before verified_on")
    ]


def test_what_was_wrong_in_a_held_row_before_does_not_stop_another_column(
    register: Office, tmp_path: Path
) -> None:
    body = held(register, "instruments")[TAG] | {"characteristics": {"colour": "red"}}
    for odd in (body, body | {"characteristics": ["x"], "seals": ["x"], "verified_on": 7}, ["x"]):
        with register.database.writing() as connection:
            write_changes(connection, [Change("instruments", TAG, json.dumps(odd))])
        row = {"instrument_id": TAG, "site_id": "S-1", "kind": "fuel_dispenser", "serial": "SN-2"}
        assert take(register, tmp_path, "instruments", row).errors == ()
        assert held(register, "instruments")[TAG]["serial"] == "SN-2"


@pytest.mark.parametrize("spelled", ["Ü-1", "U\u0308-1", "Ü－１", " Ü-1 ", "Ü-１"])
def test_ids_that_differ_in_form_alone_are_one(
    office: Office, tmp_path: Path, spelled: str
) -> None:
    row = {"site_id": "Ü-1", "name": "a", "kind": "market"}
    take(office, tmp_path, "sites", row)
    report = take(office, tmp_path, "sites", row | {"site_id": spelled, "name": "b"})
    assert (report.created, report.updated) == (0, 1)
    assert held(office, "sites").keys() == {"Ü-1"}
    twice = take(office, tmp_path, "sites", row, row | {"site_id": spelled})
    assert errors(twice) == [(3, "site_id", "stands in line 2 already")]


def test_an_id_that_was_stored_before_ids_had_one_form_keeps_its_row(
    office: Office, tmp_path: Path
) -> None:
    old = {"site_id": "Ｓ－９", "name": "a", "kind": "market"}
    with office.database.writing() as connection:
        write_changes(connection, [Change("sites", "Ｓ－９", json.dumps(old))])
    report = take(office, tmp_path, "sites", old | {"name": "b"})
    assert (report.created, report.updated) == (0, 1)
    assert held(office, "sites")["Ｓ－９"]["name"] == "b"
    instrument = INSTRUMENT | {"site_id": "Ｓ－９"}
    assert take(office, tmp_path, "instruments", instrument).created == 1
    assert held(office, "instruments")[TAG]["site_id"] == "Ｓ－９"


@pytest.mark.parametrize(
    "spelled",
    ["１ＷＪＸＳＤ２Ｊ３８", "HTTPS://M.EXAMPLE.GOV/I/1WJXSD2J38", "1wjx–sd2j–38",
     "https://any.example/i/1wjxsd2j38?from=scan"],
)  # fmt: skip
def test_an_instruments_id_is_taken_in_every_form_that_a_tag_gives(
    register: Office, tmp_path: Path, spelled: str
) -> None:
    row = {"instrument_id": spelled, "serial": "SN-9"}
    assert take(register, tmp_path, "instruments", row).updated == 1
    assert held(register, "instruments").keys() == {TAG}


def test_an_officer_that_is_not_there_is_named(register: Office, tmp_path: Path) -> None:
    row = {"instrument_id": TAG, "due_on": "2026-12-01", "assigned_to": "O-99"}
    assert errors(take(register, tmp_path, "worklist", row)) == [
        (2, "assigned_to", "“O-99” is not among the officers")
    ]
    for officer in ("O-1", "Ｏ-１", ""):
        assert take(register, tmp_path, "worklist", row | {"assigned_to": officer}).errors == ()


@pytest.mark.parametrize("number", ["LZ-0417", "lz–0417 ", "ＬＺ－０４１７", "LZ — 0417"])
def test_a_seal_at_two_places_is_named_whether_held_or_in_the_file(
    register: Office, tmp_path: Path, number: str
) -> None:
    seal = json.dumps([{"position": "meter", "number": number}])
    row = INSTRUMENT | {"instrument_id": OTHER, "seals": seal}
    (fault,) = take(register, tmp_path, "instruments", row).errors
    assert (fault.line, fault.column) == (2, "seals")
    assert fault.message.endswith(f"at another place, too: {TAG}, encoder")
    both = json.dumps([{"position": place, "number": number} for place in ("a", "b")])
    (fault,) = take(register, tmp_path, "instruments", INSTRUMENT | {"seals": both}).errors
    assert fault.message.endswith("at another place, too: a")


def test_a_seal_may_move_and_words_for_no_seal_may_stand_at_many_places(
    register: Office, tmp_path: Path
) -> None:
    none = json.dumps([{"position": "encoder", "number": "无"}])
    rows = [INSTRUMENT | {"seals": none}, INSTRUMENT | {"instrument_id": OTHER}]
    assert take(register, tmp_path, "instruments", *rows).errors == ()
    assert take(register, tmp_path, "instruments", INSTRUMENT | {"seals": none}).errors == ()


@pytest.mark.parametrize(
    ("certified", "near"),
    [("20000", False), ("2.0", False), ("21", False), ("20.5", False), ("19.9", True),
     ("20.010", True), ("20.4", True)],
)  # fmt: skip
def test_a_measure_is_certified_near_its_nominal_volume(
    office: Office, tmp_path: Path, certified: str, near: bool
) -> None:
    given = json.dumps({"nominal_volume_L": "20", "certified_volume_L": certified})
    for kind in ("standard_measure", "volume_measure"):
        row = {"standard_id": f"{kind} {certified}", "kind": kind, "characteristics": given}
        assert (take(office, tmp_path, "standards", row).errors == ()) is near


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026/1/2", "2026-01-02"), ("2026-1-2", "2026-01-02"), ("2026.01.02", "2026-01-02"),
        ("2026年1月2日", "2026-01-02"), ("2026 年 1 月 2 日", "2026-01-02"),
        ("２０２６/１/２", "2026-01-02"),
        ("20260102", "2026-01-02"), ("2016-10-17T00:00:00", "2016-10-17"),
        ("2026/1/2 0:00", "2026-01-02"), ("2026-01-02 00:00:00", "2026-01-02"),
        ("2026/1/2 8:30", None), ("1/2/2026", None), ("02.01.2026", None), ("2026-1/2", None),
        ("2026/2/30", None), ("26/1/2", None), ("2026年1月", None), ("1900/1/0", None),
        ("46024", None), ("0026/1/2", None), ("2026-W01-5", None), ("一年", None),
    ],
)  # fmt: skip
def test_a_day_is_taken_in_every_form_that_has_one_meaning(
    office: Office, tmp_path: Path, text: str, day: str | None
) -> None:
    row = {"site_id": "S", "name": "a", "kind": "market", "commitment_date": text}
    report = take(office, tmp_path, "sites", row)
    if day is None:
        assert errors(report) == [(2, "commitment_date", f"“{text}” is not a date like 2026-11-23")]
    else:
        assert held(office, "sites")["S"]["commitment_date"] == day


@pytest.mark.parametrize(
    ("column", "text", "why"),
    [
        ("name", "??????", "is nothing but “?”"),
        ("name", "？？1？", "is nothing but “?”"),
        ("name", "王?", "“王?” holds “?” where a rare character was lost"),
        ("name", "a\ufffdb", "holds U+FFFD in place of a lost character, character 2"),
        ("name", "x\u200by", "holds what cannot be seen: U+200B ZERO WIDTH SPACE, character 2"),
        ("name", "\ufeff站", "holds what cannot be seen: U+FEFF"),
        ("name", "a\u3164", "holds what cannot be seen: U+3164 HANGUL FILLER, character 2"),
        ("name", "\u202eevil", "holds what cannot be seen: U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("address", "a\u00adb", "holds what cannot be seen: U+00AD SOFT HYPHEN, character 2"),
        ("site_id", "葛\U000e0100", "holds what cannot be seen: U+E0100"),
        ("site_id", "1月2日", "“1月2日” was made a date by a spreadsheet"),
        ("phone", "1.38E+10", "“1.38E+10” was made a number by a spreadsheet"),
        ("phone", "1,38e+10", "“1,38e+10” was made a number by a spreadsheet"),
        ("phone", "########", "“########” holds what a column shows that is too narrow"),
        ("phone", "#SPILL!", "holds the spreadsheet's error #SPILL!"),
    ],
)
def test_what_was_lost_or_cannot_be_seen_is_named_with_its_place(
    office: Office, tmp_path: Path, column: str, text: str, why: str
) -> None:
    row = {"site_id": "S", "name": "a", "kind": "market"} | {column: text}
    (fault,) = take(office, tmp_path, "sites", row).errors
    assert fault.column == column
    assert fault.message.startswith(why)


@pytest.mark.parametrize("name", ["葛\U000e0100城站", "Who? Café", "محطة", "⛽ 加油", "站（二期）"])
def test_what_can_be_seen_is_taken_as_it_is(office: Office, tmp_path: Path, name: str) -> None:
    assert take(office, tmp_path, "sites", {"site_id": "S", "name": name, "kind": "other"}).created


def test_the_same_fault_is_said_once_with_its_count_and_its_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [["site_id", "name", "kind", "commitment_date"]]
    lines += [[f"S-{n}", "a", "market" if n % 10 else "shop", f"{n % 12 + 1}/5/2026"]
              for n in range(2000)]  # fmt: skip
    path = write_csv(tmp_path / "s.csv", lines)
    data = ["--data", str(tmp_path)]
    assert main(["import", "sites", str(path), *data]) == 2
    told = capsys.readouterr().err.splitlines()
    every_day = "column commitment_date: “1/5/2026” is not a date like 2026-11-23"
    assert told == [
        f"{path}: line 2, column kind: “shop” is not one of fuel_station, market, supermarket,"
        " optician, utility, other (200 times, lines "
        + ", ".join(str(n + 2) for n in range(0, 200, 10)) + ", …)",
        f"{path}: line 2, {every_day} (2000 times, lines 2-2001)",
        "2200 faults, nothing taken.",
    ]  # fmt: skip
    assert main(["import", "sites", str(path), "--json", *data]) == 2
    assert len(json.loads(capsys.readouterr().out)["errors"]) == 2200


def test_an_encoding_is_named_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "s.csv"
    path.write_bytes("site_id,name,kind\nS-1,小站,market\n".encode("gb18030"))
    data = ["--data", str(tmp_path)]
    assert main(["import", "sites", str(path), *data]) == 2
    assert "“小站” in GB18030 or “Сվ” in UTF-8" in capsys.readouterr().err
    assert main(["import", "sites", str(path), "--encoding", "gb18030", *data]) == 0
