"""Codes in words: verdicts, why something must be looked at, kinds of instruments, occasions."""

from collections.abc import Callable

from inspector_app.texts.catalogue import Texts
from inspector_app.texts.kinds import kind_word
from inspector_app.texts.verdicts import phase_word, verdict_word

__all__ = ["kind_word", "phase_word", "problem_sentence", "recheck_sentence", "verdict_word"]

Sentence = Callable[[Texts], str]

_PROBLEMS: dict[str, Sentence] = {
    "schema-unknown": lambda t: t("Written by a newer app than this server knows"),
    "invalid": lambda t: t("Lacks what every inspection has"),
    "chain-fork": lambda t: t("Contradicts the chain of its tablet: a copied or restored tablet"),
    "id-reused": lambda t: t("Other bytes came under this id before"),
    "hash-mismatch": lambda t: t("Damaged on the way: not the bytes that the tablet hashed"),
    "bad-signature": lambda t: t("Not signed by the tablet that sent it"),
    "wrong-device": lambda t: t("Names another tablet than the one that sent it"),
    "too-large": lambda t: t("Larger than a record may be"),
}
_RECHECKS: dict[str, Sentence] = {
    "differs": lambda t: t("Evaluated differently here"),
    "no-rule": lambda t: t("Its rule data are not on this server"),
    "unreadable-rule": lambda t: t("This server can no longer read its rule data"),
    "invalid": lambda t: t("Its readings cannot be evaluated here"),
    "failed": lambda t: t("Its evaluation broke on this server; the log says why"),
}


def problem_sentence(problem: str, t: Texts) -> str:
    """Say why a person must look at something."""
    return _word(_PROBLEMS, problem, t)


def recheck_sentence(recheck: str, t: Texts) -> str:
    """Say what our own evaluation made of a record; '' when it agrees or there was none."""
    return _RECHECKS[recheck](t) if recheck in _RECHECKS else ""


def _word(words: dict[str, Sentence], code: str, t: Texts) -> str:
    return words[code](t) if code in words else code
