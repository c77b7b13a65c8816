"""The layers hold: screens over services over store, a pure core, two halves of sync."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_every_import_contract_is_kept() -> None:
    checked = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    "command",
    [
        "evaluate",
        "rules",
        "scan",
        "labels",
        "record",
        "status",
        "verify",
        "enroll",
        "sync",
        "export",
    ],
)
def test_a_command_without_screens_never_loads_flet(command: str, tmp_path: Path) -> None:
    program = (
        "import contextlib, io, sys\n"
        "from inspector_app.cli import main\n"
        "quiet = io.StringIO()\n"
        "with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):\n"
        "    with contextlib.suppress(SystemExit): main(sys.argv[1:])\n"
        "heavy = {'flet', 'sync.server', 'fastapi', 'pydantic', 'sqlalchemy'} & set(sys.modules)\n"
        "sys.exit(' '.join(sorted(heavy)) or 0)\n"
    )
    arguments = {
        "evaluate": ["-"],
        "rules": [],
        "scan": [str(tmp_path / "none.png")],
        "labels": ["--list-stocks"],
        "record": [str(tmp_path / "none.json"), "--data", str(tmp_path)],
        "export": [str(tmp_path / "b.zip"), "--data", str(tmp_path)],
        "enroll": ["CODE", "--server", "http://127.0.0.1:9", "--data", str(tmp_path)],
    }.get(command, ["--data", str(tmp_path)])
    ran = subprocess.run(
        [sys.executable, "-c", program, command, *arguments],
        cwd=ROOT, input="{}", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
