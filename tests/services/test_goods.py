"""Goods are checked at a site without an instrument: from the choice to the server's verdict."""

import pytest

from inspector_app.errors import NotFound, NotReady, WrongUse
from inspector_app.metrology.model import Verdict
from inspector_app.services import finishing, inspecting, planning, proposing
from inspector_app.services.goods import begin_goods, load_goods
from inspector_app.services.opening import Tablet
from inspector_app.services.settling import change_setting
from inspector_app.services.views import Step
from tests.support.goods import equip, weigh
from tests.support.registry import PUMP, FixedClock

RETAIL, PACKED = "cn.retail-weighing.order66", "cn.prepackaged.jjf1070"


def test_a_site_offers_the_rules_in_force_about_goods_and_says_what_they_are_not_for(
    tablet: Tablet,
) -> None:
    view = load_goods(tablet, "S2")
    assert view.site.name == "Market 50%"
    assert [rule.rule_id for rule in view.rules] == [PACKED, RETAIL]
    retail = view.rules[1]
    words = retail.reminders[0]
    assert "live poultry" in words["en"] and "soaked" in words["en"] and "水发物" in words["zh"]
    with pytest.raises(NotFound):
        load_goods(tablet, "NOWHERE")


def test_where_no_law_about_goods_is_known_none_is_offered(tablet: Tablet) -> None:
    change_setting(tablet, "jurisdiction", "us")
    assert load_goods(tablet, "S2").rules == ()
    with pytest.raises(NotReady):
        begin_goods(tablet, "S2", RETAIL)


def test_a_rule_that_is_not_in_force_yet_is_not_offered(tablet: Tablet, clock: FixedClock) -> None:
    clock.move(days=-900)  # June 2024, before JJF 1070-2023
    assert [rule.rule_id for rule in load_goods(tablet, "S2").rules] == [RETAIL]


def test_goods_go_the_whole_way_to_a_sealed_record_and_keep_their_words(tablet: Tablet) -> None:
    equip(tablet)
    draft_id = begin_goods(tablet, "S2", RETAIL, description="苹果  3 号摊")
    shown = inspecting.load_inspection(tablet, draft_id)
    assert shown.place.step is Step.READINGS
    assert (shown.site.site_id, shown.instrument.model) == ("S2", "苹果 3 号摊")
    assert shown.standard is not None and shown.standard.standard_id == "C-01"
    weigh(tablet, draft_id, "1000", "970", "3")
    assert inspecting.load_inspection(tablet, draft_id).outcome.verdict is Verdict.PASS
    line = finishing.seal_draft(tablet, draft_id)
    body = finishing.load_sealed(tablet, draft_id)
    assert (line.verdict, line.instrument_id) == (Verdict.PASS, body["instrument_id"])
    assert body["instrument_id"].startswith("GOODS-")
    assert body["instrument"] == {
        "instrument_id": body["instrument_id"], "site_id": "S2", "kind": "goods",
        "model": "苹果 3 号摊",
    }  # fmt: skip
    (reading,) = body["evaluation"]["input"]["observations"]
    assert reading["method"] == "equal_accuracy"


def test_several_checks_are_open_at_one_site_and_the_same_begun_twice_is_one(
    tablet: Tablet,
) -> None:
    equip(tablet)
    first = begin_goods(tablet, "S2", RETAIL, description="apples")
    assert begin_goods(tablet, "S2", RETAIL, description="apples") == first
    others = [
        begin_goods(tablet, "S2", RETAIL, description="pears"),
        begin_goods(tablet, "S2", PACKED, description="apples"),
        begin_goods(tablet, "S1", RETAIL, description="apples"),
        begin_goods(tablet, "S2", RETAIL, phase="in_service", description="apples"),
    ]
    weigh(tablet, first, "1000", "999")
    second = begin_goods(tablet, "S2", RETAIL, description="apples")
    assert len({first, second, *others}) == 6
    here = [line.draft_id for line in planning.load_site(tablet, "S2").goods]
    assert here == sorted([first, second, others[0], others[1], others[3]], reverse=True)
    begun = [line.draft_id for line in planning.load_work_list(tablet).drafts]
    assert begun == sorted([first, second, *others], reverse=True)


def test_goods_and_instruments_that_were_begun_stand_in_one_list_the_latest_first(
    tablet: Tablet, clock: FixedClock
) -> None:
    pump = inspecting.begin(tablet, PUMP)
    clock.move(minutes=1)
    goods = begin_goods(tablet, "S2", RETAIL)
    assert [line.draft_id for line in planning.load_work_list(tablet).drafts] == [goods, pump]
    assert [line.instrument_id for line in planning.load_site(tablet, "S1").instruments] == [PUMP]
    inspecting.discard(tablet, goods)
    assert [line.draft_id for line in planning.load_work_list(tablet).drafts] == [pump]


def test_what_cannot_begin_is_refused_and_nothing_is_left_of_it(tablet: Tablet) -> None:
    for site_id, rule_id, how, fault in (
        ("NOWHERE", RETAIL, {}, NotFound),
        ("S2", "cn.fuel-dispenser.jjg443-2023", {}, NotReady),
        ("S2", RETAIL, {"phase": "initial"}, WrongUse),
        ("S2", RETAIL, {"description": "x" * 101}, WrongUse),
        ("S2", RETAIL, {"description": "a\x00b"}, WrongUse),
    ):
        with pytest.raises(fault):
            begin_goods(tablet, site_id, rule_id, **how)  # type: ignore[arg-type]
    assert planning.load_work_list(tablet).drafts == ()


def test_measures_for_goods_stop_no_instrument(tablet: Tablet) -> None:
    equip(tablet)
    draft_id = begin_goods(tablet, "S2", RETAIL)
    weigh(tablet, draft_id, "1000", "900")
    offered = proposing.list_measures(tablet, draft_id)
    fitting = {one.id for one in offered if one.fits}
    assert {"cn.goods-settled", "cn.goods-inquiry", "cn.goods-hand-on"} <= fitting
    assert not {one.id for one in offered} & {"cn.stop-use", "cn.register", "cn.out-of-use-label"}
    pump = {one.id for one in proposing.list_measures(tablet, inspecting.begin(tablet, PUMP))}
    assert not [each for each in pump if "goods" in each]


def test_a_package_of_a_batch_is_counted_on_the_tablet(tablet: Tablet) -> None:
    equip(tablet)
    draft_id = begin_goods(tablet, "S2", PACKED)
    point = "batch_mean.piece"
    for field, text in {"nominal": "60", "actuals.0": "60", "actuals.1": "58",
                        "actuals.2": "62"}.items():  # fmt: skip
        assert inspecting.take_reading(tablet, draft_id, point, 0, field, text).doubt is None
    outcome = inspecting.load_inspection(tablet, draft_id).outcome
    found = {finding.test: (finding.value, finding.verdict) for finding in outcome.findings}
    assert found == {
        "batch_mean": (0, Verdict.PASS), "batch_over_t1": (1, Verdict.INCOMPLETE),
        "batch_over_t2": (0, Verdict.PASS),
    }  # fmt: skip
