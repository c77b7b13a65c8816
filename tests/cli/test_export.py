"""`inspector export` writes plan B and says what is in it."""

import json
from pathlib import Path

import pytest

from inspector_app.cli import main
from inspector_app.store.photos import photo_path
from tests.support.registry import open_city
from tests.support.visits import seal_one


def test_the_counts_are_told_in_words_and_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tablet = open_city(tmp_path / "tablet")
    seal_one(tablet)
    tablet.close()
    target = tmp_path / "b.zip"
    options = ["export", str(target), "--data", str(tmp_path / "tablet")]
    assert main([*options, "--json"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert (told["records"], told["path"], told["bytes"]) == (1, str(target), target.stat().st_size)
    assert err == "1 of 1 records and photos\n"
    assert main(options) == 0
    assert "They stay on this tablet" in capsys.readouterr().out


def test_a_lost_photo_is_named_and_gives_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from inspector_app.services.finishing import record_inspection
    from tests.support.visits import inspection_document, write_photo

    tablet = open_city(tmp_path / "tablet")
    write_photo(tmp_path)
    document = inspection_document(photos=[{"path": "photo.jpg"}])
    record_inspection(tablet, document, folder=tmp_path)
    tablet.close()
    (photo,) = [path for path in (tmp_path / "tablet" / "photos").rglob("*") if path.is_file()]
    assert photo == photo_path(tmp_path / "tablet", photo.name)
    photo.unlink()
    options = ["export", str(tmp_path / "b.zip"), "--data", str(tmp_path / "tablet")]
    assert main(options) == 1
    assert photo.name in capsys.readouterr().err


def test_a_place_that_is_no_folder_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_city(tmp_path / "tablet").close()
    options = ["export", str(tmp_path / "no" / "b.zip"), "--data", str(tmp_path / "tablet")]
    assert main(options) == 2
    assert "is no folder" in capsys.readouterr().err
