"""The office's pages: what came in, as it is, for this machine alone, in both languages."""

import copy
import html
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import requests
from fastapi import FastAPI
from PIL import Image
from sqlalchemy import update

from inspector_app.texts.catalogue import load_texts
from sync.protocol.digest import sha256_hex
from sync.server.app import create_app
from sync.server.console import pages
from sync.server.console.access import is_this_machine
from sync.server.console.language import choose_language, make_link
from sync.server.settings import load_settings
from sync.server.tables.rule_data import RuleData, add_rule_data
from sync.server.tables.schema import records
from sync.server.work.catching_up import recheck_new
from sync.server.work.enrolling import revoke
from sync.server.work.opening import Office
from tests.support.device import RULE, Device, inspection
from tests.support.editions import SHIPPED, inspection_by
from tests.support.serving import enrolled_device

Look = Callable[..., str]


@pytest.fixture
def look(server_url: str) -> Look:
    """Get a page in English, as text with its marks."""

    def get(path: str = "/", **params: Any) -> str:
        reply = ask(server_url, path, lang="en", **params)
        assert reply.status_code == 200, reply.text
        return reply.text

    return get


def ask(url: str, path: str = "/", *, headers: dict[str, str] | None = None,
        **params: Any) -> requests.Response:  # fmt: skip
    return requests.get(url + path, params=params, headers=headers, timeout=30)


def words(page: str) -> str:
    """Return what a page says, without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def rows(page: str) -> list[str]:
    """Return what the rows of a page's table say."""
    return [words(row) for row in re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)[1:]]


def links(page: str) -> list[str]:
    """Return the addresses of the arrivals that a page lists."""
    return re.findall(r'href="(/inspections/[0-9]+)\?', page)


def at_a_station(**more: Any) -> dict[str, Any]:
    content = inspection(neck_reading_mm=more.pop("neck_reading_mm", "66"), runs=3)
    return (
        content
        | {
            "site": {"name": "北环加油站", "address": "环城北路 1 号"},
            "instrument_id": "1WJXSD2J38",
            "instrument": {"nozzle": "2-3", "make": "示范机电", "serial": "2511111-1"},
            "officers": [
                {"name": "赵甲", "certificate": "SL-1"},
                {"name": "钱乙", "certificate": "SL-2"},
            ],
        }
        | more
    )


def photo() -> bytes:
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "JPEG")
    return picture.getvalue()


def test_an_empty_server_says_what_to_do(look: Look) -> None:
    assert "Nothing has come in yet." in words(look())
    assert "No tablet is enrolled yet." in words(look("/devices"))


def test_what_came_in_is_listed_newest_first(look: Look, device: Device) -> None:
    device.results(device.seal_content(at_a_station()))
    device.results(device.seal_content(at_a_station(neck_reading_mm="30")))
    newer, older = rows(look())
    assert "北环加油站 Nozzle 2-3 1WJX-SD2J-38 Fail +0.36 % 赵甲, 钱乙 tablet" in newer
    assert "Pass 0.00 %" in older
    assert "2 records" in words(look("/inspections"))


def test_it_speaks_the_language_asked_for_or_that_the_browser_accepts(
    server_url: str, device: Device
) -> None:
    device.results(device.seal())
    verdict = load_texts("zh")("Pass")
    chinese = ask(server_url, headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.1"}).text
    english = ask(server_url, headers={"Accept-Language": "en"}).text
    assert 'lang="zh-CN"' in chinese
    assert verdict in chinese
    assert 'lang="en"' in english
    asked = ask(server_url, headers={"Accept-Language": "en"}, lang="zh").text
    assert verdict in asked
    assert re.search(r'href="/inspections/[0-9]+\?lang=zh"', asked)


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("en", "zh", "en"),
        ("", "fr, en;q=0.5, zh;q=0.4", "en"),
        ("xx", "en-GB", "en"),
        ("", "en;q=0, *", "zh"),
        ("", "en;q=x,zh", "zh"),
        ("", "", "zh"),
    ],
)
def test_the_best_language_is_chosen(asked: str, accepted: str, language: str) -> None:
    assert choose_language(asked, accepted) == language


def test_links_keep_only_a_language_that_was_asked_for() -> None:
    assert make_link("/a", "", before=None) == "/a"
    assert make_link("/a", "en", before=7) == "/a?before=7&lang=en"
    assert make_link("/a", "<x>", before=7) == "/a?before=7"


def test_photos_that_have_not_come_are_counted(look: Look, device: Device) -> None:
    here, away = photo(), b"still on the tablet"
    device.results(device.seal(photos=[here, away]))
    assert "0 of 2" in words(look())
    device.upload(here)
    assert "1 of 2" in words(look())
    device.upload(away)
    assert "of 2" not in words(look())


def test_what_a_person_must_look_at_is_flagged(look: Look, device: Device, office: Office) -> None:
    tampered = inspection(neck_reading_mm="31", runs=3)
    tampered["evaluation"]["outcome"]["verdict"] = "pass"
    device.results(device.seal_content(tampered))
    strange = device.seal(times={})
    device.results(strange, device.seal(supersedes=strange["id"]), device.seal() | {"sig": "AAAA"})
    recheck_new(office)
    forged, correcting, invalid, differing = rows(look())
    assert "Evaluated differently here" in differing
    assert "Quarantined: Lacks what every inspection has" in invalid
    assert "Corrects an earlier record" in correcting
    assert "Quarantined: Not signed by the tablet that sent it" in forged
    assert "Pass" not in forged


LANGUAGES = {
    "en": (
        "Quarantined: Contradicts the chain of its tablet: a copied or restored tablet",
        "Quarantined: Written by a newer app than this server knows",
        "Copied or restored tablet: its chain forks",
        "2 records to look at",
        "Nothing needs to be looked at.",
    ),
    "zh": (
        "已隔离：与该平板的记录链矛盾：平板被复制或恢复过",
        "已隔离：由比本服务器更新的应用写成",
        "平板被复制或恢复过：记录链出现分叉",
        "2 条记录需要查看",
        "没有需要查看的内容。",
    ),
}


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_copied_tablet_and_every_quarantined_record_are_shown_with_their_reason(
    server_url: str, device: Device, language: str
) -> None:
    fork, unknown, copied, count, nothing = LANGUAGES[language]
    empty = ask(server_url, "/quarantine", lang=language).text
    assert nothing in words(empty)
    device.results(device.seal())
    clone = copy.copy(device)
    device.results(device.seal(), device.seal())
    clone.results(clone.seal(), device.seal(schema=9))
    listed = rows(ask(server_url, "/quarantine", lang=language).text)
    assert len(listed) == 2
    assert any(fork in row for row in listed)
    assert any(unknown in row for row in listed)
    (tablet,) = rows(ask(server_url, "/devices", lang=language).text)
    assert copied in tablet
    assert count in tablet
    everything = rows(ask(server_url, "/", lang=language).text)
    assert (len(everything), sum(fork in row for row in everything)) == (5, 1)


def test_a_tablet_whose_clock_was_wrong_is_flagged_and_not_quarantined(
    look: Look, device: Device
) -> None:
    for offset_s in ("-4000.250", "300.000", "301", "x", None):
        times = {"finished_at": "2026-11-23T08:00:00Z", "server_offset_s": offset_s}
        device.results(device.seal(times=times))
    texts = rows(look())[::-1]
    assert "The tablet's clock was 66 minutes off" in texts[0]
    assert ["clock" in text for text in texts] == [True, False, True, False, False]
    assert rows(look("/quarantine")) == []


def test_a_record_that_is_evaluated_differently_shows_both_outcomes(
    look: Look, device: Device, office: Office, server_url: str
) -> None:
    content = at_a_station(neck_reading_mm="30")
    content["evaluation"]["outcome"]["verdict"] = "pass"
    content["evaluation"]["outcome"]["findings"][0] |= {"value": "0.01", "verdict": "pass"}
    device.results(device.seal_content(content))
    recheck_new(office)
    (path,) = links(look())
    said = words(look(path))
    told, ours = said.split("Evaluated here with the same rule data")
    assert "Evaluated differently here" in told
    assert "Pass +0.01 %" in told
    assert "Fail" not in told
    assert ours.strip().startswith("Fail")
    assert "Customer receives 72 mL less in 20 L; allowed 60 mL" in ours
    chinese = words(ask(server_url, path, lang="zh").text)
    assert "本机评定结果不同" in chinese
    assert "用同一规则数据在本机重新评定" in chinese


@pytest.mark.parametrize(
    ("word", "english", "chinese"),
    [
        ("no-rule", "Its rule data are not on this server", "本服务器没有其规则数据"),
        ("unreadable-rule", "This server can no longer read its rule data",
         "本服务器已无法读取其规则数据"),
        ("invalid", "Its readings cannot be evaluated here", "其读数无法在本机评定"),
        ("failed", "Its evaluation broke on this server; the log says why",
         "本服务器评定此记录时出错，原因见日志"),
    ],
)  # fmt: skip
def test_what_could_not_be_evaluated_is_told_with_why(
    look: Look, device: Device, office: Office, server_url: str, *, word: str, english: str,
    chinese: str,
) -> None:  # fmt: skip
    device.results(device.seal_content(at_a_station()))
    with office.database.writing() as connection:
        connection.execute(update(records).values(recheck=word))
    (path,) = links(look())
    assert english in words(look(path))
    assert "Evaluated here" not in words(look(path))
    assert chinese in words(ask(server_url, path, lang="zh").text)


def test_a_record_of_an_older_edition_is_worded_by_the_edition_that_it_used(
    look: Look, device: Device, office: Office
) -> None:
    old = json.loads(SHIPPED)
    old["tests"]["indication_error"]["title"] = {"en": "Old title", "zh": "旧"}
    data = json.dumps(old).encode()
    with office.database.writing() as connection:
        add_rule_data(connection, [RuleData(sha256_hex(data), RULE, data)], "earlier")
    device.results(device.seal_content(inspection_by(data)))
    (path,) = links(look())
    assert "Old title · Maximum flow" in words(look(path))


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "LINES", 2)


@pytest.mark.usefixtures("short_pages")
def test_older_pages_follow_each_other_to_the_first_arrival(look: Look, device: Device) -> None:
    device.results(*(device.seal() for _ in range(5)))
    device.results({"id": "junk", "body": "no JSON", "sha256": "x"})
    seen, page = [], look()
    while True:
        seen += links(page)
        older = re.search(r'rel="next" href="/inspections\?before=([0-9]+)', page)
        if older is None:
            break
        page = look("/inspections", before=older[1])
    assert len(seen) == len(set(seen)) == 6
    assert seen == sorted(seen, key=lambda path: -int(path.rpartition("/")[2]))
    assert "Nothing older has come in." in words(look(before=0))


def test_the_page_of_a_record_shows_findings_proof_and_the_bytes(
    look: Look, device: Device, server_url: str
) -> None:
    item = device.seal_content(at_a_station(neck_reading_mm="30", note='<b>"铅封"</b>'))
    (result,) = device.results(item)
    (path,) = links(look())
    page = look(path)
    said = words(page)
    assert "A spot check is a preliminary finding, not a verification." in said
    assert "Customer receives 72 mL less in 20 L; allowed 60 mL" in said
    assert "JJG 443-2023, volume indication error · source not verified: read on a page" in said
    assert "How this was calculated" in said
    assert "Volume in the measure, run 1: V_B = V_0 + (h − h_0) × k / 1000 = " in said
    assert "lies outside −0.30 … +0.30 %" in said
    assert re.search("<details>.*<ol>.*<li>.*</details>", page, re.DOTALL)
    assert "赵甲 (SL-1), 钱乙 (SL-2)" in said
    assert said.count("Holds") == 3
    assert "Does not hold" not in said
    assert item["sha256"] in said
    assert result["receipt"]["sig"] in said
    assert item["body"] in html.unescape(page)
    assert "<b>" not in page
    reply = ask(server_url, f"{path}/body")
    assert reply.content == item["body"].encode()
    assert reply.headers["Content-Disposition"].startswith("attachment")


def test_bytes_that_were_changed_on_the_disk_do_not_hold(
    look: Look, device: Device, office: Office
) -> None:
    device.results(device.seal())
    with office.database.writing() as connection:
        connection.execute(update(records).values(body=b'{"other": "bytes"}'))
    (path,) = links(look())
    said = words(look(path))
    assert said.count("Does not hold") == 2
    assert said.count("Holds") == 1  # the receipt


def test_a_body_that_holds_anything_at_all_is_shown(
    look: Look, device: Device, server_url: str
) -> None:
    bodies = [
        "", "null", "[1]", "{not json", "[" * 100_000, '{"site": "<script>alert(1)</script>"}',
        json.dumps({"officers": 7, "evaluation": {"outcome": {"findings": [
            {"value": "1E+999999999", "limit": {"max": []}, "at": [], "verdict": {}}, None]}}}),
    ]  # fmt: skip
    device.results(*({"id": f"<i>{n}", "body": body} for n, body in enumerate(bodies)))
    strange = inspection()
    strange["evaluation"]["outcome"]["findings"] = [
        {"test": "x", "at": {"a": "b", "c": 1}, "value": "1E+9999", "unit": "%", "verdict": "pass"},
        {"test": "y", "value": "-0.1234567", "unit": "g", "limit": {"min": "-1.0", "max": "1.0"}},
    ]
    device.results(device.seal_content(strange))
    paths = links(look())
    assert len(paths) == len(bodies) + 1
    told = [look(path) for path in paths]
    assert not any("<script" in page or "<i>" in page for page in (*told, look()))
    assert "x b 1E+9999" in words(told[0])
    assert "y −0.1 g ±1.0 g" in words(told[0])
    exact = [ask(server_url, f"{path}/body").content for path in reversed(paths[1:])]
    assert exact == [body.encode() for body in bodies]


def test_a_photo_is_given_as_the_picture_that_it_is(
    look: Look, device: Device, server_url: str
) -> None:
    picture, script = photo(), b"<script>alert(1)</script>"
    device.results(device.seal(photos=[picture, script]))
    device.upload(picture)
    device.upload(script)
    (path,) = links(look())
    found = re.findall(r'src="(/inspections/[0-9]+/photos/[0-9a-f]{64})', look(path))
    replies = {reply.content: reply for reply in (ask(server_url, each) for each in found)}
    assert replies.keys() == {picture, script}
    assert replies[picture].headers["Content-Type"] == "image/jpeg"
    assert replies[script].headers["Content-Type"] == "application/octet-stream"
    assert replies[script].headers["X-Content-Type-Options"] == "nosniff"


def test_a_photo_is_given_only_under_a_record_that_names_it(
    look: Look, device: Device, server_url: str
) -> None:
    device.results(device.seal(photos=[b"one"]), device.seal())
    device.upload(b"one")
    other, naming = links(look())
    (picture,) = re.findall(r'src="[^"]*/photos/([0-9a-f]{64})', look(naming))
    assert ask(server_url, f"{naming}/photos/{picture}").status_code == 200
    assert ask(server_url, f"{other}/photos/{picture}").status_code == 404
    assert ask(server_url, f"{naming}/photos/..%2f..%2fserver.db").status_code == 404


@pytest.mark.parametrize("path", ["1", f"{2**63}", f"{10**40}", "1/body", "1/photos/aa"])
def test_what_is_not_here_is_told_on_a_page(server_url: str, path: str) -> None:
    reply = ask(server_url, f"/inspections/{path}", lang="en")
    assert reply.status_code == 404
    assert "There is nothing at this address." in words(reply.text)


def test_a_page_number_that_is_none_is_refused(server_url: str) -> None:
    assert ask(server_url, before=-1).status_code == 422
    assert ask(server_url, before=10**30).status_code == 422


def test_tablets_are_listed_with_what_they_sent_and_whether_they_are_revoked(
    look: Look, device: Device, office: Office, server_url: str
) -> None:
    other = enrolled_device(office, server_url)
    revoke(office, other.device_id)
    device.results(device.seal(), device.seal())
    listed = {row.split()[-1]: row for row in rows(look("/devices"))}
    assert re.search(r"tablet 20\d\d-\d\d-\d\d \d\d:\d\d 2 ", listed[device.device_id])
    assert "Active" in listed[device.device_id]
    assert "Revoked" in listed[other.device_id]


def test_pages_run_no_script_and_take_nothing_from_elsewhere(
    server_url: str, device: Device
) -> None:
    device.results(device.seal())
    for path in ("/", "/devices", "/console/style.css"):
        reply = ask(server_url, path)
        assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
        assert "<script" not in reply.text
        assert not re.search(r'(src|href)="(?!/)', reply.text.replace('href="#main"', ""))
    style = re.search(r'href="(/console/style.css[^"]*)"', ask(server_url).text)
    assert style is not None
    assert ask(server_url, style[1]).headers["Content-Type"].startswith("text/css")


@pytest.fixture
def setting(office: Office, standing_server: tuple[FastAPI, str]) -> Callable[..., str]:
    """Serve the office with other settings; gives the address."""
    app, url = standing_server

    def serve(**settings: Any) -> str:
        app.state.office = replace(office, settings=replace(office.settings, **settings))
        return url

    return serve


PATHS = ("/", "/inspections", "/inspections/1", "/inspections/1/body", "/devices",
         "/inspections/1/photos/aa", "/console/style.css")  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_others_see_no_page_unless_a_setting_lets_them(
    setting: Callable[..., str], path: str
) -> None:
    elsewhere = {"Host": "office.example.org"}
    refused = ask(setting(), path, headers=elsewhere, lang="en")
    assert refused.status_code == 403
    assert "INSPECTOR_SERVER_CONSOLE=on" in refused.text
    assert ask(setting(console="on"), path, headers=elsewhere).status_code in (200, 404)
    assert ask(setting(console="off"), path).status_code == 403


def test_a_server_with_a_public_address_shows_no_page(setting: Callable[..., str]) -> None:
    assert ask(setting(public_url="https://office.example.org")).status_code == 403
    assert ask(setting(public_url="http://localhost:8000")).status_code == 200


def test_a_request_through_a_proxy_is_not_of_this_machine(setting: Callable[..., str]) -> None:
    assert ask(setting(), headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 403


def test_the_rest_of_the_server_does_not_depend_on_the_setting(
    setting: Callable[..., str],
) -> None:
    url = setting(console="off")
    assert ask(url, "/healthz").status_code == 200
    assert ask(url, "/v1/capabilities").status_code == 200


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("LOCALHOST", True),
     ("localhost.example.org", False), ("10.0.0.1", False), ("0.0.0.0", False), ("", False)],
)  # fmt: skip
def test_a_machine_knows_its_own_names(host: str, is_ours: bool) -> None:
    assert is_this_machine(host) is is_ours


def test_the_setting_comes_from_the_environment_and_is_one_of_three(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert load_settings().console == "off"
    monkeypatch.setenv("INSPECTOR_SERVER_CONSOLE", "on")
    assert load_settings().console == "on"
    monkeypatch.setenv("INSPECTOR_SERVER_CONSOLE", "yes")
    with pytest.raises(Exception, match="off, local, on"):
        load_settings()


def test_pages_are_no_part_of_the_described_interface(office: Office) -> None:
    described = create_app(office).openapi()["paths"]
    assert not [path for path in described if path in PATHS or path.startswith("/inspections")]
