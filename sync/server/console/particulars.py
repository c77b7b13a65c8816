"""PURE: what a body notes beside its readings, in words for the page of a record."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from inspector_app.texts.catalogue import Texts
from inspector_app.texts.particulars import (
    entry_name,
    entry_value,
    group_name,
    in_language,
    notice_sentence,
    read_entries,
    read_not_applicable,
    read_notices,
)
from sync.protocol.content import Content
from sync.server.console.lines import show_moment


@dataclass(frozen=True, slots=True)
class EntryWords:
    """One entry in words."""

    name: str
    value: str
    differs: bool


@dataclass(frozen=True, slots=True)
class GroupLines:
    """A group of entries in words."""

    name: str
    entries: tuple[EntryWords, ...]


def list_particulars(content: Content, t: Texts) -> Iterator[GroupLines]:
    """Give the groups in the order of the body."""
    for _, entries in groupby(read_entries(content), key=lambda entry: entry.group_id):
        listed = list(entries)
        yield GroupLines(
            group_name(listed[0], t),
            tuple(
                EntryWords(entry_name(one, t), entry_value(one, t, _moment), one.differs)
                for one in listed
            ),
        )


def list_not_applicable(content: Content, t: Texts) -> Iterator[str]:
    """Name the checks that do not apply."""
    for check_id, label in read_not_applicable(content):
        yield in_language(label, t) or check_id


def list_notices(content: Content, t: Texts) -> Iterator[str]:
    """Say what goes with the result."""
    for text, confirmed in read_notices(content):
        yield notice_sentence(text, t, confirmed=confirmed)


def _moment(instant: str) -> str:
    return show_moment(instant).shown
