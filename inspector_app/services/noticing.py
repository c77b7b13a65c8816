"""What is said with a result: that it is preliminary, what follows, the right to a retest."""

from typing import Any

from inspector_app.metrology.rule import Rule
from inspector_app.rulebook.on_site import Notice, load_on_site
from inspector_app.services.lines import text_of
from inspector_app.services.views import Label, NoticeLine
from inspector_app.store import reference
from inspector_app.store.database import Connection
from inspector_app.texts.verdicts import VERIFICATIONS


def notices_for(db: Connection, rule: Rule, phase: str, verdict: str) -> tuple[NoticeLine, ...]:
    """Return the sentences for a result; a verification has none of them.

    A sentence of the office stands in the place of ours, which is to be confirmed by it.
    """
    if phase in VERIFICATIONS:
        return ()
    lines = (_line(db, notice, rule) for notice in load_on_site().notices if verdict in notice.on)
    return tuple(line for line in lines if line is not None)


def _line(db: Connection, notice: Notice, rule: Rule) -> NoticeLine | None:
    own = _of_office(db, notice.id) if notice.by_office else None
    if own is not None:
        return NoticeLine(notice.id, own, confirmed=True)
    if notice.jurisdiction not in ("", rule.jurisdiction):
        return None
    return NoticeLine(notice.id, dict(notice.text), confirmed=not notice.by_office)


def _of_office(db: Connection, text_id: str) -> Label | None:
    body = reference.find_body(db, "texts", text_id) or {}
    words = {language: text_of(body, language) for language in ("en", "zh")}
    return words if all(words.values()) else None


def sealed_notices(lines: tuple[NoticeLine, ...]) -> list[dict[str, Any]]:
    """Return the sentences as they are sealed."""
    return [{"id": line.id, "text": dict(line.text), "confirmed": line.confirmed} for line in lines]
