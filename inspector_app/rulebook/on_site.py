"""What belongs on the record of every check on site, as data: why, the party, rights, notices.

The wording of a notice that is `by_office` is the office's: it comes with the reference data, and
the one here stands only until the office has confirmed or replaced it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from inspector_app.metrology.document import read_document
from inspector_app.metrology.model import Fault, InvalidInput, Verdict
from inspector_app.metrology.parsing import Flag, Items, Named, Notes, Record, Text, read_value
from inspector_app.metrology.rule import TAGS
from inspector_app.rulebook.checking_groups import check_groups
from inspector_app.rulebook.loading import BadRuleData
from inspector_app.rulebook.particulars import Group, read_groups
from inspector_app.rulebook.procedures import Label
from inspector_app.rulebook.shape import GROUP, LABEL

VISIT = "visit"
"""The group that every check on site has: why the visit is made."""

_NAME = "on_site.json"
_NOTICE = Record(
    {
        "id": Text(),
        "on": Items(Text(tuple(verdict.value for verdict in Verdict)), 1),
        "text": LABEL,
        "source": Text(),
        "by_office": Flag(),
        "jurisdiction": Text(),
    },
    optional=frozenset({"by_office", "jurisdiction"}),
)
_SHAPE = Record(
    {
        "sources": Named(Record({"text": Text(), "tag": Text(TAGS)}), 1),
        "groups": Items(GROUP, 1),
        "notices": Items(_NOTICE),
    }
)


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that goes with a result: `on` are the verdicts, `tag` how far it was read.

    `jurisdiction` is where the wording here holds, '' for everywhere.
    """

    id: str
    text: Label
    on: frozenset[str]
    tag: str
    by_office: bool = False
    jurisdiction: str = ""


@dataclass(frozen=True, slots=True)
class OnSite:
    """What is asked for at every check on site, and what is said with its result."""

    groups: tuple[Group, ...]
    notices: tuple[Notice, ...]


@cache
def load_on_site() -> OnSite:
    """Return what comes with the product. Raises BadRuleData."""
    return read_on_site((files(__package__) / _NAME).read_bytes())


def read_on_site(data: bytes) -> OnSite:
    """Return what a data file says. Raises BadRuleData with everything that is wrong."""
    try:
        document = read_document(data)
    except InvalidInput as fault:
        raise BadRuleData(_NAME, fault.faults) from fault
    notes = Notes()
    found = read_value(_SHAPE, document, "", notes)
    faults = [*notes.faults, *(Fault(path, "is missing") for path in notes.missing)]
    faults = faults or [*check_groups(found["groups"], (), "groups"), *_check_sources(found)]
    if faults:
        raise BadRuleData(_NAME, tuple(faults))
    notices = (_notice(one, found["sources"]) for one in found["notices"])
    return OnSite(read_groups(found["groups"], {}), tuple(notices))


def visit_group() -> Group:
    """Return the group that says why a visit is made."""
    return next(group for group in load_on_site().groups if group.id == VISIT)


def office_texts() -> tuple[str, ...]:
    """Return the ids of the notices that the office words."""
    return tuple(notice.id for notice in load_on_site().notices if notice.by_office)


def _check_sources(found: Mapping[str, Any]) -> Iterator[Fault]:
    used = set()
    for part in ("groups", "notices"):
        for index, one in enumerate(found[part]):
            used.add(one["source"])
            if one["source"] not in found["sources"]:
                yield Fault(f"{part}[{index}].source", f"{one['source']} is not among the sources")
    for source in sorted(set(found["sources"]) - used):
        yield Fault(f"sources.{source}", "is named by nothing")


def _notice(one: Mapping[str, Any], sources: Mapping[str, Any]) -> Notice:
    tag = sources[one["source"]]["tag"]
    optional = {name: one[name] for name in ("by_office", "jurisdiction") if name in one}
    return Notice(one["id"], one["text"], frozenset(one["on"]), tag, **optional)
