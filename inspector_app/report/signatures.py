"""The signatures of a record: drawn, confirmed by name, refused, and whether they belong to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from inspector_app.report.moments import moment
from inspector_app.report.voice import Voice
from inspector_app.texts.signatures import refusal_sentence, role_word
from sync.protocol.content import Content, find_items, find_text
from sync.protocol.statement import statement_sha256
from sync.protocol.strokes import Stroke, read_strokes


@dataclass(frozen=True, slots=True)
class SignaturePart:
    """One signature: who, what stands under it, and what was drawn."""

    who: str
    told: tuple[str, ...]
    strokes: tuple[Stroke, ...] = ()


def signature_parts(content: Content, voice: Voice) -> Iterator[SignaturePart]:
    """Give every signature in the order of the body."""
    statement = statement_sha256(content)
    signatures = list(find_items(content, "signatures"))
    for signature in signatures:
        role, kind = find_text(signature, "role"), find_text(signature, "kind")
        who = " ".join(
            filter(None, (voice.label(partial(role_word, role)),
                          find_text(signature, "name")))
        )  # fmt: skip
        strokes = read_strokes(signature.get("strokes")) if kind == "drawn" else None
        told = tuple(_told(content, signature, kind, voice))
        if find_text(signature, "statement") != statement:
            told += voice.lines(lambda t: t("Does not belong to what the record says"))
        yield SignaturePart(who, told, strokes or ())


def _told(content: Content, signature: Content, kind: str, voice: Voice) -> Iterator[str]:
    reason, note = find_text(signature, "reason"), find_text(signature, "note")
    if kind == "refused":
        yield from voice.lines(lambda t: refusal_sentence(reason, note, t))
        if signature.get("no_witness") is True:
            yield from voice.lines(lambda t: t("No witness found"))
    elif kind == "typed":
        yield from voice.lines(lambda t: t("Confirmed with the name"))
    certificate = find_text(signature, "certificate")
    at = moment(content, find_text(signature, "at"), named=False)
    yield " · ".join(filter(None, (certificate, at)))
    again_of = find_text(signature, "again_of")
    if again_of:
        yield from voice.lines(lambda t: t("As drawn for record {id}", id=f"…{again_of[-12:]}"))
