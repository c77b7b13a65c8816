"""Rule data at the server: kept from the first start on, and records evaluated with exactly them.

A version of the product is the same program with other data files; see `tests.support.editions`.
"""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from inspector_app.metrology.evaluation import evaluate
from inspector_app.rulebook import load_rulebook
from sync.protocol.digest import sha256_hex
from sync.server.tables.rule_data import RuleData, add_rule_data, find_rule_data, load_rule_data
from sync.server.tables.schema import rule_data
from sync.server.work.catching_up import recheck_new
from sync.server.work.known_rules import KnownRules, Unreadable
from sync.server.work.opening import Office
from tests.support.device import RULE, Device, inspection
from tests.support.editions import SHIPPED, edition, inspection_by, version_with
from tests.support.released import CASES, DATA
from tests.support.serving import opened_office

NARROW = edition(limit="0.20")[RULE]


@pytest.fixture
def upgraded(
    tmp_path: Path, database_url: str, device: Device, standing_server: tuple[FastAPI, str]
) -> Iterator[Office]:
    """The next version at the same database: the same rule id, another limit. It serves."""
    assert device.device_id, "the tablet was enrolled at the version before"
    with (
        version_with(tmp_path / "next", {RULE: NARROW}),
        opened_office(tmp_path, database_url) as later,
    ):
        standing_server[0].state.office = later
        yield later


def recheck_of(office: Office, record_id: str) -> str:
    recheck_new(office)
    with office.database.reading() as connection:
        query = text("SELECT recheck FROM records WHERE id = :id")
        return str(connection.execute(query, {"id": record_id}).scalar_one())


def sent(device: Device, office: Office, content: dict[str, Any]) -> str:
    """Send a record; returns what the server says of its outcome."""
    (result,) = device.results(device.seal_content(content))
    assert result["status"] == "created"
    return recheck_of(office, content["id"])


def kept(office: Office) -> list[Any]:
    with office.database.reading() as connection:
        return list(connection.execute(rule_data.select().order_by(rule_data.c.sha256)))


def test_a_start_keeps_the_exact_bytes_of_every_rule_that_came_with_it(office: Office) -> None:
    with office.database.reading() as connection:
        held = {one.sha256: one for one in load_rule_data(connection)}
    assert held.keys() == {rule.sha256 for rule in load_rulebook().values()}
    assert all(sha256_hex(one.data) == one.sha256 for one in held.values())
    assert held[sha256_hex(SHIPPED)] == RuleData(sha256_hex(SHIPPED), RULE, SHIPPED)


def test_a_start_of_another_version_adds_its_data_and_touches_no_other(
    tmp_path: Path, database_url: str, office: Office
) -> None:
    before = kept(office)
    with (
        version_with(tmp_path / "next", {RULE: NARROW}),
        opened_office(tmp_path, database_url) as later,
    ):
        after = kept(later)
    assert [row for row in after if row.sha256 != sha256_hex(NARROW)] == before
    assert [row.data for row in after if row.sha256 == sha256_hex(NARROW)] == [NARROW]


def test_several_servers_that_start_at_once_keep_every_rule_once_and_have_one_key(
    tmp_path: Path, database_url: str
) -> None:
    faults: list[BaseException] = []
    keys: set[bytes] = set()
    together = threading.Barrier(4)

    def start() -> None:
        together.wait()
        try:
            with opened_office(tmp_path, database_url) as opened:
                assert len(kept(opened)) == len(load_rulebook())
                keys.add(opened.public_key)
        except BaseException as fault:  # noqa: BLE001 - told by the test, whatever it is
            faults.append(fault)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(keys) == 1


def test_data_that_are_here_are_never_replaced(office: Office) -> None:
    with office.database.writing() as connection:
        add_rule_data(connection, [RuleData(sha256_hex(SHIPPED), "other", b"other")], "later")
    with office.database.reading() as connection:
        found = find_rule_data(connection, sha256_hex(SHIPPED))
    assert found == RuleData(sha256_hex(SHIPPED), RULE, SHIPPED)


def test_a_server_that_was_upgraded_evaluates_old_and_new_records_with_their_own_data(
    device: Device, upgraded: Office
) -> None:
    reading = "39"  # 0.27 %: within 0.30 %, beyond 0.20 %
    old = inspection_by(SHIPPED, neck_reading_mm=reading, runs=3)
    new = inspection_by(NARROW, neck_reading_mm=reading, runs=3)
    assert old["evaluation"]["outcome"]["verdict"] == "pass"
    assert new["evaluation"]["outcome"]["verdict"] == "fail"
    assert [sent(device, upgraded, content) for content in (old, new)] == ["same", "same"]


def test_what_the_released_version_sealed_is_the_same_after_the_upgrade_whatever_rules_say_now(
    tmp_path: Path, database_url: str, device: Device, office: Office
) -> None:
    with version_with(tmp_path / "released", DATA), opened_office(tmp_path, database_url):
        pass  # the server of version 0.1.0, whose database this is
    ids = []
    for first in range(0, len(CASES), 50):
        cases = CASES[first : first + 50]
        contents = [inspection() | {"evaluation": evaluation_of(case)} for case in cases]
        results = device.results(*map(device.seal_content, contents))
        assert {result["status"] for result in results} == {"created"}
        ids += [content["id"] for content in contents]
    recheck_new(office)
    with office.database.reading() as connection:
        rows = connection.execute(text("SELECT id, recheck FROM records"))
        said = {row.id: row.recheck for row in rows}
    assert {one: said[one] for one in ids} == dict.fromkeys(ids, "same")
    changed = [case for case in CASES if case["outcome"]["verdict"] != verdict_now(case)]
    assert changed, "no verdict changed, so this shows nothing"


def evaluation_of(case: dict[str, Any]) -> dict[str, Any]:
    """Return what version 0.1.0 sealed of a case."""
    sha256 = sha256_hex(DATA[case["input"]["rule"]])
    return {"input": case["input"], "outcome": case["outcome"], "rule_sha256": sha256}


def verdict_now(case: dict[str, Any]) -> str:
    """Return the verdict by the data that come with the version under test."""
    return evaluate(case["input"], load_rulebook()).verdict.value


def test_what_the_released_version_sealed_does_not_agree_with_other_data_than_its_own(
    device: Device, office: Office
) -> None:
    case = next(one for one in CASES if one["outcome"]["verdict"] != verdict_now(one))
    rule = load_rulebook()[case["input"]["rule"]]
    content = inspection() | {"evaluation": evaluation_of(case) | {"rule_sha256": rule.sha256}}
    assert sent(device, office, content) == "differs"


def test_an_outcome_made_with_other_limits_than_its_data_have_differs(
    device: Device, upgraded: Office
) -> None:
    old, new = inspection_by(SHIPPED), inspection_by(NARROW)
    assert old["evaluation"]["outcome"]["verdict"] == new["evaluation"]["outcome"]["verdict"]
    old["evaluation"]["outcome"] = new["evaluation"]["outcome"]
    assert sent(device, upgraded, old) == "differs"


def test_a_record_that_names_the_data_of_another_rule_differs(
    device: Device, office: Office
) -> None:
    content = inspection()
    content["evaluation"]["rule_sha256"] = load_rulebook()["oiml.scale.r76"].sha256
    assert sent(device, office, content) == "differs"


def test_data_that_another_process_keeps_meanwhile_are_found_at_once(
    device: Device, office: Office
) -> None:
    assert sent(device, office, inspection_by(NARROW)) == "no-rule"
    with office.database.writing() as connection:
        add_rule_data(connection, [RuleData(sha256_hex(NARROW), RULE, NARROW)], "now")
    assert sent(device, office, inspection_by(NARROW)) == "same"


@pytest.mark.parametrize("data", [b"{", b"null", b'{"id": "of tomorrow"}', b"\xff"])
def test_data_that_this_version_cannot_read_are_told_as_such_and_refuse_no_record(
    device: Device, office: Office, data: bytes
) -> None:
    with office.database.writing() as connection:
        add_rule_data(connection, [RuleData(sha256_hex(data), RULE, data)], "now")
    content = inspection()
    content["evaluation"]["rule_sha256"] = sha256_hex(data)
    assert sent(device, office, content) == "unreadable-rule"


def test_data_that_were_damaged_decide_nothing(office: Office) -> None:
    with office.database.writing() as connection:
        add_rule_data(connection, [RuleData("0" * 64, RULE, NARROW)], "now")
    assert isinstance(KnownRules(office.database).find("0" * 64), Unreadable)


CHANGES = {
    "verdict": "fail", "edition": "another", "phase": "in_service", "status": "verified",
    "missing": ["runs"], "findings": [],
}  # fmt: skip
FINDING_CHANGES = {
    "test": "another", "at": {}, "value": "0.1", "unit": "mL", "limit": None, "verdict": "fail",
    "effect": "customer_receives_less", "citation": "elsewhere", "codes": ["R1"],
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_every_part_of_an_outcome_must_be_the_same(
    device: Device, office: Office, name: str
) -> None:
    content = inspection()
    content["evaluation"]["outcome"][name] = CHANGES[name]
    assert sent(device, office, content) == "differs"


@pytest.mark.parametrize("change", [*FINDING_CHANGES, "gone"])
def test_every_part_of_a_finding_must_be_the_same(
    device: Device, office: Office, change: str
) -> None:
    content = inspection()
    (finding,) = content["evaluation"]["outcome"]["findings"]
    if change == "gone":
        del finding["codes"]
    else:
        finding[change] = FINDING_CHANGES[change]
    assert sent(device, office, content) == "differs"


@pytest.mark.parametrize("findings", [None, {}, ["text"], [None], 7])
def test_findings_that_are_none_differ(device: Device, office: Office, findings: object) -> None:
    content = inspection()
    content["evaluation"]["outcome"]["findings"] = findings
    assert sent(device, office, content) == "differs"


@pytest.mark.parametrize("details", [None, {}, {"told": "more than today"}])
def test_what_a_version_says_beside_its_findings_makes_no_difference(
    device: Device, office: Office, details: object
) -> None:
    content = inspection()
    outcome = content["evaluation"]["outcome"]
    outcome["findings"][0]["details"] = details
    outcome["findings"][0]["hint"] = outcome["hint"] = "of tomorrow"
    assert sent(device, office, content) == "same"
