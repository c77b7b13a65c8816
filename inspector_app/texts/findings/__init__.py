"""Findings in a trader's words: what it means for the customer, what is allowed, what is open.

Every function takes the `Texts` to speak with; those that name a place or a reading take the rule
as well, whose data bring the wording.
"""

from inspector_app.texts.figures import limit_text, unit_text, value_text
from inspector_app.texts.findings.codes import code_phrase, finding_notes
from inspector_app.texts.findings.sentences import finding_sentence
from inspector_app.texts.findings.sources import is_read_in_original, source_text
from inspector_app.texts.findings.titles import finding_title

__all__ = [
    "code_phrase", "finding_notes", "finding_sentence", "finding_title", "is_read_in_original",
    "limit_text", "source_text", "unit_text", "value_text",
]  # fmt: skip
