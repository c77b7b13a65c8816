"""Signatures in words: as whom somebody signs, how, and why a trader does not."""

from collections.abc import Callable

from inspector_app.texts.catalogue import Texts

Word = Callable[[Texts], str]

_ROLES: dict[str, Word] = {
    "officer": lambda t: t("Officer"),
    "trader": lambda t: t("Trader"),
    "witness": lambda t: t("Witness"),
}
_REFUSALS: dict[str, Word] = {
    "disagrees": lambda t: t("Disagrees"),
    "absent": lambda t: t("Absent"),
    "no_reason": lambda t: t("Gives no reason"),
    "other": lambda t: t("Another reason"),
}


def role_word(role: str, t: Texts) -> str:
    """Name as whom somebody signs; an unknown one stays as it is."""
    return _ROLES[role](t) if role in _ROLES else role


def refusal_word(reason: str, t: Texts) -> str:
    """Name why a trader does not sign; an unknown reason stays as it is."""
    return _REFUSALS[reason](t) if reason in _REFUSALS else reason


def refusal_sentence(reason: str, note: str, t: Texts) -> str:
    """Say that the trader refused, and why."""
    why = ": ".join(filter(None, (refusal_word(reason, t), note)))
    return t("Refused to sign ({why})", why=why)
