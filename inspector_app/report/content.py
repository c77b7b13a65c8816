"""What a report says, from a sealed body: facts, readings, findings, signatures, in order.

A body may hold anything, for the office prints what came in: what is not there is not printed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inspector_app.metrology.rule import Rule
from inspector_app.report.conformity import conformity_rows
from inspector_app.report.findings import FindingPart, finding_parts, missing_lines
from inspector_app.report.moments import moment
from inspector_app.report.particulars import (
    GroupPart,
    not_applicable_row,
    notice_lines,
    particular_parts,
    register_rows,
    visit_rows,
)
from inspector_app.report.readings import Row, Table, check_rows, reading_tables, seal_rows
from inspector_app.report.signatures import SignaturePart, signature_parts
from inspector_app.report.voice import Voice, Word
from inspector_app.texts.kinds import kind_word
from inspector_app.texts.verdicts import VERIFICATIONS, full_verdict, phase_word
from sync.protocol.content import Content, find_items, find_part, find_text


@dataclass(frozen=True, slots=True)
class Source:
    """What a report is made from; `rule` is None where its exact data are not at hand.

    `entry` is the record's entry in its chain (hex), `host` where its link leads, '' for no link.
    `at_office` are photos that are not among these because they are kept there.
    """

    content: Content
    entry: str
    host: str
    rule: Rule | None
    photos: Mapping[str, bytes]
    at_office: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PhotoPart:
    """A photo with its caption, and where it is: here, or at the office alone."""

    sha256: str
    caption: str
    at_office: bool = False
    here: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Everything on a report in words, in the order in which it stands there."""

    title: str
    subtitles: tuple[str, ...]
    verdict: str
    verdict_lines: tuple[str, ...]
    facts: tuple[Row, ...]
    readings: tuple[Table, ...]
    findings: tuple[FindingPart, ...]
    missing: tuple[str, ...]
    seals: tuple[Row, ...]
    checks: tuple[Row, ...]
    particulars: tuple[GroupPart, ...]
    notices: tuple[str, ...]
    note: str
    measures: tuple[str, ...]
    photos: tuple[PhotoPart, ...]
    signatures: tuple[SignaturePart, ...]
    proof: tuple[Row, ...]


def describe(source: Source, voice: Voice) -> Report:
    """Put a sealed body into words."""
    content, rule = source.content, source.rule
    outcome = find_part(content, "evaluation", "outcome")
    phase, verdict = find_text(outcome, "phase"), find_text(outcome, "verdict")
    findings = finding_parts(content, rule, voice)
    leading = next((part for part in findings if part.is_fail), None) or next(iter(findings), None)
    return Report(
        title=voice.short(lambda t: t("Inspection report")),
        subtitles=_subtitles(phase, voice),
        verdict=voice.short(lambda t: full_verdict(verdict, phase, t)),
        verdict_lines=leading.sentences if leading else (),
        facts=tuple(row for row in _facts(content, phase, voice) if row.value),
        readings=tuple(reading_tables(content, rule, voice)),
        findings=findings,
        missing=missing_lines(content, rule, voice),
        seals=tuple(seal_rows(content, rule, voice)),
        checks=(*check_rows(content, rule, voice), *not_applicable_row(content, voice)),
        particulars=tuple(particular_parts(content, voice)),
        notices=tuple(filter(None, notice_lines(content, voice))),
        note=find_text(content, "note"),
        measures=tuple(_measures(content, voice)),
        photos=tuple(
            PhotoPart(
                sha256,
                find_text(photo, "caption"),
                at_office=sha256 in source.at_office,
                here=sha256 in source.photos,
            )
            for photo in find_items(content, "photos")
            for sha256 in [find_text(photo, "sha256")]
        ),
        signatures=tuple(signature_parts(content, voice)),
        proof=tuple(_proof(source, voice)),
    )


def _subtitles(phase: str, voice: Voice) -> tuple[str, ...]:
    if phase in VERIFICATIONS:
        return voice.lines(lambda t: phase_word(phase, t))
    return voice.lines(
        lambda t: t("{occasion}: preliminary finding, not a verification",
                    occasion=phase_word(phase, t))
    )  # fmt: skip


def _facts(content: Content, phase: str, voice: Voice) -> Iterator[Row]:
    site, instrument = find_part(content, "site"), find_part(content, "instrument")
    kind = find_text(instrument, "kind")
    plate = " ".join(
        filter(None, (find_text(instrument, name) for name in ("make", "model", "serial")))
    )
    names = (voice.short(lambda t: kind_word(kind, t)) if kind else "", plate)
    yield Row(voice.label(lambda t: t("Site")), _joined(site, "name", "address"))
    yield from register_rows(content, voice)
    yield from visit_rows(content, voice)
    yield Row(voice.label(lambda t: t("Instrument")), " · ".join(filter(None, names)))
    yield Row(voice.label(lambda t: t("Identifier")), _identifier(content, instrument, voice))
    yield Row(voice.label(lambda t: t("Certificate")),
              _certificate(instrument, "certificate_no", voice))  # fmt: skip
    yield Row(voice.label(lambda t: t("Standard")), _standard(content, voice))
    yield Row(voice.label(lambda t: t("Rule")), find_text(content, "evaluation", "outcome",
                                                          "edition"))  # fmt: skip
    yield from conformity_rows(content, voice)
    for name, word in _TIMES:
        yield Row(voice.label(word), moment(content, find_text(content, "times", name)))
    yield Row(voice.label(lambda t: t("Place")), _place(content, voice))
    officers = (_officer(each) for each in find_items(content, "officers"))
    yield Row(voice.label(lambda t: t("Checked by")), "; ".join(officers))
    yield Row(voice.label(lambda t: t("Corrects record")), find_text(content, "supersedes"))
    if phase in VERIFICATIONS:
        yield Row(voice.label(lambda t: t("Occasion")), voice.short(lambda t: phase_word(phase, t)))


_TIMES: tuple[tuple[str, Word], ...] = (
    ("started_at", lambda t: t("Begun")),
    ("finished_at", lambda t: t("Finished")),
)


def _identifier(content: Content, instrument: Content, voice: Voice) -> str:
    identifier, nozzle = find_text(content, "instrument_id"), find_text(instrument, "nozzle")
    if not nozzle:
        return identifier
    named = voice.short(lambda t: t("Nozzle {number}", number=nozzle))
    return f"{identifier} · {named}"


def _certificate(body: Content, name: str, voice: Voice) -> str:
    number, until = find_text(body, name), find_text(body, "valid_until")
    if not number or not until:
        return number
    valid = voice.short(lambda t: t("valid until {day}", day=until))
    return f"{number} ({valid})"


def _standard(content: Content, voice: Voice) -> str:
    standard = find_part(content, "standard")
    names = (find_text(standard, name) for name in ("description", "standard_id"))
    certificate = _certificate(standard, "certificate_no", voice)
    return " · ".join(filter(None, (*names, certificate)))


def _officer(officer: Content) -> str:
    name, certificate = find_text(officer, "name"), find_text(officer, "certificate")
    return f"{name} ({certificate})" if certificate else name


def _place(content: Content, voice: Voice) -> str:
    place = find_part(content, "location")
    latitude, longitude, accuracy, distance = (
        _figure(place.get(name)) for name in ("latitude", "longitude", "accuracy_m", "distance_m")
    )
    if not latitude or not longitude:
        return ""
    told = f"{latitude}, {longitude}" + (f" ± {accuracy} m" if accuracy else "")
    if not distance:
        return told
    far = voice.short(lambda t: t("{distance} m from the registered place", distance=distance))
    return f"{told} ({far})"


def _figure(told: object) -> str:
    return str(told) if isinstance(told, str | int) and not isinstance(told, bool) else ""


def _measures(content: Content, voice: Voice) -> Iterator[str]:
    for measure in find_items(content, "measures"):
        text, basis = find_part(measure, "text"), find_text(measure, "basis")
        told = voice.short(_in_language(text))
        if find_text(measure, "tag") in ("Q2", "K"):
            basis = " · ".join(
                filter(None, (basis, voice.short(lambda t: t("source not verified"))))
            )
        if told:
            yield f"{told} ({basis})" if basis else told


def _in_language(label: Content) -> Word:
    return lambda t: find_text(label, t.language) or next(map(str, label.values()), "")


def _proof(source: Source, voice: Voice) -> Iterator[Row]:
    content = source.content
    number = content.get("seq")
    numbered = voice.short(lambda t: t("no. {n}", n=number))
    told = f"{find_text(content, 'id')} · {numbered}"
    sealed_at = moment(content, find_text(content, "times", "sealed_at"))
    yield Row(voice.label(lambda t: t("Record")), told)
    yield Row(voice.label(lambda t: t("Tablet")), find_text(content, "device_id"))
    yield Row(voice.label(lambda t: t("Sealed")), sealed_at)
    yield Row(voice.label(lambda t: t("Entry hash")), source.entry)


def _joined(body: Content, *names: str) -> str:
    return ", ".join(filter(None, (find_text(body, name) for name in names)))
