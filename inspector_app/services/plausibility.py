"""What the screens make impossible and a document can say: checked before it is sealed.

What is no impossibility but odd is not refused: `remarks_on` tells it to who hands the document in.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from inspector_app.metrology.bounds import impossible_values
from inspector_app.metrology.model import Fault
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook.kinds import registered_kind
from inspector_app.rulebook.usual import unusual_readings
from inspector_app.services.instants import find_day
from inspector_app.services.shrinking import find_damage
from inspector_app.store import reference
from inspector_app.store.database import Connection
from inspector_app.tags.identifier import display
from inspector_app.tags.scan import InstrumentTag, MistypedTag, read_tag
from inspector_app.tags.writing import one_form

FIRST_DAY = date(2020, 1, 1)
"""No tablet of ours inspected anything before."""
AHEAD = timedelta(days=1)
"""How far a clock may be behind the one by which an inspection was timed."""
LONGEST = timedelta(days=31)
EARLIER = timedelta(days=14)
"""So long before its end an inspection may have been begun under the rules of that day."""


def as_registered(db: Connection, found: Mapping[str, Any]) -> dict[str, str]:
    """Return the ids of instrument and site in the form that the register has.

    Given is what people have before them: a tag's link, or the id with the hyphens printed under
    the code. What the register does not hold in any form stays as it was given.
    """
    ids = {}
    for name, kind in (("instrument_id", "instruments"), ("site_id", "sites")):
        given = found.get(name)
        if given is not None and reference.find_body(db, kind, given) is None:
            ids[name] = _in_one_form(db, kind, given)
    return ids


def _in_one_form(db: Connection, kind: str, given: str) -> str:
    tag = read_tag(given) if kind == "instruments" else None
    if isinstance(tag, InstrumentTag):
        return tag.id
    plain = one_form(given)
    return plain if reference.find_body(db, kind, plain) is not None else given


def faults_of_identifier(db: Connection, instrument_id: str | None) -> Iterator[Fault]:
    """Give the fault of an id that is one slip away from one of the register."""
    tag = read_tag(instrument_id or "")
    if isinstance(tag, MistypedTag):
        near = [one for one in tag.suggestions if reference.find_body(db, "instruments", one)]
        if near:
            told = f"its check character does not fit; perhaps {display(near[0])}"
            yield Fault("instrument_id", told)


def faults_of_times(
    found: Mapping[str, Any], now: datetime, server_offset_s: str | None
) -> Iterator[Fault]:
    """Give what is wrong with the instants of an inspection by the later of both clocks."""
    latest = now + max(timedelta(), timedelta(seconds=float(server_offset_s or 0))) + AHEAD
    instants = {name: found[name] for name in ("started_at", "finished_at") if found.get(name)}
    faults = [
        Fault(name, told) for name, at in instants.items() if (told := _impossible(at, latest, now))
    ]
    yield from faults
    if not faults and len(instants) > 1:
        yield from _faults_of_span(found, *instants.values())


def _impossible(instant: datetime, latest: datetime, now: datetime) -> str:
    if instant.date() < FIRST_DAY:
        return f"is before {FIRST_DAY}"
    here = f"{now:%Y-%m-%dT%H:%M:%SZ}"
    return f"is in the future; here it is {here}" if instant > latest else ""


def _faults_of_span(found: Mapping[str, Any], start: datetime, end: datetime) -> Iterator[Fault]:
    if end < start:
        yield Fault("finished_at", "lies before started_at")
    elif end - start > LONGEST:
        yield Fault("finished_at", f"is more than {LONGEST.days} days after started_at")
    day = find_day(_evaluation(found).get("date"))
    if day and not _may_be_day_of(day, start, end):
        told = f"{day} is not the day of an inspection that ended {end.date()}"
        yield Fault("evaluation.date", told)


def _may_be_day_of(day: date, start: datetime, end: datetime) -> bool:
    """True if it can be the day of an inspection in some zone, or one on which it was begun.

    The day decides which edition applies; a draft keeps that of its first day.
    """
    return min(start, end - EARLIER).date() - AHEAD <= day <= end.date() + AHEAD


def faults_of_evaluation(
    db: Connection, found: Mapping[str, Any], rulebook: Mapping[str, Rule]
) -> Iterator[Fault]:
    """Give readings that cannot be, and a rule for another kind of instrument."""
    given = _evaluation(found)
    for fault in impossible_values(given):
        yield Fault(f"evaluation.{fault.path}", fault.message)
    rule = rulebook.get(str(given.get("rule")))
    body = reference.find_body(db, "instruments", found.get("instrument_id") or "")
    kind, meant = (body or {}).get("kind"), registered_kind(rule)
    if kind and meant and kind != meant:
        told = f"is for a {_word(meant)}; in the register this is a {_word(kind)}"
        yield Fault("evaluation.rule", told)


def remarks_on(document: object, folder: Path, rulebook: Mapping[str, Rule]) -> Iterator[str]:
    """Give what is odd about an inspection that was sealed: far from usual, of another day.

    The paths of its photos start from `folder`.
    """
    found = document if isinstance(document, Mapping) else {}
    given = _evaluation(found)
    rule = rulebook.get(str(given.get("rule")))
    for one in unusual_readings(rule, given) if rule else ():
        yield f"evaluation.{one.path}: {one.told} is unusual; usual is {one.span}"
    day, end = given.get("date"), str(found.get("finished_at") or "")
    if isinstance(day, str) and end and not end.startswith(day):
        yield f"evaluation.date: {day} is not the day of finished_at, {end[:10]}"
    for index, photo in enumerate(found.get("photos") or ()):
        path = folder / photo["path"]
        damage = find_damage(path.read_bytes()) if path.is_file() else ""
        if damage:
            yield f"photos[{index}]: no report will show it. {damage.rstrip('.')}"


def _evaluation(found: Mapping[str, Any]) -> Mapping[str, Any]:
    given = found.get("evaluation")
    return given if isinstance(given, Mapping) else {}


def _word(kind: str) -> str:
    return kind.replace("_", " ")
