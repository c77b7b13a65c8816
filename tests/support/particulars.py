"""An inspector's hand at everything that can be noted beside the readings of an instrument."""

from inspector_app.services import inspecting, noting
from inspector_app.services.opening import Tablet
from inspector_app.services.views import EntryLine, Inspection
from inspector_app.store.reference import apply_changes
from tests.support.registry import PUMP, instrument, site

PARTS = {"serial_encoder": "E-1", "serial_main_board": "MB-1", "qmax_L_min": "50"}
SITE = site() | {"credit_code": "91610600MA6YXXXX1X", "contact": "张经理", "phone": "0911-5550001"}


def typed_for(entry: EntryLine, number: int) -> str:
    """Return something that an entry can hold, other than that of most others."""
    typed = {
        "number": f"{number + 1}.5",
        "flag": "yes",
        "moment": f"{8 + number % 12}:{number % 60:02}",
        "day": f"2027-{1 + number % 12:02}-15",
        "text": f"noted {number} 号",
    }
    if entry.id == "plate_year":
        return "2019"
    return next(reversed(entry.answers)) if entry.answers else typed[entry.kind]


def note_everything(tablet: Tablet, draft: str) -> Inspection:
    """Write into every entry; returns the inspection after it."""
    for number, entry in enumerate(inspecting.load_inspection(tablet, draft).entries):
        noting.note(tablet, draft, entry.id, typed_for(entry, number))
    return inspecting.load_inspection(tablet, draft)


def register_parts(tablet: Tablet) -> None:
    """Let the register know parts of the dispenser, and whom to ask at the site."""
    characteristics = {"product": "petrol", **PARTS}
    rows = [
        ("instruments", PUMP, instrument(characteristics=characteristics)),
        ("sites", "S1", SITE),
    ]
    with tablet.database.writing() as db:
        apply_changes(db, rows)
