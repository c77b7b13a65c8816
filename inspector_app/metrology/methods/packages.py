"""Prepackaged goods: one package, or a sample of a batch, against what is marked on it.

Q_n is the nominal content, q the actual one, T the tolerable deficiency (OIML R 87; JJF 1070). The
content may be a mass, a volume, a length, an area or a count; the limit tables say by their
circumstance `unit` which of them a rule knows, mass and volume where they do not tell.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from inspector_app.metrology.case import Case, Given
from inspector_app.metrology.decimals import spell
from inspector_app.metrology.judging import (
    COUNT,
    SIZE,
    circumstances,
    grades,
    judge_error,
    observation,
    standard_error,
)
from inspector_app.metrology.limits import SourcedLimit, find_limit
from inspector_app.metrology.model import Fault, Finding, Step, Verdict
from inspector_app.metrology.parsing import Items, Record, Text
from inspector_app.metrology.rule import Rule

NET, BATCH = "net_content", "batch_mean"
OVER_T1, OVER_T2 = "batch_over_t1", "batch_over_t2"
TESTS = frozenset({NET, BATCH, OVER_T1, OVER_T2})
_MASS_AND_VOLUME = ("g", "mL")
_COUNTED = "piece"
_BEYOND = "no_limit_for_quantity"
_FEWEST = 2


def shapes(rule: Rule) -> dict[str, Record]:
    """Return what is read of one package, and of a batch where the rule has the batch's tests."""
    if NET not in rule.tests:
        return {}
    units = Text(grades([table.when for table in rule.tests[NET].tables], "unit")
                 or _MASS_AND_VOLUME)  # fmt: skip
    found = {NET: observation({"nominal": SIZE, "actual": COUNT, "unit": units})}
    if BATCH in rule.tests:
        actuals = Items(COUNT, _FEWEST)
        found[BATCH] = observation(
            {"nominal": SIZE, "actuals": actuals, "unit": units}, {"lot_size": SIZE}
        )
    return found


def check(case: Case) -> Iterator[Fault]:
    """Give what cannot be: a part of a counted thing, a batch that is smaller than its sample."""
    for one in case.observations:
        if one.get("unit") == _COUNTED:
            for key in ("nominal", "actual"):
                if not _is_whole(one.get(key)):
                    yield Fault(f"{one.path}.{key}", "is not a whole number of pieces")
            for index, actual in enumerate(one.get("actuals", ())):
                if not _is_whole(actual):
                    yield Fault(f"{one.path}.actuals[{index}]", "is not a whole number of pieces")
        size = one.get("lot_size")
        if not _is_whole(size):
            yield Fault(f"{one.path}.lot_size", "is not a whole number of packages")
        elif size is not None and size < len(one.get("actuals", ())):
            yield Fault(f"{one.path}.lot_size", "is smaller than the sample")


def _is_whole(number: Fraction | None) -> bool:
    return number is None or number.denominator == 1


def judge_package(case: Case, observed: Given) -> Iterator[Finding]:
    """E = Q_n - q, at most T; codes T1 above T, T2 above 2 T."""
    Qn, q, unit = observed["nominal"], observed["actual"], observed["unit"]
    allowed = _deficiency(case, observed)
    shortage = Qn - q
    codes: tuple[str, ...] = ()
    if allowed is not None and allowed.high is not None and shortage > allowed.high:
        codes = ("T2",) if shortage > 2 * allowed.high else ("T1",)
    yield judge_error(
        case,
        NET,
        shortage,
        allowed,
        unit=unit,
        at={"nominal": spell(Qn)},
        beyond=_BEYOND,
        by_standard=standard_error(case, "max_error_g", "g") if unit == "g" else None,
        codes=codes,
        details={"quantity": spell(Qn)},
        steps=(Step("shortage", "E", "{Q_n} - {q}", {"Q_n": Qn, "q": q}, shortage, unit),),
    )


def judge_batch(case: Case, observed: Given) -> Iterator[Finding]:
    """Judge the mean of the packages, how many are short by more than T, and by more than 2 T.

    What the regulation allows beyond the plain figures (a correction of the mean for the sample, a
    number of packages above T) only ever favours the packer. So what passes without it passes;
    what does not stays open while those figures are not in the rule's data.
    """
    if not observed["actuals"]:
        return
    yield _judge_mean(case, observed)
    allowed = _deficiency(case, observed)
    if allowed is None or allowed.high is None:
        return
    T = allowed.high
    above_t1 = _judge_number(case, OVER_T1, observed, "T", T, allowed)
    yield _open_unless_passed(above_t1, "no_sampling_plan")
    yield _judge_number(case, OVER_T2, observed, "2 T", 2 * T, allowed)


def _judge_mean(case: Case, observed: Given) -> Finding:
    """E = Q_n - mean(q), at most 0; of a whole batch, that is all there is to say.

    Of a sample the mean may be corrected upwards by a multiple of the standard deviation.
    """
    Qn, actuals, unit = observed["nominal"], observed["actuals"], observed["unit"]
    test = case.rule.tests[BATCH]
    known = _deficiency(case, observed) is not None
    limit = find_limit(test, case.phase, circumstances(case, observed)) if known else None
    total = sum(actuals, Fraction(0))
    mean = total / len(actuals)
    numbers = {"Σq": total, "n": Fraction(len(actuals))}
    finding = judge_error(
        case,
        BATCH,
        Qn - mean,
        limit,
        unit=unit,
        at=_place(observed),
        beyond=_BEYOND,
        details=_told(observed) | {"mean": spell(mean)},
        steps=(
            Step("mean_content", "q_m", "{Σq} / {n}", numbers, mean, unit),
            Step("shortage", "E", "{Q_n} - {q_m}", {"Q_n": Qn, "q_m": mean}, Qn - mean, unit),
        ),
    )
    whole = observed.get("lot_size") == len(actuals)
    return finding if whole else _open_unless_passed(finding, "no_sampling_correction")


def _judge_number(
    case: Case, test: str, observed: Given, name: str, bound: Fraction, allowed: SourcedLimit
) -> Finding:
    """Count the packages that are short by more than `bound`; none is always in order."""
    Qn = observed["nominal"]
    short = sum(Qn - q > bound for q in observed["actuals"])
    limit = find_limit(case.rule.tests[test], case.phase, circumstances(case, observed))
    steps = [replace(step, unit=step.unit or observed["unit"]) for step in allowed.steps]
    steps.append(Step("packages_short", "N", "", {"bound": bound}, Fraction(short), ""))
    return judge_error(
        case,
        test,
        Fraction(short),
        limit,
        at=_place(observed),
        beyond=_BEYOND,
        details=_told(observed) | {"bound": spell(bound), "bound_name": name},
        steps=tuple(steps),
    )


def _open_unless_passed(finding: Finding, code: str) -> Finding:
    if finding.verdict is Verdict.FAIL:
        return replace(finding, verdict=Verdict.INCOMPLETE, codes=(*finding.codes, code))
    return finding


def _deficiency(case: Case, observed: Given) -> SourcedLimit | None:
    """Return T at the nominal content."""
    where = circumstances(case, observed)
    return find_limit(case.rule.tests[NET], case.phase, where, quantity=observed["nominal"])


def _place(observed: Given) -> dict[str, str]:
    return {"nominal": spell(observed["nominal"])}


def _told(observed: Given) -> dict[str, Any]:
    return {
        "quantity": spell(observed["nominal"]),
        "quantity_unit": observed["unit"],
        "packages": str(len(observed["actuals"])),
    }
