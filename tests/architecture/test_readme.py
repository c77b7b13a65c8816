"""The README names every command, and the two of a newcomer work as it says."""

import re
from pathlib import Path

import pytest

from inspector_app.cli import COMMANDS
from sync.server.cli import COMMANDS as SERVER_COMMANDS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_command_stands_in_the_readme(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for command in (*COMMANDS, *SERVER_COMMANDS):
        assert re.search(rf"`(inspector |inspector-server )?{command}`", text), command
    assert "make run" in text
    assert "make test" in text


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_every_picture_of_the_readme_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text)
    assert pictures
    for picture in pictures:
        assert (ROOT / picture).is_file(), picture
