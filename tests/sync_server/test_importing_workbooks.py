"""A workbook gives what it shows: odd cells are refused, the sheet that is read is named."""

import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from sync.server.work.importing.columns import LAYOUTS
from sync.server.work.importing.merging import Row, merge
from sync.server.work.importing.parsing import RowFault
from sync.server.work.importing.taking import Choice, read_file
from tests.support.sheets import write_xlsx

SITE = {"site_id": "S-1", "name": "北环加油站", "kind": "market"}
AS_TEXT = "format the column as text"


def read(kind: str, path: Path, sheet: str = "") -> tuple[list[Row], list[RowFault], Any]:
    opened, parsed = read_file(LAYOUTS[kind], path, Choice(sheet))
    rows = [merge(LAYOUTS[kind], parsed, row, {}) for row in parsed.rows]
    return rows, [fault for row in rows for fault in row.faults] + parsed.faults, opened


def write(path: Path, number_format: str = "General", **cells: object) -> Path:
    """Write one site; the last cell has the format."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    row = SITE | cells
    sheet.append(list(row))
    sheet.append(list(row.values()))
    sheet.cell(2, len(row)).number_format = number_format
    workbook.save(path)
    return path


def numbered(path: Path, format_id: int) -> Path:
    """Give the formatted cell of a file a built-in number format."""
    return rewritten(path, "xl/styles.xml", lambda styles: styles.replace(
        b'<xf numFmtId="164"', b'<xf numFmtId="%d"' % format_id))  # fmt: skip


def rewritten(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Change a part of a workbook."""
    with zipfile.ZipFile(path) as source:
        parts = {each: source.read(each) for each in source.namelist()}
    assert change(parts[name]) != parts[name]
    with zipfile.ZipFile(path, "w") as target:
        for each, data in parts.items():
            target.writestr(each, change(data) if each == name else data)
    return path


@pytest.mark.parametrize("format_id", [*range(27, 37), *range(50, 59), 14, 15, 16, 17, 22])
def test_built_in_day_formats_are_days_and_no_codes(tmp_path: Path, format_id: int) -> None:
    day = numbered(write(tmp_path / "d.xlsx", "0.0000", commitment_date=46024), format_id)
    (row,), faults, _ = read("sites", day)
    assert (faults, row.body["commitment_date"]) == ([], "2026-01-02")
    code = numbered(write(tmp_path / "c.xlsx", "0.0000", phone=46024), format_id)
    _, (fault,), _ = read("sites", code)
    assert (fault.line, fault.column, fault.cell) == (2, "phone", "D2")
    assert fault.message == f"was made a date by the spreadsheet; {AS_TEXT}"


def test_chinese_days_are_counted_from_the_workbooks_own_first_day(tmp_path: Path) -> None:
    path = tmp_path / "d.xlsx"
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.worksheets[0]
    for line in ([*SITE, "commitment_date"], [*SITE.values(), 46024]):
        sheet.append(line)
    sheet.cell(2, 4).number_format = "0.0000"
    book.save(path)
    (row,), _, _ = read("sites", numbered(path, 31))
    assert row.body["commitment_date"] == "2030-01-03"


@pytest.mark.parametrize(
    ("value", "number_format", "why"),
    [
        (time(1, 2), "h:mm:ss", "was made a time by the spreadsheet"),
        (0.5, "h:mm", "was made a time by the spreadsheet"),
        (timedelta(hours=30), "[h]:mm:ss", "was made a duration by the spreadsheet"),
        (datetime(2026, 1, 2, 8, 30), "yyyy-mm-dd hh:mm", "was made a day with a time"),
        (date(2026, 1, 2), 'm"月"d"日"', "was made a date by the spreadsheet"),
        (46024, '[DBNum1][$-804]yyyy"年"m"月"d"日"', "was made a date by the spreadsheet"),
        (0.003, "0.0%", "is a percentage in the spreadsheet"),
        (0.003, "0%", "is a percentage in the spreadsheet"),
        (0.5, "# ?/?", "is a fraction in the spreadsheet"),
        (0.5, "# ??/16", "is a fraction in the spreadsheet"),
        (7, '"S-"000', "is a number with words around it in the spreadsheet"),
        (7, "000", "is shown with other digits in the spreadsheet"),
        (1234567, "#,##0", "is shown with other digits in the spreadsheet"),
        (12, '0"号"', "is a number with words around it in the spreadsheet"),
        (12, "¥0.00", "is shown with other digits in the spreadsheet"),
        (1.2e11, "0.00E+00", "is shown as a power of ten"),
        (2.345, "0.0", "is shown rounded as 2.3"),
        (-3, "0_);[Red]\\(0\\)", "is shown rounded as -3"),
        (1234567890123456, "0", "has more than 15 digits, of which the last are lost"),
        (1.234567890123457e18, "General", "has more than 15 digits, of which the last are lost"),
        (1234567.123456789, "General", "has more than 15 digits, of which the last are lost"),
        ("1.23457E+18", "@", "“1.23457E+18” was made a number by a spreadsheet"),
        ("1E+05", "General", "“1E+05” was made a number by a spreadsheet"),
        ("1月2日", "General", "“1月2日” was made a date by a spreadsheet"),
        ("2-Jan", "General", "“2-Jan” was made a date by a spreadsheet"),
    ],
)
def test_what_the_spreadsheet_made_of_a_code_is_refused(
    tmp_path: Path, value: object, number_format: str, why: str
) -> None:
    _, (fault,), _ = read("sites", write(tmp_path / "s.xlsx", number_format, credit_code=value))
    assert (fault.column, fault.cell) == ("credit_code", "D2")
    assert fault.message.startswith(why)
    assert fault.message.endswith(AS_TEXT)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (123456789012345, "General", "123456789012345"),
        (123456789012345, "0", "123456789012345"),
        (123456789012345, "0_ ", "123456789012345"),
        (12, "0_);[Red]\\(0\\)", "12"),
        (1.5, "0.00", "1.50"),
        (1.5, "General", "1.5"),
        (17.0, "@", "17"),
        ("007", "@", "007"),
        ("12E5", "@", "12E5"),
        ("2E10", "@", "2E10"),
        ("1-2", "@", "1-2"),
    ],
)
def test_a_number_that_shows_just_its_digits_is_a_code(
    tmp_path: Path, value: object, number_format: str, text: str
) -> None:
    (row,), faults, _ = read("sites", write(tmp_path / "s.xlsx", number_format, credit_code=value))
    assert (faults, row.body["credit_code"]) == ([], text)


def test_degrees_are_exact_whatever_is_shown_of_them_and_no_percentage(tmp_path: Path) -> None:
    path = write(tmp_path / "s.xlsx", "0.00", latitude=31, longitude=121.473701)
    (row,), faults, _ = read("sites", path)
    assert (faults, row.body["longitude"]) == ([], "121.473701")
    _, (fault,), _ = read("sites", write(path, "0%", latitude=31, longitude=0.5))
    assert fault.message.startswith("is a percentage")


def test_a_formula_that_was_never_computed_is_refused_and_a_computed_one_taken(
    tmp_path: Path,
) -> None:
    cells = {"address": '=CONCATENATE("a","b")', "commitment_date": "=DATE(2026,1,2)"}
    path = write(tmp_path / "s.xlsx", **cells)
    _, faults, _ = read("sites", path)
    assert [fault.cell for fault in faults] == ["D2", "E2"]
    assert all("never computed; open it in Excel and save it" in each.message for each in faults)

    def compute(xml: bytes) -> bytes:
        text = xml.replace(b"</f><v />", b"</f><v></v>").replace(b"</f><v/>", b"</f><v></v>")
        first, second, rest = text.split(b"</f><v></v>")
        first = first.replace(b'<c r="D2">', b'<c r="D2" t="str">')
        return first + b"</f><v></v>" + second + b"</f><v>46024</v>" + rest

    (row,), faults, _ = read("sites", rewritten(path, "xl/worksheets/sheet1.xml", compute))
    assert [fault.column for fault in faults] == ["commitment_date"]  # a number without its format
    assert row.body["address"] is None


def test_characters_that_xml_cannot_hold_are_read_as_what_they_stand_for(tmp_path: Path) -> None:
    name = "东风_x000D_\n加油站_x0009_ _x005F_x000D_ _xD842__xDFB7_"
    (row,), faults, _ = read("sites", write(tmp_path / "s.xlsx", address=name))
    assert (faults, row.body["address"]) == ([], "东风 加油站 _x000D_ 𠮷")
    _, (fault,), _ = read("sites", write(tmp_path / "s.xlsx", address="a_x0007_b"))
    assert fault.message == "holds what cannot be seen: U+0007, character 2"


def workbook(path: Path, *sheets: tuple[str, str, Sequence[Sequence[object]]]) -> Path:
    """Write sheets with their title and state."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, state, lines in sheets:
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        for line in lines:
            sheet.append(list(line))
    book.save(path)
    return path


def site(site_id: str) -> list[list[str]]:
    return [list(SITE), [site_id, "站", "market"]]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_passed_over_and_told(tmp_path: Path, state: str) -> None:
    path = workbook(tmp_path / "w.xlsx", ("旧", state, site("OLD")), ("新", "visible", site("NEW")))
    (row,), faults, opened = read("sites", path)
    assert (row.id, faults, opened.name) == ("NEW", [], "新")
    assert opened.remarks == ["hidden and passed over: “旧”"]


def test_the_heading_is_looked_for_on_every_visible_sheet(tmp_path: Path) -> None:
    instruments = [["instrument_id", "site_id", "kind"], ["x", "y", "scale"]]
    path = workbook(
        tmp_path / "w.xlsx",
        ("说明", "visible", [["how to fill this in"]]),
        ("器具", "visible", instruments),
        ("站点", "visible", [[], *site("A")]),
        ("更多", "visible", site("B")),
    )
    (row,), faults, opened = read("sites", path)
    assert (row.id, faults, opened.name) == ("A", [], "站点")
    assert opened.remarks == ["not read, though with this heading: “更多”; --sheet NAME does"]
    (row,), _, opened = read("sites", path, sheet="更多")
    assert (row.id, opened.remarks) == ("B", [])
    _, (fault,), _ = read("sites", path, sheet="没有")
    assert fault.message.startswith("has no sheet “没有”; it has “说明”")


def test_a_chart_on_a_sheet_of_its_own_is_passed_over(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for line in site("S-1"):
        sheet.append(line)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=2))
    book.create_chartsheet("图", 0).add_chart(chart)
    book.save(tmp_path / "c.xlsx")
    (row,), faults, _ = read("sites", tmp_path / "c.xlsx")
    assert (row.id, faults) == ("S-1", [])


def archive(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as target:
        for name, data in parts.items():
            target.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return path


ODS = b"application/vnd.oasis.opendocument.spreadsheet"
XML_2003 = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"mimetype": ODS}, "is an OpenDocument spreadsheet (.ods)"),
        ({"mimetype": b"application/vnd.oasis.opendocument.text"}, "is an OpenDocument file"),
        ({"xl__workbook_dot_bin": b""}, "is a binary Excel workbook (.xlsb)"),
        ({"word__document_dot_xml": b""}, "is a Word document"),
        ({"ppt__presentation_dot_xml": b""}, "is a presentation"),
        ({"Index__Document_dot_iwa": b""}, "is a Numbers document"),
        ({"sites_dot_csv": b""}, "is an archive (ZIP) and no workbook"),
        ({"xl__workbook_dot_xml": b"<w xmlns='http://purl.oclc.org/ooxml/spreadsheetml/main'/>"},
         "is a workbook in the strict form of Open XML"),
    ],
)  # fmt: skip
def test_an_archive_of_another_program_is_named(
    tmp_path: Path, parts: dict[str, bytes], why: str
) -> None:
    _, (fault,), _ = read("sites", archive(tmp_path / "x.xlsx", **parts))
    assert fault.message.startswith(why)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
        ("a.xls", OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
        ("a.xlsx", OLE + bytes(500), "is protected by a password"),
        ("a.xls", OLE + bytes(500), "is an old Excel workbook (.xls)"),
        ("a.xlsx", OLE + "Workbook".encode("utf-16-le"), "is an old Excel workbook (.xls)"),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "is a Word document"),
        ("a.fods", b'<?xml version="1.0"?><office:document xmlns:office="x"/>',
         "is a flat OpenDocument file (.fods)"),
("a.xls", XML_2003, "is an XML spreadsheet"),
        ("a.xls", b"\xef\xbb\xbf <HTML><table><tr>", "is a web page under the name of a table"),
        ("a.csv", b"%PDF-1.7", "is a PDF"),
        ("a.csv", b"\x89PNG\r\n", "is a picture"),
        ("a.csv", b"SQLite format 3\0", "is a database (SQLite)"),
        ("a.csv", b"PAR1", "is a Parquet file"),
        ("a.csv", b"\x1f\x8b\x08", "is compressed (gzip)"),
    ],
)  # fmt: skip
def test_a_file_of_another_program_is_named(
    tmp_path: Path, name: str, data: bytes, why: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    _, (fault,), _ = read("sites", path)
    assert fault.message.startswith(why)


def test_a_sheet_of_a_text_file_is_told_not_to_be_there(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("site_id,name,kind\n")
    _, (fault,), _ = read("sites", tmp_path / "a.csv", sheet="x")
    assert fault.message == "is no workbook, so there is no sheet “x”"


def test_a_cell_beyond_z_is_named_as_the_spreadsheet_names_it(tmp_path: Path) -> None:
    blanks: list[object] = [None] * 24
    lines = [[*SITE.keys(), *blanks, "phone"], [*SITE.values(), *blanks, 0.5]]
    path = write_xlsx(tmp_path / "s.xlsx", lines)
    rewritten(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<v>0.5", b"<v>1e20"))
    _, (fault,), _ = read("sites", path)
    assert (fault.cell, str(fault).split(":")[0]) == ("AB2", "line 2, column phone (AB2)")
