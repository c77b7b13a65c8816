"""Every screen, in both languages and both orientations, into docs/screenshots/.

Run as `make screenshots`. The pictures are for looking at: they prove nothing by themselves.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from inspector_app.services import inspecting
from inspector_app.services.beginning import begin
from inspector_app.services.finishing import seal_draft
from inspector_app.services.goods import begin_goods
from inspector_app.services.opening import Tablet
from inspector_app.services.settling import change_setting
from inspector_app.services.views import Place, SealState, Step
from tests.browser.jobs import Jobs
from tests.browser.pictures import TARGET, write
from tests.support.demo_tablet import (
    Target,
    due_instruments,
    find_standard,
    opened,
    two_officers,
)
from tests.support.film import film_tag
from tests.support.inspector import Inspector
from tests.support.signing import Signatory
from tests.support.stack import Stack
from tests.support.tablet_screen import LANDSCAPE, PORTRAIT, TabletScreen, tablet_screen

SIZES = {"portrait": PORTRAIT, "landscape": LANDSCAPE}
POINT = "indication_error.q1"
FIELDS = ("indicated_L", "neck_reading_mm", "nozzle_temperature_C", "measure_temperature_C")
GOOD = (("20.00", "67.0", "24.0", "23.6"), ("20.00", "67.5", "24.0", "23.6"))
MARKET, RETAIL, PACKED = "S-013", "cn.retail-weighing.order66", "cn.prepackaged.jjf1070"
SHORT = ("20.00", "28.0", "24.0", "23.6")


def main() -> None:
    """Build a city, walk through it four times, and write the pictures."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Path(folder))
        camera = film_tag(Image.new("RGB", (400, 200), "white"), Path(folder) / "plate.mjpeg")
        try:
            stack.start_app()
            for name, size in SIZES.items():
                for language in ("zh", "en"):
                    picture_enrolment(stack, name, size, language)
            stack.kill("app")
            stack.fill()
            stack.start_server()
            stack.enrol()
            stack.start_app()
            for name, size in SIZES.items():
                for language in ("zh", "en"):
                    walk(stack, name, size, language, camera)
            picture_appearances(stack)
            for name, size in SIZES.items():
                for language in ("zh", "en"):
                    picture_jobs(stack, name, size, language)
        finally:
            stack.stop()


def speak(stack: Stack, language: str, appearance: str = "light") -> None:
    """Settle language and appearance before the app is opened."""
    with opened(stack.folder / "tablet") as tablet:
        change_setting(tablet, "language", language)
        change_setting(tablet, "appearance", appearance)


def picture_enrolment(stack: Stack, name: str, size: tuple[int, int], language: str) -> None:
    """Picture the enrolment of a new tablet."""
    speak(stack, language)
    with tablet_screen(size) as screen:
        screen.open(stack.app_url)
        screen.see("enrol-code")
        write(screen, f"enrolment-{name}-{language}")


def walk(stack: Stack, name: str, size: tuple[int, int], language: str, camera: Path) -> None:
    """Picture every screen of a day."""
    speak(stack, language)
    targets = due_instruments(stack.folder / "tablet", "fuel_dispenser")
    with opened(stack.folder / "tablet") as tablet:
        good, bad = draft_that_passes(tablet, stack, targets[0]), draft_that_fails(
            tablet, stack, targets[1]
        )  # fmt: skip
    with tablet_screen(size, camera=camera) as screen:
        for picture, route, seen in routes(targets, good):
            screen.open(stack.app_url + route)
            screen.see(seen)
            write(screen, f"{picture}-{name}-{language}")
        picture_steps(screen, stack, good, bad, f"{name}-{language}")
        picture_goods(screen, stack, f"{name}-{language}")
        with opened(stack.folder / "tablet") as tablet:
            seal_draft(tablet, bad)
        screen.open(f"{stack.app_url}/sync")
        screen.tap("sync-now")
        screen.see("safe-to-hand-in")
        write(screen, f"sync-{name}-{language}")


def routes(targets: list[Target], draft: str) -> Iterator[tuple[str, str, str]]:
    """Give name, address and a control to wait for, of each screen that stands by itself."""
    target = targets[2]
    yield "today", "/", "scan"
    yield "site", f"/site/{targets[0].site_id}", "scan"
    yield "walk", f"/walk/{targets[0].site_id}", "walk-next"
    yield "instrument", f"/instrument/{target.instrument_id}", "start-inspection"
    yield "scan", "/scan", "from-file"
    yield "type-id", "/type-id", "id-field"
    yield "search", "/search", "search-field"
    yield "settings", "/settings", "language-en"
    yield "readings", f"/inspect/{draft}", "result"
    yield "goods", f"/goods/{MARKET}", "start-goods"


def picture_goods(screen: TabletScreen, stack: Stack, name: str) -> None:
    """Picture a settled weight that is checked with a scale of equal accuracy, and a batch."""
    for picture, rule, point, readings, field in (
        ("goods-readings", RETAIL, "retail_weighing.A",
         {"settled_g": "1000", "actual_g": "970", "method": "3"}, "method"),
        ("goods-batch", PACKED, "batch_mean.g",
         {"nominal": "500", "actuals.0": "490", "actuals.1": "505"}, "actuals.2"),
    ):  # fmt: skip
        with opened(stack.folder / "tablet") as tablet:
            draft = begin_goods(tablet, MARKET, rule, description=f"{picture} {name}")
            for key, text in readings.items():
                inspecting.take_reading(tablet, draft, point, 0, key, text, sure=True)
            inspecting.stand_at(tablet, draft, Place(Step.READINGS, point, 0, field))
        screen.open(f"{stack.app_url}/inspect/{draft}")
        screen.see("result")
        write(screen, f"{picture}-{name}")
        screen.tap("step-outcome")
        screen.see("verdict")
        write(screen, f"{picture}-outcome-{name}")


def picture_steps(screen: TabletScreen, stack: Stack, good: str, bad: str, name: str) -> None:
    """Picture the other steps of an inspection, and the sealed record."""
    inspector = Inspector(screen)
    for step, seen in (("seals", "seals-done"), ("checks", "next"), ("signatures", "seal-record")):
        screen.tap(f"step-{step}")
        screen.see(seen)
        write(screen, f"{step}-{name}")
    screen.tap("step-outcome")
    screen.see("verdict")
    write(screen, f"outcome-pass-{name}")
    screen.tap("step-signatures")
    screen.wait_until_enabled("seal-record")
    sign_by_hand(screen, name)
    screen.wait_until_enabled("seal-record")
    screen.tap("seal-record")
    screen.see("record-id")
    write(screen, f"finished-{name}")
    screen.tap("report")
    screen.see("report-page-1")
    write(screen, f"report-{name}")
    screen.open(f"{stack.app_url}/inspect/{bad}")
    screen.tap("step-seals")
    screen.see("seals-done")
    write(screen, f"seals-wrong-{name}")
    screen.tap("step-readings")
    screen.see("result")
    inspector.type_number("measure_temperature_C", "236")
    screen.tap("key-next")
    screen.see("really-yes")
    write(screen, f"really-{name}")
    screen.tap("really-no")
    screen.wait_gone("really-yes")
    for _ in "236":
        screen.tap("key-back")
    inspector.type_number("measure_temperature_C", "23.6")
    screen.tap("key-next")
    screen.tap("step-outcome")
    screen.see("verdict")
    write(screen, f"outcome-fail-{name}")
    picture_particulars(screen, name)


def picture_particulars(screen: TabletScreen, name: str) -> None:
    """Picture the groups beside the readings, and the record on site of a failure."""
    screen.tap("step-checks")
    write(screen, f"checks-{name}-folded")
    screen.scroll_to("group-parts")
    screen.tap("group-parts")
    screen.scroll_to("entry-serial_main_board")
    screen.write("entry-serial_main_board", "MB-2026-117")
    screen.scroll_to("group-software")
    write(screen, f"checks-group-{name}")
    screen.scroll_to("group-functions")
    screen.tap("group-functions")
    screen.scroll_to("check-vapour_recovery-not-applicable")
    screen.tap("check-vapour_recovery-not-applicable")
    write(screen, f"checks-functions-{name}")
    screen.tap("step-outcome")
    screen.see("verdict")
    screen.tap("next")
    screen.see("on-site-next")
    screen.tap("entry-visit_kind-complaint")
    write(screen, f"record-on-site-{name}")
    screen.scroll_to("entry-rights_told_at-now")
    screen.tap("entry-rights_told_at-now")
    write(screen, f"record-on-site-rights-{name}")
    screen.tap("on-site-back")
    screen.see("verdict")


def sign_by_hand(screen: TabletScreen, name: str) -> None:
    """Let both officers draw and the trader refuse before a witness, who gives their name."""
    signatory = Signatory(screen)
    signatory.officers(2, lambda: write(screen, f"signing-{name}"))
    signatory.refusal(lambda: write(screen, f"refusal-{name}"))
    write(screen, f"signed-{name}")


def draft_that_passes(tablet: Tablet, stack: Stack, target: Target) -> str:
    """Fill in everything but the last reading of the third run."""
    draft = begin(tablet, target.instrument_id, phase="in_service")
    answer_everything(tablet, stack, draft)
    for run, readings in enumerate((*GOOD, GOOD[0])):
        take(tablet, draft, run, readings)
    inspecting.choose_officers(tablet, draft, two_officers(stack.folder / "tablet"))
    inspecting.stand_at(tablet, draft, Place(Step.READINGS, POINT, 2, FIELDS[1]))
    return draft


def draft_that_fails(tablet: Tablet, stack: Stack, target: Target) -> str:
    """Fill in a delivery that is short and a seal that is not the registered one."""
    draft = begin(tablet, target.instrument_id, phase="spot_check")
    answer_everything(tablet, stack, draft)
    encoder = inspecting.load_inspection(tablet, draft).seals[1]
    inspecting.record_seal(tablet, draft, encoder.position, SealState.OTHER_NUMBER, "SL8899999")
    for run in range(3):
        take(tablet, draft, run, SHORT)
    inspecting.choose_officers(tablet, draft, two_officers(stack.folder / "tablet"))
    inspecting.stand_at(tablet, draft, Place(Step.READINGS, POINT, 0, FIELDS[3]))
    return draft


def answer_everything(tablet: Tablet, stack: Stack, draft: str) -> None:
    """Find every seal intact and everything in order, with the 20 L measure."""
    shown = inspecting.load_inspection(tablet, draft)
    for seal in shown.seals:
        inspecting.record_seal(tablet, draft, seal.position, SealState.INTACT)
    for check in shown.checks:
        inspecting.answer_check(tablet, draft, check.id, True)
    measure = find_standard(
        stack.folder / "tablet",
        "standard_measure",
        nominal_volume_L="20",
        material="stainless_steel",
    )
    inspecting.choose_standard(tablet, draft, measure)


def take(tablet: Tablet, draft: str, run: int, readings: tuple[str, ...]) -> None:
    """Take the readings of one run."""
    for field, text in zip(FIELDS, readings, strict=True):
        inspecting.take_reading(tablet, draft, POINT, run, field, text, sure=True)


def picture_jobs(stack: Stack, name: str, size: tuple[int, int], language: str) -> None:
    """Do five jobs, each from the instrument's page to the sealed record."""
    speak(stack, language)
    with tablet_screen(size) as screen:
        jobs = Jobs(stack, screen, lambda what: write(screen, f"job-{what}-{name}-{language}"))
        for job in jobs.all:
            job()


def picture_appearances(stack: Stack) -> None:
    """Picture the readings in the dark and in sunlight."""
    with opened(stack.folder / "tablet") as tablet:
        target = due_instruments(stack.folder / "tablet", "fuel_dispenser")[0]
        draft = draft_that_passes(tablet, stack, target)
    for appearance in ("dark", "sun"):
        speak(stack, "zh", appearance)
        with tablet_screen(PORTRAIT) as screen:
            screen.open(f"{stack.app_url}/inspect/{draft}")
            screen.see("result")
            write(screen, f"readings-{appearance}-zh")
    with opened(stack.folder / "tablet") as tablet:
        seal_draft(tablet, draft)


if __name__ == "__main__":
    main()
