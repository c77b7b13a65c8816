"""The worked calculation of a finding, line by line: for the officer and for the report.

Numbers are shortened for reading and then marked with `≈`. The last line compares the value with
its limit, and never reads otherwise than the verdict.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from string import Formatter

from inspector_app.metrology.decimals import to_decimal
from inspector_app.metrology.model import Finding, Step, Verdict
from inspector_app.metrology.rule import Rule
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.figures import limit_text, span_text, value_text, with_unit
from inspector_app.texts.findings.codes import no_limit_phrase, open_phrase
from inspector_app.texts.findings.sentences import finding_sentence
from inspector_app.texts.step_names import step_name

SHOWN_DIGITS = 10
_SHOWN = Context(prec=SHOWN_DIGITS)
_MORE_PLACES = 2


@dataclass(frozen=True, slots=True)
class CalculationLine:
    """One line: `name` says what is computed ('' in the last line), `formula` how."""

    name: str
    formula: str


def calculation_lines(finding: Finding, t: Texts, rule: Rule | None = None) -> tuple[str, ...]:
    """Return the calculation as lines of text; none for what was seen and not measured."""
    return tuple(
        t("{name}: {formula}", name=line.name, formula=line.formula) if line.name else line.formula
        for line in calculation(finding, t, rule)
    )


def calculation(
    finding: Finding, t: Texts, rule: Rule | None = None
) -> tuple[CalculationLine, ...]:
    """Return the calculation with the name of each line apart from its formula."""
    if finding.value is None and not finding.steps:
        return ()
    steps = (CalculationLine(step_name(step, t), _formula(step, t)) for step in finding.steps)
    return (*steps, CalculationLine("", comparison(finding, t, rule)))


def comparison(finding: Finding, t: Texts, rule: Rule | None = None) -> str:
    """Compare value and limit in words: `0.3312 % lies outside −0.30 … +0.30 %`."""
    if finding.value is None:
        return finding_sentence(finding, t, rule)
    value = value_text(finding, t, finer=_MORE_PLACES).removeprefix("+")
    if finding.limit is None:
        return t("{found}; {no_limit}", found=value, no_limit=no_limit_phrase(finding, t))
    compared = _compared(finding, value, t)
    if finding.verdict is Verdict.INCOMPLETE and open_phrase(finding, t):
        return t("{comparison}; {why}", comparison=compared, why=open_phrase(finding, t))
    if finding.verdict is Verdict.INCOMPLETE:
        return t("{comparison}; this does not count", comparison=compared)
    return compared


def _compared(finding: Finding, value: str, t: Texts) -> str:
    limit, exact = finding.limit, finding.value or Decimal(0)
    if limit is None or (limit.min is None and limit.max is None):
        return value
    above = limit.max is not None and exact > limit.max
    below = limit.min is not None and exact < limit.min
    if limit.min is None or limit.max is None:
        values = {"value": value, "limit": limit_text(finding, t).removeprefix("≤ ").lstrip("≥ ")}
        if above:
            return t("{value} is more than {limit}", **values)
        if below:
            return t("{value} is less than {limit}", **values)
        if limit.min is None:
            return t("{value} is not more than {limit}", **values)
        return t("{value} is not less than {limit}", **values)
    span = span_text(finding, t)
    if above or below:
        return t("{value} lies outside {limit}", value=value, limit=span)
    return t("{value} lies within {limit}", value=value, limit=span)


def _formula(step: Step, t: Texts) -> str:
    """Spell `symbol = formula = formula with numbers = value unit`."""
    value, exact = _shortened(step.value)
    result = with_unit(t.number(value), step.unit, t)
    equals = "=" if exact else "≈"
    if not step.formula:
        return f"{step.symbol} {equals} {result}"
    names = {name: name for name in step.numbers}
    with_numbers, all_exact = _with_numbers(step.numbers, t)
    first = "=" if all_exact else "≈"
    symbols, numbers = _filled(step.formula, names), _filled(step.formula, with_numbers)
    return f"{step.symbol} = {symbols} {first} {numbers} {equals} {result}"


def _with_numbers(numbers: Mapping[str, Fraction], t: Texts) -> tuple[dict[str, str], bool]:
    """Spell numbers for a formula, negative ones in parentheses; tell whether all are exact."""
    shown = {name: _shortened(number) for name, number in numbers.items()}
    spelled = {
        name: f"({t.number(number)})" if number < 0 else t.number(number)
        for name, (number, _) in shown.items()
    }
    return spelled, all(exact for _, exact in shown.values())


def _shortened(number: Fraction) -> tuple[Decimal, bool]:
    """Return a number with at most ten significant digits, and whether that is all of it."""
    shown = _SHOWN.plus(to_decimal(number))
    normal = shown.normalize(_SHOWN)
    return normal, Fraction(normal) == number


def _filled(formula: str, values: Mapping[str, str]) -> str:
    return "".join(_pieces(formula, values))


def _pieces(formula: str, values: Mapping[str, str]) -> Iterator[str]:
    for text, name, _, _ in Formatter().parse(formula):
        yield text.replace("-", "−")
        if name:
            yield values[name]
