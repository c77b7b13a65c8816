"""An inspector's hand at goods: a balance to check with, and what was settled and found."""

from inspector_app.services import inspecting
from inspector_app.services.opening import Tablet
from inspector_app.store.reference import apply_changes

SCALE_STANDARD = {
    "standard_id": "C-01", "kind": "reference_scale", "description": "balance",
    "characteristics": {"max_error_g": "0.3"}, "certificate_no": "C-9", "valid_until": "2027-06-30",
}  # fmt: skip


def equip(tablet: Tablet) -> None:
    with tablet.database.writing() as db:
        apply_changes(db, [("standards", "C-01", SCALE_STANDARD)])


def weigh(tablet: Tablet, draft_id: str, settled: str, found: str, method: str = "") -> None:
    """Take what was settled and found of goods of class A, and answer every check."""
    readings = {"settled_g": settled, "actual_g": found, "method": method}
    for field, text in readings.items():
        if text:
            taken = inspecting.take_reading(tablet, draft_id, "retail_weighing.A", 0, field, text)
            assert taken.doubt is None, (field, taken.doubt)
    shown = inspecting.load_inspection(tablet, draft_id)
    inspecting.find_in_order(tablet, draft_id, [check.id for check in shown.checks])
    inspecting.choose_officers(tablet, draft_id, ["O1", "O2"])
