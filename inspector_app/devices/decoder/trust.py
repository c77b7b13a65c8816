"""Which texts to believe. A wrong identifier is worse than none."""

from collections.abc import Collection, Iterable

from inspector_app.tags.scan import (
    EnrolmentTag,
    InstrumentTag,
    MistypedTag,
    SealTag,
    read_tag,
)


def is_ours(text: str, hosts: Collection[str] = ()) -> bool:
    """True if a text is surely a tag of ours: its check character fits, its form is right."""
    return isinstance(read_tag(text, hosts), InstrumentTag | SealTag | EnrolmentTag)


def is_doubtful(text: str) -> bool:
    """True if a text looks like a tag of ours but its check character does not fit.

    It was misread, or the label is wrong: worth looking again, and never an identifier.
    """
    return isinstance(read_tag(text), MistypedTag)


def worth_telling(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the texts, none twice; doubtful ones only when there is nothing else."""
    each_once = tuple(dict.fromkeys(texts))
    return tuple(text for text in each_once if not is_doubtful(text)) or each_once
