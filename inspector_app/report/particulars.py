"""What was noted beside the readings, on a report: groups of rows, and what the result means."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from inspector_app.report.moments import moment
from inspector_app.report.readings import Row
from inspector_app.report.voice import Voice
from inspector_app.rulebook.on_site import VISIT
from inspector_app.texts.particulars import (
    Entry,
    entry_name,
    entry_value,
    group_name,
    in_language,
    notice_sentence,
    read_entries,
    read_not_applicable,
    read_notices,
)
from sync.protocol.content import Content, find_text


@dataclass(frozen=True, slots=True)
class GroupPart:
    """A group of entries in words."""

    title: str
    rows: tuple[Row, ...]


def particular_parts(content: Content, voice: Voice) -> Iterator[GroupPart]:
    """Give the groups in the order of the body."""
    for group_id, entries in groupby(read_entries(content), key=lambda entry: entry.group_id):
        listed = list(entries)
        if group_id != VISIT:
            rows = tuple(_row(content, entry, voice) for entry in listed)
            yield GroupPart(voice.short(partial(group_name, listed[0])), rows)


def visit_rows(content: Content, voice: Voice) -> Iterator[Row]:
    """Give why the visit was made; it stands among the first facts of a report."""
    for entry in read_entries(content):
        if entry.group_id == VISIT:
            yield _row(content, entry, voice)


def _row(content: Content, entry: Entry, voice: Voice) -> Row:
    spell = partial(moment, content, named=False)
    return Row(
        voice.label(partial(entry_name, entry)),
        voice.short(lambda t: entry_value(entry, t, spell)),
    )


def not_applicable_row(content: Content, voice: Voice) -> Iterator[Row]:
    """Give the checks that do not apply, together."""
    names = [
        voice.short(partial(in_language, label)) or check_id
        for check_id, label in read_not_applicable(content)
    ]
    if names:
        yield Row(voice.label(lambda t: t("Does not apply")), "; ".join(names))


def notice_lines(content: Content, voice: Voice) -> Iterator[str]:
    """Give what is said with the result, a paragraph for each language."""
    notices = list(read_notices(content))
    for t in voice.texts:
        said = (notice_sentence(text, t, confirmed=confirmed) for text, confirmed in notices)
        yield ("" if t.language == "zh" else " ").join(filter(None, said))


def register_rows(content: Content, voice: Voice) -> Iterator[Row]:
    """Give what the register has of the party, where nobody noted it on site."""
    noted = {entry.id for entry in read_entries(content)}
    for name, entry_id, word in (
        ("credit_code", "credit_code", lambda t: t("Credit code")),
        ("contact", "representative", lambda t: t("Contact")),
        ("phone", "party_phone", lambda t: t("Phone")),
    ):
        if entry_id not in noted:
            yield Row(voice.label(word), find_text(content, "site", name))
