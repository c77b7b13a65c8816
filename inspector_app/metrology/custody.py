"""Seals that were replaced: what a record tells of it, and which number is expected afterwards.

The tablet seals these changes with the inspection; the server reads them with the same words and
applies them to the register, so that both expect the same number at the next inspection.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from inspector_app.metrology.seals import plain_number, same_number

REASONS = ("broken", "missing", "repair", "unreadable", "other")
"""Why a seal was replaced; `repair` means that it was in the way of a repair or an adjustment."""

MISSING = "missing"
"""The one reason for which no number was taken off."""

LONGEST_NUMBER = 64
LONGEST_NOTE = 500
MOST_CHANGES = 50
_NAMES = ("position", "removed", "applied", "reason", "note")
_OTHER = REASONS[-1]


@dataclass(frozen=True, slots=True)
class SealChange:
    """One seal replaced: the number taken off ('' when there was none), the number put on.

    `expected` is the number that the register had then; `at` is a UTC text, `by` who did it.
    """

    position: str
    removed: str
    applied: str
    reason: str
    note: str = ""
    expected: str = ""
    at: str = ""
    by: tuple[str, ...] = ()
    record_id: str = ""

    def as_json(self) -> dict[str, str]:
        """Return what is sealed of it; the rest of the record tells when and by whom."""
        return {name: getattr(self, name) for name in _NAMES}


def read_changes(content: Mapping[str, Any]) -> tuple[tuple[SealChange, ...], tuple[str, ...]]:
    """Return the changes that a record's body tells, and every fault in them by its path.

    A body without the key tells of none: records from before replacements were noted stay sound.
    """
    listed = content.get("seal_changes")
    if listed is None:
        return (), ()
    if not isinstance(listed, list) or len(listed) > MOST_CHANGES:
        return (), (f"seal_changes: a list of at most {MOST_CHANGES}",)
    faults = [
        f"seal_changes[{at}]{fault}" for at, one in enumerate(listed) for fault in _faults(one)
    ]
    if faults:
        return (), tuple(faults)
    positions = [one["position"] for one in listed]
    if len(set(positions)) < len(positions):
        return (), ("seal_changes: each position once",)
    expected, at, by = _expected(content), _finished_at(content), _officers(content)
    record_id = str(content.get("id") or "")
    return tuple(
        SealChange(
            **{name: str(one.get(name) or "").strip() for name in _NAMES},
            expected=expected.get(one["position"], ""),
            at=at,
            by=by,
            record_id=record_id,
        )
        for one in listed
    ), ()


def tell_changes(changes: Sequence[SealChange]) -> dict[str, Any]:
    """Return what every tablet hears of them in the row of history; nothing when there is none."""
    listed = [change.as_json() | {"expected": change.expected} for change in changes]
    by = next((list(change.by) for change in changes), [])
    return {"seal_changes": listed, "by": by} if listed else {}


def read_told(told: Mapping[str, Any]) -> tuple[SealChange, ...]:
    """Return what `tell_changes` told in a row of history; what cannot be read is left out."""
    listed = told.get("seal_changes")
    by = told.get("by")
    names = tuple(str(one) for one in by) if isinstance(by, list) else ()
    at, record_id = _utc(told.get("finished_at")), str(told.get("record_id") or "")
    return tuple(
        SealChange(
            **{name: str(one.get(name) or "") for name in (*_NAMES, "expected")},
            at=at,
            by=names,
            record_id=record_id,
        )
        for one in map(_object, listed if isinstance(listed, list) else ())
        if one.get("position")
    )


def fault_of_change(removed: str, applied: str, reason: str, note: str) -> str:
    """Return why a replacement cannot be taken as it is, as a stable code; '' when it can."""
    if not plain_number(applied):
        return "seal_applied"
    if removed and same_number(removed, applied, dashes_alike=False):  # as sealed ones were read
        return "seal_same"
    if reason not in REASONS:
        return "seal_reason"
    if not removed.strip() and reason != MISSING:
        return "seal_removed"
    return "seal_note" if reason == _OTHER and not note.strip() else ""


def apply_changes(
    seals: Iterable[Mapping[str, Any]], changes: Iterable[SealChange]
) -> list[dict[str, Any]]:
    """Return the register's seals with those of the changes that are newer than what it has.

    A seal notes the instant and the record of its last change (of two records in one second the one
    that was begun later counts), and in `was` the number that the office gave it:
    an old list that is imported again must not bring that number back.
    """
    now = {str(seal.get("position") or ""): dict(seal) for seal in seals}
    for change in sorted(changes, key=_by_time):
        seal = now.setdefault(change.position, {"position": change.position, "number": ""})
        if _by_time(change) > (seal.get("changed_at") or "", seal.get("changed_by") or ""):
            seal.setdefault("was", str(seal.get("number") or ""))
            told = {"number": change.applied, "changed_at": change.at}
            seal |= told | {"changed_by": change.record_id}
    return list(now.values())


def keep_changes(
    known: Iterable[Mapping[str, Any]], given: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the seals of a list that the office gives, with what records changed since it.

    A seal that bears the number from before its replacement was copied from an older list: the
    number that was put on stays. Any other number is the office's own word, and counts.
    """
    before = {str(seal.get("position")): seal for seal in known if seal.get("changed_at")}
    kept = []
    for seal in given:
        last = before.get(str(seal.get("position")))
        if last is None:
            kept.append(dict(seal))
        elif same_number(str(last.get("was") or ""), str(seal.get("number") or "")):
            kept.append(dict(last))
        else:
            number = str(seal.get("number") or "")
            noted = {name: last.get(name) for name in ("changed_at", "changed_by")}
            kept.append({**seal, **noted, "was": number})
    return kept


@dataclass(frozen=True, slots=True)
class Link:
    """A change in the chain of its position; `gap` when it took off another number than before."""

    change: SealChange
    gap: bool


def chain_of(changes: Iterable[SealChange]) -> tuple[Link, ...]:
    """Return the changes in the order of time, each held against the one before at its position.

    The first of a position is held against what the register had then.
    """
    last: dict[str, str] = {}
    links = []
    for change in sorted(changes, key=_by_time):
        before = last.get(change.position, change.expected)
        links.append(Link(change, gap=_is_gap(before, change)))
        last[change.position] = change.applied
    return tuple(links)


def _is_gap(before: str, change: SealChange) -> bool:
    """A seal that was missing leaves no gap: what became of it is said."""
    if not before or (change.reason == MISSING and not change.removed):
        return False
    return not same_number(before, change.removed)


def _by_time(change: SealChange) -> tuple[str, str]:
    return change.at, change.record_id


def _faults(one: object) -> Sequence[str]:
    if not isinstance(one, Mapping):
        return (": an object",)
    faults = [f".{name}: unknown" for name in one if name not in _NAMES]
    for name in _NAMES:
        value, longest = one.get(name, ""), LONGEST_NOTE if name == "note" else LONGEST_NUMBER
        if not isinstance(value, str) or len(value) > longest or not _is_printable(value):
            faults.append(f".{name}: a text of at most {longest} characters")
    if faults:
        return faults
    if not one.get("position"):
        faults.append(".position: a text")
    code = fault_of_change(*(str(one.get(name) or "") for name in _NAMES[1:]))
    return [*faults, *([f": {code}"] if code else [])]


def _is_printable(text: str) -> bool:
    return all(letter.isprintable() or letter == "\n" for letter in text)


def _expected(content: Mapping[str, Any]) -> dict[str, str]:
    evaluation = _object(content.get("evaluation"))
    seals = _object(evaluation.get("input")).get("seals")
    listed = map(_object, seals if isinstance(seals, list) else ())
    return {str(seal.get("position")): str(seal.get("expected") or "") for seal in listed}


def _finished_at(content: Mapping[str, Any]) -> str:
    """Return the end of the inspection as a text that compares; '' when it tells none."""
    return _utc(_object(content.get("times")).get("finished_at"))


def _utc(told: object) -> str:
    try:
        instant = datetime.fromisoformat(told if isinstance(told, str) else "")
        return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if instant.tzinfo else ""
    except (ValueError, OverflowError):
        return ""


def _officers(content: Mapping[str, Any]) -> tuple[str, ...]:
    listed = content.get("officers")
    names = (_object(one).get("name") for one in (listed if isinstance(listed, list) else ()))
    return tuple(name for name in names if isinstance(name, str) and name)


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
