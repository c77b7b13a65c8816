"""The measures as data: worded as proposals, with a basis, without amounts; slips are refused."""

import json
import re
from importlib.resources import files
from typing import Any

import pytest

from inspector_app.rulebook import BadRuleData
from inspector_app.rulebook.measures import OCCASIONS, Measure, load_measures, read_measures

DATA = (files("inspector_app.rulebook") / "measures.json").read_bytes()
AMOUNT = re.compile(r"元|yuan|罚款|\bfines?\b|¥", re.IGNORECASE)


@pytest.mark.parametrize("measure", load_measures(), ids=lambda measure: measure.id)
def test_a_measure_is_a_proposal_with_a_basis_and_no_amount(measure: Measure) -> None:
    assert measure.text["zh"].startswith("建议：")
    assert measure.text["en"].startswith("Proposed: ")
    assert not any(AMOUNT.search(words) for words in measure.text.values())
    assert all(measure.document.values())
    assert measure.tag in ("Q1", "Q2", "K")
    assert bool(measure.article) is (measure.tag != "K")


def test_every_occasion_is_answered_by_a_measure() -> None:
    assert set().union(*(measure.when for measure in load_measures())) == set(OCCASIONS)


def changed(**changes: Any) -> bytes:
    document = json.loads(DATA)
    document["measures"][0] |= changes
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"{", "is not JSON"),
        (b"{}", "measures: is missing"),
        (changed(when=["tuesday"]), "measures[0].when[0]"),
        (changed(when=[]), "measures[0].when: is missing"),
        (changed(tag="?"), "measures[0].tag"),
        (changed(article="1a"), "measures[0].article"),
        (changed(article="100"), "measures[0].article"),
        (changed(text={"zh": "责令停止", "en": "Proposed: stop"}), "measures[0].text.zh"),
        (changed(text={"zh": "建议：停止"}), "measures[0].text.en: is missing"),
        (changed(id="cn.hand-on"), "is there twice"),
        (changed(fine="1000"), "measures[0].fine: unknown key"),
    ],
)
def test_a_slip_is_named_by_its_path(data: bytes, told: str) -> None:
    with pytest.raises(BadRuleData) as refused:
        read_measures(data)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("article", "words"),
    [
        ("5", "第五条"),
        ("10", "第十条"),
        ("18", "第十八条"),
        ("20", "第二十条"),
        ("99", "第九十九条"),
    ],
)
def test_articles_are_numbered_as_laws_number_them(article: str, words: str) -> None:
    (measure, *_) = read_measures(changed(article=article))
    assert measure.basis["zh"].endswith(words)
    assert measure.basis["en"].endswith(f"Art. {article}")
