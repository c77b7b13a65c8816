"""A kill at a system call, a full disk, a broken disk: what was said is there, the rest is told."""

import pytest

from tests.faults.power_cut.trace import can_trace
from tests.faults.system_calls import inject

pytestmark = pytest.mark.skipif(bool(can_trace()), reason=can_trace())


@pytest.mark.parametrize(
    ("work", "fault", "at"),
    [
        ("seal", "kill", 300),
        ("office", "kill", 330),
        ("seal", "disk full", 260),
        ("seal", "photo's disk full", 6),
        ("pull", "disk full", 60),
        ("receipts", "EIO on flush", 3),
        ("office", "EIO on flush", 12),
        ("pull", "EIO on read", 12),
    ],
)
def test_a_failing_system_call_loses_nothing_that_was_said(work: str, fault: str, at: int) -> None:
    ended = inject(work, fault, at)
    assert ended.was_hit, f"{work} ended before its call {at}"
    assert ended.told_of_it, ended.error
    assert ended.losses == []
