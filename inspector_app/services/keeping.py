"""What a kill must not take: words half typed outside a draft, and the screen one was at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inspector_app.services.opening import Tablet
from inspector_app.store import drafts, typed


@dataclass(frozen=True, slots=True)
class Left:
    """How the app was left: the words by field, the way by addresses, and the open drafts."""

    words: Mapping[str, str] = field(default_factory=dict)
    way: tuple[str, ...] = ()
    drafts: frozenset[str] = frozenset()


def load_left(tablet: Tablet) -> Left:
    """Return how the app was left."""
    with tablet.database.reading() as db:
        return Left(typed.load_words(db), typed.load_way(db), drafts.list_draft_ids(db))


def keep_words(tablet: Tablet, words: Mapping[str, str]) -> None:
    """Keep what stands in some fields; an empty one is forgotten."""
    with tablet.database.writing() as db:
        typed.store_words(db, words)


def keep_way(tablet: Tablet, way: Sequence[str]) -> None:
    """Keep the way that one came by."""
    with tablet.database.writing() as db:
        typed.store_way(db, way)
