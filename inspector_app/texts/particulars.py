"""Particulars of a sealed record in words, from its body alone: it brings its own wording along.

A body may hold anything: what is no entry reads as nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from inspector_app.texts.catalogue import Texts
from inspector_app.texts.figures import unit_text

Moment = Callable[[str], str]
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a body; texts are '' where it tells nothing."""

    group_id: str
    group: Content
    id: str
    label: Content
    kind: str
    value: str
    unit: str
    answer: Content
    registered: str
    differs: bool


def read_entries(content: Content) -> Iterator[Entry]:
    """Give the entries of a body in its order."""
    for group in _objects(content.get("particulars")):
        for entry in _objects(group.get("entries")):
            value = _text(entry.get("value"))
            if value:
                yield Entry(
                    group_id=_text(group.get("id")),
                    group=_object(group.get("label")),
                    id=_text(entry.get("id")),
                    label=_object(entry.get("label")),
                    kind=_text(entry.get("kind")),
                    value=value,
                    unit=_text(entry.get("unit")),
                    answer=_object(entry.get("answer")),
                    registered=_text(entry.get("registered")),
                    differs=entry.get("agrees") is False,
                )


def group_name(entry: Entry, t: Texts) -> str:
    """Name the group of an entry."""
    return in_language(entry.group, t) or entry.group_id


def entry_name(entry: Entry, t: Texts) -> str:
    """Name an entry."""
    return in_language(entry.label, t) or entry.id


def entry_value(entry: Entry, t: Texts, moment: Moment) -> str:
    """Say what was noted, and that the register has something else where it has."""
    said = in_language(entry.answer, t) or entry.value
    if entry.kind == "moment":
        said = moment(entry.value)
    if entry.unit:
        said = f"{said} {unit_text(entry.unit, t)}"
    if entry.differs and entry.registered:
        return t("{found} (the register has {registered})", found=said, registered=entry.registered)
    return said


class Noted(Protocol):
    """An entry as it stands: what was written or chosen, and what the answers are called."""

    @property
    def text(self) -> str:
        """What stands there."""

    @property
    def answers(self) -> Mapping[str, dict[str, str]]:
        """What can be chosen."""


def why_words(entries: Sequence[Noted], t: Texts) -> str:
    """Say why a visit is made: what was chosen, then what was written."""
    said = (
        t.label(entry.answers[entry.text]) if entry.text in entry.answers else entry.text
        for entry in entries
    )
    return " · ".join(filter(None, said))


def read_not_applicable(content: Content) -> Iterator[tuple[str, Content]]:
    """Give the checks of a body that do not apply: id and wording."""
    for check in _objects(content.get("checks_not_applicable")):
        yield _text(check.get("id")), _object(check.get("label"))


def read_notices(content: Content) -> Iterator[tuple[Content, bool]]:
    """Give the notices of a body: wording, and whether it is confirmed."""
    for notice in _objects(content.get("notices")):
        yield _object(notice.get("text")), notice.get("confirmed") is not False


def notice_sentence(text: Content, t: Texts, *, confirmed: bool) -> str:
    """Say a notice; one that the office has not confirmed says so."""
    said = in_language(text, t)
    if not said or confirmed:
        return said
    return t("{notice} (to be confirmed by the office)", notice=said)


def in_language(label: Content, t: Texts) -> str:
    """Return a wording of the body in the language, else in another one that it has."""
    told = [_text(label.get(t.language)), *map(_text, label.values())]
    return next(filter(None, told), "")


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _object(value: object) -> Content:
    return value if isinstance(value, Mapping) else {}


def _objects(value: object) -> Iterator[Content]:
    listed = value if isinstance(value, list) else []
    return (one for one in listed if isinstance(one, Mapping))
