"""PURE: the columns of each kind of file, the first one being the row's id."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from inspector_app.rulebook.on_site import office_texts
from sync.server.work.importing.cells import (
    choose,
    parse_characteristics,
    parse_day,
    parse_id,
    parse_instrument_id,
    parse_seals,
    parse_text,
    within_degrees,
)
from sync.server.work.importing.characteristics import check_instrument, check_standard

SITE_KINDS = ("fuel_station", "market", "supermarket", "optician", "utility", "other")
INSTRUMENT_KINDS = (
    "fuel_dispenser",
    "scale",
    "water_meter",
    "gas_meter",
    "heat_meter",
    "electricity_meter",
    "eye_refractometer",
    "focimeter",
    "ev_charger",
    "lpg_dispenser",
    "cng_dispenser",
    "lng_dispenser",
    "weighbridge",
    "taximeter",
)
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: how the text of its cells is read, and whether every row must have one."""

    name: str
    parse: Callable[[str], Any] = parse_text
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose value must be the id of a row of another kind."""

    column: str
    kind: str


def _none(_body: Body) -> Iterator[tuple[str, str]]:
    return iter(())


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file of one kind looks like.

    `check` looks at a row whose cells are all sound, and gives what does not go together.
    """

    columns: tuple[Column, ...]
    refers_to: Reference | None = None
    check: Callable[[Body], Iterator[tuple[str, str]]] = _none


def _check_site(body: Body) -> Iterator[tuple[str, str]]:
    for one, other in (("latitude", "longitude"), ("longitude", "latitude")):
        if body[one] is None and body[other] is not None:
            yield one, f"is missing beside the {other}"


def _check_instrument(body: Body) -> Iterator[tuple[str, str]]:
    for fault in check_instrument(body["kind"], body["characteristics"] or {}):
        yield "characteristics", str(fault)
    if (body["verified_on"] or "") > (body["valid_until"] or "9999"):
        yield "valid_until", "is before verified_on"


def _check_standard(body: Body) -> Iterator[tuple[str, str]]:
    for fault in check_standard(body["kind"], body["characteristics"] or {}):
        yield "characteristics", str(fault)


LAYOUTS: Mapping[str, Layout] = {
    "sites": Layout(
        (
            Column("site_id", parse_id, needed=True),
            Column("name", needed=True),
            Column("kind", choose(*SITE_KINDS), needed=True),
            Column("address"),
            Column("latitude", within_degrees(90)),
            Column("longitude", within_degrees(180)),
            Column("contact"),
            Column("phone"),
            Column("credit_code"),
            Column("commitment_date", parse_day),
        ),
        check=_check_site,
    ),
    "instruments": Layout(
        (
            Column("instrument_id", parse_instrument_id, needed=True),
            Column("site_id", parse_id, needed=True),
            Column("kind", choose(*INSTRUMENT_KINDS), needed=True),
            Column("nozzle"),
            Column("make"),
            Column("model"),
            Column("serial"),
            Column("accuracy_class"),
            Column("characteristics", parse_characteristics),
            Column("certificate_no"),
            Column("verified_on", parse_day),
            Column("valid_until", parse_day),
            Column("seals", parse_seals),
            Column("status"),
        ),
        refers_to=Reference("site_id", "sites"),
        check=_check_instrument,
    ),
    "standards": Layout(
        (
            Column("standard_id", parse_id, needed=True),
            Column("kind", parse_id, needed=True),
            Column("description"),
            Column("characteristics", parse_characteristics),
            Column("certificate_no"),
            Column("valid_until", parse_day),
        ),
        check=_check_standard,
    ),
    "officers": Layout(
        (
            Column("officer_id", parse_id, needed=True),
            Column("name", needed=True),
            Column("certificate", needed=True),
            Column("valid_until", parse_day),
            Column("role"),
        ),
    ),
    "worklist": Layout(
        (
            Column("instrument_id", parse_instrument_id, needed=True),
            Column("due_on", parse_day, needed=True),
            Column("assigned_to"),
            Column("reason"),
        ),
        refers_to=Reference("instrument_id", "instruments"),
    ),
    "texts": Layout(
        (
            Column("text_id", choose(*office_texts()), needed=True),
            Column("zh", needed=True),
            Column("en", needed=True),
        ),
    ),
}
