"""Search over the registry: any part of a word, of any script, the likeliest first."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector_app.services import searching
from inspector_app.services.opening import Tablet
from inspector_app.services.searching import index_registry, search_registry
from inspector_app.services.views import SearchPage
from inspector_app.store import parts
from inspector_app.store.reference import apply_changes, drop_stale, mark_stale
from tests.support.registry import PUMP, SCALE, instrument, open_city, site


@pytest.fixture
def tablet(tmp_path: Path) -> Iterator[Tablet]:
    opened = open_city(tmp_path / "tablet")
    index_registry(opened)
    yield opened
    opened.close()


def ids(found: SearchPage) -> list[str]:
    return [line.instrument_id for line in found.instruments]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (PUMP[:6].lower(), PUMP), (PUMP[3:7], PUMP), (PUMP[-2:], PUMP), (PUMP[2], PUMP),
        ("8k3q-z9xw-4t", PUMP), ("SN-20", PUMP), ("sn-2002", PUMP), ("-20", PUMP),
        ("v-77", PUMP), ("77", PUMP), ("东风", PUMP), ("风加", PUMP), ("风", PUMP), ("站", PUMP),
        ("加油站", PUMP), ("2", PUMP), ("sc-9", SCALE), ("50%", SCALE), ("arket", SCALE),
        ("example r", PUMP), ("ｓｎ－２００２", PUMP),
    ],
)  # fmt: skip
def test_any_part_of_an_id_serial_certificate_site_or_address_finds_it(
    tablet: Tablet, text: str, found: str
) -> None:
    assert found in ids(search_registry(tablet, text))
    assert found in [line.instrument_id for line in searching.search_instruments(tablet, text)]


@pytest.mark.parametrize("text", ["", "  ", "nothing", "_", "'", '"', "*", "加站", "东加"])
def test_nothing_is_found_where_nothing_is_meant(tablet: Tablet, text: str) -> None:
    found = search_registry(tablet, text)
    assert (ids(found), found.sites) == ([], ())


def test_a_percent_sign_is_a_character_like_another(tablet: Tablet) -> None:
    assert [site.site_id for site in search_registry(tablet, "%").sites] == ["S2"]


def test_what_is_meant_exactly_comes_first_then_what_begins_so_then_what_has_it_inside(
    tablet: Tablet,
) -> None:
    serials = {"00000000A1": "X9-77", "00000000A2": "X9-7", "00000000A3": "AX9-7"}
    with tablet.database.writing() as db:
        apply_changes(db, [("instruments", key, instrument(key, serial=serial))
                           for key, serial in serials.items()])  # fmt: skip
    index_registry(tablet)
    assert ids(search_registry(tablet, "x9-7")) == ["00000000A2", "00000000A1", "00000000A3"]


def test_more_than_a_hundred_are_told_and_come_in_pages_without_a_gap(tablet: Tablet) -> None:
    many = [f"{number:010}" for number in range(500, 630)]
    with tablet.database.writing() as db:
        apply_changes(db, [("instruments", key, instrument(key, serial="")) for key in many])
    pages = [search_registry(tablet, "00000005", page=page) for page in range(3)]
    assert [page.has_next for page in pages] == [True, False, False]
    assert [one for page in pages for one in ids(page)] == many[:100]
    assert (pages[0].hits, pages[0].counted_all) == (100, True)
    more = search_registry(tablet, "0000000", page=2)
    assert (more.hits, more.counted_all, len(more.instruments)) == (100, False, 32)


def test_before_the_index_is_complete_what_begins_so_is_found_and_the_rest_is_told(
    tmp_path: Path,
) -> None:
    tablet = open_city(tmp_path / "new")
    found = search_registry(tablet, "sn-20")
    assert (ids(found), found.due) == ([PUMP], 5)
    assert [site.site_id for site in search_registry(tablet, "东风").sites] == ["S1"]
    assert ids(search_registry(tablet, "-2002")) == []
    index_registry(tablet)
    assert (ids(search_registry(tablet, "-2002")), search_registry(tablet, "-20").due) == (
        [PUMP],
        0,
    )
    tablet.close()


def test_an_index_that_was_interrupted_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "A_BATCH", 2)
    tablet = open_city(tmp_path / "new")
    told: list[int] = []
    index_registry(tablet, told.append, is_stopped=lambda: len(told) > 1)
    assert told == [5, 3]
    index_registry(tablet, told.append)
    assert told == [5, 3, 1, 0]
    assert ids(search_registry(tablet, "-2002")) == [PUMP]
    tablet.close()


def test_what_was_renamed_or_dropped_is_not_found_by_its_old_words(tablet: Tablet) -> None:
    with tablet.database.writing() as db:
        apply_changes(db, [("sites", "S1", site(name="西山加油站")), ("instruments", SCALE, None)])
    index_registry(tablet)
    assert not search_registry(tablet, "东风").sites
    assert [one.site_id for one in search_registry(tablet, "山加").sites] == ["S1"]
    assert ids(search_registry(tablet, "SC-9")) == []


def test_what_the_server_does_not_send_again_is_found_no_more(tablet: Tablet) -> None:
    with tablet.database.writing() as db:
        mark_stale(db)
        apply_changes(db, [("sites", "S1", site()), ("instruments", PUMP, instrument())])
        drop_stale(db)
    index_registry(tablet)
    assert not search_registry(tablet, "arket").sites
    assert ids(search_registry(tablet, "-2002")) == [PUMP]
    with tablet.database.reading() as db:
        assert db.table("search_docs").count == 2


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(data=st.data(), word=st.text("AB站加0-\n%\U0001f600 é", min_size=1, max_size=8))
def test_every_part_of_a_name_finds_its_site_and_nothing_else_does(
    tablet: Tablet, data: st.DataObject, word: str
) -> None:
    with tablet.database.writing() as db:
        apply_changes(db, [("sites", "S3", site("S3", name=word) | {"address": ""})])
    index_registry(tablet)
    plain = parts.plain_words(word)
    part = data.draw(st.text("AB站加0-%\U0001f600 é", min_size=1, max_size=3))
    start = data.draw(st.integers(0, 8))
    for wanted in (part, plain[start : start + 3]):
        inside = bool(parts.plain_words(wanted)) and parts.plain_words(wanted) in plain
        with tablet.database.reading() as db:
            found = parts.find_keys(db, parts.SITES, wanted, 10)
        assert ("S3" in found) == (inside or parts.plain_words(wanted) == "3"), (word, wanted)
