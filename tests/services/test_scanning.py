"""A scanned or typed text names an instrument of the registry, or says why not."""

import io
import json

import pytest
import qrcode

from inspector_app.services.opening import Tablet
from inspector_app.services.scanning import read_picture, resolve_burst, resolve_text
from inspector_app.services.views import ScanKind, ScanResult
from inspector_app.store.reference import apply_changes
from inspector_app.store.tablet import note_tablet
from tests.support.registry import PUMP, instrument


def picture(text: str) -> bytes:
    made = io.BytesIO()
    qrcode.make(text).save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    "text",
    [f"HTTPS://M.EXAMPLE.GOV/I/{PUMP}", PUMP.lower(), f" {PUMP[:4]}-{PUMP[4:8]}-{PUMP[8:]} ",
     "sn-2002", "V-77"],
)  # fmt: skip
def test_tag_id_serial_and_certificate_open_the_instrument(tablet: Tablet, text: str) -> None:
    found = resolve_text(tablet, text)
    assert (found.kind, found.id) == (ScanKind.INSTRUMENT, PUMP)


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("HTTPS://M.EXAMPLE.GOV/S/A100", ScanKind.SEAL, "A100"),
        ('{"v":1,"url":"https://office.example","code":"X1"}', ScanKind.ENROLMENT, None),
        ("0000000033", ScanKind.NOT_REGISTERED, "0000000033"),
        ("0000000034", ScanKind.MISTYPED, None),
        ("https://example.com/shop", ScanKind.NOT_OURS, None),
        ("   ", ScanKind.NOTHING, None),
    ],
)
def test_anything_else_is_named_for_what_it_is(
    tablet: Tablet, text: str, kind: ScanKind, name: str | None
) -> None:
    found = resolve_text(tablet, text)
    assert (found.kind, found.id) == (kind, name)


def test_a_mistyped_id_offers_its_neighbours(tablet: Tablet) -> None:
    assert "0000000033" in resolve_text(tablet, "0000000034").suggestions


LINK = f"HTTPS://M.EXAMPLE.GOV/I/{PUMP}"


@pytest.mark.parametrize(("typed", "late"), [("", 0), ("2", 0), ("", 1), ("", 5), ("0.5", 2)])
def test_the_late_beginning_of_a_scanned_tag_is_found_among_what_was_typed(
    tablet: Tablet, typed: str, late: int
) -> None:
    result, slipped = resolve_burst(tablet, LINK[late:], typed + LINK[:late])
    assert (result.kind, result.id, slipped) == (ScanKind.INSTRUMENT, PUMP, late)


def test_a_scanned_text_that_is_no_tag_is_unsure_when_something_was_typed_just_before(
    tablet: Tablet,
) -> None:
    assert resolve_burst(tablet, "901234567892", "6")[0].kind is ScanKind.UNSURE
    assert resolve_burst(tablet, "6901234567892", "")[0].kind is ScanKind.NOT_OURS


def test_a_scanned_text_that_names_two_instruments_with_and_without_a_key_is_unsure(
    tablet: Tablet,
) -> None:
    with tablet.database.writing() as db:
        apply_changes(
            db, [("instruments", "0000000077", instrument("0000000077", serial="2-SN-2002"))]
        )
    assert resolve_burst(tablet, "SN-2002", "2-") == (ScanResult(ScanKind.UNSURE, "SN-2002"), 0)


def test_tags_of_other_hosts_are_not_ours_once_hosts_are_known(tablet: Tablet) -> None:
    with tablet.database.writing() as db:
        note_tablet(db, tag_hosts=json.dumps(["T.OFFICE.EXAMPLE"]))
    assert resolve_text(tablet, f"https://m.example.gov/i/{PUMP}").kind is ScanKind.NOT_OURS
    assert resolve_text(tablet, f"https://t.office.example/i/{PUMP}").kind is ScanKind.INSTRUMENT


def test_a_picture_of_a_tag_opens_its_instrument(tablet: Tablet) -> None:
    found = read_picture(tablet, picture(f"HTTPS://M.EXAMPLE.GOV/I/{PUMP}"))
    assert (found.kind, found.id) == (ScanKind.INSTRUMENT, PUMP)


def test_what_is_no_picture_holds_nothing(tablet: Tablet) -> None:
    assert read_picture(tablet, b"no picture").kind is ScanKind.NOTHING
