"""An inspector at the tablet: the steps of an inspection, tapped one by one."""

from collections.abc import Mapping, Sequence

from tests.support.tablet_screen import TabletScreen

KEYS = {".": "key-dot", "-": "key-sign"}
RUN = {
    "indicated_L": "20.00",
    "neck_reading_mm": "69.0",
    "nozzle_temperature_C": "22.0",
    "measure_temperature_C": "22.0",
}


class Inspector:
    """Does with a finger what an inspector does, and waits for what the screen answers."""

    def __init__(self, screen: TabletScreen) -> None:
        self.screen = screen

    def confirm_seals(self, numbers: Sequence[str]) -> None:
        """Find every seal intact, one by one, and go on to the readings."""
        for number in numbers:
            self.screen.wait_for_words("seal-expected", number)
            self.screen.tap("seal-intact")
        self.screen.see("seals-done")
        self.screen.tap("next")

    def choose_standard(self, standard_id: str) -> None:
        """Choose the reference standard from the sheet."""
        self.screen.tap("standard")
        self.screen.tap(f"standard-{standard_id}")
        self.screen.wait_gone(f"standard-{standard_id}")

    def type_number(self, field: str, text: str) -> None:
        """Type a reading on the app's own keypad and see it in its field."""
        for sign in text:
            self.screen.tap(KEYS.get(sign, f"key-{sign}"))
        self.screen.wait_for_words(f"field-{field}", text)

    def take_run(self, readings: Mapping[str, str] = RUN) -> None:
        """Type the readings of one run and see what it comes to."""
        self.take_readings(readings)
        self.screen.see("result")

    def take_run_that_leads_to(self, run: int, readings: Mapping[str, str]) -> None:
        """Type the readings of a run after which another one comes by itself."""
        *others, (_, last) = readings.items()
        self.take_readings(dict(others))
        for sign in last:
            self.screen.tap(KEYS.get(sign, f"key-{sign}"))
        self.screen.wait_until_chosen(f"run-{run}")

    def take_readings(self, readings: Mapping[str, str] = RUN) -> None:
        """Type the readings of one run; with their last decimal the next field comes by itself."""
        for field, text in readings.items():
            self.type_number(field, text)

    def pass_checks(self) -> None:
        """Find everything in order, which leads to the outcome."""
        self.screen.tap("checks-all-ok")

    def choose_officers(self, officer_ids: Sequence[str]) -> None:
        """Choose the officers where they are not chosen already."""
        self.screen.see("seal-record")
        for officer_id in officer_ids:
            if not self.screen.is_chosen(f"officer-{officer_id}"):
                self.screen.tap(f"officer-{officer_id}")
        self.screen.wait_until_enabled("seal-record")

    def seal(self, question: str = "") -> None:
        """Seal the record; `question` is what the tablet asks before."""
        self.screen.tap("seal-record")
        if question:
            self.screen.tap_until(f"{question}-yes", "record-id")
        self.screen.see("record-id")

    def sign(self, officer_ids: Sequence[str]) -> None:
        """Choose the officers, and seal without drawn signatures."""
        self.choose_officers(officer_ids)
        self.seal("seal-unsigned")
