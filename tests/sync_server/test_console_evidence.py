"""The page of a record: where the visit was, what is proposed, which photo a marked one is of."""

from typing import Any

import pytest
import requests

from inspector_app.texts.catalogue import load_texts
from sync.server.console.evidence import find_originals, list_measures, tell_place
from tests.support.device import Device, inspection
from tests.sync_server.test_console import words

EN = load_texts("en")
MEASURE = {
    "id": "cn.stop-use",
    "text": {"zh": "建议：停止使用。", "en": "Proposed: stop using it."},
    "basis": "《计量法》第二十五条",
    "tag": "Q1",
}


def page_of(server_url: str, device: Device, language: str = "en", **told: Any) -> str:
    device.results(device.seal_content(inspection(photos=(b"one", b"two")) | told))
    reply = requests.get(f"{server_url}/inspections/1", params={"lang": language}, timeout=30)
    assert reply.status_code == 200
    return words(reply.text)


def test_place_measures_and_marked_photos_stand_on_the_page(
    server_url: str, device: Device
) -> None:
    photos = inspection(photos=(b"one", b"two"))["photos"]
    photos[1]["of"] = photos[0]["sha256"]
    location = {"latitude": "36.601", "longitude": "109.401", "accuracy_m": "12.0",
                "distance_m": "143", "at": "2026-11-23T01:30:00Z"}  # fmt: skip
    page = page_of(server_url, device, location=location, measures=[MEASURE], photos=photos)
    assert "36.601, 109.401 ± 12.0 m; 143 m from the registered place" in page
    assert "Proposed: stop using it. 《计量法》第二十五条" in page
    assert f"With marks, made of {photos[0]['sha256'][:12]}" in page


def test_the_page_speaks_the_language_of_its_reader(server_url: str, device: Device) -> None:
    page = page_of(server_url, device, "zh", measures=[MEASURE], no_location="denied")
    assert "建议：停止使用。" in page
    assert "无：未允许定位" in page


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("denied", "None: it was not allowed"),
        ("unavailable", "None: the device had none to give"),
        ("timed_out", "None: the device found none in time"),
        ("not_asked", "None: it was not asked for"),
        ("", ""),
        ("of a newer app", ""),
    ],
)
def test_why_there_is_no_place_is_said(code: str, sentence: str) -> None:
    assert tell_place({"location": None, "no_location": code}, EN) == sentence


@pytest.mark.parametrize("junk", [None, 5, "text", [], [5, None], {"a": 1}, [{"text": 5}]])
def test_a_body_that_holds_anything_at_all_tells_nothing(junk: object) -> None:
    content = {"location": junk, "measures": junk, "photos": junk}
    assert tell_place(content, EN) == ""
    assert list(list_measures(content, EN)) == []
    assert find_originals(content) == {}
