"""What was read, how the seals were found, how the checks were answered: in the body's order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from inspector_app.metrology.custody import SealChange, read_changes
from inspector_app.metrology.rule import Rule
from inspector_app.report.voice import Voice, Word
from inspector_app.rulebook.choices import find_choice_label
from inspector_app.rulebook.procedures import find_field_label, find_label
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.characteristics import characteristic_name
from inspector_app.texts.figures import unit_text
from inspector_app.texts.replacements import reason_word
from inspector_app.texts.seal_states import seal_state_word
from sync.protocol.content import Content, find_items, find_text


@dataclass(frozen=True, slots=True)
class Row:
    """A name and what stands behind it."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Table:
    """The runs of one test at one place: what was read, and a row of figures for each run."""

    title: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def reading_tables(content: Content, rule: Rule | None, voice: Voice) -> Iterator[Table]:
    """Give the readings as they were taken; runs of one kind that follow each other together."""
    runs = find_items(content, "evaluation", "input", "observations")
    read = (_Run.of(run, rule, voice) for run in runs)
    for (title, names), group in groupby(read, key=lambda run: (run.title, run.names)):
        yield Table(title, names, tuple(run.figures for run in group))


@dataclass(frozen=True, slots=True)
class _Run:
    """One run in words."""

    title: str
    names: tuple[str, ...]
    figures: tuple[str, ...]

    @staticmethod
    def of(run: Content, rule: Rule | None, voice: Voice) -> "_Run":
        test = find_text(run, "test")
        places = _place_keys(run, rule, test)
        words = [partial(_test_name, test, rule)]
        words += [partial(_place, test, key, run, rule) for key in places]
        title = voice.short(lambda t: " · ".join(word(t) for word in words))
        figures = [
            (key, _answer(test, key, figure, rule, voice))
            for key, figure in _figures(run, {"test", *places})
        ]
        names = (voice.short(partial(_field, test, key, rule)) for key, _ in figures)
        return _Run(title, tuple(names), tuple(figure for _, figure in figures))


def _test_name(test: str, rule: Rule | None, t: Texts) -> str:
    if rule is not None and test in rule.tests:
        return t.label(rule.tests[test].title)
    return test.replace("_", " ")


def _place_keys(run: Content, rule: Rule | None, test: str) -> list[str]:
    """Return what says where a run was taken: what the procedure words for it."""
    if rule is None:
        return []
    named = ((key, value) for key, value in run.items() if isinstance(value, str))
    return [key for key, value in named if key != "test" and find_label(rule, test, key, value)]


def _place(test: str, key: str, run: Content, rule: Rule | None, t: Texts) -> str:
    label = find_label(rule, test, key, find_text(run, key)) if rule else None
    return t.label(label) if label else find_text(run, key)


def _field(test: str, key: str, rule: Rule | None, t: Texts) -> str:
    label = find_field_label(rule, test, key) if rule else None
    first, _, inner = key.partition(".")
    if label is None and inner:
        return f"{characteristic_name(first, t)} {inner}"
    if label is None:
        return characteristic_name(key, t)
    unit = _unit(test, key, rule)
    return f"{t.label(label)} ({unit_text(unit, t)})" if unit else t.label(label)


def _answer(test: str, key: str, figure: str, rule: Rule | None, voice: Voice) -> str:
    """Return a reading; one of a few answers in the words of the rule's data."""
    label = find_choice_label(rule, test, key, figure) if rule else None
    return voice.short(lambda t: t.label(label)) if label else figure


def _unit(test: str, key: str, rule: Rule | None) -> str:
    """Return the unit of a reading where the rule's data name one for every instrument."""
    fields = rule.procedure["fields"].get(test, ()) if rule else ()
    unit = next((field.get("unit", "") for field in fields if field["key"] == key), "")
    return unit if isinstance(unit, str) else ""


def _figures(run: Content, apart: set[str]) -> Iterator[tuple[str, str]]:
    for key, value in run.items():
        if key in apart:
            continue
        if isinstance(value, Mapping):
            yield from ((f"{key}.{inner}", str(one)) for inner, one in value.items())
        elif isinstance(value, list):
            yield key, ", ".join(map(str, value))
        else:
            yield key, str(value)


def seal_rows(content: Content, rule: Rule | None, voice: Voice) -> Iterator[Row]:
    """Give each seal with the registered and the found number, and what replaced it."""
    changes = {change.position: change for change in read_changes(content)[0]}
    for seal in find_items(content, "evaluation", "input", "seals"):
        position = find_text(seal, "position")
        label = find_label(rule, "seal", "position", position) if rule else None
        expected, found = find_text(seal, "expected"), find_text(seal, "found")
        state = find_text(seal, "state")
        if state == "intact" and found and expected and found.upper() != expected.upper():
            state = "other_number"
        word = voice.short(partial(seal_state_word, state))
        numbers = expected if expected == found else f"{expected or '—'} → {found or '—'}"
        value = f"{numbers} · {word}"
        change = changes.get(position)
        if change is not None:
            value += f" · {_replaced(change, voice)}"
        name = _labelled(label, position, voice)
        yield Row(name, value)


def _replaced(change: SealChange, voice: Voice) -> str:
    why = voice.short(partial(reason_word, change.reason))
    told = ": ".join(filter(None, (why, change.note)))
    put_on = voice.short(lambda t: t("replaced by {number}", number=change.applied))
    return f"{put_on} ({told})"


def _labelled(label: Mapping[str, str] | None, otherwise: str, voice: Voice) -> str:
    return voice.short(lambda t: t.label(label)) if label else otherwise


def check_rows(content: Content, rule: Rule | None, voice: Voice) -> Iterator[Row]:
    """Give the checks by their answers, those in order together."""
    answers: dict[object, list[str]] = {}
    for check in find_items(content, "evaluation", "input", "checks"):
        name = find_text(check, "id")
        label = find_label(rule, "check", "check", name) if rule else None
        said = _labelled(label, name, voice)
        ok = check.get("ok")
        answers.setdefault(ok if isinstance(ok, bool) else None, []).append(said)
    words: tuple[tuple[bool | None, Word], ...] = (
        (False, lambda t: t("Not in order")),
        (None, lambda t: t("Not answered")),
        (True, lambda t: t("In order")),
    )
    for answer, word in words:
        if answer in answers:
            yield Row(voice.label(word), "; ".join(answers[answer]))
