"""The inspector's day in a real browser: scan, seals, readings, outcome, officers, sync."""

import hashlib
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from tests.support.demo_tablet import (
    due_instruments,
    find_standard,
    sealed_bytes,
    two_officers,
)
from tests.support.film import film_tag, render_page
from tests.support.inspector import Inspector
from tests.support.stack import Stack, run
from tests.support.tablet_screen import tablet_screen

pytestmark = pytest.mark.browser


def film_of(instrument_id: str, folder: Path) -> Path:
    """Print the label of one instrument as the office does, and film it."""
    registry, sheet = folder / "one.csv", folder / "label.pdf"
    registry.write_text(f"instrument_id\n{instrument_id}\n", encoding="utf-8")
    run("inspector", "labels", "--csv", str(registry), "--out", str(sheet))
    return film_tag(cut_out(render_page(sheet)), folder / "film.mjpeg")


def cut_out(page: Image.Image) -> Image.Image:
    """Cut the one label out of its sheet, with the white plate around it that it has outdoors."""
    ink = page.convert("L").point(lambda level: 255 * (level < 128)).getbbox()
    label = page.crop(ink)
    return ImageOps.expand(label, border=label.width // 8, fill="white")


def test_from_the_scan_to_the_same_bytes_at_the_server(stack: Stack, tmp_path: Path) -> None:
    tablet = stack.folder / "tablet"
    target = due_instruments(tablet, "fuel_dispenser")[0]
    measure = find_standard(
        tablet, "standard_measure", nominal_volume_L="20", material="stainless_steel"
    )
    with tablet_screen(camera=film_of(target.instrument_id, tmp_path)) as screen:
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
        screen.tap("next")
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
