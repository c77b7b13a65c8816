"""What must hold in the procedure of a rule's data file, so that screens can follow it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from inspector_app.metrology.methods import METHODS
from inspector_app.metrology.model import Fault
from inspector_app.metrology.parsing import Kind, Notes, read_value
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook.checking_groups import check_groups

_CONTEXTS = ("instrument.", "standard.", "run.")


def check_procedure(rule: Mapping[str, Any]) -> Iterator[Fault]:
    """Give everything in the procedure of `rule` that no screen could follow."""
    procedure = rule["procedure"]
    for test, fields in procedure["fields"].items():
        path = f"procedure.fields.{test}"
        if test not in rule["tests"]:
            yield Fault(path, "is not a test of this rule")
        yield from _check_unique(fields, "key", path)
        for index, field in enumerate(fields):
            yield from _check_field(field, f"{path}[{index}]")
    for index, point in enumerate(procedure["points"]):
        yield from _check_point(rule, point, f"procedure.points[{index}]")
    yield from _check_unique(procedure["points"], "key", "procedure.points")
    yield from _check_unique(procedure["seals"], "position", "procedure.seals")
    yield from _check_unique(procedure["checks"], "id", "procedure.checks")
    known = [check["id"] for check in procedure["checks"]]
    yield from check_groups(procedure.get("groups", ()), known, "procedure.groups")


def check_fields(rule: Rule) -> Iterator[Fault]:
    """Give every reading that the method of `rule` needs and no field takes, and the reverse."""
    shape = METHODS[rule.method].shape(rule)
    for index, point in enumerate(rule.procedure["points"]):
        path, record = f"procedure.points[{index}]", shape.tests.get(point["test"])
        if record is None:
            yield Fault(f"{path}.test", "takes no readings of its own")
            continue
        fields = rule.procedure["fields"][point["test"]]
        taken = {"test", *point["at"], *(field["key"].partition(".")[0] for field in fields)}
        for key in record.fields:
            if key not in taken and key not in record.optional:
                yield Fault(path, f"takes no {key}")
        for key in sorted(taken - set(record.fields)):
            yield Fault(path, f"takes {key}, which the method does not know")
        for field in fields:
            yield from _check_choices(field, record.fields, path)


def _check_choices(
    field: Mapping[str, Any], known: Mapping[str, Kind], path: str
) -> Iterator[Fault]:
    """Give every answer to choose that the method would refuse."""
    for choice in field.get("choices", ()):
        notes = Notes()
        read_value(known[field["key"]], choice["value"], f"{path}.{field['key']}", notes)
        yield from notes.faults


def check_plate(rule: Rule) -> Iterator[Fault]:
    """Give every part of the plate that no instrument under `rule` can have."""
    known = METHODS[rule.method].shape(rule).instrument.fields
    for index, item in enumerate(rule.data.get("plate", ())):
        for key in ("key", "unit_of"):
            if key in item and item[key] not in known:
                yield Fault(f"plate[{index}].{key}", "is no characteristic of the instrument")


def _check_unique(items: Sequence[Mapping[str, Any]], key: str, path: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, item in enumerate(items):
        if item[key] in seen:
            yield Fault(f"{path}[{index}].{key}", f"{item[key]} is there already")
        seen.add(item[key])


def _check_point(rule: Mapping[str, Any], point: Mapping[str, Any], path: str) -> Iterator[Fault]:
    fields = {field["key"] for field in rule["procedure"]["fields"].get(point["test"], [])}
    if not fields:
        yield Fault(f"{path}.test", "has no fields in this procedure")
    for phase in point["optional_in"]:
        if phase not in rule["phases"]:
            yield Fault(f"{path}.optional_in", f"{phase} is not a phase of this rule")
    for key, hint in point.get("hints", {}).items():
        if key not in fields:
            yield Fault(f"{path}.hints.{key}", "is not a field of this test")
        yield from _check_quantity(hint, f"{path}.hints.{key}")
    for key, span in point.get("ranges", {}).items():
        if key not in fields:
            yield Fault(f"{path}.ranges.{key}", "is not a field of this test")
        for end, quantity in span.items():
            yield from _check_quantity(quantity, f"{path}.ranges.{key}.{end}")


def _check_field(field: Mapping[str, Any], path: str) -> Iterator[Fault]:
    if "unit" in field and "unit_of" in field:
        yield Fault(path, "has both unit and unit_of")
    if ("decimals" in field) == ("decimals_of" in field):
        yield Fault(path, "needs either decimals or decimals_of")
    if ("choices" in field) != (field.get("kind") == "choice"):
        yield Fault(path, "needs choices and the kind choice together")
    for key in ("hint", "low", "high", "step"):
        if key in field:
            yield from _check_quantity(field[key], f"{path}.{key}")


def _check_quantity(quantity: Mapping[str, Any], path: str) -> Iterator[Fault]:
    for key in ("of", "times_by", "by", "over", "round_to"):
        if key in quantity and not quantity[key].startswith(_CONTEXTS):
            yield Fault(f"{path}.{key}", f"does not begin with one of {', '.join(_CONTEXTS)}")
    if ("times_by" in quantity) != ("times_for" in quantity):
        yield Fault(path, "needs times_by and times_for together")
    if "of" not in quantity and "plus" not in quantity:
        yield Fault(path, "gives no number")
