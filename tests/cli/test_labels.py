"""`inspector labels` writes sheets that its sibling command reads, or says what is wrong."""

import json
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest

from inspector_app.cli import main
from inspector_app.labels.stocks import STOCKS
from inspector_app.services.opening import open_tablet
from inspector_app.store.reference import apply_changes
from inspector_app.tags.identifier import spell_identifier

REGISTER = """instrument_id,site_id,kind,nozzle,make,model,serial,seals
0000000150,S1,fuel_dispenser,1,示例,EX-40,A1,"[{""position"": ""meter"", ""number"": ""Z-1""}]"
0000000011,S1,fuel_dispenser,2,示例,EX-40,A1,
"""


@pytest.fixture
def register(tmp_path: Path) -> str:
    file = tmp_path / "instruments.csv"
    file.write_text(REGISTER, encoding="utf-8")
    return str(file)


def read_back(
    pdf: Path, capsys: pytest.CaptureFixture[str], *, pages: int = 1
) -> set[tuple[str, str | None]]:
    """Render a PDF as a scanner would and return what `inspector scan` says."""
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == pages
        files = []
        for at, page in enumerate(document):
            files.append(str(pdf.with_suffix(f".{at}.png")))
            page.render(scale=300 / 72).to_pil().save(files[-1])
    assert main(["scan", "--json", *files]) == 0
    told = json.loads(capsys.readouterr().out)
    return {(tag["kind"], tag["id"]) for entry in told for tag in entry["tags"]}


@pytest.mark.parametrize("stock", STOCKS)
def test_a_register_is_printed_on_every_stock_and_read_back(
    stock: str, register: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tags.pdf"
    assert main(["labels", "--csv", register, "--out", str(out), "--stock", stock]) == 0
    assert "2 labels" in capsys.readouterr().out
    pages = 2 if STOCKS[stock].per_page == 1 else 1
    found = read_back(out, capsys, pages=pages)
    assert found == {("instrument", "0000000150"), ("instrument", "0000000011")}


def test_seals_get_tags_of_their_own(
    register: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "seals.pdf"
    assert main(["labels", "--csv", register, "--out", str(out), "--seals"]) == 0
    capsys.readouterr()
    assert read_back(out, capsys) == {("seal", "Z-1")}


def test_a_host_of_the_offices_own_stands_in_the_links(
    register: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tags.pdf"
    arguments = ["labels", "--csv", register, "--out", str(out), "--host", "t.city.example"]
    assert main([*arguments, "--skip", "15"]) == 0
    capsys.readouterr()
    page = tmp_path / "page.png"
    with pypdfium2.PdfDocument(out) as document:
        document[0].render(scale=300 / 72).to_pil().save(page)
    assert main(["scan", "--json", str(page)]) == 0
    (tag,) = json.loads(capsys.readouterr().out)[0]["tags"]
    assert tag["text"] == "HTTPS://T.CITY.EXAMPLE/I/0000000150"


@pytest.fixture
def tablet(tmp_path: Path) -> str:
    """A tablet whose registry holds a site, two instruments of ours and one old number."""
    folder = tmp_path / "tablet"
    opened = open_tablet(folder)
    seals = [{"position": "meter", "number": "Z-9"}, {"position": "meter", "number": ""}]
    with opened.database.writing() as db:
        apply_changes(
            db,
            [
                ("sites", "S1", {"site_id": "S1", "name": "示范城东加油站"}),
                ("instruments", "0000000150", {"site_id": "S1", "nozzle": "2", "seals": seals}),
                ("instruments", "0000000011", {"site_id": "S-GONE", "kind": "scale"}),
                ("instruments", "OLD-77", {"site_id": "S1", "nozzle": "1"}),
            ],
        )
    opened.close()
    return str(folder)


def test_a_tablets_registry_is_printed_and_old_numbers_are_named(
    tablet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tags.pdf"
    assert main(["labels", "--data", tablet, "--out", str(out), "--stock", "L7163"]) == 0
    told = capsys.readouterr()
    assert "2 labels" in told.out
    assert "OLD-77" in told.err
    found = read_back(out, capsys)
    assert found == {("instrument", "0000000150"), ("instrument", "0000000011")}


def test_the_seals_of_a_tablets_registry_are_printed(
    tablet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "seals.pdf"
    assert main(["labels", "--data", tablet, "--out", str(out), "--seals"]) == 0
    capsys.readouterr()
    assert read_back(out, capsys) == {("seal", "Z-9")}


def test_a_geometry_of_ones_own_is_printed_with_cut_marks_after_places_used_before(
    register: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tags.pdf"
    paper = ["--stock", "A4:2x4:80x60:20,25:85,62", "--cut-marks", "--skip", "7"]
    assert main(["labels", "--csv", register, "--out", str(out), *paper]) == 0
    capsys.readouterr()
    found = read_back(out, capsys, pages=2)
    assert found == {("instrument", "0000000150"), ("instrument", "0000000011")}


def test_it_is_said_on_how_many_labels_words_had_no_room(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = tmp_path / "long.csv"
    register.write_text(f"instrument_id,make\n0000000150,{'示范制造厂' * 20}\n0000000011,\n")
    arguments = ["labels", "--csv", str(register), "--out", str(tmp_path / "tags.pdf")]
    assert main([*arguments, "--stock", "5267"]) == 0
    assert "On 1 of them some words had no room" in capsys.readouterr().out
    assert main([*arguments, "--stock", "L7163"]) == 0
    assert "no room" not in capsys.readouterr().out


def test_the_calibration_page_needs_no_register(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "calibration.pdf"
    assert main(["labels", "--calibrate", "--out", str(out), "--shift", "0.5,-1"]) == 0
    assert "100 %" in capsys.readouterr().out
    with pypdfium2.PdfDocument(out) as document:
        assert len(document) == 1


@pytest.mark.parametrize("shift", ["-0.5,1", "-.5,-1", "0.5,-1", "−0.5，1", "-1,2"])
def test_a_shift_to_the_left_is_taken_as_it_is_written(shift: str, tmp_path: Path) -> None:
    out = tmp_path / "calibration.pdf"
    for given in (["--shift", shift], [f"--shift={shift}"]):
        assert main(["labels", "--calibrate", *given, "--out", str(out)]) == 0
        assert out.is_file()
        out.unlink()


def test_an_option_after_a_forgotten_shift_is_not_taken_for_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["labels", "--shift", "--calibrate", "--out", "x.pdf"])
    assert "--shift: expected one argument" in capsys.readouterr().err


def test_the_list_of_stocks_says_which_codes_are_finer_than_they_should_be(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["labels", "--list-stocks"]) == 0
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert lines.keys() == STOCKS.keys()
    assert [name for name, line in lines.items() if "finer than 0.5 mm" in line] == ["5267"]
    assert "16 a page" in lines["L7162"]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ([], "--out"),
        (["--out", "{folder}/x.pdf", "--csv", "{folder}/none.csv"], "cannot be read"),
        (["--out", "{folder}/x.pdf", "--csv", "{folder}"], "cannot be read"),
        (["--out", "{folder}/no/x.pdf", "--csv", "{register}"], "cannot be written"),
        (["--out", "{folder}", "--csv", "{register}"], "cannot be written"),
        (["--out", "", "--csv", "{register}"], "--out"),
        (["--out", "{register}/x.pdf", "--csv", "{register}"], "cannot be written"),
        (["--out", "{folder}/x.pdf", "--csv", "{register}", "--stock", "X"], "known stock"),
        (["--out", "{folder}/x.pdf", "--csv", "{register}", "--stock", "9x9"], "too small"),
        (["--out", "{folder}/x.pdf", "--csv", "{register}", "--skip", "16"], "0 to 15"),
        (["--out", "{folder}/x.pdf", "--csv", "{register}", "--skip", "-1"], "0 to 15"),
        (["--out", "{folder}/x.pdf", "--csv", "{register}", "--host", "a b"], "host name"),
        (["--out", "{folder}/x.pdf", "--csv", "{register}", "--shift", "1"], "shift in mm"),
        (["--out", "{folder}/x.pdf", "--csv", "{register}", "--shift", "nan,0"], "at most 20 mm"),
        (
            ["--out", "{folder}/x.pdf", "--csv", "{register}", "--stock", "50x25", "--cut-marks"],
            "no place for cut marks",
        ),
        (["--out", "{folder}/x.pdf", "--data", "{folder}/none"], "no tablet"),
    ],
)
def test_wrong_use_ends_in_a_sentence_and_writes_nothing(
    arguments: list[str],
    why: str,
    register: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = set(tmp_path.rglob("*"))
    given = [each.format(folder=tmp_path, register=register) for each in arguments]
    assert main(["labels", *given]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert why in told.err
    assert "Traceback" not in told.err
    assert set(tmp_path.rglob("*")) == before


def test_every_bad_row_is_named_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = tmp_path / "bad.csv"
    register.write_text("instrument_id\n0000000150\n0000000105\nX\n")
    out = tmp_path / "tags.pdf"
    assert main(["labels", "--csv", str(register), "--out", str(out)]) == 2
    told = capsys.readouterr().err
    assert "line 3, column instrument_id" in told
    assert "line 4, column instrument_id" in told
    assert not out.exists()


def test_of_many_bad_rows_the_first_are_shown_and_the_rest_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = tmp_path / "bad.csv"
    register.write_text("instrument_id\n" + "X\n" * 500)
    assert main(["labels", "--csv", str(register), "--out", str(tmp_path / "tags.pdf")]) == 2
    told = capsys.readouterr().err
    assert told.count("column instrument_id") == 20
    assert "480 more" in told


def test_a_register_without_rows_is_nothing_to_print(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = tmp_path / "empty.csv"
    register.write_text("instrument_id,seals\n")
    arguments = ["labels", "--csv", str(register), "--out", str(tmp_path / "tags.pdf")]
    assert main(arguments) == 2
    assert "no instruments" in capsys.readouterr().err
    assert main([*arguments, "--seals"]) == 2
    assert "no seals" in capsys.readouterr().err


def test_the_old_file_stays_when_the_new_one_cannot_be_made(
    register: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tags.pdf"
    out.write_bytes(b"printed yesterday")
    assert main(["labels", "--csv", register, "--out", str(out), "--stock", "9x9"]) == 2
    assert out.read_bytes() == b"printed yesterday"
    assert main(["labels", "--csv", register, "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"%PDF")
    assert [file.name for file in tmp_path.glob("*.unfinished")] == []


def test_a_register_and_a_tablet_at_once_are_wrong_use(register: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["labels", "--csv", register, "--data", str(tmp_path), "--out", "x.pdf"])
    assert ended.value.code == 2


def test_the_identifiers_of_the_register_are_sound() -> None:
    assert {spell_identifier(37), spell_identifier(1)} == {"0000000150", "0000000011"}
