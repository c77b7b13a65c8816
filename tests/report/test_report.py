"""The report of a sealed record: everything that was found, on paper, in either language."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from inspector_app.report.content import Source, describe
from inspector_app.report.making import link_of, make_report, make_small, picture_pages
from inspector_app.report.voice import voice_of
from inspector_app.services import reporting
from inspector_app.services.opening import Tablet
from inspector_app.store.photos import remove_file
from inspector_app.store.records import find_record
from inspector_app.store.tablet import note_tablet
from sync.protocol.report_link import parse_code
from tests.support.registry import FixedClock, open_city
from tests.support.reports import NOTE, a_photo, seal_in_full, take_apart

MOST_BYTES = 1_500_000
HOST = "M.EXAMPLE.GOV"
SAID = {
    "zh": ("计量检查报告", "不是检定结论", "不合格", "标准器内", "来源未核实", "当事人", "见证人",
           "拒绝签字（有异议", "链条校验值", "号码不符"),
    "en": ("Inspection report", "not a verification", "Fail (preliminary finding)",
           "Volume in the measure", "source not verified", "Trader", "Witness",
           "Refused to sign (Disagrees", "Entry hash", "Other number"),
}  # fmt: skip
SAID["zh"] = tuple(words for words in SAID["zh"] if words != "标准器内")
ALWAYS = (
    "8K3QZ9XW4T", "sn-2002", "东风加油站", "JJG 443-2023", "STD-20", "C-20", "2027-06-30", "28.0",
    "A100", "A101 → SL99", NOTE, "Officer 1", "CERT-1", "Officer 2", "CERT-2", "张经理", "李四",
    "认为油量足够", "2026-11-23 09:30 UTC+08:00 (Asia/Shanghai)", "±0.30 %", "铅封 3", "V_B = V_0",
)  # fmt: skip


@pytest.fixture(scope="module")
def tablet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tablet]:
    """A tablet with one inspection sealed in full."""
    opened = open_city(tmp_path_factory.mktemp("report") / "tablet", FixedClock())
    with opened.database.writing() as db:
        note_tablet(db, tag_hosts=json.dumps([HOST]))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def record_id(tablet: Tablet) -> str:
    """That inspection."""
    return seal_in_full(tablet)


@pytest.fixture(scope="module")
def source(tablet: Tablet, record_id: str) -> Source:
    """What its report is made from."""
    return reporting._source(tablet, record_id)


def entry_of(tablet: Tablet, record_id: str) -> str:
    with tablet.database.reading() as db:
        row = find_record(db, record_id)
    assert row is not None
    return str(row["entry"])


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_a_report_says_all_that_was_sealed_and_its_words_can_be_searched(
    tablet: Tablet, record_id: str, language: str
) -> None:
    pdf = reporting.report_of(tablet, record_id, language)
    taken = take_apart(pdf)
    flat = " ".join(taken.text.split())
    spoken = ("zh", "en") if language == "both" else (language,)
    for words in (*ALWAYS, record_id, entry_of(tablet, record_id)):
        assert words in flat, words
    for one in spoken:
        for words in SAID[one]:
            assert words in flat, words
    assert len(pdf) < MOST_BYTES
    assert taken.pages == 1


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_the_code_of_a_report_leads_to_its_record(
    tablet: Tablet, record_id: str, language: str
) -> None:
    (link,) = take_apart(reporting.report_of(tablet, record_id, language)).codes
    assert link.startswith(f"HTTPS://{HOST}/R/")
    assert link == link.upper()
    code = parse_code(link.rpartition("/")[2])
    assert code is not None
    assert code.record_id == record_id
    assert code.agrees_with(entry_of(tablet, record_id))


def test_the_same_record_gives_the_same_bytes(source: Source) -> None:
    assert make_report(source, "both") == make_report(source, "both")


def test_what_does_not_fit_goes_on_on_numbered_pages(tablet: Tablet) -> None:
    record_id = seal_in_full(tablet, photos=20, runs=3, phase="in_service")
    pdf = reporting.report_of(tablet, record_id, "both")
    taken = take_apart(pdf, dpi=60)
    assert taken.pages > 1
    for number in range(1, taken.pages + 1):
        assert f"Page {number} of {taken.pages}" in taken.text
    assert taken.text.count(record_id) >= taken.pages


@pytest.mark.parametrize("language", ["zh", "both"])
def test_the_pictures_on_the_screen_are_the_pages_of_the_file(
    tablet: Tablet, record_id: str, source: Source, language: str
) -> None:
    import io

    shown = picture_pages(source, language)
    taken = take_apart(make_report(source, language), dpi=144)
    assert len(shown) == taken.pages
    for png, page in zip(shown, taken.pictures, strict=True):
        with Image.open(io.BytesIO(png)) as picture:
            ours = picture.convert("L").resize(page.size).reduce(12)
        pairs = zip(ours.tobytes(), page.reduce(12).tobytes(), strict=True)
        far = [abs(a - b) for a, b in pairs]
        assert sum(far) / len(far) < 6


def test_a_photo_that_is_lost_is_named_and_the_rest_is_printed(tmp_path: Path) -> None:
    opened = open_city(tmp_path / "tablet", FixedClock())
    try:
        record_id = seal_in_full(opened, photos=2)
        whole = take_apart(reporting.report_of(opened, record_id, "en")).text
        assert "This photo is not here" not in whole
        lost = reporting._source(opened, record_id).content["photos"][0]["sha256"]
        remove_file(opened.folder, lost)
        text = take_apart(reporting.report_of(opened, record_id, "en")).text
        assert text.count("This photo is not here") == 1
    finally:
        opened.close()


def test_a_photo_is_printed_without_what_was_written_beside_its_pixels() -> None:
    import io

    file = io.BytesIO()
    told = Image.Exif()
    told[0x010E] = "secret place"
    told[0x0112] = 6  # lies on its side
    Image.new("RGB", (400, 100)).save(file, "JPEG", exif=told)
    small = make_small(file.getvalue())
    assert small is not None
    assert b"secret" not in small.data
    assert (small.width, small.height) == (100, 400)
    assert make_small(b"\xff\xd8\xff no picture") is None


def test_without_the_rules_data_the_report_prints_the_outcome_as_it_was_sealed(
    source: Source,
) -> None:
    taken = take_apart(make_report(replace(source, rule=None), "en"))
    assert "indication error" in taken.text
    assert "V_B" not in taken.text
    assert "-0.30 … 0.30 %" in taken.text


def test_a_calculation_that_does_not_come_to_what_was_sealed_is_not_printed(
    source: Source,
) -> None:
    content: dict[str, Any] = json.loads(json.dumps(source.content))
    content["evaluation"]["outcome"]["findings"][0]["value"] = "0.01"
    text = take_apart(make_report(replace(source, content=content), "en")).text
    assert "V_B" not in text


def test_a_signature_given_for_something_else_is_marked(source: Source) -> None:
    content = {**source.content, "note": "written afterwards"}
    report = describe(replace(source, content=content), voice_of("en"))
    assert len(report.signatures) == 4
    for part in report.signatures:
        assert "Does not belong to what the record says" in part.told
    sound = describe(source, voice_of("en"))
    assert all("Does not belong" not in " ".join(part.told) for part in sound.signatures)


def test_measures_and_the_place_are_printed_where_the_record_has_them(source: Source) -> None:
    content = {
        **source.content,
        "measures": [
            {"id": "stop", "text": {"zh": "责令停止使用", "en": "Stop using it"},
             "basis": "Art. 22", "tag": "K"},
        ],
        "location": {"latitude": "36.60001", "longitude": "109.40002", "accuracy_m": "12",
                     "at": "2026-11-23T01:20:00Z", "distance_m": "35"},
    }  # fmt: skip
    text = take_apart(make_report(replace(source, content=content), "both")).text
    flat = " ".join(text.split())
    assert "责令停止使用 / Stop using it (Art. 22 · 来源未核实 / source not verified)" in flat
    assert "36.60001, 109.40002 ± 12 m" in flat
    assert "35 m from the registered place" in flat


@pytest.mark.parametrize(
    "content",
    [
        {}, {"id": 5, "seq": "x", "photos": "none", "signatures": [1, {"strokes": [[1]]}]},
        {"evaluation": {"input": {"observations": [{"test": ["x"]}, 7]}, "outcome": []},
         "times": {"utc_offset_min": 10**12, "finished_at": "2026-11-23T01:20:00Z"}},
        {"note": "x" * 5000, "officers": [{}], "location": {"latitude": [], "longitude": {}},
         "measures": [{"text": {}}, {"text": 5}], "site": []},
    ],
)  # fmt: skip
def test_a_body_that_holds_anything_is_printed_as_far_as_it_can_be_read(
    source: Source, content: dict[str, Any]
) -> None:
    odd = Source(content, "0" * 64, HOST, source.rule, {})
    assert take_apart(make_report(odd, "both"), dpi=40).pages >= 1
    assert link_of(odd) == ""


def test_a_report_of_a_tablet_without_tag_hosts_leads_to_its_server(
    tmp_path: Path,
) -> None:
    opened = open_city(tmp_path / "tablet", FixedClock())
    try:
        record_id = seal_in_full(opened, photos=0)
        (code,) = take_apart(reporting.report_of(opened, record_id, "en")).codes
        assert code.startswith("HTTPS://127.0.0.1:9/R/")
    finally:
        opened.close()


def test_nothing_of_a_report_depends_on_when_it_is_made(tablet: Tablet, record_id: str) -> None:
    before = reporting.report_of(tablet, record_id, "zh")
    clock = tablet.clock
    assert isinstance(clock, FixedClock)
    clock.at += timedelta(days=400)
    try:
        assert reporting.report_of(tablet, record_id, "zh") == before
    finally:
        clock.at -= timedelta(days=400)


def test_a_large_photo_becomes_small() -> None:
    data = a_photo(1)
    small = make_small(data)
    assert small is not None
    assert max(small.width, small.height) == 480
    assert len(small.data) < 150_000


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_record_of_the_released_version_is_printed_without_what_it_does_not_tell(
    source: Source, language: str
) -> None:
    newer = ("particulars", "checks_not_applicable", "notices")
    content = {name: told for name, told in source.content.items() if name not in newer}
    report = describe(replace(source, content=content), voice_of(language))
    assert (report.particulars, report.notices) == ((), ())
    text = take_apart(make_report(replace(source, content=content), language), dpi=30).text
    for words in ("What this result means", "结果说明", "Kind of visit", "检查类型"):
        assert words not in text
    for words in SAID[language]:
        assert words in text.replace("\n", "") or words in " ".join(text.split())


def test_every_page_has_a_line_for_signatures_and_says_what_the_result_means(
    source: Source,
) -> None:
    many = [{"id": f"c{n}", "label": {"en": f"Check {n} " * 12}} for n in range(120)]
    long = replace(source, content={**source.content, "checks_not_applicable": many})
    taken = take_apart(make_report(long, "en"), dpi=30)
    assert taken.pages > 1
    assert taken.text.count("Witness ____") == taken.pages
    whole = " ".join(taken.text.split())
    assert "not a verification" in whole
    assert "a statutory body verifies the instrument" in whole
    assert "within 15 days" in whole
    assert "(to be confirmed by the office)" in whole
    assert "Kind of visit" in whole
