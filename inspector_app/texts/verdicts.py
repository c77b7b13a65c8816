"""Verdicts and occasions in words."""

from collections.abc import Callable, Mapping

from inspector_app.texts.catalogue import Texts

Word = Callable[[Texts], str]

_VERDICTS: Mapping[str, Word] = {
    "pass": lambda t: t("Pass"),
    "fail": lambda t: t("Fail"),
    "incomplete": lambda t: t("Incomplete"),
}
_PHASES: Mapping[str, Word] = {
    "initial": lambda t: t("Initial verification"),
    "subsequent": lambda t: t("Subsequent verification"),
    "in_service": lambda t: t("In-service inspection"),
    "spot_check": lambda t: t("Spot check"),
    "acceptance": lambda t: t("Acceptance"),
    "maintenance": lambda t: t("Maintenance"),
}


VERIFICATIONS = frozenset({"initial", "subsequent", "acceptance"})
"""The occasions whose outcome is a verification; every other one is a preliminary finding."""


def full_verdict(verdict: str, phase: str, t: Texts) -> str:
    """Name a verdict, and say where it is preliminary."""
    if phase in VERIFICATIONS or verdict not in ("pass", "fail"):
        return verdict_word(verdict, t)
    if verdict == "pass":
        return t("Pass (preliminary finding)")
    return t("Fail (preliminary finding)")


def verdict_word(verdict: str, t: Texts) -> str:
    """Name a verdict; an unknown one stays as it is."""
    return _VERDICTS[verdict](t) if verdict in _VERDICTS else verdict


def phase_word(phase: str, t: Texts) -> str:
    """Name the occasion of an inspection; an unknown one stays as it is."""
    return _PHASES[phase](t) if phase in _PHASES else phase
