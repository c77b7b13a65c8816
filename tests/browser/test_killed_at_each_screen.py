"""SIGKILL at each screen: opened again, the app stands there, with every letter that was typed."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from inspector_app.screens.routes import Place
from inspector_app.services import inspecting
from inspector_app.services.beginning import begin
from inspector_app.services.keeping import Left, load_left
from inspector_app.services.views import Inspection, Step
from tests.support.demo_tablet import Target, due_instruments, opened, two_officers
from tests.support.inspector import Inspector
from tests.support.stack import Stack
from tests.support.tablet_screen import TabletScreen, tablet_screen
from tests.support.waiting import wait_until

pytestmark = pytest.mark.browser


@dataclass
class Tablet:
    """A tablet that is killed and opened again; one inspection is begun on it."""

    stack: Stack
    screen: TabletScreen
    target: Target
    draft: str

    def open(self, address: str) -> None:
        """Go to an address of the app."""
        self.screen.open(f"{self.stack.app_url}{address}")

    def kill(self) -> None:
        """Kill the app and open it at no address at all."""
        self.stack.kill("app")
        self.screen.page.goto("about:blank")  # else the old page is back first, and reopens there
        self.stack.start_app()
        self.open("")

    def inspection(self) -> Inspection:
        """Return the inspection as it lies on the disk."""
        with opened(self.stack.folder / "tablet") as tablet:
            return inspecting.load_inspection(tablet, self.draft)

    def left(self) -> Left:
        """Return how the app would be found after a kill."""
        with opened(self.stack.folder / "tablet") as tablet:
            return load_left(tablet)


@pytest.fixture(scope="module")
def tablet(stack: Stack) -> Iterator[Tablet]:
    """One browser at one tablet, for every screen in turn."""
    target = due_instruments(stack.folder / "tablet", "fuel_dispenser")[0]
    with opened(stack.folder / "tablet") as opened_tablet:
        draft = begin(opened_tablet, target.instrument_id)
    with tablet_screen() as screen:
        yield Tablet(stack, screen, target, draft)


@pytest.mark.parametrize(
    ("place", "seen"),
    [
        (Place.SITE, "scan"),
        (Place.WALK, "walk-next"),
        (Place.INSTRUMENT, "start-inspection"),
        (Place.SCAN, "from-file"),
        (Place.SYNC, "sync-now"),
        (Place.SETTINGS, "language-en"),
    ],
    ids=lambda one: one.name.lower() if isinstance(one, Place) else "",
)
def test_a_screen_without_fields_is_there_again(tablet: Tablet, place: Place, seen: str) -> None:
    ids = {
        Place.SITE: tablet.target.site_id, Place.WALK: tablet.target.site_id,
        Place.INSTRUMENT: tablet.target.instrument_id,
    }  # fmt: skip
    address = "/".join(["", place.value, *filter(None, [ids.get(place)])])
    tablet.open(address)
    tablet.screen.see(seen)
    wait_until(lambda: tablet.left().way[-1:] == (address,))
    tablet.kill()
    tablet.screen.see(seen)
    tablet.screen.page.wait_for_function("path => location.pathname === path", arg=address)


@pytest.mark.parametrize(
    ("address", "field", "words"),
    [("/search", "search-field", "Q7"), ("/type-id", "id-field", "8K3")],
)
def test_what_was_half_typed_is_there_again(
    tablet: Tablet, address: str, field: str, words: str
) -> None:
    tablet.open(address)
    tablet.screen.see(field)
    tablet.screen.tap(field)
    tablet.screen.page.keyboard.type(words)
    wait_until(lambda: words in tablet.left().words.values())
    tablet.kill()
    tablet.screen.see(field)
    assert tablet.screen.typed(field) == words


def test_a_seal_number_that_was_half_typed_is_there_again(tablet: Tablet) -> None:
    at_step(tablet, "seals", "seal-other")
    tablet.screen.tap("seal-other")
    tablet.screen.see("seal-number")
    tablet.screen.tap("seal-number")
    tablet.screen.page.keyboard.type("SL99")
    wait_until(lambda: tablet.inspection().place.typed == "SL99")
    tablet.kill()
    tablet.screen.see("seal-number")
    assert tablet.screen.typed("seal-number") == "SL99"
    tablet.screen.tap("step-readings")
    tablet.screen.see("key-7")


def test_a_reading_that_was_half_typed_is_there_again(tablet: Tablet) -> None:
    at_step(tablet, "readings", "key-7")
    Inspector(tablet.screen).type_number("indicated_L", "20.0")
    wait_until(lambda: tablet.inspection().place.typed == "20.0")
    tablet.kill()
    tablet.screen.wait_for_words("field-indicated_L", "20.0")


def test_an_answered_check_is_there_again(tablet: Tablet) -> None:
    at_step(tablet, "checks", "check-working-ok")
    tablet.screen.tap("check-working-ok")
    wait_until(lambda: tablet.inspection().checks[0].ok is True)
    tablet.kill()
    tablet.screen.see("check-working-ok")
    assert tablet.screen.is_chosen("check-working-ok")


def test_a_note_that_was_half_typed_is_there_again(tablet: Tablet) -> None:
    at_step(tablet, "outcome", "note")
    tablet.screen.scroll_to("note")
    tablet.screen.write("note", "The hose le")
    wait_until(lambda: tablet.inspection().note == "The hose le")
    tablet.kill()
    tablet.screen.see("verdict")
    assert tablet.inspection().place.step is Step.OUTCOME
    tablet.screen.scroll_to("note")
    assert tablet.screen.typed("note") == "The hose le"


def test_a_chosen_officer_is_there_again(tablet: Tablet) -> None:
    (first, _) = two_officers(tablet.stack.folder / "tablet")
    at_step(tablet, "signatures", f"officer-{first}")
    tablet.screen.tap(f"officer-{first}")
    wait_until(lambda: len(tablet.inspection().officers) == 1)
    tablet.kill()
    tablet.screen.see(f"officer-{first}")
    assert tablet.screen.is_chosen(f"officer-{first}")


def at_step(tablet: Tablet, step: str, seen: str) -> None:
    tablet.open(f"/inspect/{tablet.draft}")
    tablet.screen.tap(f"step-{step}")
    tablet.screen.see(seen)
