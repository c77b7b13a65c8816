"""A power cut anywhere loses nothing that was said to be saved; the weaker settings do lose."""

import pytest

from tests.faults.power_cut.cases import recorded
from tests.faults.power_cut.trace import can_trace

pytestmark = pytest.mark.skipif(bool(can_trace()), reason=can_trace())
EVERY = {
    "seal": 15,
    "receipts": 2,
    "pull": 5,
    "migrate": 3,
    "encrypt": 2,
    "enrol": 7,
    "office": 11,
    "prune": 2,
}


@pytest.mark.parametrize("name", EVERY)
def test_what_was_said_to_be_saved_is_there_after_a_power_cut(name: str) -> None:
    with recorded(name) as work:
        found = work.cut(seed=1, every=EVERY[name])
    assert found.cuts > 30
    assert found.losses == []


@pytest.mark.parametrize(
    ("name", "control"),
    [
        ("pull", "1"),
        ("receipts", "0"),
        ("seal", "no-folder-flush"),
        ("office", "1"),
        ("prune", "file-first"),
    ],
)
def test_weaker_settings_lose_what_was_said_so_the_cuts_are_real(name: str, control: str) -> None:
    with recorded(name, control) as work:
        found = work.cut(seed=1, every=EVERY[name])
    assert found.losses != []
