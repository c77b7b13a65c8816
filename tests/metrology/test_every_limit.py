"""Every limit and band edge of every data file, at it and one last digit to either side.

What is expected is read from the JSON of the data files alone, with arithmetic of its own.
"""

import json
import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from importlib.resources import files
from typing import Any

import pytest

from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Effect, Finding, Verdict
from inspector_app.rulebook import load_rulebook
from tests.support.cases import BUILT, METERED, Setting, settings_of

RULES = load_rulebook()
SETTINGS = list(settings_of(RULES))
LAST_DIGIT = Fraction(1, 10**12)
ALMOST = Fraction(1, 10**9)
ONE_SIDED = {"repeatability", "retail_weighing", "net_content", "payment", "batch_mean"}
UNBUILT = {("station", "predominance"), ("station", "station_pump"), ("weighing", "discrimination"),
           ("fuel_drafts", "repeatability"), ("heat_meter", "energy_error"),
           ("goods", "batch_over_t1"), ("goods", "batch_over_t2"),
           ("metered", "time_error")}  # fmt: skip


def raw_tests(rule_id: str) -> dict[str, Any]:
    data = files("inspector_app.rulebook") / "data" / f"{rule_id}.json"
    tests: dict[str, Any] = json.loads(data.read_text(encoding="utf-8"))["tests"]
    return tests


def bands_of(setting: Setting) -> list[dict[str, Any]]:
    tests = raw_tests(setting.rule.id)
    test = tests[setting.test]
    tables = tests[test["limits_of"]]["limits"] if "limits_of" in test else test["limits"]
    (bands,) = [
        table["bands"]
        for table in tables
        if setting.phase in table["phases"]
        and all(
            setting.when[key] in ([wanted] if isinstance(wanted, str) else wanted)
            for key, wanted in table.get("when", {}).items()
        )
    ]
    return list(bands)


def band_at(bands: list[dict[str, Any]], quantity: Fraction) -> dict[str, Any] | None:
    for band in bands:
        starts = quantity >= Fraction(band.get("from", "-1e9")) and (
            "over" not in band or quantity > Fraction(band["over"])
        )
        ends = quantity <= Fraction(band.get("upto", "1e9")) and (
            "below" not in band or quantity < Fraction(band["below"])
        )
        if starts and ends:
            return band
    return None


def bound(test: Mapping[str, Any], band: Mapping[str, Any], end: str, q: Fraction) -> Fraction:
    number = Fraction(band[end])
    if band.get("in_percent"):
        number *= Fraction(band.get("applied_to", 0)) or q
        number *= Fraction(test.get("units_per_quantity", "1")) / 100
    if f"{end}_at_end" in band:
        start, stop = Fraction(band["from"]), Fraction(band.get("below", band.get("upto")))
        number += (Fraction(band[f"{end}_at_end"]) - number) * (q - start) / (stop - start)
    if "every" in band:
        parts = math.ceil((q - Fraction(band["over"])) / Fraction(band["every"]))
        number += Fraction(band["adds"]) * parts * (1 if end == "max" else -1)
    if "round_to" in band:
        number = round(number / Fraction(band["round_to"])) * Fraction(band["round_to"])
    return number


def expected(setting: Setting, quantity: Fraction) -> tuple[Fraction | None, Fraction | None]:
    """Return the bounds at `quantity`; (None, None) where the regulation lays none down."""
    test, bands = raw_tests(setting.rule.id)[setting.test], bands_of(setting)
    band = band_at(bands, quantity)
    if band is None:
        return None, None
    low, high = (bound(test, band, end, quantity) if end in band else None
                 for end in ("min", "max"))  # fmt: skip
    if "emin" in setting.rule.constants:
        least = 2 * bound(test, bands[0], "max", Fraction("0.01"))
        low, high = min(low or least, -least), max(high or least, least)
    return (None, high) if setting.test == "repeatability" else (low, high)


def quantities(setting: Setting) -> Iterator[Fraction]:
    for band in bands_of(setting):
        start, stop = band.get("from", band.get("over")), band.get("upto", band.get("below"))
        if start is None and stop is None:
            yield Fraction(20)
            continue
        low = Fraction(start) if start is not None else Fraction(stop) / 2
        high = Fraction(stop) if stop is not None else low * 2 or Fraction(20)
        yield (low + high) / 2
        for edge in (start, stop):
            if edge is not None and Fraction(edge) > 0:
                yield from (Fraction(edge) + off for off in (-ALMOST, 0, ALMOST))


def finding_of(setting: Setting, quantity: Fraction, value: Fraction) -> Finding:
    outcome = evaluate(setting.document(quantity, value), RULES)
    (found,) = [finding for finding in outcome.findings if finding.test == setting.test]
    return found


def test_every_test_with_a_limit_is_built_or_has_a_test_of_its_own() -> None:
    known = {(rule.method, name) for rule in RULES.values() for name in rule.tests}
    assert known == BUILT | {("metered", test) for test in METERED} | UNBUILT


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_value_passes_up_to_its_limit_and_fails_one_last_digit_beyond(setting: Setting) -> None:
    for quantity in quantities(setting):
        low, high = expected(setting, quantity)
        if low is None and high is None:
            found = finding_of(setting, quantity, Fraction(0))
            assert (found.verdict, found.limit) == (Verdict.INCOMPLETE, None)
            assert any(code.startswith("no_limit_for_") for code in found.codes)
            continue
        for end, outward in ((high, 1), (low, -1)):
            if end is None:
                continue
            last = math.floor(abs(end) / LAST_DIGIT) * LAST_DIGIT
            for size, verdict in (
                (last - LAST_DIGIT, Verdict.PASS),
                (last, Verdict.PASS),
                (last + LAST_DIGIT, Verdict.FAIL),
            ):
                found = finding_of(setting, quantity, outward * size)
                assert found.verdict is verdict, (quantity, size)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_the_limit_that_a_finding_shows_is_the_one_that_it_was_judged_by(setting: Setting) -> None:
    scale = Fraction(1, 20) if setting.rule.method.startswith("weighing") else Fraction(1)
    scale = Fraction(1, 100) if setting.test == "payment" else scale
    for quantity in quantities(setting):
        low, high = expected(setting, quantity)
        shown = finding_of(setting, quantity, Fraction(0)).limit
        if low is None and high is None:
            assert shown is None
            continue
        assert shown is not None
        for end, exact in ((shown.min, low), (shown.max, high)):
            assert (end is None) is (exact is None)
            if end is not None and exact is not None:
                assert abs(Fraction(end) - exact * scale) <= abs(exact) / 10**38


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_deviation_and_its_opposite_never_favour_the_same_side(setting: Setting) -> None:
    quantity, small = next(iter(quantities(setting))), Fraction(1, 1000)
    effects = [
        finding_of(setting, quantity, value).effect for value in (small, -small, Fraction(0))
    ]
    assert effects[2] is Effect.NONE
    nobody_gains = {"repeatability", "clock_error"}
    if setting.test in nobody_gains or setting.rule.method == "optics":
        assert set(effects) == {Effect.NONE}
    else:
        assert set(effects[:2]) == {Effect.LESS, Effect.MORE}


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_limit_on_the_customers_side_alone_lets_pass_whatever_the_customer_gains(
    setting: Setting,
) -> None:
    quantity = next(iter(quantities(setting)))
    low, _ = expected(setting, quantity)
    if low is None and setting.test in {"retail_weighing", "net_content"}:
        found = finding_of(setting, quantity, -quantity)
        assert (found.verdict, found.effect) == (Verdict.PASS, Effect.MORE)
    else:
        assert (low is None) is (setting.test in ONE_SIDED)
