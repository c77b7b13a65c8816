"""The papers at the door are true: commands, pictures, links."""

import re
from pathlib import Path

import pytest

from inspector_app.cli import COMMANDS
from sync.server.cli import COMMANDS as SERVER_COMMANDS

ROOT = Path(__file__).parents[2]


READMES = ["README.md", "README.zh-CN.md"]
PAPERS = [*READMES, "CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md", "CHANGELOG.md"]
PAPERS += [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("docs/**/*.md"))]


def test_every_command_is_described() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    tablet, server = text.split("`inspector-server`", 1)
    for command in COMMANDS:
        assert f"| `{command}` |" in tablet, command
    for command in SERVER_COMMANDS:
        assert f"| `{command}` |" in server, command


def test_every_target_of_make_is_described() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+)(?: [a-z-]+)*:.*##", makefile, re.MULTILINE)
    assert {"run", "test", "quick"} <= set(targets)
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for target in targets:
        assert f"`make {target}`" in text, target


@pytest.mark.parametrize("name", READMES)
def test_the_readme_fits_a_screen_and_begins_with_two_commands(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "```\nmake run\nmake test\n```" in text
    assert len(text.splitlines()) <= 70


@pytest.mark.parametrize("name", PAPERS)
def test_every_link_to_a_file_leads_somewhere(name: str) -> None:
    paper = ROOT / name
    text = paper.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (paper.parent / link).exists(), link


@pytest.mark.parametrize("name", READMES)
def test_every_picture_of_the_readme_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text)
    assert pictures
    for picture in pictures:
        assert (ROOT / picture).is_file(), picture
