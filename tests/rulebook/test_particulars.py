"""Entries beside the readings: what each kind takes, and what a data file may say of them."""

import copy
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from inspector_app.rulebook import load_rulebook
from inspector_app.rulebook.loading import BadRuleData, read_rule
from inspector_app.rulebook.on_site import load_on_site, office_texts, read_on_site
from inspector_app.rulebook.particulars import (
    KINDS,
    BadEntry,
    Particular,
    list_particulars,
    plan_groups,
    read_entry,
)
from tests.support.editions import SHIPPED

CHOICES = {"a": {"en": "A", "zh": "甲"}, "b": {"en": "B", "zh": "乙"}}


def entry(kind: str, **more: Any) -> Particular:
    return Particular("x", {"en": "X", "zh": "某"}, kind, **more)


@pytest.mark.parametrize(
    ("particular", "value", "sealed"),
    [
        (entry("number"), "20.00", "20.00"),
        (entry("number"), Decimal("0.10"), "0.10"),
        (entry("number", low=Decimal(0), high=Decimal(100)), "100", "100"),
        (entry("flag"), True, "yes"),
        (entry("flag"), "no", "no"),
        (entry("choice", choices=CHOICES), "b", "b"),
        (entry("day"), "2027/3/5", "2027-03-05"),
        (entry("day"), "2027年3月5日", "2027-03-05"),
        (entry("moment"), "2026-11-23T09:05:00+08:00", "2026-11-23T01:05:00Z"),
        (entry("text"), "  SN 1 ", "SN 1"),
        (entry("text", lines=True), "one\ntwo", "one\ntwo"),
    ],
)
def test_a_value_is_read_in_the_one_form_in_which_it_is_sealed(
    particular: Particular, value: object, sealed: str
) -> None:
    assert read_entry(particular, value) == sealed


@pytest.mark.parametrize(
    ("particular", "value", "code"),
    [
        (entry("number"), "two", "not_a_number"),
        (entry("number"), True, "not_a_number"),
        (entry("number", low=Decimal(0)), "-0.1", "below"),
        (entry("number", high=Decimal(100)), "100.1", "above"),
        (entry("flag"), "maybe", "no_choice"),
        (entry("choice", choices=CHOICES), "c", "no_choice"),
        (entry("choice", choices=CHOICES), 1, "not_text"),
        (entry("day"), "2027-02-30", "no_day"),
        (entry("day"), "soon", "no_day"),
        (entry("moment"), "2026-11-23T09:05:00", "no_moment"),
        (entry("moment"), "0001-01-01T00:00:00+23:59", "no_moment"),
        (entry("text"), "x" * 201, "too_long"),
        (entry("text"), "one\ntwo", "unprintable"),
        (entry("text"), ["x"], "not_text"),
    ],
)
def test_what_an_entry_cannot_hold_is_refused_with_a_stable_code(
    particular: Particular, value: object, code: str
) -> None:
    with pytest.raises(BadEntry) as told:
        read_entry(particular, value)
    assert told.value.code == code


def test_every_entry_and_group_is_worded_in_both_languages_and_no_id_comes_twice() -> None:
    general = load_on_site().groups
    for rule in load_rulebook().values():
        groups = (*plan_groups(rule.procedure), *general)
        entries = list(list_particulars(groups))
        assert len({one.id for one in entries}) == len(entries), rule.id
        assert len({group.id for group in groups}) == len(groups), rule.id
        for worded in (*groups, *entries):
            assert all(worded.label[language] for language in ("en", "zh")), worded.id
        for one in entries:
            assert one.kind in KINDS
            assert all(label["en"] and label["zh"] for label in one.answers.values())


def test_dispensers_and_scales_have_what_inspectors_look_at() -> None:
    rules = load_rulebook()
    pump = {
        one.id
        for one in list_particulars(plan_groups(rules["cn.fuel-dispenser.jjg443-2023"].procedure))
    }
    assert {
        "serial_transducer", "serial_encoder", "serial_main_board", "serial_processor",
        "software_id", "software_checksum", "fault_codes", "abnormal_deliveries", "unlock_cause",
        "seal_broken_by", "seal_new_numbers", "as_found_percent", "adjusted", "as_left_percent",
        "totaliser_before_L", "totaliser_after_L", "returned_L", "flow_q1_L_min", "delivery_kind",
        "wetting_s", "dripping_s", "mmq_error_percent", "station_measure_until", "plate_qmax",
        "plate_mmq", "plate_approval", "plate_maker", "plate_year", "plate_nozzle",
    } <= pump  # fmt: skip
    scale = rules["cn.scale.jjg539-2016"].procedure
    checks = {check["id"] for check in scale["checks"]}
    assert {
        "key_codes", "remote_control", "zero_residue", "reading_delay", "tare", "price_computing",
        "zero_tracking_off", "level", "power", "fair_scale", "three_codes", "housing_lock",
        "software_matches",
    } <= checks  # fmt: skip


def broken(change: Mapping[str, Any], *, at: str = "particulars") -> dict[str, str]:
    data = json.loads(SHIPPED)
    group = copy.deepcopy(data["procedure"]["groups"][1])
    if at == "particulars":
        group["particulars"] = [group["particulars"][0] | change]
    else:
        group |= change
    data["procedure"]["groups"][1] = group
    with pytest.raises(BadRuleData) as told:
        read_rule("x", json.dumps(data).encode())
    return {fault.path: fault.message for fault in told.value.faults}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"kind": "colour"}, "procedure.groups[1].particulars[0].kind"),
        ({"kind": "choice"}, "procedure.groups[1].particulars[0]"),
        ({"unit": "L"}, "procedure.groups[1].particulars[0].unit"),
        ({"kind": "number", "low": "2", "high": "1"}, "procedure.groups[1].particulars[0]"),
        ({"register": "serial"}, "procedure.groups[1].particulars[0].register"),
        ({"id": "serial_encoder"}, "procedure.groups[1].particulars[0].id"),
        ({"kind": "number", "default": "x"}, "procedure.groups[1].particulars[0].default"),
    ],
)
def test_an_entry_that_no_screen_could_ask_for_is_refused_by_its_path(
    change: Mapping[str, Any], path: str
) -> None:
    assert path in broken(change)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"checks": ["never"]}, "procedure.groups[1].checks[0]"),
        ({"checks": ["two_way_check"]}, "procedure.groups[2].checks[0]"),
        ({"id": "parts"}, "procedure.groups[1].id"),
        ({"source": "hearsay"}, "procedure.groups[1].source"),
    ],
)
def test_a_group_that_names_what_is_not_there_is_refused_by_its_path(
    change: Mapping[str, Any], path: str
) -> None:
    assert path in broken(change, at="group")


def test_what_goes_with_a_result_names_its_source_and_the_days_are_the_offices_to_confirm() -> None:
    notices = {notice.id: notice for notice in load_on_site().notices}
    assert office_texts() == ("retest_right",)
    assert "15" in notices["retest_right"].text["zh"]
    assert notices["retest_right"].tag == "K"
    assert "not a verification" in notices["preliminary"].text["en"]
    with pytest.raises(BadRuleData, match="is not among the sources"):
        read_on_site(
            b'{"sources": {"a": {"text": "t", "tag": "K"}}, "notices": [], "groups": [{"id": "g",'
            b' "label": {"en": "G", "zh": "g"}, "source": "b", "particulars": [{"id": "x",'
            b' "label": {"en": "X", "zh": "x"}, "kind": "text"}]}]}'
        )
