"""Reports at the office: what a phone is told of one, and printing one again."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from fastapi import FastAPI

from sync.protocol.chain import entry_hash
from sync.protocol.report_link import spell_code
from sync.protocol.statement import statement_sha256
from sync.server.cli import main
from sync.server.work.catching_up import recheck_new
from sync.server.work.opening import Office
from tests.support.device import INSTRUMENT_ID, Device, inspection
from tests.support.reports import a_photo, take_apart
from tests.support.server_process import server_process

PEOPLE = ("Officer A", "Ms Zhang")


def signed(**more: Any) -> dict[str, Any]:
    content = inspection(**more)
    trader = {"role": "trader", "name": "Ms Zhang", "kind": "typed", "at": "2026-11-23T08:00:00Z"}
    return content | {"signatures": [trader | {"statement": statement_sha256(content)}]}


def entry_of(item: dict[str, Any], device: Device) -> str:
    return entry_hash(
        device_id=device.device_id, seq=item["seq"], prev=item["prev"], body_sha256=item["sha256"]
    )


def ask(url: str, code: str, language: str = "en", *, path: str = "R") -> requests.Response:
    headers = {"Accept-Language": language}
    return requests.get(f"{url}/{path}/{code}", headers=headers, timeout=30)


@pytest.fixture
def sent(device: Device) -> tuple[dict[str, Any], str]:
    """A record that came, and its entry."""
    item = device.seal_content(signed())
    device.results(item)
    return item, entry_of(item, device)


def test_a_report_that_agrees_is_told_in_the_readers_language_without_names(
    server_url: str, sent: tuple[dict[str, Any], str]
) -> None:
    item, entry = sent
    code = spell_code(item["id"], entry)
    english, chinese = ask(server_url, code), ask(server_url, code, "zh-CN,zh;q=0.9")
    assert english.status_code == chinese.status_code == 200
    for words in ("Received, unchanged", "agrees with what the office has",
                  "Pass (preliminary finding)", "2026-11-23"):  # fmt: skip
        assert words in english.text
    assert "已收到，内容未变" in chinese.text
    for page in (english.text, chinese.text):
        assert item["id"] in page
        assert INSTRUMENT_ID in page
        assert not any(name in page for name in PEOPLE)
    assert ask(server_url, code.lower(), path="r").text.count(item["id"]) == 1


def test_a_report_of_other_bytes_does_not_agree_and_learns_nothing(
    server_url: str, sent: tuple[dict[str, Any], str]
) -> None:
    item, entry = sent
    page = ask(server_url, spell_code(item["id"], "00" + entry[2:]))
    assert page.status_code == 200
    assert "Does not agree" in page.text
    assert INSTRUMENT_ID not in page.text
    assert "Pass" not in page.text


def test_a_report_whose_record_has_not_come_is_told_to_wait(
    server_url: str, device: Device
) -> None:
    item = device.seal()
    code = spell_code(item["id"], entry_of(item, device))
    page = ask(server_url, code)
    assert page.status_code == 200
    assert "Not received yet" in page.text
    assert "try again tomorrow" in page.text
    device.results(item)
    assert "Received, unchanged" in ask(server_url, code).text


def test_a_record_that_a_person_must_look_at_is_not_called_sound(
    server_url: str, device: Device, office: Office
) -> None:
    content = inspection()
    content["evaluation"]["outcome"]["verdict"] = "fail"
    item = device.seal_content(content)
    device.results(item)
    recheck_new(office)
    page = ask(server_url, spell_code(item["id"], entry_of(item, device)))
    assert "being looked at" in page.text
    assert "Received, unchanged" not in page.text


@pytest.mark.parametrize(
    "code", ["x", "A" * 26 + "-" + "A" * 25, "A" * 53, "1" * 26 + "-" + "1" * 26, "%00", "a%2Fb",
             "%F0%9F%98%80", "A" * 4000, "'; DROP TABLE records; --"]
)  # fmt: skip
def test_what_is_no_code_is_not_found(server_url: str, code: str) -> None:
    assert ask(server_url, code).status_code == 404


def test_only_reading_is_answered(server_url: str, sent: tuple[dict[str, Any], str]) -> None:
    item, entry = sent
    url = f"{server_url}/R/{spell_code(item['id'], entry)}"
    assert requests.post(url, data=b"x", timeout=30).status_code == 405


def test_anybody_may_check_a_report_whatever_the_setting_of_the_office_pages(
    office: Office, standing_server: tuple[FastAPI, str], sent: tuple[dict[str, Any], str]
) -> None:
    item, entry = sent
    app, url = standing_server
    app.state.office = replace(office, settings=replace(office.settings, console="off"))
    page = requests.get(
        f"{url}/R/{spell_code(item['id'], entry)}", headers={"Host": "phone.example"}, timeout=30
    )
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "<script" not in page.text
    assert 'href="/R/style.css"' in page.text
    assert (
        requests.get(f"{url}/R/style.css", timeout=30)
        .headers["Content-Type"]
        .startswith("text/css")
    )


def test_the_office_prints_the_report_from_the_sealed_bytes_and_files(
    tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = a_photo(1)
    with server_process(tmp_path, database_url) as server:
        device = server.enrol()
        item = device.seal_content(signed(photos=[photo, b"not sent"]))
        device.results(item)
        device.upload(photo)
        out = tmp_path / "report.pdf"
        options = ["report", item["id"], "--out", str(out), "--language", "en", *server.options]
        assert main(options) == 0
        assert "1 of its photos have not come yet" in capsys.readouterr().err
        taken = take_apart(out.read_bytes())
        for words in (item["id"], entry_of(item, device), "Ms Zhang", "Confirmed with the name",
                      "V_B", "This photo is not here", INSTRUMENT_ID):  # fmt: skip
            assert words in taken.text, words
        (link,) = taken.codes
        assert link.endswith(spell_code(item["id"], entry_of(item, device)))
        assert main(["report", "nothing", "--out", str(out), *server.options]) == 2
        assert "no record nothing" in capsys.readouterr().err


def test_the_page_of_an_inspection_proves_what_people_signed(
    server_url: str, device: Device
) -> None:
    sound = signed()
    moved = inspection(note="written afterwards") | {"signatures": sound["signatures"]}
    device.results(device.seal_content(sound), device.seal_content(moved))
    said = "The people signed exactly what the record says"
    listed = requests.get(f"{server_url}/inspections?lang=en", timeout=30).text
    newest_first = re.findall(r'href="(/inspections/[0-9]+)', listed)
    for path, word in zip(newest_first, ("Does not hold", "Holds"), strict=True):
        page = requests.get(f"{server_url}{path}?lang=en", timeout=30).text
        words = " ".join(re.sub(r"<[^>]*>", " ", page).split())
        assert f"{word} {said}" in words
