"""What is odd about a record that came in sound: its instants, its day, its rule, its photos."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from inspector_app.rulebook import load_rulebook
from inspector_app.rulebook.kinds import registered_kind
from inspector_app.texts.catalogue import Texts
from sync.protocol.content import Content, find_items, find_text

FIRST_DAY = date(2020, 1, 1)
ONE_DAY = timedelta(days=1)
"""Zones are up to a day apart, and so may clocks be."""


def list_oddities(content: Content, received_at: str, t: Texts) -> Iterator[str]:
    """Give a sentence for each; a body that tells nothing of it is not odd for that."""
    start, end = (_instant(find_text(content, "times", name)) for name in _TIMES)
    received = _instant(received_at)
    if any(each and each.date() < FIRST_DAY for each in (start, end)):
        yield t("It tells of a time before {day}", day=FIRST_DAY.isoformat())
    elif start and end and end < start:
        yield t("It ended before it began")
    elif end and received and _is_after(end, received):
        yield t("It ended after it was received here")
    day = _day(find_text(content, "evaluation", "input", "date"))
    if day and end and not _is_day_of(day, start or end, end):
        told = {"day": day.isoformat(), "end": end.date().isoformat()}
        yield t("It was judged as of {day}, and ended on {end}", **told)
    kind = find_text(content, "instrument", "kind")
    rule = load_rulebook().get(find_text(content, "evaluation", "outcome", "rule"))
    judged_as = registered_kind(rule)
    if kind and judged_as and judged_as != kind:
        yield t("It was judged by a rule for another kind of instrument")
    if any(_is_no_picture(photo) for photo in find_items(content, "photos")):
        yield t("A file that is no picture came as a photo")


_TIMES = ("started_at", "finished_at")


def _is_after(end: datetime, received: datetime) -> bool:
    return end - received > ONE_DAY


def _is_day_of(day: date, start: datetime, end: datetime) -> bool:
    return start.date() - ONE_DAY <= day <= end.date() + ONE_DAY


def _is_no_picture(photo: Content) -> bool:
    media_type = find_text(photo, "media_type")
    return bool(media_type) and not media_type.startswith("image/")


def _instant(told: str) -> datetime | None:
    """Return an instant away from the ends of the calendar, where days cannot be counted on."""
    try:
        instant = datetime.fromisoformat(told)
    except ValueError:
        return None
    if instant.tzinfo is None or not 1 < instant.year < date.max.year:
        return None
    return instant.astimezone(UTC)


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        return None
