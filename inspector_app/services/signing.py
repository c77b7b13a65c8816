"""Signing a draft: officers, then the trader, who may refuse before a witness.

A signature is bound to the hash of everything that would be sealed. What is changed afterwards
drops it: it stays in the draft, is shown as dropped, and is not sealed unless the draft says
exactly the same again.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from inspector_app.errors import NotFound, WrongUse
from inspector_app.services.drafting import load_case
from inspector_app.services.finishing import finished_of
from inspector_app.services.instants import parse_instant, spell_instant, today
from inspector_app.services.lines import text_of
from inspector_app.services.opening import Tablet
from inspector_app.services.sealing import Finished, statement_of
from inspector_app.services.thinning import thin_strokes
from inspector_app.services.views.signing import REFUSALS, Role, Signature, Signer, Signing
from inspector_app.store import signatures
from inspector_app.store.database import Connection
from inspector_app.store.drafts import DraftRow
from inspector_app.store.signatures import SignatureRow
from sync.protocol.strokes import Point

TRADER, WITNESS = "trader", "witness"
LONGEST_NAME, LONGEST_NOTE = 100, 500

Body = dict[str, Any]


def load_signing(tablet: Tablet, draft_id: str) -> Signing:
    """Return who signs a draft and who has. Raises NotFound."""
    with tablet.database.reading() as db:
        return _Pad(tablet, db, draft_id).signing()


def sign(
    tablet: Tablet, draft_id: str, key: str, strokes: Sequence[Sequence[Point]], *, name: str = ""
) -> Signing:
    """Keep a drawn signature; officers bring their name along, others say it.

    Raises WrongUse with the code "no_strokes", "strokes" or "no_name".
    """
    return _keep(tablet, draft_id, key, name, {"kind": "drawn", "strokes": thin_strokes(strokes)})


def confirm_by_name(tablet: Tablet, draft_id: str, key: str, *, name: str = "") -> Signing:
    """Keep the typed name of one who cannot draw. Raises WrongUse with the code "no_name"."""
    return _keep(tablet, draft_id, key, name, {"kind": "typed"})


def sign_as_before(tablet: Tablet, draft_id: str, key: str) -> Signing:
    """Let an officer sign as at an earlier instrument of this visit: same site, day and tablet.

    Raises NotFound when they drew no signature there.
    """
    with tablet.database.writing() as db:
        pad = _Pad(tablet, db, draft_id)
        signer = pad.find(key)
        earlier = pad.earlier().get(signer.certificate)
        if signer.role is not Role.OFFICER or earlier is None:
            raise NotFound("This officer has not signed here today.", code="not_signed_before")
        pad.store(signer, signer.name, earlier)
        return pad.signing()


def refuse(
    tablet: Tablet, draft_id: str, reason: str, *, note: str, name: str = "", no_witness: bool
) -> Signing:
    """Keep that the trader does not sign, and why; a witness signs then, unless none was found.

    Raises WrongUse with the code "refusal_reason", or "refusal_note" where words are needed: for
    another reason, and for why there is no witness.
    """
    if reason not in REFUSALS:
        raise WrongUse("Say why the trader does not sign.", code="refusal_reason")
    told = _text(note, LONGEST_NOTE)
    if not told and (no_witness or reason == "other"):
        raise WrongUse("Say it in words.", code="refusal_note")
    said: Body = {"kind": "refused", "reason": reason, "note": told}
    if no_witness:
        said["no_witness"] = True
    return _keep(tablet, draft_id, TRADER, name, said)


def _keep(tablet: Tablet, draft_id: str, key: str, name: str, said: Body) -> Signing:
    with tablet.database.writing() as db:
        pad = _Pad(tablet, db, draft_id)
        signer = pad.find(key)
        told = signer.name if signer.role is Role.OFFICER else _text(name, LONGEST_NAME)
        if not told and said["kind"] != "refused":
            raise WrongUse("Whoever signs says their name.", code="no_name")
        pad.store(signer, told, said)
        return pad.signing()


def _text(words: str, longest: int) -> str:
    told = " ".join(words.split())
    if len(told) > longest or not told.isprintable():
        raise WrongUse(f"A text has at most {longest} printable characters.", code="signing_text")
    return told


class _Pad:
    """A draft that is being signed, within one transaction."""

    def __init__(self, tablet: Tablet, db: Connection, draft_id: str) -> None:
        case = load_case(tablet, db, draft_id)
        self._tablet, self._db, self._row = tablet, db, case.row
        self._finished: Finished = finished_of(tablet, db, case)
        self._statement = statement_of(self._finished)
        since = today(tablet.clock).began_at
        self._before = list(signatures.list_earlier(db, self._finished.site_id, since))

    def signing(self) -> Signing:
        """Return all who sign, with what they have signed."""
        return Signing(tuple(self._signers()))

    def find(self, key: str) -> Signer:
        """Return a signer. Raises NotFound."""
        signer = self.signing().by_key.get(key)
        if signer is None:
            raise NotFound("Nobody of this inspection signs so.", code="no_signer")
        return signer

    def store(self, signer: Signer, name: str, said: Mapping[str, Any]) -> None:
        """Write a signature for what stands in the draft now."""
        body: Body = {"role": signer.role.value, "name": name}
        if signer.certificate:
            body["certificate"] = signer.certificate
        at = spell_instant(self._tablet.clock.now())
        body |= {**said, "at": at, "statement": self._statement}
        row = SignatureRow(signer.key, self._statement, body)
        signatures.store_signature(self._db, self._finished.id, row)
        if signer.role is Role.TRADER:  # a witness saw the refusal before, not this
            signatures.delete_signature(self._db, self._finished.id, WITNESS)

    def earlier(self) -> dict[str, Body]:
        """Return what officers drew here today, by their certificates; the newest counts."""
        found: dict[str, Body] = {}
        for record_id, told in self._before:
            if told.get("role") == Role.OFFICER.value and told.get("kind") == "drawn":
                again_of = told.get("again_of") or record_id
                alike = {"kind": "drawn", "strokes": told["strokes"], "again_of": again_of}
                found.setdefault(str(told.get("certificate")), alike)
        return found

    def _signers(self) -> Iterator[Signer]:
        rows = {row.signer: row for row in signatures.list_signatures(self._db, self._finished.id)}
        before = self.earlier()
        for key, name, certificate in _officers(self._row):
            yield self._signer(
                rows, Signer(key, Role.OFFICER, name, certificate, again=certificate in before)
            )
        trader = self._signer(rows, Signer(TRADER, Role.TRADER, self._trader_before()))
        yield trader
        given = trader.signature
        if given is not None and given.kind == "refused" and not given.no_witness:
            yield self._signer(rows, Signer(WITNESS, Role.WITNESS, ""))

    def _signer(self, rows: Mapping[str, SignatureRow], signer: Signer) -> Signer:
        row = rows.get(signer.key)
        if row is None:
            return signer
        told = row.body
        fits = row.statement == self._statement
        given = Signature(
            name=told["name"],
            kind=told["kind"],
            at=parse_instant(told["at"]),
            reason=told.get("reason", ""),
            note=told.get("note", ""),
            no_witness=told.get("no_witness", False),
        )
        return Signer(
            signer.key, signer.role, told["name"] or signer.name, signer.certificate,
            given if fits else None, dropped=not fits, again=signer.again,
        )  # fmt: skip

    def _trader_before(self) -> str:
        """Return the trader's name as it was given at this visit before."""
        names = (told["name"] for _, told in self._before if told.get("role") == TRADER)
        return next(filter(None, names), "")


def _officers(row: DraftRow) -> Iterator[tuple[str, str, str]]:
    for body in row.officers:
        name, certificate = text_of(body, "name"), text_of(body, "certificate")
        yield f"officer.{text_of(body, 'officer_id')}", name, certificate
