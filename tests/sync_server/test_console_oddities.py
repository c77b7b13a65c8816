"""A sound record that tells odd things is flagged for a person, and never refused."""

from typing import Any

import pytest
import requests

from inspector_app.texts.catalogue import load_texts
from sync.server.console.oddities import list_oddities
from tests.support.device import Device, inspection
from tests.support.inspections import FUEL

RECEIVED = "2026-11-23T09:00:00.000Z"
TIMES = {"started_at": "2026-11-23T07:30:00Z", "finished_at": "2026-11-23T08:00:00Z"}


def said(**changes: Any) -> list[str]:
    body: dict[str, Any] = {
        "times": TIMES,
        "instrument": {"kind": "fuel_dispenser"},
        "evaluation": {"input": {"date": "2026-11-23"}, "outcome": {"rule": FUEL}},
        "photos": [{"media_type": "image/jpeg"}],
    } | changes
    return list(list_oddities(body, RECEIVED, load_texts("en")))


def judged(day: object = "2026-11-23", rule: str = FUEL) -> dict[str, Any]:
    return {"input": {"date": day}, "outcome": {"rule": rule}}


def test_a_usual_record_is_not_odd_and_neither_is_one_that_tells_little() -> None:
    assert said() == []
    assert list(list_oddities({}, RECEIVED, load_texts("en"))) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"times": TIMES | {"finished_at": "2099-01-01T00:00:00Z"}, "evaluation": judged("")},
         "It ended after it was received here"),
        ({"times": dict.fromkeys(TIMES, "1970-01-01T00:00:00Z"), "evaluation": judged("")},
         "It tells of a time before 2020-01-01"),
        ({"times": TIMES | {"started_at": "2026-11-23T08:30:00Z"}}, "It ended before it began"),
        ({"evaluation": judged("2026-01-05")},
         "It was judged as of 2026-01-05, and ended on 2026-11-23"),
        ({"evaluation": judged("2027-01-01")},
         "It was judged as of 2027-01-01, and ended on 2026-11-23"),
        ({"instrument": {"kind": "scale"}},
         "It was judged by a rule for another kind of instrument"),
        ({"photos": [{"media_type": "application/octet-stream"}]},
         "A file that is no picture came as a photo"),
    ],
)  # fmt: skip
def test_what_is_odd_is_said(changes: dict[str, Any], sentence: str) -> None:
    assert said(**changes) == [sentence]


@pytest.mark.parametrize(
    "changes",
    [
        {"times": dict.fromkeys(TIMES, "0001-01-01T00:00:00Z")},
        {"times": dict.fromkeys(TIMES, "9999-12-31T23:59:59-12:00")},
        {"times": dict.fromkeys(TIMES, 7)},
        {"times": dict.fromkeys(TIMES, "2026-11-23")},
        {"evaluation": judged("yesterday")},
        {"evaluation": judged(["2026-11-23"])},
        {"evaluation": judged(rule="of.another.version")},
        {"photos": "none"},
        {"instrument": {"kind": "scale"}, "evaluation": judged(rule="cn.retail-weighing.order66")},
    ],
)
def test_what_cannot_be_read_stops_nothing(changes: dict[str, Any]) -> None:
    assert said(**changes) == []


def test_an_odd_record_is_flagged_in_the_list_in_both_languages(
    device: Device, server_url: str
) -> None:
    content = inspection()
    content["times"]["finished_at"] = "2099-01-01T00:00:00Z"
    (result,) = device.results(device.seal(**content))
    assert result["status"] == "created"
    for language, sentence in (
        ("en", "It ended after it was received here"),
        ("zh", "结束时间晚于本处收到的时间"),
    ):
        page = requests.get(server_url, params={"lang": language}, timeout=30).text
        assert sentence in page
