"""The example of the papers is a whole client: what it says it does, it does to a real server."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from sync.protocol.digest import sha256_hex
from sync.server.tables.reference import Change, write_changes
from sync.server.work.enrolling import invite, list_devices
from sync.server.work.opening import Office
from sync.server.work.verifying import verify_office
from tests.support.device import inspection

EXAMPLE = Path(__file__).parents[2] / "docs" / "example_client.py"
PHOTO = bytes(range(256)) * 5000
ALLOWED = {"requests", "cryptography"}


@pytest.fixture
def arguments(tmp_path: Path, office: Office, server_url: str) -> list[str]:
    """What the example is called with."""
    told, photo = tmp_path / "inspection.json", tmp_path / "photo.jpg"
    told.write_text(json.dumps(inspection(note="颈管")), encoding="utf-8")
    photo.write_bytes(PHOTO)
    code = invite(office, name="example", minutes=15).code
    return [server_url, code, str(told), str(photo)]


def run(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(EXAMPLE), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_it_brings_a_record_and_its_photo_and_fetches_the_reference_data(
    office: Office, arguments: list[str]
) -> None:
    rows = [Change("sites", str(number), "{}") for number in range(12)]
    with office.database.writing() as connection:
        write_changes(connection, rows)
    done = run(arguments)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["status"], told["rows"]) == ("created", len(rows) + 1)
    found = verify_office(office)
    assert (found.records, found.files, found.files_waiting, found.faults) == (1, 1, 0, [])
    assert found.rechecks == {"same": 1}
    with office.files.open(sha256_hex(PHOTO)) as file:
        assert file.read() == PHOTO


def test_it_says_the_servers_reason_when_it_is_refused(
    office: Office, arguments: list[str]
) -> None:
    assert run(arguments).returncode == 0
    again = run(arguments)
    assert again.returncode != 0
    assert "urn:inspector:problem:code-used" in again.stderr
    assert len(list_devices(office)) == 1


def test_it_is_short_and_needs_only_what_it_says() -> None:
    source = EXAMPLE.read_text(encoding="utf-8")
    assert len(source.splitlines()) < 150
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(str(node.module).partition(".")[0])
    assert names - ALLOWED <= sys.stdlib_module_names
