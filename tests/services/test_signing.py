"""Signatures of a draft: bound to all that is sealed, dropped by every later change."""

import json
from collections.abc import Callable

import pytest

from inspector_app.errors import NotFound, WrongUse
from inspector_app.services import finishing, inspecting, photographing, replacing, signing
from inspector_app.services.checking_integrity import check_integrity
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.thinning import MOST_BYTES, thin_strokes
from inspector_app.services.views import SealState, Signing
from sync.protocol.statement import signature_faults, statement_sha256
from sync.protocol.strokes import read_strokes
from tests.support.registry import PUMP, SCALE, FixedClock
from tests.support.visits import POINT, fill_in, seal_one

WAVE = [[(x, 200 + (x * 7) % 150) for x in range(0, 1000, 10)], [(10, 10)]]
FIRST, SECOND = "officer.O1", "officer.O2"


@pytest.fixture
def draft(tablet: Tablet) -> str:
    """An inspection that only has to be signed."""
    draft_id = inspecting.begin(tablet, PUMP)
    fill_in(tablet, draft_id)
    return draft_id


def sign_all(tablet: Tablet, draft: str) -> Signing:
    """Let two officers and the trader sign."""
    signing.sign(tablet, draft, FIRST, WAVE)
    signing.sign(tablet, draft, SECOND, WAVE)
    return signing.sign(tablet, draft, signing.TRADER, WAVE, name=" Ms  Zhang ")


def test_officers_and_trader_sign_and_their_signatures_are_sealed_with_what_they_signed(
    tablet: Tablet, draft: str, clock: FixedClock
) -> None:
    assert [one.key for one in signing.load_signing(tablet, draft).missing] == [
        FIRST, SECOND, signing.TRADER,
    ]  # fmt: skip
    assert sign_all(tablet, draft).missing == ()
    clock.move(minutes=3)
    finishing.seal_draft(tablet, draft)
    body = finishing.load_sealed(tablet, draft)
    told = [(one["role"], one["name"], one["kind"], one["at"]) for one in body["signatures"]]
    assert told == [
        ("officer", "Officer 1", "drawn", "2026-11-23T01:30:00Z"),
        ("officer", "Officer 2", "drawn", "2026-11-23T01:30:00Z"),
        ("trader", "Ms Zhang", "drawn", "2026-11-23T01:30:00Z"),
    ]
    assert [one.get("certificate") for one in body["signatures"]] == ["CERT-1", "CERT-2", None]
    assert {one["statement"] for one in body["signatures"]} == {statement_sha256(body)}
    assert all(read_strokes(one["strokes"]) for one in body["signatures"])
    assert signature_faults(body) == ()
    assert check_integrity(tablet) == ()


CHANGES: dict[str, Callable[[Tablet, str], object]] = {
    "reading": lambda tablet, draft: inspecting.take_reading(
        tablet, draft, POINT, 0, "neck_reading_mm", "71.0"
    ),
    "seal": lambda tablet, draft: inspecting.record_seal(
        tablet, draft, "transducer", SealState.BROKEN
    ),
    "check": lambda tablet, draft: inspecting.answer_check(
        tablet, draft, inspecting.load_inspection(tablet, draft).checks[0].id, False
    ),
    "photo": lambda tablet, draft: photographing.add_photo(tablet, draft, b"\xff\xd8\xff one"),
    "note": lambda tablet, draft: inspecting.write_note(tablet, draft, "leaks"),
    "officer": lambda tablet, draft: inspecting.choose_officers(tablet, draft, ["O2", "O1"]),
    "standard": lambda tablet, draft: inspecting.choose_standard(tablet, draft, "STD-OLD"),
    "occasion": lambda tablet, draft: inspecting.choose_phase(tablet, draft, "in_service"),
    "replaced seal": lambda tablet, draft: _replace_seal(tablet, draft),
}


def _replace_seal(tablet: Tablet, draft: str) -> None:
    replacing.begin_replacement(tablet, draft, "transducer")
    told = replacing.ReplacedSeal("A100", "B7", "repair")
    replacing.write_replacement(tablet, draft, "transducer", told)
    replacing.finish_replacement(tablet, draft, "transducer")


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_later_change_drops_the_signatures_and_says_so(
    tablet: Tablet, draft: str, change: Callable[[Tablet, str], object]
) -> None:
    sign_all(tablet, draft)
    change(tablet, draft)
    after = signing.load_signing(tablet, draft)
    assert len(after.missing) == 3
    assert all(signer.dropped for signer in after.signers)
    finishing.seal_draft(tablet, draft)
    assert finishing.load_sealed(tablet, draft)["signatures"] == []


def test_who_signs_again_after_a_change_has_signed_what_stands_there_now(
    tablet: Tablet, draft: str
) -> None:
    sign_all(tablet, draft)
    inspecting.write_note(tablet, draft, "leaks")
    after = signing.sign(tablet, draft, SECOND, WAVE)
    assert [signer.key for signer in after.missing] == [FIRST, signing.TRADER]
    finishing.seal_draft(tablet, draft)
    body = finishing.load_sealed(tablet, draft)
    assert [one["name"] for one in body["signatures"]] == ["Officer 2"]
    assert signature_faults(body) == ()


def test_where_the_inspector_stands_is_nothing_that_was_signed(tablet: Tablet, draft: str) -> None:
    sign_all(tablet, draft)
    inspecting.stand_at(tablet, draft, inspecting.Place(typed="12"))
    assert signing.load_signing(tablet, draft).missing == ()


def test_signatures_survive_a_kill(tablet: Tablet, draft: str, clock: FixedClock) -> None:
    sign_all(tablet, draft)
    again = open_tablet(tablet.folder, clock=clock)
    assert signing.load_signing(again, draft).missing == ()
    again.close()


def test_a_refusal_is_witnessed_and_sealed_with_its_reason(tablet: Tablet, draft: str) -> None:
    after = signing.refuse(tablet, draft, "disagrees", note="says 20.1 L", no_witness=False)
    assert [signer.key for signer in after.missing] == [FIRST, SECOND, signing.WITNESS]
    signing.sign(tablet, draft, signing.WITNESS, WAVE, name="Mr Li")
    finishing.seal_draft(tablet, draft)
    trader, witness = finishing.load_sealed(tablet, draft)["signatures"]
    assert (trader["role"], trader["kind"], trader["reason"], trader["note"]) == (
        "trader", "refused", "disagrees", "says 20.1 L",
    )  # fmt: skip
    assert "strokes" not in trader
    assert (witness["role"], witness["name"], witness["kind"]) == ("witness", "Mr Li", "drawn")


def test_without_a_witness_a_refusal_needs_words(tablet: Tablet, draft: str) -> None:
    with pytest.raises(WrongUse) as told:
        signing.refuse(tablet, draft, "absent", note=" ", no_witness=True)
    assert told.value.code == "refusal_note"
    after = signing.refuse(tablet, draft, "absent", note="nobody at the till", no_witness=True)
    assert [signer.key for signer in after.missing] == [FIRST, SECOND]
    finishing.seal_draft(tablet, draft)
    (trader,) = finishing.load_sealed(tablet, draft)["signatures"]
    assert trader["no_witness"] is True


@pytest.mark.parametrize(
    ("reason", "note", "code"),
    [("other", "", "refusal_note"), ("because", "", "refusal_reason"),
     ("other", "x" * 501, "signing_text"), ("other", "a\x00b", "signing_text")],
)  # fmt: skip
def test_a_refusal_gives_one_of_the_reasons_and_another_one_in_words(
    tablet: Tablet, draft: str, reason: str, note: str, code: str
) -> None:
    with pytest.raises(WrongUse) as told:
        signing.refuse(tablet, draft, reason, note=note, no_witness=False)
    assert told.value.code == code


def test_a_trader_who_signs_after_all_takes_the_place_of_the_refusal_and_its_witness(
    tablet: Tablet, draft: str
) -> None:
    signing.refuse(tablet, draft, "no_reason", note="", no_witness=False)
    signing.sign(tablet, draft, signing.WITNESS, WAVE, name="Mr Li")
    after = signing.confirm_by_name(tablet, draft, signing.TRADER, name="Ms Zhang")
    assert signing.WITNESS not in after.by_key
    finishing.seal_draft(tablet, draft)
    (trader,) = finishing.load_sealed(tablet, draft)["signatures"]
    assert (trader["kind"], trader["name"]) == ("typed", "Ms Zhang")


def test_whoever_signs_says_their_name_and_draws_something(tablet: Tablet, draft: str) -> None:
    for key, strokes, code in (
        (signing.TRADER, WAVE, "no_name"),
        (FIRST, [], "no_strokes"),
        (FIRST, [[]], "no_strokes"),
        (FIRST, [[(0, 401)]], "strokes"),
        (FIRST, [[(0, 0)]] * 201, "strokes"),
    ):
        with pytest.raises(WrongUse) as told:
            signing.sign(tablet, draft, key, strokes)
        assert told.value.code == code
    with pytest.raises(NotFound):
        signing.sign(tablet, draft, "officer.O3", WAVE)


def test_an_officer_signs_as_before_at_the_same_site_on_the_same_day(
    tablet: Tablet, draft: str, clock: FixedClock
) -> None:
    with pytest.raises(NotFound):
        signing.sign_as_before(tablet, draft, FIRST)
    sign_all(tablet, draft)
    finishing.seal_draft(tablet, draft)
    second = inspecting.begin(tablet, PUMP)
    fill_in(tablet, second, neck_reading_mm="71.0")
    shown = signing.load_signing(tablet, second)
    assert [signer.again for signer in shown.signers] == [True, True, False]
    assert shown.by_key[signing.TRADER].name == "Ms Zhang"
    signing.sign_as_before(tablet, second, FIRST)
    finishing.seal_draft(tablet, second)
    third = inspecting.begin(tablet, PUMP)
    fill_in(tablet, third)
    signing.sign_as_before(tablet, third, FIRST)
    finishing.seal_draft(tablet, third)
    first, *_ = finishing.load_sealed(tablet, draft)["signatures"]
    for later in (second, third):
        body = finishing.load_sealed(tablet, later)
        (alike,) = body["signatures"]
        assert (alike["kind"], alike["again_of"]) == ("drawn", draft)
        assert alike["strokes"] == first["strokes"]
        assert alike["statement"] != first["statement"]
        assert signature_faults(body) == ()
    clock.move(days=1)
    fourth = inspecting.begin(tablet, PUMP)
    fill_in(tablet, fourth)
    assert not any(signer.again for signer in signing.load_signing(tablet, fourth).signers)


def test_a_signature_at_another_site_is_not_used_again(tablet: Tablet, draft: str) -> None:
    sign_all(tablet, draft)
    finishing.seal_draft(tablet, draft)
    other = inspecting.begin(tablet, SCALE)
    inspecting.choose_officers(tablet, other, ["O1", "O2"])
    assert not any(signer.again for signer in signing.load_signing(tablet, other).signers)


def test_a_record_of_the_command_line_needs_no_signature(tablet: Tablet) -> None:
    line = seal_one(tablet)
    assert finishing.load_sealed(tablet, line.record_id)["signatures"] == []
    assert check_integrity(tablet) == ()


def test_a_long_signature_is_thinned_and_keeps_its_shape() -> None:
    drawn = [[(x, 200 + (x * 37) % 190) for x in range(1000)] for _ in range(5)]
    told = thin_strokes(drawn[:1])
    assert len(json.dumps(told, separators=(",", ":"))) <= MOST_BYTES
    straight = [[(x, x // 3) for x in range(0, 900, 3)]]
    assert thin_strokes(straight) == [[0, 0, 897, 299]]
    with pytest.raises(WrongUse):
        thin_strokes(drawn)
