"""Codes and states in words: one word or sentence for each, in the language of the tablet."""

from collections.abc import Sequence

from inspector_app.screens.troubles import SET_ASIDE, TROUBLES, Sentence, unknown
from inspector_app.services.views import InstrumentState, Label, SealState, Step
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.kinds import INSTRUMENT_KINDS
from inspector_app.texts.replacements import reason_word
from inspector_app.texts.seal_states import seal_state_word
from inspector_app.texts.verdicts import phase_word

__all__ = [
    "jurisdiction_word", "kind_word", "phase_word", "reason_word", "reminder_words", "seal_word",
    "set_aside_sentence", "state_word", "step_word", "trouble_sentence",
]  # fmt: skip


def trouble_sentence(code: str, t: Texts) -> str:
    """Word a trouble by its stable code; an unknown one still says what is safe."""
    return TROUBLES.get(code.replace("-", "_"), unknown)(t) if code else ""


def set_aside_sentence(reason: str, t: Texts) -> str:
    """Say why the server did not take a record; it stays whole on the tablet."""
    known = SET_ASIDE.get(reason.replace("-", "_"))
    if known is None:
        return t("The server did not take this record. It stays here whole. Tell the office.")
    return known(t)


def kind_word(kind: str, t: Texts) -> str:
    """Name a kind of instrument or site."""
    if kind in INSTRUMENT_KINDS:
        return INSTRUMENT_KINDS[kind](t)
    return _SITE_KINDS[kind](t) if kind in _SITE_KINDS else t("Other")


_SITE_KINDS: dict[str, Sentence] = {
    "fuel_station": lambda t: t("Fuel station"),
    "market": lambda t: t("Market"),
    "supermarket": lambda t: t("Supermarket"),
    "optician": lambda t: t("Optician"),
    "utility": lambda t: t("Utility"),
}


def reminder_words(reminders: Sequence[Label], t: Texts) -> str:
    """Say in one line what a rule wants known before the readings."""
    return ("" if t.language == "zh" else " ").join(map(t.label, reminders))


def state_word(state: InstrumentState, t: Texts) -> str:
    """Name how an instrument stands today."""
    words: dict[InstrumentState, Sentence] = {
        InstrumentState.DUE: lambda t: t("Due"),
        InstrumentState.NOT_DUE: lambda t: t("Not due"),
        InstrumentState.IN_PROGRESS: lambda t: t("In progress"),
        InstrumentState.PASSED: lambda t: t("Pass"),
        InstrumentState.FAILED: lambda t: t("Fail"),
        InstrumentState.INCOMPLETE: lambda t: t("Incomplete"),
        InstrumentState.OVERDUE: lambda t: t("Certificate expired"),
    }
    return words[state](t)


def seal_word(state: SealState, t: Texts) -> str:
    """Name how a seal was found."""
    return seal_state_word(state.value, t)


def step_word(step: Step, t: Texts) -> str:
    """Name a step of an inspection."""
    words: dict[Step, Sentence] = {
        Step.SEALS: lambda t: t("Seals"),
        Step.READINGS: lambda t: t("Readings"),
        Step.CHECKS: lambda t: t("Checks"),
        Step.OUTCOME: lambda t: t("Outcome"),
        Step.SIGNATURES: lambda t: t("Signatures"),
    }
    return words[step](t)


def jurisdiction_word(name: str, t: Texts) -> str:
    """Name whose rules apply."""
    words: dict[str, Sentence] = {
        "cn": lambda t: t("China (JJG)"),
        "oiml": lambda t: t("OIML"),
        "us": lambda t: t("United States"),
        "us-tx": lambda t: t("Texas"),
        "eu": lambda t: t("European Union"),
        "ca": lambda t: t("Canada"),
        "ie": lambda t: t("Ireland"),
    }
    return words[name](t) if name in words else name
