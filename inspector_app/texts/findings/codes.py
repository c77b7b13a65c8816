"""The codes of findings in plain words."""

from collections.abc import Callable
from decimal import Decimal

from inspector_app.metrology.decimals import is_number
from inspector_app.metrology.model import Finding
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.figures import rounded, with_unit

_RANGE = "range/"
LEAVING_OPEN = (
    "more_runs_decide", "rounding_leaves_open", "within_uncertainty", "no_sampling_correction",
    "no_sampling_plan",
)  # fmt: skip
"""Codes that say why a value beyond or near its limit decides nothing yet."""

_IN_THE_SENTENCE = frozenset(
    {"broken", "missing", "other_number", "extra_below_1.4_d", *LEAVING_OPEN}
)


def code_phrase(code: str, t: Texts, unit: str = "") -> str:
    """Say what a code means, '' for one that is not known.

    `unit` is that of the finding's value, for codes that bring a number.
    """
    if code.startswith(_RANGE):
        return _range_phrase(code, t, unit)
    return _PHRASES[code](t) if code in _PHRASES else ""


def finding_notes(finding: Finding, t: Texts) -> tuple[str, ...]:
    """Return what the codes of a finding add to its sentence."""
    told = (code for code in finding.codes if code not in _IN_THE_SENTENCE)
    phrases = (code_phrase(code, t, finding.unit) for code in told if not _is_open(code))
    return tuple(phrase for phrase in phrases if phrase)


def open_phrase(finding: Finding, t: Texts) -> str:
    """Say why a value does not decide yet, '' where its codes do not say."""
    found = (code_phrase(code, t) for code in finding.codes if code in LEAVING_OPEN)
    return next(found, "")


def no_limit_phrase(finding: Finding, t: Texts) -> str:
    """Say that no limit is laid down, and for what."""
    found = (code_phrase(code, t) for code in finding.codes if _is_open(code))
    return next(found, "") or t("no limit is laid down for it")


def _is_open(code: str) -> bool:
    return code.startswith("no_limit_")


def _range_phrase(code: str, t: Texts, unit: str) -> str:
    divisor, _, value = code.removeprefix(_RANGE).partition("=")
    if not (is_number(divisor) and is_number(value)):
        return ""
    shown = rounded(Decimal(value), 4).normalize()
    return t(
        "For comparison: the range divided by {divisor} is about {value}",
        divisor=t.number(divisor),
        value=with_unit(t.number(shown), unit, t),
    )


_PHRASES: dict[str, Callable[[Texts], str]] = {
    "C": lambda t: t("As found C: within the limit in service"),
    "R1": lambda t: t(
        "As found R1: the customer receives too little, by up to twice the limit in service"
    ),
    "R2": lambda t: t(
        "As found R2: the customer receives too little, by two to three times the limit in service"
    ),
    "R3": lambda t: t(
        "As found R3: the customer receives too little, by more than three times the limit"
        " in service"
    ),
    "W1": lambda t: t(
        "As found W1: the customer receives too much, by up to twice the limit in service"
    ),
    "W2": lambda t: t(
        "As found W2: the customer receives too much, by two to three times the limit in service"
    ),
    "W3": lambda t: t(
        "As found W3: the customer receives too much, by more than three times the limit in service"
    ),
    "T1": lambda t: t("T1: short by more than allowed, by up to twice as much"),
    "T2": lambda t: t("T2: short by more than twice what is allowed"),
    "two_times_tolerance": lambda t: t("The error is more than twice the tolerance"),
    "standard_unsuitable": lambda t: t(
        "The standard's error is larger than a third of what is allowed; use a better one"
    ),
    "load_below_test_load": lambda t: t("The load is smaller than this test asks for"),
    "within_uncertainty": lambda t: t("the uncertainty of the standard leaves it open"),
    "uncertainty_incomparable": lambda t: t(
        "The uncertainty of the standard is stated in a unit that cannot be compared"
    ),
    "rounding_leaves_open": lambda t: t("rounding of the display leaves it open"),
    "more_runs_decide": lambda t: t("a failure needs the mean of three runs"),
    "no_limit_for_runs": lambda t: t("no divisor is laid down for so many runs"),
    "extra_below_1.4_d": lambda t: t(
        "The extra load is below 1.4 d, so the indication need not change"
    ),
    "no_limit_for_load": lambda t: t("no limit is laid down for this load"),
    "no_limit_for_quantity": lambda t: t("no limit is laid down for this quantity"),
    "no_limit_for_flow": lambda t: t("no limit is laid down for this flow"),
    "no_limit_for_current": lambda t: t("no limit is laid down for this current"),
    "no_limit_for_temperature_difference": lambda t: t(
        "no limit is laid down for this temperature difference"
    ),
    "no_limit_read": lambda t: t("no limit of it was read in the regulation yet"),
    "no_sampling_correction": lambda t: t(
        "a mean below what is marked may be within the correction for a sample, which was not read"
    ),
    "no_sampling_plan": lambda t: t(
        "how many packages of a sample may be short by more than T was not read"
    ),
    "broken": lambda t: t("The seal is broken"),
    "missing": lambda t: t("The seal is missing"),
    "other_number": lambda t: t("The seal bears another number than the registered one"),
}
