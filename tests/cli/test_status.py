"""`inspector status` counts what waits, and says when the tablet may be handed in."""

import json
from pathlib import Path

import pytest

from inspector_app.cli import main
from inspector_app.services import inspecting
from inspector_app.services.opening import open_tablet
from tests.support.registry import SCALE, open_city
from tests.support.visits import seal_one


def test_the_counts_are_those_of_the_contract(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tablet = open_city(tmp_path)
    seal_one(tablet)
    inspecting.begin(tablet, SCALE)
    tablet.close()
    assert main(["status", "--data", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "draft": 1, "sealed": 1, "received": 0, "complete": 0, "set_aside": 0,
        "photos_waiting": 0, "safe_to_hand_in": False,
    }  # fmt: skip


def test_an_empty_tablet_is_safe_to_hand_in_and_says_so_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    open_tablet(tmp_path).close()
    assert main(["status", "--data", str(tmp_path)]) == 0
    out, err = capsys.readouterr()
    assert out.endswith("Safe to hand in.\n")
    assert err == ""


@pytest.mark.parametrize("left", [None, b""])
def test_a_tablet_whose_database_is_gone_is_never_safe_to_hand_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], left: bytes | None
) -> None:
    open_city(tmp_path).close()
    for file in tmp_path.glob("tablet.db*"):
        file.unlink()
    if left is not None:
        (tmp_path / "tablet.db").write_bytes(left)
    assert main(["status", "--data", str(tmp_path)]) == 2
    assert "gone" in capsys.readouterr().err
    assert main(["verify", "--data", str(tmp_path)]) == 1


def test_a_folder_that_cannot_be_used_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert main(["status", "--data", str(tmp_path / "file")]) == 2
    out, err = capsys.readouterr()
    assert (out, err.startswith("inspector: ")) == ("", True)
