"""Every test of every rule is said in a sentence and calculated line by line, in both languages."""

import ast
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import inspector_app.metrology
from inspector_app.metrology.evaluation import OPEN_CODES
from inspector_app.metrology.methods import METHODS
from inspector_app.metrology.model import Effect, Finding, Verdict
from inspector_app.metrology.rule import Rule
from inspector_app.rulebook import load_rulebook
from inspector_app.texts.calculation import calculation, calculation_lines
from inspector_app.texts.catalogue import load_texts
from inspector_app.texts.characteristics import characteristic_name, known_keys
from inspector_app.texts.findings import (
    code_phrase,
    finding_notes,
    finding_sentence,
    finding_title,
    source_text,
)
from inspector_app.texts.findings.codes import LEAVING_OPEN
from inspector_app.texts.missing import missing_sentence
from inspector_app.texts.step_names import STEP_NAMES
from tests.support.findings import findings

RULES = load_rulebook()
FOUND = list(findings())
EN, ZH = load_texts("en"), load_texts("zh")
CORE = sorted(Path(str(inspector_app.metrology.__file__)).parent.rglob("*.py"))
NEVER_FOUND = {("us.station.tx", "station_pump")}
"""A test whose readings make a finding of another one."""
NEVER_FAILS = {"batch_over_t1", "time_error"}
"""Tests that leave open what does not pass: their limits were not read."""
NEVER_PASSES = {"time_error"}
SYMBOLS = {"MPE", "Max", "Ib", "In", "Qmax", "CNY", "min", "cos", "LZ", "gal", "kWh"}
SAID_OTHERWISE = {
    "no_limit_read": "no limit of it was read",
    "no_limit_for_runs": "no divisor is laid down",
}
CODES = ["C", "R1", "R2", "R3", "W1", "W2", "W3", "T1", "T2", "two_times_tolerance", "broken",
         "missing", "other_number", "range/1.69=0.0173", "extra_below_1.4_d",
         *sorted(OPEN_CODES)]  # fmt: skip
REASONS = (
    "standard_expired",
    "rule_not_in_force",
    "runs",
    "temperature_difference",
    *sorted(OPEN_CODES),
)


def told(finding: Finding, rule: Rule, language: str) -> tuple[str, ...]:
    t = load_texts(language)
    return (
        finding_sentence(finding, t, rule),
        *finding_notes(finding, t),
        *calculation_lines(finding, t, rule),
    )


def english_words(text: str) -> list[str]:
    """Return the words of a text that are neither units nor symbols of the regulation."""
    plain = re.sub(r"\S*_\S*", "", text)
    return [word for word in re.findall("[A-Za-z]{3,}", plain) if word not in SYMBOLS]


def test_the_examples_hold_every_test_of_every_rule_passing_and_failing() -> None:
    seen = {(rule.id, finding.test, finding.verdict) for finding, rule in FOUND}
    for rule in RULES.values():
        for test in rule.tests:
            if (rule.id, test) not in NEVER_FOUND:
                failed, passed = ((rule.id, test, each) in seen for each in
                                  (Verdict.FAIL, Verdict.PASS))  # fmt: skip
                assert failed is (test not in NEVER_FAILS), (rule.id, test)
                assert passed is (test not in NEVER_PASSES), (rule.id, test)
    codes = {code for finding, _ in FOUND for code in finding.codes}
    assert {code for code in CODES if not code.startswith("range")} <= codes


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_finding_has_its_sentence_and_its_calculation(language: str) -> None:
    for finding, rule in FOUND:
        lines = told(finding, rule, language)
        assert all(lines)
        assert not any(re.search(r"[{}]|None|  ", line) for line in lines), lines
        measured = finding.test not in ("seal", "check")
        assert bool(calculation(finding, load_texts(language), rule)) is measured
        assert finding_title(finding, load_texts(language), rule)


def test_no_english_word_is_left_in_chinese() -> None:
    for finding, rule in FOUND:
        for line in told(finding, rule, "zh"):
            assert not english_words(line), line
            assert not re.search(r"[一-鿿] ?[,;:!?()]", line), line


def test_every_test_of_the_rulebook_is_said_in_more_than_its_figures() -> None:
    for finding, rule in FOUND:
        assert len(english_words(finding_sentence(finding, EN, rule))) >= 2, finding


def test_a_finding_without_a_limit_says_that_there_is_none() -> None:
    open_ones = [(one, rule) for one, rule in FOUND if one.value is not None and not one.limit]
    assert {code for one, _ in open_ones for code in one.codes} >= OPEN_CODES - {
        "standard_unsuitable", "no_sampling_correction", "no_sampling_plan",
        "uncertainty_incomparable", "within_uncertainty",
    }  # fmt: skip
    for finding, rule in open_ones:
        said = next(
            (words for code, words in SAID_OTHERWISE.items() if code in finding.codes),
            "no limit is laid down",
        )
        assert said in finding_sentence(finding, EN, rule)
        assert said in calculation_lines(finding, EN, rule)[-1]


def test_what_does_not_count_is_said_not_to_count() -> None:
    void = [(one, rule) for one, rule in FOUND
            if one.verdict is Verdict.INCOMPLETE and one.limit
            and not set(one.codes) & set(LEAVING_OPEN)]  # fmt: skip
    assert void
    for finding, rule in void:
        assert finding_sentence(finding, EN, rule).startswith("Does not count: ")
        assert calculation_lines(finding, EN, rule)[-1].endswith("; this does not count")


def test_the_last_line_never_contradicts_the_verdict() -> None:
    beyond = re.compile("outside|is more than|is less than")
    for finding, rule in FOUND:
        if finding.limit and finding.verdict is not Verdict.INCOMPLETE:
            last = calculation_lines(finding, EN, rule)[-1]
            assert bool(beyond.search(last)) is (finding.verdict is Verdict.FAIL), last


def test_a_sentence_never_contradicts_the_verdict() -> None:
    amounts = re.compile(r"([0-9.]+) (mL|g|%|in³|m⁻¹|mm|CNY|lb)[^;]*; allowed ([0-9.]+) \2$")
    for finding, rule in FOUND:
        said = amounts.search(finding_sentence(finding, EN, rule))
        if said and finding.effect is not Effect.NONE:
            is_beyond = Decimal(said[1]) > Decimal(said[3])
            assert is_beyond is (finding.verdict is not Verdict.PASS), said[0]


def test_every_step_of_the_core_has_a_name() -> None:
    assert set(_steps_of_the_core()) == set(STEP_NAMES)
    assert {step.what for finding, _ in FOUND for step in finding.steps} == set(STEP_NAMES)


def _steps_of_the_core() -> Iterator[str]:
    """Give the first argument of everything that makes a step."""
    for path in CORE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", "")
            given = list(node.args[1:2] if name in ("_step", "step") else node.args[:1])
            given += [word.value for word in node.keywords if word.arg == "what"]
            if name in ("Step", "_step", "step", "_share", "replace"):
                yield from (str(one.value) for one in given
                            if isinstance(one, ast.Constant) and isinstance(one.value, str)
                            )  # fmt: skip


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_one_plain_phrase(code: str) -> None:
    assert " " in code_phrase(code, EN, "%")
    assert code_phrase(code, ZH, "%")
    assert not english_words(code_phrase(code, ZH, "%"))


def test_an_unknown_code_says_nothing() -> None:
    assert code_phrase("new", EN) == code_phrase("range/x=y", EN) == ""


def test_every_code_of_the_core_is_among_them() -> None:
    """A code is a word that the core keeps in a constant or hands on as `beyond` or `codes`."""
    used = {code for finding, _ in FOUND for code in finding.codes}
    for code in used | OPEN_CODES:
        assert code_phrase(code, EN), code


@pytest.mark.parametrize("reason", REASONS)
def test_what_keeps_a_verdict_open_says_what_to_do(reason: str) -> None:
    assert ";" in missing_sentence(reason, EN)
    assert "；" in missing_sentence(reason, ZH)
    assert "_" not in missing_sentence(reason, EN)


def test_every_key_of_the_input_has_a_name() -> None:
    for rule in RULES.values():
        shape = METHODS[rule.method].shape(rule)
        records = [shape.instrument, shape.standard, *shape.tests.values()]
        keys = {key for record in records for key in record.fields}
        assert keys <= known_keys(), rule.id
    for key in known_keys():
        assert re.search("[一-鿿]", characteristic_name(key, ZH)), key


def test_a_source_is_named_by_how_it_was_read() -> None:
    tags = {finding.details.get("tag", ""): finding for finding, _ in FOUND}
    assert source_text(tags["Q1"], EN).endswith("· read in the original")
    assert "quotes it" in source_text(tags["Q2"], EN)
    assert "common knowledge" in source_text(tags["K"], EN)
    assert source_text(tags[""], EN).endswith("· source not verified")
    assert source_text(tags[""], EN, rule_verified=True) == tags[""].citation


def test_a_citation_in_chinese_names_the_test_where_the_data_only_describe_it_in_english() -> None:
    cited = {(rule.id, one.test): source_text(one, ZH, rule) for one, rule in FOUND}
    assert cited["cn.fuel-dispenser.jjg443-2023", "indication_error"].startswith(
        "JJG 443-2023，示值误差 · "
    )
    assert cited["cn.fuel-dispenser.jjg443-2023", "seal"].startswith("JJG 443-2023，铅封 · ")
    assert cited["oiml.scale.r76", "weighing"].startswith("OIML R 76-1:2006, Table 6 · ")
