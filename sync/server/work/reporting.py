"""Reports of records: printing one again, and telling whether one on paper is what we hold."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, BinaryIO

from inspector_app.labels.lettering import name_characters
from inspector_app.metrology.rule import Rule
from inspector_app.report.content import Source
from inspector_app.report.making import find_lacking, make_report
from sync.protocol.content import Content, find_items, find_text, parse_content
from sync.protocol.digest import is_sha256
from sync.protocol.report_link import ReportCode
from sync.server.errors import WrongUse
from sync.server.tables.records import find_record
from sync.server.work.opening import Office
from sync.server.work.rechecking import DIFFERS, INVALID


class Answer(Enum):
    """What we say of a report."""

    AGREES = "agrees"
    LOOKED_AT = "looked_at"  # it agrees, and a person must look at the record
    DIFFERS = "differs"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer, and where the report agrees what it is about; nothing about people."""

    answer: Answer
    record_id: str
    instrument_id: str = ""
    verdict: str = ""
    phase: str = ""
    finished_at: str = ""
    received_at: str = ""


def check_report(office: Office, code: ReportCode) -> Checked:
    """Hold a report's code against what came in. Raises DatabaseTrouble."""
    with office.database.reading() as connection:
        row = find_record(connection, code.record_id)
    if row is None:
        return Checked(Answer.NOT_YET, code.record_id)
    if not code.agrees_with(row.entry):
        return Checked(Answer.DIFFERS, code.record_id)
    return Checked(
        answer=Answer.LOOKED_AT if _is_doubted(row) else Answer.AGREES,
        record_id=code.record_id,
        instrument_id=row.instrument_id or "",
        verdict=row.verdict or "",
        phase=find_text(parse_content(row.body), "evaluation", "outcome", "phase"),
        finished_at=row.finished_at or "",
        received_at=row.received_at,
    )


def _is_doubted(row: Any) -> bool:
    return bool(row.quarantine) or row.recheck in (DIFFERS, INVALID)


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a printed report does without: photos that have not come, and characters by name."""

    photos: int
    characters: str


def print_report(office: Office, record_id: str, language: str, file: BinaryIO) -> Lacking:
    """Write the report of a record as its tablet prints it; returns what it lacks.

    Raises WrongUse when there is no such record.
    """
    with office.database.reading() as connection:
        row = find_record(connection, record_id)
    if row is None:
        raise WrongUse(f"There is no record {record_id} here.")
    content = parse_content(row.body)
    photos = _photos(office, content)
    wanted = {find_text(photo, "sha256") for photo in find_items(content, "photos")}
    host = office.settings.tag_hosts[0]
    source = Source(content, row.entry, host, _rule_of(office, content), photos)
    file.write(make_report(source, language))
    return Lacking(len(wanted - photos.keys()), name_characters(find_lacking(source, language)))


def _rule_of(office: Office, content: Content) -> Rule | None:
    sha256 = find_text(content, "evaluation", "rule_sha256")
    found = office.rules.find(sha256) if is_sha256(sha256) else None
    return found if isinstance(found, Rule) else None


def _photos(office: Office, content: Content) -> dict[str, bytes]:
    found = {}
    for photo in find_items(content, "photos"):
        sha256 = find_text(photo, "sha256")
        if not is_sha256(sha256):
            continue
        try:
            with office.files.open(sha256) as file:
                found[sha256] = file.read()
        except FileNotFoundError:
            continue  # it has not come; the report says so
    return found
