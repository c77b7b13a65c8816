"""Over a network that cuts, doubles, flips and drops: every record and photo arrives, once."""

from pathlib import Path

from tests.faults.network import cut_everywhere, live_through, rig


def test_a_sync_that_is_cut_anywhere_either_way_loses_and_doubles_nothing(tmp_path: Path) -> None:
    with rig(tmp_path) as made:
        assert cut_everywhere(made, step=331, first=17) > 20
        made.count()


def test_failing_connections_and_killed_processes_lose_and_double_nothing(tmp_path: Path) -> None:
    with rig(tmp_path) as made:
        assert live_through(made, seed=7, processes=2) > 5
        made.count()
