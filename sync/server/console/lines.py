"""What a list shows of each arrival and of each tablet."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from inspector_app.metrology.decimals import NotANumber, read_number
from inspector_app.tags.identifier import display, is_identifier
from inspector_app.texts.catalogue import Texts
from sync.protocol.content import Content, find_items, find_text, parse_content
from sync.protocol.messages import Reason
from sync.server.console.findings import leading_value
from sync.server.console.oddities import list_oddities
from sync.server.console.wording import (
    kind_word,
    problem_sentence,
    recheck_sentence,
    verdict_word,
)
from sync.server.tables.arrivals import Arrival
from sync.server.tables.devices import Device

WORTH_TELLING_S = 300
FORK = Reason.CHAIN_FORK.value


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant: as a machine reads it, and for people in the server's own zone."""

    machine: str
    shown: str


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to look at; `tone` names its colour, never told by the colour alone."""

    tone: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ArrivalLine:
    """One arrival in the list; texts are '' where nothing is known."""

    number: int
    received: Moment
    site: str
    instrument: str
    identifier: str
    verdict: str
    verdict_word: str
    value: str
    officers: str
    tablet: str
    photos_present: int
    photos: int
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class TabletLine:
    """One tablet in the list."""

    name: str
    device_id: str
    records: int
    enrolled: Moment
    last_seen: Moment | None
    revoked: Moment | None
    flags: tuple[Flag, ...]


def arrival_line(
    arrival: Arrival, t: Texts, *, tablet: str, photos: Mapping[str, bool]
) -> ArrivalLine:
    """Return an arrival's line; `photos` tells by SHA-256 whether each one is here."""
    content = parse_content(arrival.body)
    verdict = "" if arrival.item else arrival.verdict or ""
    return ArrivalLine(
        number=arrival.change_seq,
        received=show_moment(arrival.received_at),
        site=find_text(content, "site", "name") or arrival.site_id or "",
        instrument=name_instrument(content, t),
        identifier=show_identifier(arrival.instrument_id or ""),
        verdict=verdict,
        verdict_word=verdict_word(verdict, t),
        value=leading_value(arrival, content, t),
        officers=join_names(
            (find_text(each, "name") for each in find_items(content, "officers")), t
        ),
        tablet=tablet,
        photos_present=sum(photos.values()),
        photos=len(photos),
        flags=tuple(list_flags(arrival, t)),
    )


def list_flags(arrival: Arrival, t: Texts) -> Iterator[Flag]:
    """Give what a person should look at."""
    if arrival.problem:
        reason = problem_sentence(arrival.problem, t)
        yield Flag("fail", t("Quarantined: {reason}", reason=reason))
    recheck = recheck_sentence(arrival.recheck or "", t)
    if recheck:
        yield Flag("unsure", recheck)
    minutes = _minutes_off(arrival)
    if minutes:
        yield Flag("unsure", t("The tablet's clock was {minutes} minutes off", minutes=minutes))
    content = parse_content(arrival.body)
    for sentence in list_oddities(content, arrival.received_at, t):
        yield Flag("unsure", sentence)
    if arrival.supersedes:
        yield Flag("note", t("Corrects an earlier record"))


def _minutes_off(arrival: Arrival) -> int:
    """Return how far the tablet's clock was off by what it knew; 0 when that does not matter."""
    told = find_text(parse_content(arrival.body), "times", "server_offset_s")
    try:
        off_s = abs(read_number(told)) if told else 0
    except NotANumber:
        return 0
    return int(off_s // 60) if off_s > WORTH_TELLING_S else 0


def tablet_line(
    device: Device, t: Texts, *, records: int, problems: Mapping[str, int], is_at_quota: bool
) -> TabletLine:
    """Return a tablet's line; `problems` counts by reason what must be looked at.

    Who `is_at_quota` has left as much in quarantine, or of photos that no record names, as it may.
    """
    return TabletLine(
        name=device.name,
        device_id=device.device_id,
        records=records,
        enrolled=show_moment(device.enrolled_at),
        last_seen=show_moment(device.last_seen_at) if device.last_seen_at else None,
        revoked=show_moment(device.revoked_at) if device.revoked_at else None,
        flags=tuple(_tablet_flags(problems, t, is_at_quota=is_at_quota)),
    )


def _tablet_flags(problems: Mapping[str, int], t: Texts, *, is_at_quota: bool) -> Iterator[Flag]:
    """Give what a person should look at: a fork first, for two tablets go by one name."""
    if is_at_quota:
        yield Flag("fail", t("Has sent as much for review as it may; review it, then clear it"))
    if problems.get(FORK):
        yield Flag("fail", t("Copied or restored tablet: its chain forks"))
    count = sum(problems.values())
    if count:
        yield Flag("unsure", t.plural("{n} record to look at", "{n} records to look at", count))


def name_instrument(content: Content, t: Texts) -> str:
    """Name an instrument as people call it: its nozzle, or what kind of thing it is."""
    nozzle = find_text(content, "instrument", "nozzle")
    if nozzle:
        return t("Nozzle {nozzle}", nozzle=nozzle)
    return kind_word(find_text(content, "instrument", "kind"), t)


def join_names(names: Iterable[str], t: Texts) -> str:
    """List names as the language does."""
    return ("、" if t.language == "zh" else ", ").join(filter(None, names))


def show_identifier(instrument_id: str) -> str:
    """Group an identifier for reading; another text stays as it is."""
    return display(instrument_id) if is_identifier(instrument_id) else instrument_id


def show_moment(instant: str) -> Moment:
    """Show an instant (ISO 8601) in the zone of this machine; what is none stays as it is."""
    try:
        local = datetime.fromisoformat(instant).astimezone()
    except (ValueError, OverflowError):
        return Moment(instant, instant)
    return Moment(instant, local.strftime("%Y-%m-%d %H:%M"))
