"""From a site to a check of its goods, which is found again and thrown away like any other."""

import pytest

from inspector_app.services import inspecting, planning
from inspector_app.services.opening import Tablet
from inspector_app.services.settling import change_setting
from tests.screens.conftest import Opener
from tests.support.in_process import said_by

pytestmark = pytest.mark.anyio
PACKED = "cn.prepackaged.jjf1070"


async def test_goods_are_chosen_described_and_begun_from_their_site(
    open_app: Opener, tablet: Tablet
) -> None:
    screen = open_app("/site/S2")
    await screen.tap("check-goods")
    await screen.wait_for("title", "Check goods")
    await screen.wait_for("reminders", "net content")
    await screen.tap("goods-cn.retail-weighing.order66")
    await screen.wait_for("reminders", "live poultry, live fish")
    await screen.tap(f"goods-{PACKED}")
    await screen.type_into("goods-words", "rice 5 kg")
    await screen.tap("phase-in_service")
    await screen.tap("start-goods")
    await screen.wait_for("step-readings")
    await screen.wait_for("title", "Goods · rice 5 kg")
    (line,) = planning.load_site(tablet, "S2").goods
    begun = inspecting.load_inspection(tablet, line.draft_id or "")
    assert (begun.rule_id, begun.phase) == (PACKED, "in_service")
    await screen.tap("back")
    await screen.tap("back")
    await screen.tap(f"draft-{line.draft_id}")
    await screen.wait_for("step-readings")


async def test_the_readings_say_what_the_rule_is_not_for_and_a_method_is_one_tap(
    open_app: Opener, tablet: Tablet
) -> None:
    from inspector_app.services.goods import begin_goods

    draft_id = begin_goods(tablet, "S2", "cn.retail-weighing.order66")
    screen = open_app(f"/inspect/{draft_id}")
    await screen.wait_for("reminders", "live poultry")
    await screen.tap("field-method")
    await screen.wait_for("key-3", "Equal accuracy")
    await screen.tap("key-3")
    await screen.wait_for("field-method", "Equal accuracy")
    (point, *_) = inspecting.load_inspection(tablet, draft_id).points
    assert [field.text for field in point.runs[0].fields if field.key == "method"] == ["3"]


async def test_discarded_goods_lead_back_to_their_site(open_app: Opener, tablet: Tablet) -> None:
    from inspector_app.services.goods import begin_goods

    draft_id = begin_goods(tablet, "S2", "cn.retail-weighing.order66", description="fish")
    screen = open_app(f"/inspect/{draft_id}")
    await screen.wait_for("step-readings")
    await screen.tap("menu")
    await screen.tap("discard")
    await screen.tap("discard-yes")
    await screen.wait_for("title", "Market 50%")
    assert planning.load_site(tablet, "S2").goods == ()


async def test_where_no_rule_about_goods_is_known_the_screen_says_so(
    open_app: Opener, tablet: Tablet
) -> None:
    change_setting(tablet, "jurisdiction", "us")
    screen = open_app("/goods/S2")
    assert "No rule about goods" in said_by(await screen.wait_for("no-rule"))
