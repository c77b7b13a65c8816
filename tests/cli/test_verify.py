"""`inspector verify` finds what is not as it was sealed, also a database that cannot be read."""

import json
from pathlib import Path

import pytest

from inspector_app.cli import main
from inspector_app.services import finishing
from inspector_app.store.photos import photo_path
from tests.support.registry import open_city
from tests.support.visits import inspection_document, write_photo


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of a tablet with a sealed record and its photo."""
    tablet = open_city(tmp_path / "tablet")
    write_photo(tmp_path)
    document = inspection_document(photos=[{"path": "photo.jpg"}])
    finishing.record_inspection(tablet, document, folder=tmp_path)
    tablet.close()
    return tmp_path / "tablet"


def test_a_sound_tablet_gives_0(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--data", str(data), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "faults": []}
    assert main(["verify", "--data", str(data)]) == 0


def test_a_changed_photo_gives_1_and_is_named(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (photo,) = [path for path in (data / "photos").rglob("*") if path.is_file()]
    assert photo == photo_path(data, photo.name)
    photo.write_bytes(b"changed")
    assert main(["verify", "--data", str(data), "--json"]) == 1
    (fault,) = json.loads(capsys.readouterr().out)["faults"]
    assert (fault["code"], fault["subject"]) == ("photo_changed", f"photo {photo.name}")
    assert main(["verify", "--data", str(data)]) == 1
    assert photo.name in capsys.readouterr().out


@pytest.mark.parametrize("keep", [0, 100, 5000])
def test_a_damaged_database_gives_1_and_no_traceback(
    data: Path, capsys: pytest.CaptureFixture[str], keep: int
) -> None:
    database = data / "tablet.db"
    whole = database.read_bytes()
    database.write_bytes(whole[:keep] + b"\xee" * (len(whole) - keep))
    assert main(["verify", "--data", str(data), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["ok"] is False
