"""How far the numbers that judged a finding can be trusted, beside the place in the regulation."""

from inspector_app.metrology.model import Finding
from inspector_app.metrology.rule import Rule
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.findings.titles import test_title


def is_read_in_original(finding: Finding, *, rule_verified: bool = False) -> bool:
    """True if a finding rests on sources that were read in the original.

    A finding names the weakest source that it rests on (`tag`); one without a number (a seal, a
    check) has none and stands as its rule does.
    """
    tag = finding.details.get("tag", "")
    return tag in ("Q1", "D") if tag else rule_verified


def source_text(
    finding: Finding, t: Texts, rule: Rule | None = None, *, rule_verified: bool = False
) -> str:
    """Cite the regulation, and say where the number that judged was read."""
    citation, tag = citation_text(finding, t, rule), finding.details.get("tag", "")
    if is_read_in_original(finding, rule_verified=rule_verified):
        return t("{citation} · read in the original", citation=citation) if tag else citation
    if tag == "Q2":
        return t(
            "{citation} · source not verified: read on a page that quotes it", citation=citation
        )
    if tag == "K":
        return t(
            "{citation} · source not verified: common knowledge in the field", citation=citation
        )
    return t("{citation} · source not verified", citation=citation)


def citation_text(finding: Finding, t: Texts, rule: Rule | None) -> str:
    """Name the place in the regulation.

    The data name places in English. Where that is a number or a table it stays; where it only
    describes the requirement, another language says the name of the test instead.
    """
    if rule is None or t.language == "en":
        return finding.citation
    test = rule.tests.get(finding.test)
    if test is not None and any(letter.isdigit() for letter in test.clause):
        return finding.citation
    place = test_title(finding, t, rule)
    return t("{document}, {place}", document=rule.document, place=place)
