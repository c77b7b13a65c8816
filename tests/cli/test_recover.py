"""`inspector recover` rescues a damaged tablet; `status` and `verify` tell of it from then on."""

import json
from pathlib import Path

import pytest

from inspector_app.cli import main
from inspector_app.store import beside
from tests.support.registry import open_city
from tests.support.visits import seal_one


@pytest.fixture
def data(tmp_path: Path) -> str:
    """The folder of a tablet with two sealed records."""
    open_city(tmp_path / "tablet").close()
    tablet = open_city(tmp_path / "tablet")
    seal_one(tablet)
    seal_one(tablet)
    tablet.close()
    return str(tmp_path / "tablet")


def test_a_sound_tablet_has_nothing_to_recover(
    data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["recover", "--data", data]) == 0
    assert "nothing to recover" in capsys.readouterr().out
    assert main(["recover", "--data", data, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"recoveries": []}


def test_every_command_tells_of_the_damage_and_of_what_came_of_it(
    data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (Path(data) / "tablet.db").write_bytes(b"\xee" * 8192)
    assert main(["status", "--data", data]) == 2
    assert "inspector recover" in capsys.readouterr().err
    assert main(["verify", "--data", data]) == 1
    assert main(["recover", "--data", data]) == 0
    assert "2 records and 0 begun inspections were saved" in capsys.readouterr().out
    assert main(["verify", "--data", data, "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)["recoveries"]
    assert (told["records"], told["lost"]) == (2, [])
    assert (Path(data) / told["kept_as"]).read_bytes() == b"\xee" * 8192
    assert main(["status", "--data", data]) == 0
    assert told["kept_as"] in capsys.readouterr().out
    assert main(["status", "--data", data, "--json"]) == 0
    counts = json.loads(capsys.readouterr().out)
    assert (counts["sealed"], len(counts["recoveries"])) == (2, 1)


def test_what_could_not_be_saved_is_named_and_gives_1(
    data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log = Path(data) / beside.LOG
    log.write_bytes(log.read_bytes().splitlines(keepends=True)[1])
    (Path(data) / "tablet.db").write_bytes(b"")
    assert main(["recover", "--data", data]) == 1
    assert "Record no. 1 could not be saved" in capsys.readouterr().out
    assert main(["verify", "--data", data]) == 1
    assert "no. 1" in capsys.readouterr().out
