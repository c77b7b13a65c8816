"""The office prints the tags of a site, of a district, or those that it never printed."""

import json
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from inspector_app.tags.identifier import spell_identifier
from sync.server.cli import main
from sync.server.errors import WrongUse
from sync.server.settings import Settings
from sync.server.tables.printed_tags import load_printed, write_printed
from sync.server.tables.reference import Change, write_changes
from sync.server.work.labelling import choose_instruments, give_labels, note_printed
from sync.server.work.opening import Office, open_office

SITES = {
    "S-1": ("城东加油站", "示例市 城东区 东湖路 1 号"),
    "S-2": ("Eastgate", "示例市城东区东湖路 2 号"),
    "S-3": ("城西加油站", "示例市城西区 3 号"),
    "S-4": ("无址", None),
}


def tag(number: int) -> str:
    identifier = spell_identifier(37 * number)
    assert identifier is not None
    return identifier


INSTRUMENTS = {
    tag(1): ("S-1", "10"), tag(2): ("S-1", "9"), tag(3): ("S-2", "1"), tag(4): ("S-3", None),
    tag(5): ("S-4", "1"),
}  # fmt: skip


def fill(office: Office) -> None:
    seals = [{"position": "meter", "number": "Z-1"}, {"position": "meter", "number": None}]
    rows = [
        ("sites", site_id, {"site_id": site_id, "name": name, "address": address})
        for site_id, (name, address) in SITES.items()
    ]
    rows += [
        ("instruments", identifier, {
            "instrument_id": identifier, "site_id": site_id, "kind": "fuel_dispenser",
            "nozzle": nozzle, "make": None, "seals": seals if identifier == tag(3) else None,
        })
        for identifier, (site_id, nozzle) in INSTRUMENTS.items()
    ]  # fmt: skip
    with office.database.writing() as connection:
        changes = [Change(kind, row_id, json.dumps(body)) for kind, row_id, body in rows]
        write_changes(connection, changes)


@pytest.fixture
def data(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an office with four sites and five instruments."""
    folder = tmp_path / "office"
    monkeypatch.setenv("INSPECTOR_SERVER_DATABASE", database_url)
    office = open_office(Settings(folder, database_url, folder / "files"))
    fill(office)
    office.close()
    return folder


def run(data: Path, *options: str) -> int:
    return main(["labels", "--data", str(data), *options])


def read_back(pdf: Path) -> set[str]:
    """Return the last part of every link on the sheets."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.render(scale=300 / 72).to_pil() for page in document]
    found = [code.text for page in pages for code in zxingcpp.read_barcodes(page)]
    return {link.rpartition("/")[2] for link in found}


def test_instruments_come_site_by_site_and_nozzle_ten_after_nozzle_nine(office: Office) -> None:
    fill(office)
    assert choose_instruments(office) == [tag(2), tag(1), tag(3), tag(4), tag(5)]
    titles = [each.title for each in give_labels(office, [tag(3), tag(1)], host="M.EXAMPLE.GOV")]
    assert titles == ["Eastgate", "城东加油站"]


def test_a_district_is_what_addresses_begin_with_whatever_their_blanks(office: Office) -> None:
    fill(office)
    assert choose_instruments(office, district="示例市城东区") == [tag(2), tag(1), tag(3)]
    assert choose_instruments(office, district=" 示例市 城西 ") == [tag(4)]
    assert len(choose_instruments(office, district="示例市")) == 4
    with pytest.raises(WrongUse, match="It stands within “示例市 城东区 东湖路 1 号”"):
        choose_instruments(office, district="城东区")
    with pytest.raises(WrongUse, match="begins with “别处”"):
        choose_instruments(office, district="别处")
    with pytest.raises(WrongUse, match="A district is"):
        choose_instruments(office, district=" ")


def test_missing_are_those_never_noted_as_printed(office: Office) -> None:
    fill(office)
    note_printed(office, [tag(1), tag(3)])
    note_printed(office, [tag(3)])  # again, later
    assert choose_instruments(office, missing=True) == [tag(2), tag(4), tag(5)]
    assert choose_instruments(office, missing=True, site="S-2") == []
    assert choose_instruments(office, site="S-2") == [tag(3)]


def test_more_tags_than_one_statement_takes_are_noted(office: Office) -> None:
    many = [tag(number) for number in range(1, 1202) if spell_identifier(37 * number)]
    for _ in range(2):
        with office.database.writing() as connection:
            write_printed(connection, many, office.instant())
    with office.database.reading() as connection:
        assert load_printed(connection) == set(many)


def test_an_old_number_that_no_tag_can_carry_is_left_out(office: Office) -> None:
    fill(office)
    with office.database.writing() as connection:
        write_changes(connection, [Change("instruments", "OLD-77", '{"site_id": "S-1"}')])
    assert "OLD-77" not in choose_instruments(office)


def test_a_site_is_printed_and_then_only_the_missing(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tags.pdf"
    assert run(data, "--out", str(out), "--site", "S-1", "--stock", "L7163", "--skip", "2") == 0
    assert "2 labels" in capsys.readouterr().out
    assert read_back(out) == {tag(1), tag(2)}
    assert run(data, "--out", str(out), "--missing", "--district", "示例市", "--cut-marks") == 0
    assert read_back(out) == {tag(3), tag(4)}
    assert run(data, "--out", str(out), "--missing") == 0
    assert read_back(out) == {tag(5)}
    out.unlink()
    assert run(data, "--out", str(out), "--missing") == 0
    assert "No tag is missing" in capsys.readouterr().out
    assert not out.exists()
    assert run(data, "--out", str(out)) == 0
    assert read_back(out) == set(INSTRUMENTS)


def test_what_could_not_be_written_stays_missing(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data, "--out", str(tmp_path / "none" / "x.pdf")) == 2
    assert run(data, "--out", str(tmp_path / "x.pdf"), "--stock", "9x9") == 2
    capsys.readouterr()
    assert run(data, "--out", str(tmp_path / "x.pdf"), "--missing") == 0
    assert "5 labels" in capsys.readouterr().out


def test_seals_are_printed_and_not_counted_as_tags(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "seals.pdf"
    assert run(data, "--out", str(out), "--seals") == 0
    assert read_back(out) == {"Z-1"}
    capsys.readouterr()
    assert run(data, "--out", str(out), "--missing") == 0
    assert "5 labels" in capsys.readouterr().out


def test_links_carry_the_host_of_the_settings_unless_another_is_given(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSPECTOR_SERVER_TAG_HOSTS", "t.city.example,old.example")
    out = tmp_path / "tags.pdf"
    assert run(data, "--out", str(out), "--site", "S-2") == 0
    assert b"".join(links(out)) == f"HTTPS://T.CITY.EXAMPLE/I/{tag(3)}".encode()
    assert run(data, "--out", str(out), "--site", "S-2", "--host", "x.example") == 0
    assert b"".join(links(out)) == f"HTTPS://X.EXAMPLE/I/{tag(3)}".encode()


def links(pdf: Path) -> list[bytes]:
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0].render(scale=300 / 72).to_pil()
    return [code.bytes for code in zxingcpp.read_barcodes(page)]


def test_the_stocks_and_the_calibration_page_need_no_registry(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "nothing"
    assert run(data, "--list-stocks") == 0
    assert "finer than 0.5 mm" in capsys.readouterr().out
    assert run(data, "--calibrate", "--out", str(tmp_path / "page.pdf")) == 0
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF")
    assert not data.exists()


def test_a_shift_to_the_left_is_taken_by_the_office_too(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "calibration.pdf"
    assert run(data, "--calibrate", "--out", str(out), "--shift", "-0.5,1") == 0
    assert out.is_file()


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ([], "--out"),
        (["--out", "x.pdf", "--site", "S-9"], "no site “S-9”"),
        (["--out", "x.pdf", "--district", "城东"], "begins with “城东”"),
        (["--out", "x.pdf", "--missing", "--seals"], "--missing goes without --seals"),
        (["--out", "x.pdf", "--seals", "--site", "S-1"], "no seals"),
        (["--out", "x.pdf", "--stock", "X"], "known stock"),
        (["--out", "x.pdf", "--skip", "16"], "0 to 15"),
        (["--out", "x.pdf", "--host", "a b"], "host name"),
        (["--out", "x.pdf", "--stock", "50x25", "--cut-marks"], "no place for cut marks"),
        (["--out", "x.pdf", "--shift", "1"], "shift in mm"),
    ],
)
def test_wrong_use_ends_in_a_sentence_and_writes_nothing(
    options: list[str],
    why: str,
    data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(data, *options) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("inspector-server: ")
    assert why in told.err
    assert not list(tmp_path.glob("x.pdf*"))
