"""What keeps a verdict open, in words: each sentence says what to do."""

import re
from collections.abc import Callable, Mapping

from inspector_app.metrology.rule import Rule
from inspector_app.rulebook.procedures import Label, find_field_label
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.characteristics import characteristic_name

_CHANGE_POINT = ("added_weight", "added_weights")
_PLACE = re.compile(r"(observations|seals|checks)\[([0-9]+)\](?:\.(.+))?", re.ASCII)


def missing_sentence(reason: str, t: Texts, rule: Rule | None = None) -> str:
    """Say what one entry of `Outcome.missing` asks for; `rule` brings the names of readings."""
    if reason in _REASONS:
        return _REASONS[reason](t)
    placed = _PLACE.fullmatch(reason)
    if placed is None:
        return _characteristic_sentence(reason, t)
    part, number, key = placed[1], int(placed[2]) + 1, placed[3] or ""
    if part == "seals":
        return _seal_sentence(key, number, t)
    if part == "checks":
        return t("Check {n} has no answer yet; say whether it is in order", n=number)
    if key in _CHANGE_POINT:
        return t(
            "Reading {n}: rounding leaves the verdict open; find the change point with added"
            " weights",
            n=number,
        )
    label = _reading_label(key, rule)
    named = t.label(label) if label else _reading_name(key, t)
    return t("Reading {n}: {field} is missing", n=number, field=named)


def _characteristic_sentence(path: str, t: Texts) -> str:
    part, _, key = path.partition(".")
    name = characteristic_name(key, t)
    if part == "standard":
        return t(
            "The certificate of the standard lacks: {name}. Choose another standard, or let the"
            " office add it",
            name=name,
        )
    if part == "instrument":
        return t("The register lacks of this instrument: {name}. The office must add it", name=name)
    return t("Missing: {path}", path=path)


def _seal_sentence(key: str, number: int, t: Texts) -> str:
    if key == "found":
        return t("Seal {n}: its number was not read; read it", n=number)
    if key == "expected":
        return t(
            "Seal {n}: the register has no number to compare with; the office must add it", n=number
        )
    return t("Seal {n} was not looked at; look at it", n=number)


def _reading_label(key: str, rule: Rule | None) -> Label | None:
    if rule is None:
        return None
    dotted = key.replace("[", ".").replace("]", "")
    labels = (find_field_label(rule, test, dotted) for test in rule.tests)
    return next((label for label in labels if label), None)


def _reading_name(key: str, t: Texts) -> str:
    """Name a reading that the procedure does not word; a position keeps the inspector's own name.

    One of a list is counted from 1.
    """
    first, _, inner = key.replace("[", ".").replace("]", "").partition(".")
    if not inner:
        return characteristic_name(first, t)
    number = str(int(inner) + 1) if inner.isdigit() else inner
    return f"{characteristic_name(first, t)} {number}"


_REASONS: Mapping[str, Callable[[Texts], str]] = {
    "standard_expired": lambda t: t(
        "The certificate of the standard has expired; use a standard with a valid one"
    ),
    "standard_unsuitable": lambda t: t(
        "The standard's error is larger than a third of what is allowed; use a better one"
    ),
    "temperature_difference": lambda t: t(
        "The temperatures at nozzle and measure are too far apart for a test; repeat the run when"
        " they are closer"
    ),
    "rule_not_in_force": lambda t: t(
        "The rule is not in force on this day; check the date, or sync for the edition that is"
    ),
    "runs": lambda t: t("More runs are needed for a verdict; take another one"),
    "flow_points": lambda t: t("Both flow points must be tested; take runs at the other one"),
    "within_uncertainty": lambda t: t(
        "The value is so near its limit that the uncertainty of the standard leaves it open; use a"
        " better standard"
    ),
    "uncertainty_incomparable": lambda t: t(
        "The uncertainty of the standard is stated in a unit that cannot be compared here; the"
        " office must correct it"
    ),
    "no_limit_for_runs": lambda t: t(
        "No divisor is laid down for so many runs; judge by nine runs or fewer"
    ),
    "instrument_out_of_scope": lambda t: t(
        "The rule does not cover an instrument of this size; the office must name another rule"
    ),
    "first_verification_only": lambda t: t(
        "A meter of a household is verified once and then replaced; choose another kind of"
        " inspection"
    ),
    "pupil_distance": lambda t: t(
        "This instrument measures the pupil distance, so it must be tested for it"
    ),
    "no_limit_for_load": lambda t: t(
        "No limit is laid down for this load; choose a load up to Max"
    ),
    "no_limit_for_quantity": lambda t: t(
        "No limit is laid down for this quantity; check it, or choose another one"
    ),
    "no_limit_for_flow": lambda t: t(
        "No limit is laid down for this flow; choose one between the smallest and the largest flow"
        " of the meter"
    ),
    "no_limit_for_current": lambda t: t(
        "No limit is laid down for this current; choose one of the meter's load points"
    ),
    "no_limit_for_temperature_difference": lambda t: t(
        "No limit is laid down below the smallest temperature difference of the meter; choose a"
        " larger difference"
    ),
    "no_limit_read": lambda t: t(
        "The limit of one reading was not read in the regulation yet, so it decides nothing; leave"
        " the reading out, or let the verifying body judge it"
    ),
    "no_sampling_correction": lambda t: t(
        "The mean of the sample is below what is marked, and the correction for a sample was not"
        " read; measure the whole batch, or hand it on to the testing body"
    ),
    "no_sampling_plan": lambda t: t(
        "A package is short by more than T, and how many of a sample may be was not read; hand the"
        " batch on to the testing body"
    ),
    "observations": lambda t: t("There are no readings yet; take the first run"),
    "standard": lambda t: t("No standard is chosen; choose the one that is used"),
    "instrument": lambda t: t(
        "The characteristics of the instrument are missing; the office must add them"
    ),
    "date": lambda t: t("The date of the inspection is missing; give it"),
}
