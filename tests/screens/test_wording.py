"""Every code and every state has its words, in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.rulebook import load_rulebook
from inspector_app.screens.troubles import SET_ASIDE, TROUBLES, unknown
from inspector_app.screens.wording import (
    jurisdiction_word,
    phase_word,
    seal_word,
    set_aside_sentence,
    state_word,
    step_word,
    trouble_sentence,
)
from inspector_app.services.views import InstrumentState, SealState, Step
from inspector_app.store.trouble import _SENTENCES
from inspector_app.texts.catalogue import LANGUAGES, Texts, load_texts
from sync.client import trouble
from sync.protocol.messages import Reason
from sync.protocol.problems import Problem

PACKAGE = Path(__file__).parents[2] / "inspector_app"
OF_SCREENS = {"camera_absent", "camera_refused"}


def codes_in(path: Path) -> Iterator[str]:
    """Give the codes that a module raises errors with, or that its error classes have."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            for word in node.exc.keywords:
                if word.arg == "code" and isinstance(word.value, ast.Constant):
                    yield str(word.value.value)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            if names == ["code"]:
                yield str(node.value.value)


def all_codes() -> set[str]:
    """Return every code that a screen may be handed."""
    ours = {code for path in PACKAGE.rglob("*.py") for code in codes_in(path)}
    of_sync = {kind.code for kind in vars(trouble).values() if hasattr(kind, "code")}
    ours |= set(_SENTENCES)
    return ours | of_sync | {problem.value.name for problem in Problem} | OF_SCREENS


@pytest.fixture(params=LANGUAGES)
def t(request: pytest.FixtureRequest) -> Texts:
    return load_texts(request.param)


def test_the_search_for_codes_finds_some_of_each_origin() -> None:
    assert {"storage", "no_rule", "offline", "code-unknown"} <= all_codes()


@pytest.mark.parametrize("code", sorted(all_codes()))
def test_every_code_has_a_sentence_of_its_own_that_ends(code: str, t: Texts) -> None:
    assert code.replace("-", "_") in TROUBLES, f"no words for {code}"
    sentence = trouble_sentence(code, t)
    assert sentence.endswith((".", "。"))
    assert "{" not in sentence


def test_an_unknown_code_still_says_what_is_safe(t: Texts) -> None:
    assert trouble_sentence("of-tomorrow", t) == unknown(t)
    assert trouble_sentence("", t) == ""


@pytest.mark.parametrize("reason", [reason.value for reason in Reason])
def test_every_reason_of_the_server_for_a_record_is_worded(reason: str, t: Texts) -> None:
    assert reason.replace("-", "_") in SET_ASIDE
    assert set_aside_sentence(reason, t) != set_aside_sentence("of-tomorrow", t)


def test_sentences_differ_between_the_languages() -> None:
    chinese, english = load_texts("zh"), load_texts("en")
    for code in TROUBLES:
        assert trouble_sentence(code, chinese) != trouble_sentence(code, english), code


def test_every_state_and_step_has_a_word(t: Texts) -> None:
    assert len({state_word(state, t) for state in InstrumentState}) == len(InstrumentState)
    assert len({seal_word(state, t) for state in SealState}) == len(SealState)
    assert len({step_word(step, t) for step in Step}) == len(Step)


def test_every_phase_of_the_rulebook_has_a_word(t: Texts) -> None:
    phases = {phase for rule in load_rulebook().rules.values() for phase in rule.phases}
    assert phases
    assert all(phase_word(phase, t) != phase for phase in phases)


def test_every_jurisdiction_that_may_be_chosen_has_a_name(t: Texts) -> None:
    names = [jurisdiction_word(name, t) for name in load_rulebook().jurisdictions()]
    assert len(set(names)) == len(names)
    assert not set(names) & set(load_rulebook().jurisdictions())
