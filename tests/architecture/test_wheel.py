"""What people install works on its own: the wheel, without the repository and its tools."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the `bin` folder of a fresh environment that holds the wheel and its needs alone."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = ("-m", "pip", "--quiet", "--disable-pip-version-check")
    subprocess.run(
        [sys.executable, *pip, "wheel", ROOT, "--no-deps", "--no-build-isolation", "-w", folder],
        check=True,
    )
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    (wheel,) = folder.glob("*.whl")
    python = folder / "venv" / "bin" / "python"
    locked = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    versions = folder / "versions.txt"  # without hashes, which a wheel of our own cannot have
    versions.write_text(re.sub(r"\s*\\\n\s+--hash=\S+", "", locked), encoding="utf-8")
    subprocess.run([python, *pip, "install", "-c", versions, wheel], check=True)
    return folder / "venv" / "bin"


def test_the_tablet_alone_evaluates_and_brings_its_fonts(installed: Path, tmp_path: Path) -> None:
    rules = subprocess.run(
        [installed / "inspector", "rules", "--json"],
        cwd=tmp_path, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert "cn.fuel-dispenser.jjg443-2023" in {rule["id"] for rule in json.loads(rules.stdout)}
    (package,) = (installed.parent / "lib").glob("*/site-packages/inspector_app")
    assert list((package / "assets" / "fonts").glob("*.woff2"))


def test_the_tablet_alone_carries_no_server_framework(installed: Path, tmp_path: Path) -> None:
    listed = subprocess.run(
        [installed / "pip", "list", "--format", "json"],
        cwd=tmp_path, check=True, capture_output=True, text=True,
    )  # fmt: skip
    names = {package["name"].lower() for package in json.loads(listed.stdout)}
    assert not names & {"sqlalchemy", "alembic", "psycopg"}


def test_the_server_without_its_extra_says_what_to_install(installed: Path, tmp_path: Path) -> None:
    told = subprocess.run(
        [installed / "inspector-server", "serve", "--data", tmp_path],
        cwd=tmp_path, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert told.returncode == 2
    assert "[server]" in told.stderr
    assert "Traceback" not in told.stderr
