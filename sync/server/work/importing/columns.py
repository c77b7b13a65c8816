"""PURE: the columns of each kind of file, the first one being the row's id."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from inspector_app.metrology.bounds import measure_doubt
from inspector_app.rulebook.on_site import office_texts
from sync.server.work.importing.cells import (
    choose,
    parse_characteristics,
    parse_code,
    parse_day,
    parse_id,
    parse_instrument_id,
    parse_name,
    parse_seals,
    parse_text,
    within_degrees,
)
from sync.server.work.importing.characteristics import check_instrument, check_standard
from sync.server.work.importing.sheets import Heading

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


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column: how the text of its cells is read, and whether every row must have one.

    Compared by identity: there is one of each, and every row asks for all of them.
    """

    name: str
    parse: Callable[[str], Any] = parse_text
    needed: bool = False

    @property
    def is_id(self) -> bool:
        """True if its cells are ids, of which one form is stored."""
        return self.parse is parse_id or self.parse is parse_instrument_id


@dataclass(frozen=True, slots=True)
class Reference:
    """A column whose value, where there is one, must be the id of a row of another kind."""

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
    refers_to: tuple[Reference, ...] = ()
    check: Callable[[Body], Iterator[tuple[str, str]]] = _none

    @property
    def key(self) -> str:
        """The column of the row's id."""
        return self.columns[0].name

    @property
    def heading(self) -> Heading:
        """By what a sheet of this kind is known."""
        return Heading(self.key, frozenset(column.name for column in self.columns))


def _characteristics(body: Body) -> Body:
    """Return the characteristics; of what an earlier version stored as something else, none."""
    given = body["characteristics"]
    return given if isinstance(given, Mapping) else {}


def _check_site(body: Body) -> Iterator[tuple[str, str]]:
    for one, other in (("latitude", "longitude"), ("longitude", "latitude")):
        if body[one] is None and body[other] is not None:
            yield one, f"is missing beside the {other}"


def _check_instrument(body: Body) -> Iterator[tuple[str, str]]:
    for fault in check_instrument(body["kind"], _characteristics(body)):
        yield "characteristics", str(fault)
    if str(body["verified_on"] or "") > str(body["valid_until"] or "9999"):
        yield "valid_until", "is before verified_on"


def _check_standard(body: Body) -> Iterator[tuple[str, str]]:
    characteristics = _characteristics(body)
    for fault in check_standard(body["kind"], characteristics):
        yield "characteristics", str(fault)
    if doubt := measure_doubt(characteristics):
        yield "characteristics", f"certified_volume_L: {doubt}"


LAYOUTS: Mapping[str, Layout] = {
    "sites": Layout(
        (
            Column("site_id", parse_id, needed=True),
            Column("name", parse_name, needed=True),
            Column("kind", choose(*SITE_KINDS), needed=True),
            Column("address"),
            Column("latitude", within_degrees(90)),
            Column("longitude", within_degrees(180)),
            Column("contact", parse_name),
            Column("phone", parse_code),
            Column("credit_code", parse_code),
            Column("commitment_date", parse_day),
        ),
        check=_check_site,
    ),
    "instruments": Layout(
        (
            Column("instrument_id", parse_instrument_id, needed=True),
            Column("site_id", parse_id, needed=True),
            Column("kind", choose(*INSTRUMENT_KINDS), needed=True),
            Column("nozzle", parse_code),
            Column("make"),
            Column("model", parse_code),
            Column("serial", parse_code),
            Column("accuracy_class", parse_code),
            Column("characteristics", parse_characteristics),
            Column("certificate_no", parse_code),
            Column("verified_on", parse_day),
            Column("valid_until", parse_day),
            Column("seals", parse_seals),
            Column("status"),
        ),
        refers_to=(Reference("site_id", "sites"),),
        check=_check_instrument,
    ),
    "standards": Layout(
        (
            Column("standard_id", parse_id, needed=True),
            Column("kind", parse_id, needed=True),
            Column("description"),
            Column("characteristics", parse_characteristics),
            Column("certificate_no", parse_code),
            Column("valid_until", parse_day),
        ),
        check=_check_standard,
    ),
    "officers": Layout(
        (
            Column("officer_id", parse_id, needed=True),
            Column("name", parse_name, needed=True),
            Column("certificate", parse_code, needed=True),
            Column("valid_until", parse_day),
            Column("role"),
        ),
    ),
    "worklist": Layout(
        (
            Column("instrument_id", parse_instrument_id, needed=True),
            Column("due_on", parse_day, needed=True),
            Column("assigned_to", parse_id),
            Column("reason"),
        ),
        refers_to=(
            Reference("instrument_id", "instruments"),
            Reference("assigned_to", "officers"),
        ),
    ),
    "texts": Layout(
        (
            Column("text_id", choose(*office_texts()), needed=True),
            Column("zh", needed=True),
            Column("en", needed=True),
        ),
    ),
}
