"""The report of a sealed record, from its bytes and photos as they lie on this tablet."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from inspector_app.errors import NotFound, WrongUse
from inspector_app.labels.lettering import name_characters
from inspector_app.metrology.rule import Rule
from inspector_app.report.content import Source
from inspector_app.report.making import find_lacking, make_report, picture_pages
from inspector_app.report.voice import CHOICES
from inspector_app.rulebook.loading import read_rule
from inspector_app.services.opening import Tablet
from inspector_app.services.photographing import load_photo
from inspector_app.settings import find_downloads
from inspector_app.store import drafts, records
from inspector_app.store.database import Connection
from inspector_app.store.tablet import load_tablet_row
from inspector_app.store.whole_file import whole_file
from sync.protocol.content import Content, find_items, find_text


def report_of(tablet: Tablet, record_id: str, language: str) -> bytes:
    """Return the report as a PDF. Raises NotFound, and WrongUse for a language that is none."""
    return make_report(_source(tablet, record_id), _checked(language))


def report_pages(tablet: Tablet, record_id: str, language: str) -> tuple[bytes, ...]:
    """Return a picture (PNG) of every page of the report. Raises NotFound, WrongUse."""
    return picture_pages(_source(tablet, record_id), _checked(language))


def find_boxes(tablet: Tablet, record_id: str, language: str) -> str:
    """Name the characters for which a report shows a box, '' when none. Raises NotFound."""
    return name_characters(find_lacking(_source(tablet, record_id), _checked(language)))


def write_report(tablet: Tablet, record_id: str, language: str, target: Path) -> str:
    """Write the report; the file takes its name only when it is whole.

    Returns the names of the characters for which it shows a box, '' when there are none. Raises
    NotFound, StorageTrouble, and WrongUse for a place that is no folder.
    """
    if not target.absolute().parent.is_dir():
        raise WrongUse(f"{target.parent} is no folder.", code="no_folder")
    source = _source(tablet, record_id)
    data = make_report(source, _checked(language))
    with whole_file(target) as file:
        file.write(data)
    return name_characters(find_lacking(source, language))


def save_beside(tablet: Tablet, record_id: str, language: str) -> Path:
    """Write the report into the user's downloads, or into the tablet's folder without any."""
    folder = find_downloads() or tablet.folder / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / report_name(record_id, language)
    write_report(tablet, record_id, language, target)
    return target


def report_name(record_id: str, language: str) -> str:
    """Return how the file is called."""
    return f"report-{record_id}-{language}.pdf"


def _checked(language: str) -> str:
    if language not in CHOICES:
        raise WrongUse(f"A report speaks one of {', '.join(CHOICES)}.", code="language")
    return language


def _source(tablet: Tablet, record_id: str) -> Source:
    with tablet.database.reading() as db:
        row = records.find_record(db, record_id)
        if row is None:
            raise NotFound(f"There is no record {record_id} on this tablet.")
        content: Content = json.loads(row["body"])
        host, rule = _host(db), _rule_of(tablet, db, content)
    found, at_office = _photos(tablet, content)
    return Source(content, row["entry"], host, rule, found, at_office)


def _host(db: Connection) -> str:
    """Return where the code leads: the host of our tags, else the server's."""
    noted = load_tablet_row(db)
    hosts = json.loads(noted["tag_hosts"] or "[]")
    return str(hosts[0]) if hosts else urlsplit(noted["server_url"] or "").netloc


def _rule_of(tablet: Tablet, db: Connection, content: Content) -> Rule | None:
    """Return the rule with exactly the data of the record, None when they are not here any more."""
    sha256 = find_text(content, "evaluation", "rule_sha256")
    rule_id = find_text(content, "evaluation", "outcome", "rule")
    rule = tablet.rulebook.get(rule_id)
    if rule is not None and rule.sha256 == sha256:
        return rule
    data = drafts.find_rule_data(db, sha256)
    return read_rule(rule_id, data) if data else None


def _photos(tablet: Tablet, content: Content) -> tuple[dict[str, bytes], frozenset[str]]:
    """Return the photos that are on this tablet, whole, and which have left for the office."""
    found, at_office = {}, set()
    for photo in find_items(content, "photos"):
        sha256 = find_text(photo, "sha256")
        try:
            found[sha256] = load_photo(tablet, sha256)
        except NotFound as trouble:  # the report says where a photo is not at hand
            if trouble.code == "photo_at_office":
                at_office.add(sha256)
    return found, frozenset(at_office)
