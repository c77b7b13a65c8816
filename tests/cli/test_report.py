"""`inspector report` writes the report of a sealed record."""

from pathlib import Path

import pytest

from inspector_app.cli import main
from inspector_app.services.recording import Source, record_all
from tests.support.registry import open_city
from tests.support.reports import take_apart
from tests.support.visits import inspection_document, seal_one


@pytest.fixture
def record_id(tmp_path: Path) -> str:
    """A record on the tablet in `tmp_path`."""
    tablet = open_city(tmp_path / "tablet")
    line = seal_one(tablet)
    tablet.close()
    return line.record_id


def test_the_report_is_written_in_the_language_asked_for(
    tmp_path: Path, record_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["report", record_id, "--data", str(tmp_path / "tablet")]
    for language, words in (("zh", "计量检查报告"), ("en", "Inspection report")):
        out = tmp_path / f"{language}.pdf"
        assert main([*options, "--out", str(out), "--language", language]) == 0
        assert words in take_apart(out.read_bytes()).text
        assert str(out) in capsys.readouterr().out


def test_characters_that_no_font_has_are_named_and_rare_names_are_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tablet = open_city(tmp_path / "tablet")
    officers = [{"name": name, "certificate": "C"} for name in ("王喆", "李㛃", "𠮷龘")]
    document = inspection_document(officers=officers, note="⛽ 語國 م")
    (line,) = record_all(tablet, [Source(document, tmp_path)])
    tablet.close()
    out = tmp_path / "r.pdf"
    data = ["--data", str(tmp_path / "tablet")]
    assert main(["report", line.record_id, "--out", str(out), *data]) == 0
    told = capsys.readouterr().err
    assert told == "A box is printed for what the font lacks: ⛽ (U+26FD), م (U+0645).\n"
    text = take_apart(out.read_bytes()).text
    assert all(name in text for name in ("李㛃", "𠮷龘", "語國"))


def test_a_record_or_a_folder_that_is_not_here_is_told_in_a_sentence(
    tmp_path: Path, record_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path / "tablet")]
    assert main(["report", "nothing", "--out", str(tmp_path / "a.pdf"), *data]) == 2
    assert "no record nothing" in capsys.readouterr().err
    assert main(["report", record_id, "--out", str(tmp_path / "no" / "a.pdf"), *data]) == 2
    assert "is no folder" in capsys.readouterr().err
    assert not (tmp_path / "a.pdf").exists()
