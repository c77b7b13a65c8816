"""How values were compared with their limits: unrounded, and with what uncertainty."""

from collections.abc import Iterator

from inspector_app.report.readings import Row
from inspector_app.report.voice import Voice, Word
from inspector_app.texts.figures import with_unit
from sync.protocol.content import Content, find_items, find_part, find_text


def conformity_rows(content: Content, voice: Voice) -> Iterator[Row]:
    """Give the standard's uncertainty where its certificate states it, and the rule of decision."""
    stated = find_part(content, "evaluation", "input", "standard", "expanded_uncertainty")
    value, unit = find_text(stated, "value"), find_text(stated, "unit")
    if value and unit:
        k = find_text(stated, "k") or "2"
        yield Row(
            voice.label(lambda t: t("Expanded uncertainty")),
            voice.short(
                lambda t: t("U = {U} (k = {k})", U=with_unit(t.number(value), unit, t), k=k)
            ),
        )
    yield Row(voice.label(lambda t: t("Comparison")), voice.short(_comparison(content)))


def _comparison(content: Content) -> Word:
    found = {
        find_text(finding, "details", "conformity")
        for finding in find_items(content, "evaluation", "outcome", "findings")
    }
    if "guarded" in found:
        return lambda t: t(
            "Unrounded values; U is more than a third of a limit, so a value passes only within the"
            " limit less U and fails only from the limit plus U (JJF 1094-2002, 5.3.1.6)"
        )
    if "plain" in found:
        return lambda t: t(
            "Unrounded values; U is at most a third of each limit, so values and limits are"
            " compared plainly (JJF 1094-2002, 5.3.1.6)"
        )
    return lambda t: t("Unrounded values; rounding is only for reading")
