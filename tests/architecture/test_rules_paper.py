"""The paper about the rules says what the rule data say."""

from pathlib import Path

from inspector_app.rulebook import load_rulebook
from inspector_app.rulebook.describing import describe_rules

PAPER = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_paper_is_the_one_that_the_data_give() -> None:
    assert PAPER.read_text(encoding="utf-8") == describe_rules(load_rulebook().values())


def test_every_rule_is_in_the_paper_with_its_sources_and_what_nobody_verified() -> None:
    told = PAPER.read_text(encoding="utf-8").split("\n## ")[1:]
    chapters = {chapter.partition("\n")[0]: chapter for chapter in told}
    assert set(chapters) == set(load_rulebook())
    for rule in load_rulebook().values():
        chapter = chapters[rule.id]
        assert f"Status: {rule.status}" in chapter
        for source in rule.sources:
            assert source.text in chapter
            assert f"[{source.tag}]" in chapter


def test_nothing_doubtful_is_used() -> None:
    tags = {source.tag for rule in load_rulebook().values() for source in rule.sources}
    assert tags <= {"Q1", "Q2", "K", "D"}
