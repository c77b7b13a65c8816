"""Addresses, the screens they mean, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.screens.routes import (
    HOME,
    TRAIL_LENGTH,
    WITH_ID,
    Place,
    Stop,
    follow,
    parse_route,
    route_to,
    way_back,
)


@given(place=st.sampled_from(sorted(WITH_ID, key=str)), id=st.text(min_size=1).filter(str.strip))
def test_an_address_leads_back_to_the_id_it_was_made_of(place: Place, id: str) -> None:
    assert parse_route(route_to(place, id)) == Stop(place, id)


@pytest.mark.parametrize("place", [place for place in Place if place not in WITH_ID])
def test_a_screen_about_nothing_single_has_an_address_without_id(place: Place) -> None:
    assert parse_route(route_to(place)) == Stop(place)


@pytest.mark.parametrize(
    "route", ["", "/", "/nowhere", "/site", "/site/1/2", "/scan/1", "/instrument", "//", "/%"]
)
def test_an_address_that_leads_nowhere_leads_to_todays_work(route: str) -> None:
    assert parse_route(route) == Stop(Place.TODAY)


def test_a_query_does_not_change_the_screen() -> None:
    assert parse_route("/site/S1?from=mail") == Stop(Place.SITE, "S1")


def test_the_way_back_leads_along_the_way_come() -> None:
    trail = follow(follow(follow((), HOME), "/site/S1"), "/instrument/A")
    assert way_back(trail) == "/site/S1"
    assert way_back(follow(trail, way_back(trail))) == HOME


def test_going_to_a_screen_passed_before_goes_back_along_the_way() -> None:
    trail = (HOME, "/site/S1", "/instrument/A", "/inspect/D")
    assert follow(trail, "/site/S1") == (HOME, "/site/S1")
    assert follow(trail, HOME) == (HOME,)


@pytest.mark.parametrize("finding", ["/scan", "/type-id"])
def test_the_way_back_does_not_lead_through_the_scan_where_the_tag_would_open_again(
    finding: str,
) -> None:
    trail = follow(follow((HOME, "/site/S1"), finding), "/instrument/A")
    assert way_back(trail) == "/site/S1"


def test_a_session_that_starts_anywhere_has_a_way_home() -> None:
    assert way_back(follow((), "/inspect/D")) == HOME


@given(st.lists(st.sampled_from(["/", "/scan", "/site/1", "/site/2", "/sync", "/instrument/1"])))
def test_the_trail_stays_short_and_ends_where_one_is(routes: list[str]) -> None:
    trail: tuple[str, ...] = ()
    for route in routes:
        trail = follow(trail, route)
        assert trail[-1] == route
        assert trail[0] == HOME
        assert len(trail) == len(set(trail)) <= TRAIL_LENGTH
