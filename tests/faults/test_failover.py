"""A primary that dies in mid-load: what was receipted is at the standby, or is sent again."""

from pathlib import Path

from tests.faults.failover import fail_over


def test_a_synchronous_standby_has_everything_that_was_receipted(tmp_path: Path) -> None:
    found = fail_over(tmp_path, synchronous=True, tablets=4, records=40)
    assert found.receipted >= 40
    assert (found.lost, found.lost_at_the_end, found.faults) == (0, 0, [])


def test_what_a_stale_standby_lacks_is_sent_again_by_the_tablets(tmp_path: Path) -> None:
    found = fail_over(tmp_path, synchronous=False, tablets=4, records=40)
    assert found.lost > 0, "the standby was not behind, so nothing was tried"
    assert found.epochs == 2
    assert (found.lost_at_the_end, found.faults) == (0, [])
