"""PURE: what the office needs to know of a body, and what it lacks that every inspection has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeGuard

from inspector_app.metrology.custody import SealChange, read_changes, tell_changes
from inspector_app.metrology.decimals import is_number
from inspector_app.metrology.leading import leading_finding, tell_limits
from inspector_app.metrology.past import sum_up_outcome
from sync.protocol.digest import is_sha256
from sync.server.work.storable import YEARS, is_within_years

VERDICTS = ("pass", "fail", "incomplete")
LONGEST = 200
LONGEST_CAPTION = 500
MOST_PHOTOS = 200


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that a record names."""

    sha256: str
    bytes: int | None
    media_type: str | None
    caption: str | None


@dataclass(frozen=True, slots=True)
class Summary:
    """The leading facts of an inspection; None where the body does not tell.

    `value` (decimal text) and `unit` are of the leading finding: the first that fails, otherwise
    the first with a value. `past` is what tablets must know of the instrument's last result beside
    these columns, `changes` the seals that were replaced.
    """

    instrument_id: str | None = None
    site_id: str | None = None
    rule: str | None = None
    verdict: str | None = None
    value: str | None = None
    unit: str | None = None
    finished_at: str | None = None
    supersedes: str | None = None
    photos: tuple[Photo, ...] = ()
    past: Mapping[str, Any] = field(default_factory=dict)
    changes: tuple[SealChange, ...] = ()

    def file_names(self) -> list[str]:
        """Return the SHA-256 of its photos, in order."""
        return sorted(photo.sha256 for photo in self.photos)


NOTHING = Summary()
LEADING_FACTS = (
    "instrument_id", "site_id", "rule", "verdict", "value", "unit", "finished_at", "supersedes",
)  # fmt: skip
"""What of a summary stands in columns of the record's row."""


def is_plain(text: object, longest: int) -> TypeGuard[str]:
    """True if a value is a short text of printable characters."""
    return isinstance(text, str) and 0 < len(text) <= longest and text.isprintable()


def sum_up(content: Mapping[str, Any]) -> tuple[Summary, tuple[str, ...]]:
    """Return what a body tells, as far as it can be read, and every fault found in it."""
    faults: list[str] = []
    evaluation, outcome = _parse_evaluation(content, faults)
    finding = leading_finding(outcome)
    _note_numbers(outcome, faults)
    changes, wrong = read_changes(content)
    faults += wrong
    summary = Summary(
        instrument_id=_need(content, "instrument_id", faults),
        site_id=_need(content, "site_id", faults),
        rule=_plain(outcome.get("rule")),
        verdict=_plain(outcome.get("verdict")),
        value=_plain(finding.get("value")),
        unit=_plain(finding.get("unit")),
        finished_at=_parse_finished_at(content, faults),
        supersedes=_plain(content.get("supersedes")),
        photos=_parse_photos(content, faults),
        past=sum_up_outcome(outcome) | tell_changes(changes) | tell_limits(finding),
        changes=changes,
    )
    if summary.verdict not in VERDICTS:
        faults.append("evaluation.outcome.verdict: pass, fail or incomplete")
    if not is_sha256(evaluation.get("rule_sha256")):
        faults.append("evaluation.rule_sha256: the SHA-256 of the rule data")
    if not isinstance(content.get("officers"), list):
        faults.append("officers: a list")
    return summary, tuple(faults)


def _plain(value: object) -> str | None:
    return value if is_plain(value, LONGEST) else None


def _need(content: Mapping[str, Any], name: str, faults: list[str]) -> str | None:
    value = _plain(content.get(name))
    if value is None:
        faults.append(f"{name}: a text")
    return value


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _parse_evaluation(
    content: Mapping[str, Any], faults: list[str]
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    evaluation = _object(content.get("evaluation"))
    if not isinstance(evaluation.get("input"), dict):
        faults.append("evaluation.input: an object")
    outcome = _object(evaluation.get("outcome"))
    if not isinstance(outcome.get("rule"), str):
        faults.append("evaluation.outcome.rule: a text")
    return evaluation, outcome


def _parse_finished_at(content: Mapping[str, Any], faults: list[str]) -> str | None:
    value = _plain(_object(content.get("times")).get("finished_at"))
    try:
        is_instant = value is not None and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        is_instant = False
    if not is_instant or not is_within_years(value):
        years = f"from {YEARS[0]} to {YEARS[-1]}"
        faults.append(f"times.finished_at: an instant {years} with its offset from UTC")
    return value if is_instant else None


def _note_numbers(outcome: Mapping[str, Any], faults: list[str]) -> None:
    """Note the findings whose numbers are none, or none that a measurement has."""
    listed = outcome.get("findings")
    for index, finding in enumerate(map(_object, listed if isinstance(listed, list) else ())):
        limit = _object(finding.get("limit"))
        numbers = (finding.get("value"), limit.get("min"), limit.get("max"))
        if not all(number is None or is_number(number) for number in numbers):
            faults.append(f"evaluation.outcome.findings[{index}]: numbers of a measurement")


def _parse_photos(content: Mapping[str, Any], faults: list[str]) -> tuple[Photo, ...]:
    listed = content.get("photos", [])
    if not isinstance(listed, list) or len(listed) > MOST_PHOTOS:
        faults.append(f"photos: a list of at most {MOST_PHOTOS}")
        return ()
    photos: dict[str, Photo] = {}
    for index, value in enumerate(map(_object, listed)):
        sha256, length = value.get("sha256"), value.get("bytes")
        if not isinstance(sha256, str) or not is_sha256(sha256):
            faults.append(f"photos[{index}].sha256: 64 hexadecimal digits")
            continue
        known_length = length if type(length) is int and 0 <= length < 2**53 else None
        if known_length is None:
            faults.append(f"photos[{index}].bytes: a number")
        photos.setdefault(
            sha256,
            Photo(sha256, known_length, _plain(value.get("media_type")), _caption(value)),
        )
    return tuple(photos.values())


def _caption(value: Mapping[str, Any]) -> str | None:
    caption = value.get("caption")
    if not isinstance(caption, str):
        return None
    return "".join(char for char in caption[:LONGEST_CAPTION] if char.isprintable())
