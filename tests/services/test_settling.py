"""Settings hold one of their values; anything else is refused."""

import pytest

from inspector_app.errors import WrongUse
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.settling import change_setting, tablet_info
from tests.support.registry import DEVICE_ID, SCALE


def test_a_setting_is_kept_over_a_restart(tablet: Tablet) -> None:
    assert tablet_info(tablet).settings == {
        "language": "",
        "appearance": "system",
        "jurisdiction": "cn",
        "photos": "any",
        "glove": "off",
        "lock": "5",
    }
    assert change_setting(tablet, "language", "zh").settings["language"] == "zh"
    again = open_tablet(tablet.folder)
    assert tablet_info(again).settings["language"] == "zh"
    again.close()


@pytest.mark.parametrize(("name", "value"), [("language", "xx"), ("colour", "red")])
def test_what_there_is_not_is_refused(tablet: Tablet, name: str, value: str) -> None:
    with pytest.raises(WrongUse):
        change_setting(tablet, name, value)


def test_the_info_says_who_the_tablet_is(tablet: Tablet) -> None:
    info = tablet_info(tablet)
    assert (info.enrolled, info.device_id, info.instruments) == (True, DEVICE_ID, 3)


def test_the_jurisdiction_chooses_the_rule(tablet: Tablet) -> None:
    from inspector_app.services.planning import load_instrument

    change_setting(tablet, "jurisdiction", "oiml")
    assert load_instrument(tablet, SCALE).rule_id == "oiml.scale.r76"
