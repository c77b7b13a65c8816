"""What a rule's data file looks like: the keys of each part and the kinds of their values."""

from dataclasses import dataclass
from decimal import Decimal

from inspector_app.metrology.decimals import NotANumber, read_number
from inspector_app.metrology.model import Effect
from inspector_app.metrology.parsing import Day, Flag, Items, Kind, Named, Notes, Record, Text
from inspector_app.metrology.rule import TAGS
from inspector_app.metrology.seals import DASHES_ALIKE
from inspector_app.rulebook.particulars import KINDS

TEXT = Text()


@dataclass(frozen=True, slots=True)
class Spelled:
    """A decimal number written as text, kept as it is written."""

    def read(self, value: object, path: str, notes: Notes) -> Decimal | None:
        """Return the number with the digits that the file gives it."""
        if not isinstance(value, str):
            notes.fault(path, "is not a number written as text")
            return None
        try:
            read_number(value)
        except NotANumber as fault:
            notes.fault(path, str(fault))
            return None
        return Decimal(value)


@dataclass(frozen=True, slots=True)
class Part:
    """A share of something, as text: `0.5` or `1/3`."""

    def read(self, value: object, path: str, notes: Notes) -> str | None:
        """Return the text."""
        numerator, _, denominator = value.partition("/") if isinstance(value, str) else ("", "", "")
        try:
            if read_number(denominator or "1"):
                read_number(numerator)
                return str(value)
        except NotANumber:
            pass
        notes.fault(path, "is neither a number written as text nor a fraction like 1/3")
        return None


@dataclass(frozen=True, slots=True)
class Count:
    """A small whole number."""

    def read(self, value: object, path: str, notes: Notes) -> int | None:
        """Return the number."""
        if isinstance(value, Decimal) and value == value.to_integral_value() and 0 <= value < 100:
            return int(value)
        notes.fault(path, "is not a whole number from 0 to 99")
        return None


@dataclass(frozen=True, slots=True)
class OneOrMore:
    """A text, or a list of texts of which any will do."""

    def read(self, value: object, path: str, notes: Notes) -> tuple[str, ...] | None:
        """Return the texts."""
        found = Items(TEXT, 1).read([value] if isinstance(value, str) else value, path, notes)
        return None if found is None else tuple(found)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A part of an observation that a test point fixes: a text, or yes or no."""

    def read(self, value: object, path: str, notes: Notes) -> str | bool | None:
        """Return the text or the truth value."""
        return value if isinstance(value, bool) else TEXT.read(value, path, notes)


def _record(needed: dict[str, Kind], optional: dict[str, Kind] | None = None) -> Record:
    optional = optional or {}
    return Record({**needed, **optional}, frozenset(optional))


LABEL = _record({"en": TEXT, "zh": TEXT})

BAND = _record(
    {},
    {
        "from": Spelled(),
        "over": Spelled(),
        "upto": Spelled(),
        "below": Spelled(),
        "min": Spelled(),
        "max": Spelled(),
        "in_percent": Flag(),
        "applied_to": Spelled(),
        "min_at_end": Spelled(),
        "max_at_end": Spelled(),
        "every": Spelled(),
        "adds": Spelled(),
        "round_to": Spelled(),
        "round_up": Flag(),
    },
)
LIMITS = _record(
    {"phases": Items(TEXT, 1), "bands": Items(BAND, 1), "source": TEXT},
    {"when": Named(OneOrMore()), "source_in": Named(TEXT)},
)
CALCULATION = _record(
    {"formula": Items(TEXT, 1), "rounding": Text(("none", "limit")), "source": TEXT}
)
TEST = _record(
    {"title": LABEL, "clause": TEXT, "calculation": CALCULATION},
    {
        "unit": TEXT,
        "unit_of": TEXT,
        "limit_in": TEXT,
        "positive_means": Text(tuple(effect.value for effect in Effect)),
        "limits": Items(LIMITS, 1),
        "limits_of": TEXT,
        "runs": Named(Count()),
        "runs_to_fail": Count(),
        "required_at": Named(Items(TEXT, 1)),
        "options": Named(TEXT),
        "units_per_quantity": Spelled(),
        "by_standard": Flag(),
        "without_limit_in": Items(TEXT, 1),
    },
)
CONSTANT = _record({"values": Named(Spelled(), 1), "clause": TEXT, "source": TEXT})

QUANTITY = _record(
    {},
    {
        "of": TEXT,
        "times": Part(),
        "times_by": TEXT,
        "times_for": Named(Part()),
        "by": TEXT,
        "over": TEXT,
        "plus": Spelled(),
        "round_to": TEXT,
    },
)
FIELD = _record(
    {"key": TEXT, "label": LABEL},
    {
        "unit": TEXT,
        "unit_of": TEXT,
        "decimals": Count(),
        "decimals_of": TEXT,
        "decimals_more": Count(),
        "kind": Text(("number", "flag", "choice")),
        "choices": Items(_record({"value": TEXT, "label": LABEL}), 2),
        "required": Flag(),
        "only_for": Named(OneOrMore()),
        "phases": Items(TEXT, 1),
        "shown_in": Items(TEXT, 1),
        "step": QUANTITY,
        "hint": QUANTITY,
        "low": QUANTITY,
        "high": QUANTITY,
    },
)
POINT = _record(
    {"key": TEXT, "test": TEXT, "at": Named(Fixed()), "label": LABEL, "optional_in": Items(TEXT)},
    {
        "hints": Named(QUANTITY),
        "ranges": Named(_record({}, {"low": QUANTITY, "high": QUANTITY})),
        "each": Text(("limit_change",)),
        "phases": Items(TEXT, 1),
        "direction": Text(("down",)),
        "needed_when": Named(OneOrMore()),
    },
)
PARTICULAR = _record(
    {"id": TEXT, "label": LABEL, "kind": Text(KINDS)},
    {
        "unit": TEXT,
        "unit_of": TEXT,
        "low": Spelled(),
        "high": Spelled(),
        "choices": Items(_record({"value": TEXT, "label": LABEL}), 2),
        "register": TEXT,
        "default": TEXT,
        "lines": Flag(),
    },
)
GROUP = _record(
    {"id": TEXT, "label": LABEL, "source": TEXT},
    {
        "particulars": Items(PARTICULAR, 1),
        "checks": Items(TEXT, 1),
        "before_readings": Flag(),
        "folded": Flag(),
        "for_visit": Flag(),
    },
)
PROCEDURE = _record(
    {
        "standard": _record({"kind": TEXT, "label": LABEL, "required": Flag()}),
        "seals": Items(_record({"position": TEXT, "label": LABEL})),
        "fields": Named(Items(FIELD, 1), 1),
        "points": Items(POINT, 1),
        "checks": Items(_record({"id": TEXT, "label": LABEL}, {"optional": Flag()})),
        "source": TEXT,
    },
    {"reminders": Items(LABEL), "groups": Items(GROUP)},
)
PLATE = _record({"key": TEXT, "label": LABEL}, {"unit_of": TEXT, "words": Named(LABEL)})
SCOPE = _record({"key": TEXT, "upto": Spelled(), "source": TEXT}, {"unit": TEXT})
RULE = _record(
    {
        "id": TEXT,
        "title": LABEL,
        "document": TEXT,
        "edition": TEXT,
        "jurisdiction": TEXT,
        "instrument_kind": TEXT,
        "method": TEXT,
        "phases": Items(TEXT, 1),
        "status": Text(("verified", "unverified")),
        "sources": Named(_record({"text": TEXT, "tag": Text(TAGS)}), 1),
        "tests": Named(TEST, 1),
        "constants": Named(CONSTANT),
        "procedure": PROCEDURE,
    },
    {
        "plate": Items(PLATE),
        "seal_numbers": Text((DASHES_ALIKE,)),
        "scope": Items(SCOPE),
        "meant_for": Named(OneOrMore()),
        "first_verification_only": _record(
            {"when": Named(OneOrMore(), 1), "years": Count(), "source": TEXT}
        ),
        "first_edition_on": Day(),
        "in_force_from": Day(),
        "in_force_to": Day(),
        "verified_by": TEXT,
        "verified_on": Day(),
    },
)
