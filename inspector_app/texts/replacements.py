"""Why a seal was replaced, in words, for the tablet and the office."""

from collections.abc import Callable

from inspector_app.texts.catalogue import Texts


def reason_word(reason: str, t: Texts) -> str:
    """Name why a seal was replaced."""
    words: dict[str, Callable[[Texts], str]] = {
        "broken": lambda t: t("It was broken"),
        "missing": lambda t: t("It was missing"),
        "repair": lambda t: t("For a repair or adjustment"),
        "unreadable": lambda t: t("It could not be read"),
        "other": lambda t: t("Another reason"),
    }
    return words[reason](t) if reason in words else reason
