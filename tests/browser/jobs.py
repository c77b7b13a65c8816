"""The jobs of an inspector, each from the instrument's page to the sealed record.

The tests run them, `make screenshots` takes its pictures from them, `make usability` counts them:
one script of what a finger does. `shoot` is told when a screen is worth a picture.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tests.support.demo_tablet import (
    Target,
    due_instruments,
    find_standard,
    forget_habits,
    two_officers,
)
from tests.support.inspector import RUN, Inspector
from tests.support.signing import How, Signatory
from tests.support.stack import Stack
from tests.support.tablet_screen import TabletScreen

Shoot = Callable[[str], None]
WRONG = "SL8899999"
LIMIT_IN_E = 2
"""The limit in service of a scale of class III from 500 e to 2,000 e."""
CORNERS = ("front_left", "front_right", "back_left", "back_right")
TENTHS = 6
"""Of e, until the display moves: 0.1 e less than it shows, and inside the limit."""


def no_picture(_name: str) -> None:
    """Take no picture."""


@dataclass
class Jobs:
    """The jobs at one tablet; each takes an instrument of its own."""

    stack: Stack
    screen: TabletScreen
    shoot: Shoot = no_picture
    how: How = How.DRAWN

    def __post_init__(self) -> None:
        self.inspector = Inspector(self.screen)
        self.folder: Path = self.stack.folder / "tablet"
        self.officers = two_officers(self.folder)

    def begin(self, kind: str) -> Target:
        """Open the next instrument of a kind that is due, and begin."""
        target = due_instruments(self.folder, kind)[0]
        self.screen.open(f"{self.stack.app_url}/instrument/{target.instrument_id}")
        self.screen.tap("start-inspection")
        return target

    def dispenser(self) -> Target:
        """A nozzle that measures right, with everything in order."""
        target = self.begin("fuel_dispenser")
        self.inspector.confirm_seals(target.seals)
        self.inspector.choose_standard(self.measure())
        self.inspector.take_run()
        self.shoot("dispenser-readings")
        self.finish()
        self.shoot("dispenser-sealed")
        return target

    def scale(self) -> Target:
        """A scale that shows what lies on it."""
        target = self.begin("scale")
        self.inspector.confirm_seals(target.seals)
        self.inspector.choose_standard("W-M1-1")
        self.screen.tap("point-weighing.half")
        load = format(float(target.characteristics["max"]) / 2, "g")
        self.inspector.type_number("load", load)
        self.screen.tap("key-next")
        self.inspector.type_number("indication", load)
        self.screen.tap("key-next")
        self.screen.see("result")
        self.shoot("scale-readings")
        self.finish()
        self.shoot("scale-sealed")
        return target

    def counter_check(self) -> Target:
        """A scale on a counter: one load, and a third of Max at each quarter of the pan."""
        target = self.begin("scale")
        self.inspector.confirm_seals(target.seals)
        self.inspector.choose_standard("W-M1-1")
        largest, e = (Decimal(target.characteristics[key]) for key in ("max", "e"))
        self.weigh({"load": largest / 2, "indication": largest / 2})
        self.screen.tap("point-eccentricity")
        third = round(largest / 3 / e) * e
        self.weigh({"load": third, **{f"indications.{corner}": third for corner in CORNERS}})
        return target

    def weigh(self, readings: Mapping[str, Decimal]) -> None:
        """Type readings of a scale, each with the key that goes on."""
        for field, number in readings.items():
            self.inspector.type_number(field, format(number.normalize(), "f"))
            self.screen.tap("key-next")

    def change_point(self) -> Target:
        """A scale whose figure lies on its limit: small weights show on which side it is."""
        target = self.begin("scale")
        self.inspector.confirm_seals(target.seals)
        self.inspector.choose_standard("W-M1-1")
        load, e = (Decimal(target.characteristics[key]) for key in ("max", "e"))
        load /= 2
        self.inspector.type_number("load", format(load.normalize(), "f"))
        self.screen.tap("key-next")
        shown = load + LIMIT_IN_E * e
        self.inspector.type_number("indication", format(shown.normalize(), "f"))
        self.screen.tap("key-next")
        self.screen.see("change-point")
        for _ in range(TENTHS):
            self.screen.tap("add-weight")
        self.screen.wait_for_words("field-added_weight", f"{TENTHS * e / 10:f}")
        self.shoot("scale-change-point")
        self.screen.tap("display-moved")
        self.screen.wait_gone("change-point")
        self.shoot("scale-decided")
        self.finish()
        return target

    def wrong_seal(self) -> Target:
        """A seal with another number than the register has; the rest is in order."""
        target = self.begin("fuel_dispenser")
        first, *others = target.seals
        self.screen.wait_for_words("seal-expected", first)
        self.screen.tap("seal-other")
        self.screen.see("seal-number")
        self.screen.write("seal-number", WRONG)
        self.shoot("wrong-seal-number")
        self.screen.tap("seal-number-take")
        self.inspector.confirm_seals(others)
        self.inspector.choose_standard(self.measure())
        self.inspector.take_run()
        self.leave_readings()
        self.screen.wait_for_words("verdict", WRONG)
        self.shoot("wrong-seal-outcome")
        self.seal(failed=True)
        return target

    def expired_standard(self) -> Target:
        """The only measure at hand has expired: it is refused, and the outcome stays open."""
        forget_habits(self.folder)
        target = self.begin("fuel_dispenser")
        self.inspector.confirm_seals(target.seals)
        self.screen.tap("standard")
        self.screen.see("standard-P-020-2")
        self.screen.tap("standard-P-020-2")
        self.shoot("expired-standard-offered")
        assert self.screen.find("standard-P-020-2").count(), "an expired standard was taken"
        self.screen.page.mouse.click(200, 20)  # beside the sheet
        self.screen.wait_gone("standard-P-020-2")
        self.inspector.take_readings()
        self.leave_readings()
        self.screen.see("missing-readings")
        self.shoot("expired-standard-outcome")
        self.seal(question="seal-open")
        return target

    def refusal(self) -> Target:
        """Deliveries that are short: one run leads to the two that decide; the trader disagrees."""
        target = self.begin("fuel_dispenser")
        self.inspector.confirm_seals(target.seals)
        self.inspector.choose_standard(self.measure())
        short = RUN | {"neck_reading_mm": "28.0"}
        self.inspector.take_run_that_leads_to(1, short)
        self.shoot("refusal-first-run")
        self.inspector.take_run_that_leads_to(2, short)
        self.inspector.take_run(short)
        self.leave_readings()
        self.shoot("refusal-outcome")
        self.seal(refused=True, failed=True)
        self.shoot("refusal-sealed")
        return target

    @property
    def all(self) -> tuple[Callable[[], Target], ...]:
        """All of them, in an order in which each finds what it needs."""
        return (
            self.dispenser, self.scale, self.change_point, self.wrong_seal,
            self.expired_standard, self.refusal,
        )  # fmt: skip

    def measure(self) -> str:
        """The id of a 20 L measure that may be used."""
        return find_standard(
            self.folder, "standard_measure", nominal_volume_L="20", material="stainless_steel"
        )

    def finish(self) -> None:
        """Go on from the readings to the sealed record."""
        self.leave_readings()
        self.seal()

    def leave_readings(self) -> None:
        """Find everything in order and look at the outcome."""
        self.screen.tap("next")
        self.inspector.pass_checks()
        self.screen.see("verdict")

    def seal(self, *, refused: bool = False, question: str = "", failed: bool = False) -> None:
        """Let officers and trader sign, and seal; a failure asks for the record on site before."""
        self.screen.tap("next")
        if failed:
            self.screen.see("on-site-next")
            self.shoot("record-on-site")
            self.screen.tap("on-site-next")
        if self.screen.see_either("seal-record", "pad") == "seal-record":
            self.inspector.choose_officers(self.officers)
        signatory = Signatory(self.screen, self.how)
        signatory.officers(len(self.officers))
        if refused:
            signatory.refusal(lambda: self.shoot("refusal-reason"))
        else:
            signatory.trader()
        self.inspector.seal(question)
