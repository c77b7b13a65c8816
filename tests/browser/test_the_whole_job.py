"""The inspector's day in a real browser: scan, seals, readings, outcome, officers, sync."""

import hashlib
from pathlib import Path

import pytest

from tests.support.demo_tablet import (
    due_instruments,
    find_standard,
    sealed_bytes,
    two_officers,
)
from tests.support.film_label import film_label
from tests.support.inspector import Inspector
from tests.support.stack import Stack, run
from tests.support.tablet_screen import tablet_screen

pytestmark = pytest.mark.browser


def test_from_the_scan_to_the_same_bytes_at_the_server(stack: Stack, tmp_path: Path) -> None:
    tablet = stack.folder / "tablet"
    target = due_instruments(tablet, "fuel_dispenser")[0]
    measure = find_standard(
        tablet, "standard_measure", nominal_volume_L="20", material="stainless_steel"
    )
    with tablet_screen(camera=film_label(target.instrument_id, tmp_path)) as screen:
        inspector = Inspector(screen)
        screen.open(stack.app_url)
        screen.tap("scan")
        screen.see("start-inspection")
        assert target.instrument_id[:4] in screen.read("title")
        screen.tap("start-inspection")
        inspector.confirm_seals(target.seals)
        inspector.choose_standard(measure)
        inspector.take_run()
        screen.tap("next")
        inspector.pass_checks()
        screen.wait_for_words("verdict", "合格")
        screen.tap("step-signatures")
        inspector.sign(two_officers(tablet))
        screen.open(f"{stack.app_url}/sync")
        screen.tap("sync-now")
        screen.see("safe-to-hand-in")
    (record,) = [line for line in stack.exported() if line["instrument_id"] == target.instrument_id]
    assert record["verdict"] == "pass"
    assert hashlib.sha256(record["body"].encode()).hexdigest() == record["sha256"]
    assert record["body"].encode() == sealed_bytes(tablet, record["id"])
    run("inspector", "verify", *stack.tablet)
    run("inspector-server", "verify", *stack.office)
