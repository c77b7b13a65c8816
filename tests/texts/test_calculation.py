"""The worked calculation: formulas with their numbers, shortened honestly, true to the verdict."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from inspector_app.metrology.decimals import to_decimal
from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.model import Effect, Finding, Limit, Step, Verdict
from inspector_app.rulebook import load_rulebook
from inspector_app.texts.calculation import calculation_lines
from inspector_app.texts.catalogue import load_texts
from inspector_app.texts.findings import finding_sentence, limit_text, value_text
from tests.support.inspections import FUEL, fuel, fuel_run

RULES = load_rulebook()
EN, ZH = load_texts("en"), load_texts("zh")
BOUNDS = st.sampled_from(["0.30", "0.25", "0.1", "60", "2.5", "1", "0.0025"]).map(Decimal) | (
    st.fractions("1/9", 9, max_denominator=50).map(to_decimal)
)
NEAR = st.sampled_from([0, *(sign * 10**-n for n in range(1, 15) for sign in (1, -1))]) | (
    st.floats(-2, 2)
)


def published() -> Finding:
    path = Path(__file__).parents[1] / "vectors" / "jjg443-2023.json"
    (case,) = [one for one in json.loads(path.read_text("utf-8")) if one["id"] == "CN-FD-01"]
    return evaluate(case["input"], RULES).findings[0]


def test_the_published_example_is_said_as_published() -> None:
    assert finding_sentence(published(), EN) == (
        "Customer receives 66 mL less in 20 L; allowed 60 mL"
    )
    assert finding_sentence(published(), ZH) == "顾客每 20 L 少得 66 mL；允许 60 mL"


def test_the_published_example_is_calculated_line_by_line() -> None:
    lines = calculation_lines(published(), EN, RULES[FUEL])
    assert lines[0] == (
        "Volume in the measure, run 1: V_B = V_0 + (h − h_0) × k / 1000"
        " = 20 + (31 − 66) × 2 / 1000 = 19.93 L"
    )
    assert lines[2] == (
        "Error of indication, run 1: E = (V_J − V_Bt) / V_Bt × 100"
        " = (20 − 19.933986) / 19.933986 × 100 ≈ 0.3311630699 %"
    )
    assert lines[-2] == (
        "Mean error: E = (E_1 + E_2 + E_3) / n"
        " ≈ (0.3311630699 + 0.3311630699 + 0.3311630699) / 3 ≈ 0.3311630699 %"
    )
    assert lines[-1] == "0.3312 % lies outside −0.30 … +0.30 %"
    assert calculation_lines(published(), ZH, RULES[FUEL])[-1] == (
        "0.3312 % 超出 −0.30 … +0.30 % 的范围"
    )


def line_of(step: Step) -> str:
    finding = Finding("x", {}, Decimal(1), "%", None, Verdict.PASS, steps=(step,))
    return calculation_lines(finding, EN)[0]


def test_negative_numbers_stand_in_parentheses() -> None:
    numbers = {"a": Fraction(-1, 2), "b": Fraction(-3)}
    step = Step("error", "E", "{a} - {b}", numbers, Fraction(5, 2), "1/m")
    assert line_of(step) == "Error: E = a − b = (−0.5) − (−3) = 2.5 m⁻¹"


def test_a_number_that_was_shortened_is_marked_as_about() -> None:
    third = Fraction(1, 3)
    assert line_of(Step("error", "E", "{a} / 3", {"a": Fraction(1)}, third, "%")) == (
        "Error: E = a / 3 = 1 / 3 ≈ 0.3333333333 %"
    )
    assert line_of(Step("error", "E", "{a} × 3", {"a": third}, Fraction(1), "%")) == (
        "Error: E = a × 3 ≈ 0.3333333333 × 3 = 1 %"
    )


def test_what_was_read_and_not_computed_has_no_formula() -> None:
    assert line_of(Step("bench_error", "E", "", {}, Fraction(1, 2), "%")) == (
        "Error as the test bench gives it: E = 0.5 %"
    )


@given(st.fractions(-1000, 1000))
def test_the_numbers_of_a_line_are_what_they_say(number: Fraction) -> None:
    line = line_of(Step("error", "E", "{a}", {"a": number}, number, "%"))
    shown = Fraction(line.split()[-2].replace("−", "-"))
    assert abs(shown - number) <= abs(number) / 10**9
    assert (line.split()[-3] == "=") is (shown == number)


def judged(value: Decimal, limit: Limit, unit: str = "%") -> Finding:
    inside = (limit.min is None or value >= limit.min) and (limit.max is None or value <= limit.max)
    effect = Effect.LESS if value > 0 else Effect.MORE if value < 0 else Effect.NONE
    details = {"load": "2000", "quantity": "950", "flow": "40", "flow_unit": "L/h",
               "draft_gal": "5", "reference": "5", "delta_theta_K": "7", "runs": "3"}  # fmt: skip
    verdict = Verdict.PASS if inside else Verdict.FAIL
    return Finding("x", {}, value, unit, limit, verdict, effect, details=details)


LIMITS = st.one_of(
    BOUNDS.map(lambda bound: Limit(-bound, bound)),
    BOUNDS.map(lambda bound: Limit(max=bound)),
    st.tuples(BOUNDS, BOUNDS).map(lambda ends: Limit(-ends[0], ends[1])),
)
SAID = re.compile(
    "(?:shows|shown|counts|for|holds|receives|pays|differ by) ([0-9.]+) %.*; allowed ([0-9.]+) %$"
)
TESTS = ["weighing", "retail_weighing", "net_content", "flow_error", "draft", "sphere",
         "energy_error", "repeatability", "payment", "pupil_distance", "unknown"]  # fmt: skip


@given(LIMITS, NEAR, st.sampled_from(TESTS), st.booleans())
@example(Limit(max=to_decimal(Fraction(1, 9))), 0, "draft", False)
def test_no_figure_ever_contradicts_the_verdict(
    limit: Limit, off: float, test: str, negative: bool
) -> None:
    end = limit.min if negative and limit.min is not None else limit.max
    assert end is not None
    finding = replace(judged(to_decimal(Fraction(end) * (1 + Fraction(off))), limit), test=test)
    failed = finding.verdict is Verdict.FAIL
    side = limit.min if finding.value is not None and finding.value < 0 else limit.max
    if side is None:
        return
    spans = limit_text(finding, EN)
    ends = [Decimal(one) for one in re.findall(r"[0-9.]+(?= %| …|$)", spans)]
    bound = ends[0] if finding.value is not None and finding.value < 0 else ends[-1]
    shown = Decimal(value_text(finding, EN).split()[0].strip("+−"))
    assert (shown > bound) is failed
    last = calculation_lines(finding, EN)[-1]
    assert bool(re.search("outside|more than", last.replace("not more", ""))) is failed
    compared = Decimal(last.split()[0].strip("−"))
    assert (compared > bound) is failed
    said = SAID.search(finding_sentence(finding, EN))
    if said:
        assert (Decimal(said[1]) > Decimal(said[2])) is failed


@given(st.lists(st.decimals("-0.2", "0.2", places=5), min_size=1, max_size=3))
def test_millilitres_never_contradict_the_verdict(offs: list[Decimal]) -> None:
    finding = evaluate(fuel(*(fuel_run(str(20 + off)) for off in offs)), RULES).findings[0]
    said = re.search(r"([0-9.]+) mL .*; allowed ([0-9.]+) mL$", finding_sentence(finding, EN))
    if said:
        assert (Decimal(said[1]) > Decimal(said[2])) is (finding.verdict is Verdict.FAIL)
