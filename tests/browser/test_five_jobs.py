"""Five jobs in a real browser, upright and lying: what a finger does, and what is sealed then."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.jobs import WRONG, Jobs
from tests.support.demo_tablet import Target, sealed_body
from tests.support.keyboard_screen import KeyboardScreen
from tests.support.signing import WITNESS, How
from tests.support.stack import Stack
from tests.support.tablet_screen import LANDSCAPE, PORTRAIT, tablet_screen

pytestmark = pytest.mark.browser


@pytest.fixture(params=[PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def jobs(stack: Stack, request: pytest.FixtureRequest) -> Iterator[Jobs]:
    """An inspector at a tablet that is held upright, and at one that lies."""
    with tablet_screen(request.param) as screen:
        yield Jobs(stack, screen)


def sealed(jobs: Jobs, target: Target) -> dict[str, Any]:
    """Return the record that was sealed of an instrument."""
    return json.loads(sealed_body(jobs.folder, target.instrument_id))


def verdict(body: dict[str, Any]) -> str:
    return str(body["evaluation"]["outcome"]["verdict"])


def test_a_dispenser_that_measures_right_passes(jobs: Jobs) -> None:
    assert verdict(sealed(jobs, jobs.dispenser())) == "pass"


def test_a_scale_that_shows_what_lies_on_it_passes(jobs: Jobs) -> None:
    assert verdict(sealed(jobs, jobs.scale())) == "pass"


def test_small_weights_decide_what_rounding_left_open(jobs: Jobs) -> None:
    body = sealed(jobs, jobs.change_point())
    finding = body["evaluation"]["outcome"]["findings"][0]
    assert (verdict(body), finding["verdict"]) == ("pass", "pass")
    assert body["evaluation"]["input"]["observations"][0]["added_weight"]


def test_a_wrong_seal_fails_although_the_delivery_is_right(jobs: Jobs) -> None:
    body = sealed(jobs, jobs.wrong_seal())
    assert verdict(body) == "fail"
    assert WRONG in {seal["found"] for seal in body["evaluation"]["input"]["seals"]}


def test_an_expired_standard_is_refused_and_the_outcome_stays_open(jobs: Jobs) -> None:
    body = sealed(jobs, jobs.expired_standard())
    assert (verdict(body), body["standard"]) == ("incomplete", None)


def test_a_trader_who_refuses_is_told_with_reason_and_witness(jobs: Jobs) -> None:
    body = sealed(jobs, jobs.refusal())
    assert verdict(body) == "fail"
    signed = {one["role"]: one for one in body["signatures"]}
    assert (signed["trader"]["kind"], signed["trader"]["reason"]) == ("refused", "disagrees")
    assert signed["witness"]["name"] == WITNESS
    assert {one["kind"] for one in body["signatures"] if one["role"] == "officer"} == {"drawn"}


def test_the_whole_job_is_done_with_a_keyboard_alone(stack: Stack) -> None:
    with tablet_screen() as screen:
        jobs = Jobs(stack, KeyboardScreen(screen.page), how=How.BY_NAME)
        assert verdict(sealed(jobs, jobs.dispenser())) == "pass"
