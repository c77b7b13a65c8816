"""`inspector record` seals files: ids printed, all or none, every fault named, no traceback."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from inspector_app.cli import main
from inspector_app.services.handing_in import list_sealed
from inspector_app.services.opening import open_tablet
from tests.support.registry import open_city
from tests.support.visits import inspection_document, write_photo

ID = "01900000-0000-7000-8000-00000000abcd"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of an enrolled tablet."""
    open_city(tmp_path / "tablet").close()
    return tmp_path / "tablet"


def write(folder: Path, document: object, name: str = "one.json") -> str:
    path = folder / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def sealed(data: Path) -> list[str]:
    tablet = open_tablet(data)
    try:
        return [line.record_id for line in reversed(list_sealed(tablet))]
    finally:
        tablet.close()


def read(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_one_file_gives_one_id(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["record", write(tmp_path, inspection_document(id=ID)), "--data", str(data)]) == 0
    assert capsys.readouterr().out == f"{ID}\n"
    assert sealed(data) == [ID]


def test_a_list_and_several_files_are_sealed_in_their_order(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_photo(tmp_path)
    two = [inspection_document(note=note) for note in "ab"]
    with_photo = inspection_document(photos=[{"path": "photo.jpg", "caption": "c"}])
    files = [write(tmp_path, two), write(tmp_path, with_photo, "two.json")]
    assert main(["record", *files, "--data", str(data), "--json"]) == 0
    printed = read(capsys)
    assert [line["seq"] for line in printed] == [1, 2, 3]
    assert {line["verdict"] for line in printed} == {"pass"}
    assert [line["id"] for line in printed] == sealed(data)
    assert all(len(line["sha256"]) == 64 for line in printed)


def test_standard_input_is_taken_too(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = json.dumps(inspection_document(id=ID)).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    assert main(["record", "-", "--data", str(data)]) == 0
    assert capsys.readouterr().out == f"{ID}\n"


def test_running_it_twice_doubles_nothing(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, inspection_document(id=ID))
    printed = []
    for _ in range(2):
        assert main(["record", file, "--data", str(data), "--json"]) == 0
        printed.append(read(capsys))
    assert printed[0] == printed[1]
    assert sealed(data) == [ID]


def test_every_fault_of_every_file_is_named_and_nothing_is_sealed(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = write(tmp_path, inspection_document())
    bad = write(tmp_path, [inspection_document(officers=[]), {"id": "x"}], "bad.json")
    assert main(["record", good, bad, "--data", str(data), "--json"]) == 2
    out, err = capsys.readouterr()
    paths = [fault["path"] for fault in json.loads(out)["errors"]]
    assert f"{bad}: [0].officers" in paths
    assert f"{bad}: [1].id" in paths
    assert "is missing" in err
    assert sealed(data) == []


@pytest.mark.parametrize("content", [None, "", "{", "[1]", "[]x", "\udcff"])
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None
) -> None:
    file = tmp_path / "bad.json"
    if content is not None:
        file.write_bytes(content.encode(errors="surrogateescape"))
    assert main(["record", str(file), "--data", str(data)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("inspector: ")
    assert "Traceback" not in err


def test_an_empty_list_seals_nothing_and_is_no_error(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["record", write(tmp_path, []), "--data", str(data), "--json"]) == 0
    assert read(capsys) == []


def test_a_tablet_that_is_not_enrolled_says_how_to_enrol(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, inspection_document())
    open_tablet(tmp_path / "new").close()
    assert main(["record", file, "--data", str(tmp_path / "new")]) == 2
    assert "inspector enroll" in capsys.readouterr().err
