"""`inspector rules` lists every rule with its source and how far that can be trusted."""

import argparse
import json

import pytest

from inspector_app.cli import rules
from inspector_app.rulebook import load_rulebook


def list_rules(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    rules.add_parser(parser.add_subparsers())
    return rules.run(parser.parse_args(["rules", *arguments]))


def test_every_rule_is_listed_with_edition_phases_source_tag_and_status(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert list_rules("--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [rule["id"] for rule in listed] == list(load_rulebook())
    for rule in listed:
        assert rule["title"]["en"]
        assert rule["title"]["zh"]
        assert rule["edition"]
        assert rule["phases"]
        assert rule["source"]
        assert rule["tag"] in {"Q1", "D", "Q2", "K"}
        assert rule["status"] in {"verified", "unverified"}
        assert set(rule["in_force"]) == {"from", "to"}


def test_the_first_day_in_force_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    list_rules("--json")
    listed = {rule["id"]: rule for rule in json.loads(capsys.readouterr().out)}
    assert listed["cn.fuel-dispenser.jjg443-2023"]["in_force"] == {"from": "2024-05-01", "to": None}


def test_a_person_reads_a_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert list_rules() == 0
    shown = capsys.readouterr().out
    assert "JJG 443-2023, in force from 2024-05-01; initial, subsequent" in shown
    assert "unverified, weakest source K" in shown
