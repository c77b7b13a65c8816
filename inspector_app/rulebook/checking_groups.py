"""What must hold in groups of particulars and checks, whichever file they stand in."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from inspector_app.metrology.model import Fault
from inspector_app.rulebook.particulars import CHOICE, NUMBER, TEXT, BadEntry, read_entry
from inspector_app.rulebook.particulars import read_groups as read

_REGISTERS = ("instrument.", "site.")
_ONLY = {"unit": NUMBER, "unit_of": NUMBER, "low": NUMBER, "high": NUMBER, "choices": CHOICE,
         "lines": TEXT}  # fmt: skip
"""Keys that only entries of one kind can have."""


def check_groups(
    groups: Sequence[Mapping[str, Any]], checks: Sequence[str], path: str
) -> Iterator[Fault]:
    """Give everything that is wrong in `groups`; `checks` are those that they may name."""
    ids: set[str] = set()
    entries: set[str] = set()
    named: set[str] = set()
    for index, group in enumerate(groups):
        here = f"{path}[{index}]"
        yield from _once(group["id"], ids, f"{here}.id")
        if not group.get("particulars") and not group.get("checks"):
            yield Fault(here, "has neither particulars nor checks")
        for at, check in enumerate(group.get("checks", ())):
            yield from _once(check, named, f"{here}.checks[{at}]")
            if check not in checks:
                yield Fault(f"{here}.checks[{at}]", f"{check} is not a check of this procedure")
        for at, one in enumerate(group.get("particulars", ())):
            yield from _once(one["id"], entries, f"{here}.particulars[{at}].id")
            yield from _check_particular(one, f"{here}.particulars[{at}]")


def _once(name: str, seen: set[str], path: str) -> Iterator[Fault]:
    if name in seen:
        yield Fault(path, f"{name} is there already")
    seen.add(name)


def _check_particular(one: Mapping[str, Any], path: str) -> Iterator[Fault]:
    for key, kind in _ONLY.items():
        if key in one and one["kind"] != kind:
            yield Fault(f"{path}.{key}", f"goes with the kind {kind}")
    if one["kind"] == CHOICE and "choices" not in one:
        yield Fault(path, "has nothing to choose from")
    if "unit" in one and "unit_of" in one:
        yield Fault(path, "has both unit and unit_of")
    if not one.get("unit_of", "instrument.").startswith("instrument."):
        yield Fault(f"{path}.unit_of", "does not begin with instrument.")
    if not one.get("register", "site.").startswith(_REGISTERS):
        yield Fault(f"{path}.register", f"does not begin with one of {', '.join(_REGISTERS)}")
    values = [choice["value"] for choice in one.get("choices", ())]
    if len(set(values)) < len(values):
        yield Fault(f"{path}.choices", "has a value twice")
    if one.get("low") is not None and one.get("high") is not None and one["low"] > one["high"]:
        yield Fault(path, "has its low above its high")
    if "default" in one:
        yield from _check_default(one, path)


def _check_default(one: Mapping[str, Any], path: str) -> Iterator[Fault]:
    group = {"id": "", "label": {}, "particulars": [one]}
    (particular,) = read([group], {})[0].particulars
    try:
        read_entry(particular, one["default"])
    except BadEntry as fault:
        yield Fault(f"{path}.default", str(fault))
