"""What keeps a verdict open, in words."""

import re

from inspector_app.metrology.rule import Rule
from inspector_app.rulebook.procedures import Label, find_field_label
from inspector_app.texts.catalogue import Texts

_PLACE = re.compile(r"(observations|seals|checks)\[([0-9]+)\](?:\.(.+))?", re.ASCII)


def missing_sentence(reason: str, t: Texts, rule: Rule | None = None) -> str:
    """Say what one entry of `Outcome.missing` asks for; `rule` brings the names of readings."""
    known = _reason_sentence(reason, t)
    if known:
        return known
    placed = _PLACE.fullmatch(reason)
    if placed is None:
        return _characteristic_sentence(reason, t)
    part, number, key = placed[1], int(placed[2]) + 1, placed[3] or ""
    if part == "seals":
        return _seal_sentence(key, number, t)
    if part == "checks":
        return t("Check {n} has no answer yet", n=number)
    label = _reading_label(key, rule)
    return t("Reading {n}: {field} is missing", n=number, field=t.label(label) if label else key)


def _reason_sentence(reason: str, t: Texts) -> str:
    sentences = {
        "standard_expired": t("The certificate of the standard has expired"),
        "temperature_difference": t(
            "The temperatures at nozzle and measure are too far apart for a test"
        ),
        "rule_not_in_force": t("The rule is not in force on this day"),
        "runs": t("A pass needs more runs"),
        "no_limit_for_load": t("No limit is laid down for a load beyond Max"),
        "observations": t("There are no readings yet"),
        "standard": t("No standard is chosen"),
        "instrument": t("The characteristics of the instrument are missing"),
        "date": t("The date of the inspection is missing"),
    }
    return sentences.get(reason, "")


def _characteristic_sentence(path: str, t: Texts) -> str:
    part, _, key = path.partition(".")
    if part == "standard":
        return t("The certificate value {key} of the standard is missing", key=key)
    if part == "instrument":
        return t("The characteristic {key} of the instrument is missing", key=key)
    return t("Missing: {path}", path=path)


def _seal_sentence(key: str, number: int, t: Texts) -> str:
    if key == "found":
        return t("Seal {n}: its number was not read", n=number)
    if key == "expected":
        return t("Seal {n}: no registered number to compare with", n=number)
    return t("Seal {n} was not looked at", n=number)


def _reading_label(key: str, rule: Rule | None) -> Label | None:
    if rule is None:
        return None
    dotted = key.replace("[", ".").replace("]", "")
    labels = (find_field_label(rule, test, dotted) for test in rule.tests)
    return next((label for label in labels if label), None)
