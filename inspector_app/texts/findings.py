"""Findings in a trader's words: what it means for the customer, what is allowed, what is open.

Every function takes the `Texts` to speak with; those that name a place or a reading take the rule
as well, whose data bring the wording. Numbers are rounded for the eye only, and never so far that
they would contradict the verdict.
"""

from collections.abc import Callable
from decimal import Context, Decimal

from inspector_app.metrology.model import Effect, Finding, Verdict
from inspector_app.metrology.results import bound_on_side
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook.procedures import find_label
from inspector_app.texts.catalogue import Texts

_CONTEXT = Context(prec=120)
_MOST_PLACES = 40
_SHORT = 6


def finding_title(finding: Finding, t: Texts, rule: Rule | None = None) -> str:
    """Name what was tested and where: `Volume indication error · Maximum flow`."""
    place = _place(finding, t, rule)
    return f"{_test_title(finding, t, rule)} · {place}" if place else _test_title(finding, t, rule)


def _test_title(finding: Finding, t: Texts, rule: Rule | None) -> str:
    if finding.test == "seal":
        return t("Seal")
    if finding.test == "check":
        return t("Check")
    if rule is not None and finding.test in rule.tests:
        return t.label(rule.tests[finding.test].title)
    return finding.test.replace("_", " ")


def _place(finding: Finding, t: Texts, rule: Rule | None) -> str:
    names = []
    for key, name in finding.at.items():
        label = find_label(rule, finding.test, key, name) if rule else None
        if label:
            names.append(t.label(label))
        else:
            names.append(f"{name} {unit_text(finding.unit, t)}".strip() if key == "load" else name)
    return " · ".join(names)


def finding_sentence(finding: Finding, t: Texts, rule: Rule | None = None) -> str:
    """Say what was found in the customer's terms, with what is allowed."""
    sentence = _SENTENCES.get(finding.test, _plain)(finding, t, rule)
    if finding.verdict is Verdict.INCOMPLETE and finding.value is not None and finding.limit:
        return t("Does not count: {sentence}", sentence=sentence)
    return sentence


def _volume(finding: Finding, t: Texts, rule: Rule | None) -> str:
    if "allowed_mL" not in finding.details:
        return _plain(finding, t, rule)
    deviation, allowed = _telling(finding.details["deviation_mL"], finding.details["allowed_mL"])
    values = {"volume": t.number(finding.details["volume_L"]), "allowed": t.number(allowed)}
    if finding.effect is Effect.NONE:
        return t("Customer receives exactly {volume} L; allowed {allowed} mL", **values)
    values["deviation"] = t.number(deviation)
    if finding.effect is Effect.LESS:
        return t(
            "Customer receives {deviation} mL less in {volume} L; allowed {allowed} mL", **values
        )
    return t("Customer receives {deviation} mL more in {volume} L; allowed {allowed} mL", **values)


def _weight(finding: Finding, t: Texts, _rule: Rule | None) -> str:
    unit, load = unit_text(finding.unit, t), t.number(finding.details["load"])
    if "allowed" not in finding.details:
        return t("No limit is laid down for a load of {load} {unit}", load=load, unit=unit)
    deviation, allowed = _telling(finding.details["deviation"], finding.details["allowed"])
    values = {"load": load, "unit": unit, "allowed": t.number(allowed)}
    if finding.effect is Effect.NONE:
        return t("Scale shows exactly {load} {unit}; allowed {allowed} {unit}", **values)
    values["deviation"] = t.number(deviation)
    if finding.effect is Effect.LESS:
        return t(
            "Scale shows {deviation} {unit} too much at {load} {unit}; allowed {allowed} {unit}",
            **values,
        )
    return t(
        "Scale shows {deviation} {unit} too little at {load} {unit}; allowed {allowed} {unit}",
        **values,
    )


def _payment(finding: Finding, t: Texts, rule: Rule | None) -> str:
    if finding.value is None or finding.limit is None or finding.limit.max is None:
        return _plain(finding, t, rule)
    deviation, allowed = _telling(finding.value, finding.limit.max)
    values = {"unit": unit_text(finding.unit, t), "allowed": t.number(allowed)}
    if finding.effect is Effect.NONE:
        return t("Amount fits price and volume; allowed {allowed} {unit}", **values)
    values["deviation"] = t.number(deviation)
    if finding.effect is Effect.LESS:
        return t("Customer pays {deviation} {unit} too much; allowed {allowed} {unit}", **values)
    return t("Customer pays {deviation} {unit} too little; allowed {allowed} {unit}", **values)


def _range(finding: Finding, t: Texts, rule: Rule | None) -> str:
    if finding.value is None or finding.limit is None or finding.limit.max is None:
        return _plain(finding, t, rule)
    places = _places_shown(finding.value, finding.limit.max)
    return t(
        "{runs} readings differ by {spread} {unit}; allowed {allowed} {unit}",
        runs=finding.details.get("runs", ""),
        spread=t.number(_rounded(finding.value, places)),
        allowed=t.number(finding.limit.max),
        unit=unit_text(finding.unit, t),
    )


def _discrimination(finding: Finding, t: Texts, _rule: Rule | None) -> str:
    values = {
        "unit": unit_text(finding.unit, t),
        "extra": t.number(finding.details["extra"]),
        "enough": t.number(finding.details["enough"]),
    }
    if finding.details["changed"] == "yes":
        return t("An extra load of {extra} {unit} changes the indication", **values)
    if finding.verdict is Verdict.FAIL:
        return t("An extra load of {extra} {unit} does not change the indication", **values)
    return t(
        "An extra load of {extra} {unit} need not change the indication; {enough} {unit} must",
        **values,
    )


def _seal(finding: Finding, t: Texts, _rule: Rule | None) -> str:
    expected, found = finding.details.get("expected", ""), finding.details.get("found", "")
    if "broken" in finding.codes:
        return t("The seal is broken; registered number {expected}", expected=expected)
    if "missing" in finding.codes:
        return t("The seal is missing; registered number {expected}", expected=expected)
    if "other_number" in finding.codes:
        return t("Number {found} instead of {expected}", found=found, expected=expected)
    if finding.verdict is Verdict.PASS:
        return t("Intact, number {found}", found=found)
    return t("The seal is not yet confirmed")


def _check(finding: Finding, t: Texts, rule: Rule | None) -> str:
    return t("Not in order: {check}", check=_place(finding, t, rule))


def _plain(finding: Finding, t: Texts, _rule: Rule | None) -> str:
    return " ".join(filter(None, (value_text(finding, t), limit_text(finding, t))))


_SENTENCES: dict[str, Callable[[Finding, Texts, Rule | None], str]] = {
    "indication_error": _volume,
    "weighing": _weight,
    "eccentricity": _weight,
    "payment": _payment,
    "repeatability": _range,
    "discrimination": _discrimination,
    "seal": _seal,
    "check": _check,
}


def value_text(finding: Finding, t: Texts) -> str:
    """Spell the value with its unit: signed where it can be either, empty where there is none.

    It has as many decimals as its limit, and more where those would contradict the verdict.
    """
    if finding.value is None:
        return ""
    bound = bound_on_side(finding.limit, finding.value) if finding.limit else None
    places = _places_shown(abs(finding.value), abs(bound or Decimal(0)))
    signed = finding.limit is None or finding.limit.min is not None
    number = t.number(_rounded(finding.value, places), signed=signed)
    return f"{number} {unit_text(finding.unit, t)}".strip()


def limit_text(finding: Finding, t: Texts) -> str:
    """Spell the limit with its unit: `±0.30 %`, `≤ 0.10 %`, `−0.5 … +1 %`; empty without one."""
    limit, unit = finding.limit, unit_text(finding.unit, t)
    if limit is None or (limit.min is None and limit.max is None):
        return ""
    if limit.min is None:
        span = f"≤ {t.number(limit.max or 0)}"
    elif limit.max is None:
        span = f"≥ {t.number(limit.min)}"
    elif limit.min == -limit.max:
        span = f"±{t.number(limit.max)}"
    else:
        span = f"{t.number(limit.min, signed=True)} … {t.number(limit.max, signed=True)}"
    return f"{span} {unit}".strip()


def unit_text(unit: str, t: Texts) -> str:
    """Spell a unit; only money has a name of its own in each language."""
    return t("CNY") if unit == "CNY" else unit


def _telling(value: str | Decimal, allowed: str | Decimal) -> tuple[Decimal, Decimal]:
    """Round both for the eye, with as few decimals as still tell which one is larger."""
    exact, bound = Decimal(value), Decimal(allowed)
    places = _places_needed(exact, bound)
    return (
        _rounded(exact, places).normalize(_CONTEXT),
        _rounded(bound, max(places, min(_decimals(bound), _SHORT))).normalize(_CONTEXT),
    )


def _places_shown(value: Decimal, bound: Decimal) -> int:
    return max(_decimals(bound), _places_needed(value, bound))


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _places_needed(value: Decimal, bound: Decimal) -> int:
    if _decimals(value) <= _SHORT:
        return _decimals(value)
    for places in range(_MOST_PLACES):
        rounded = _rounded(value, places)
        if bool(rounded) == bool(value) and (rounded > bound) == (value > bound):
            return places
    return _MOST_PLACES


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), context=_CONTEXT)
