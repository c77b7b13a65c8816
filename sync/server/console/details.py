"""What the page of one arrival shows: what was found, what proves it, and the bytes themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inspector_app.metrology.custody import read_changes
from inspector_app.metrology.rule import Rule
from inspector_app.texts.catalogue import Texts
from inspector_app.texts.missing import missing_sentence
from inspector_app.texts.replacements import reason_word
from sync.protocol.chain import entry_hash, verify_signature
from sync.protocol.content import (
    Content,
    find_items,
    find_part,
    find_text,
    find_texts,
    parse_content,
)
from sync.protocol.digest import from_base64, is_sha256, sha256_hex
from sync.protocol.receipt import Receipt, verify_receipt
from sync.protocol.statement import signature_faults
from sync.server.console.evidence import (
    MeasureLine,
    find_originals,
    list_measures,
    tell_place,
)
from sync.server.console.findings import FindingLine, OwnJudgement, judge_findings
from sync.server.console.lines import Moment, join_names, show_moment
from sync.server.console.particulars import (
    GroupLines,
    list_not_applicable,
    list_notices,
    list_particulars,
)
from sync.server.console.wording import phase_word
from sync.server.tables.arrivals import Arrival
from sync.server.work.known_rules import KnownRules


@dataclass(frozen=True, slots=True)
class Proof:
    """Something that was proven just now, or not."""

    what: str
    holds: bool


@dataclass(frozen=True, slots=True)
class PhotoLine:
    """A photo that an inspection names."""

    sha256: str
    caption: str
    present: bool
    original: str = ""  # the photo that a marked one was made of


@dataclass(frozen=True, slots=True)
class SealLine:
    """A seal that was replaced."""

    position: str
    expected: str
    removed: str
    applied: str
    why: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A thing that the body tells, with its name."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Details:
    """One arrival in full; `body` is for reading, the exact bytes are offered beside it."""

    finished: Moment
    is_spot_check: bool
    detail: str
    supersedes: str
    facts: tuple[Fact, ...]
    findings: tuple[FindingLine, ...]
    own: OwnJudgement | None
    missing: tuple[str, ...]
    seals: tuple[SealLine, ...]
    photos: tuple[PhotoLine, ...]
    measures: tuple[MeasureLine, ...]
    particulars: tuple[GroupLines, ...]
    not_applicable: tuple[str, ...]
    notices: tuple[str, ...]
    proofs: tuple[Proof, ...]
    receipt: Receipt
    body: str


def describe(
    arrival: Arrival,
    t: Texts,
    *,
    photos: Mapping[str, bool],
    device_key: str,
    server_key: bytes,
    rules: KnownRules,
) -> Details:
    """Describe an arrival: `photos` tells by SHA-256 whether each is here, keys are for proof.

    Raises DatabaseTrouble.
    """
    content = parse_content(arrival.body)
    phase = find_text(content, "evaluation", "outcome", "phase")
    findings, own = judge_findings(arrival, content, t, rules)
    return Details(
        finished=show_moment(arrival.finished_at or ""),
        is_spot_check=phase == "spot_check",
        detail=arrival.detail,
        supersedes=arrival.supersedes or "",
        facts=tuple(fact for fact in _facts(arrival, content, phase, t) if fact.value),
        findings=findings,
        own=own,
        missing=tuple(_missing(content, t, rules)),
        seals=tuple(_seals(content, t)),
        photos=tuple(_photos(content, photos)),
        measures=tuple(list_measures(content, t)),
        particulars=tuple(list_particulars(content, t)),
        not_applicable=tuple(list_not_applicable(content, t)),
        notices=tuple(list_notices(content, t)),
        proofs=tuple(_prove(arrival, content, t, device_key, server_key)),
        receipt=arrival.receipt,
        body=arrival.body.decode("utf-8", "replace"),
    )


def _facts(arrival: Arrival, content: Content, phase: str, t: Texts) -> Iterator[Fact]:
    """Give what the body tells of the visit; a blank value is not shown."""
    instrument = find_part(content, "instrument")
    plate = (find_text(instrument, name) for name in ("make", "model", "serial"))
    edition = find_text(content, "evaluation", "outcome", "edition") or arrival.rule or ""
    yield Fact(t("Address"), find_text(content, "site", "address"))
    yield Fact(t("Instrument"), " ".join(filter(None, plate)))
    yield Fact(t("Certificate"), find_text(instrument, "certificate_no"))
    yield Fact(t("Valid until"), find_text(instrument, "valid_until"))
    yield Fact(t("Occasion"), phase_word(phase, t))
    yield Fact(t("Rule"), edition)
    yield Fact(t("Checked by"), join_names(_officers(content, t), t))
    yield Fact(t("Note"), find_text(content, "note"))
    yield Fact(t("Place"), tell_place(content, t))


def _officers(content: Content, t: Texts) -> Iterator[str]:
    for officer in find_items(content, "officers"):
        name, certificate = find_text(officer, "name"), find_text(officer, "certificate")
        named = t("{name} ({certificate})", name=name, certificate=certificate)
        yield named if certificate else name


def _missing(content: Content, t: Texts, rules: KnownRules) -> Iterator[str]:
    """Give what kept the verdict open, in words."""
    sha256 = find_text(content, "evaluation", "rule_sha256")
    found = rules.find(sha256) if is_sha256(sha256) else None
    rule = found if isinstance(found, Rule) else None
    for reason in find_texts(content, "evaluation", "outcome", "missing"):
        yield missing_sentence(reason, t, rule)


def _seals(content: Content, t: Texts) -> Iterator[SealLine]:
    """Give the seals that were replaced; what is not told soundly is not shown as custody."""
    changes, _ = read_changes(content)
    for change in changes:
        why = ": ".join(filter(None, (reason_word(change.reason, t), change.note)))
        yield SealLine(change.position, change.expected, change.removed, change.applied, why)


def _photos(content: Content, present: Mapping[str, bool]) -> Iterator[PhotoLine]:
    captions = {
        find_text(photo, "sha256"): find_text(photo, "caption")
        for photo in find_items(content, "photos")
    }
    originals = find_originals(content)
    for sha256, here in present.items():
        original = originals.get(sha256, "")
        yield PhotoLine(sha256, captions.get(sha256, ""), here, original)


def _prove(
    arrival: Arrival, content: Content, t: Texts, device_key: str, server_key: bytes
) -> Iterator[Proof]:
    """Prove the bytes anew: hash, the tablet's signature, those of people, our receipt."""
    digest = sha256_hex(arrival.body)
    yield Proof(t("The bytes have the SHA-256 of the record"), digest == arrival.sha256)
    if arrival.item is None:
        signed = _is_signed(arrival, digest, device_key)
        yield Proof(t("The tablet signed them at their place in its chain"), signed)
    if content.get("signatures"):
        told = t("The people signed exactly what the record says")
        yield Proof(told, not signature_faults(content))
    receipt_holds = verify_receipt(server_key, arrival.receipt)
    yield Proof(t("The receipt that the tablet was given is ours"), receipt_holds)


def _is_signed(arrival: Arrival, digest: str, device_key: str) -> bool:
    try:
        entry = entry_hash(
            device_id=arrival.device_id,
            seq=arrival.seq or 0,
            prev=arrival.prev or "",
            body_sha256=digest,
        )
        return verify_signature(from_base64(device_key), entry, arrival.sig or "")
    except ValueError:
        return False
