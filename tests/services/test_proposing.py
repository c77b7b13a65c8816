"""Measures: what fits is first, a tap is on the disk, the record holds wording and basis."""

from typing import Any

import pytest

from inspector_app.errors import NotFound
from inspector_app.services import finishing, inspecting, replacing
from inspector_app.services.opening import Tablet
from inspector_app.services.proposing import list_measures, propose
from inspector_app.services.settling import change_setting
from inspector_app.services.views import ReplacedSeal, SealState
from inspector_app.store.reference import apply_changes
from tests.support.registry import PUMP, SCALE, instrument
from tests.support.visits import ENOUGH, fill_in

SHORT = {"indicated_L": "20.08"}


def begin_with(tablet: Tablet, **changes: Any) -> str:
    with tablet.database.writing() as db:
        apply_changes(db, [("instruments", PUMP, instrument(**changes))])
    return inspecting.begin(tablet, PUMP)


def fitting(tablet: Tablet, draft: str) -> set[str]:
    return {choice.id for choice in list_measures(tablet, draft) if choice.fits}


def test_nothing_fits_an_instrument_that_passes(tablet: Tablet) -> None:
    draft = begin_with(tablet)
    fill_in(tablet, draft)
    assert fitting(tablet, draft) == set()
    assert len(list_measures(tablet, draft)) > 10


def test_an_error_against_the_customer_fits_stop_use_and_loss_and_they_come_first(
    tablet: Tablet,
) -> None:
    draft = begin_with(tablet)
    fill_in(tablet, draft, runs=ENOUGH, **SHORT)
    assert {"cn.stop-use", "cn.station-stop-use", "cn.loss", "cn.station-settled"} <= fitting(
        tablet, draft
    )
    fits = [choice.fits for choice in list_measures(tablet, draft)]
    assert fits == sorted(fits, reverse=True)


def test_an_error_in_the_customers_favour_is_no_loss(tablet: Tablet) -> None:
    draft = begin_with(tablet)
    fill_in(tablet, draft, runs=ENOUGH, indicated_L="19.90")
    assert "cn.stop-use" in fitting(tablet, draft)
    assert not {"cn.loss", "cn.station-settled"} & fitting(tablet, draft)


@pytest.mark.parametrize("state", [SealState.BROKEN, SealState.MISSING, SealState.OTHER_NUMBER])
def test_a_wrong_seal_fits_what_is_for_seals(tablet: Tablet, state: SealState) -> None:
    draft = begin_with(tablet)
    fill_in(tablet, draft)
    inspecting.record_seal(tablet, draft, "transducer", state, "X9")
    found = fitting(tablet, draft)
    assert {"cn.station-seals", "cn.cheating", "cn.preserve"} <= found
    assert "cn.loss" not in found


@pytest.mark.parametrize(
    ("changes", "measure"),
    [
        ({"valid_until": "2026-11-22"}, "cn.no-use-until-verified"),
        ({"certificate_no": ""}, "cn.register"),
    ],
    ids=["expired", "unverified"],
)
def test_the_certificate_of_the_register_fits_too(
    tablet: Tablet, changes: dict[str, str], measure: str
) -> None:
    draft = begin_with(tablet, **changes)
    fill_in(tablet, draft)
    assert measure in fitting(tablet, draft)


def test_the_last_day_of_a_certificate_is_in_date(tablet: Tablet) -> None:
    draft = begin_with(tablet, valid_until="2026-11-23")
    fill_in(tablet, draft)
    assert fitting(tablet, draft) == set()


def test_a_seal_that_was_replaced_for_a_repair_fits_verification_again(tablet: Tablet) -> None:
    draft = begin_with(tablet)
    fill_in(tablet, draft)
    replacing.write_replacement(
        tablet, draft, "transducer", ReplacedSeal("A100", "B1", "repair", "")
    )
    assert fitting(tablet, draft) == {"cn.station-repaired"}


def test_measures_for_stations_are_not_offered_for_scales(tablet: Tablet) -> None:
    draft = inspecting.begin(tablet, SCALE)
    ids = {choice.id for choice in list_measures(tablet, draft)}
    assert "cn.stop-use" in ids
    assert not any(one.startswith("cn.station") for one in ids)
    with pytest.raises(NotFound):
        propose(tablet, draft, "cn.station-seals", chosen=True)


def test_where_no_law_was_read_only_general_measures_are_offered(tablet: Tablet) -> None:
    change_setting(tablet, "jurisdiction", "us")
    draft = begin_with(tablet)
    choices = list_measures(tablet, draft)
    assert {choice.id for choice in choices} == {
        "any.repair-and-verify", "any.out-of-use-label", "any.hand-on",
    }  # fmt: skip
    assert {choice.tag for choice in choices} == {"K"}


def test_what_was_chosen_is_there_after_the_app_was_closed_and_can_be_taken_back(
    tablet: Tablet,
) -> None:
    draft = begin_with(tablet)
    propose(tablet, draft, "cn.stop-use", chosen=True)
    propose(tablet, draft, "cn.stop-use", chosen=True)
    propose(tablet, draft, "cn.hand-on", chosen=True)
    tablet.close()
    chosen = {one.id for one in list_measures(tablet, draft) if one.chosen}
    assert chosen == {"cn.stop-use", "cn.hand-on"}
    propose(tablet, draft, "cn.hand-on", chosen=False)
    assert {one.id for one in list_measures(tablet, draft) if one.chosen} == {"cn.stop-use"}


def test_the_record_holds_wording_basis_and_how_far_it_was_read(tablet: Tablet) -> None:
    draft = begin_with(tablet)
    fill_in(tablet, draft, runs=ENOUGH, **SHORT)
    propose(tablet, draft, "cn.stop-use", chosen=True)
    body = finishing.load_sealed(tablet, finishing.seal_draft(tablet, draft).record_id)
    (measure,) = body["measures"]
    assert set(measure) == {"id", "text", "basis", "tag"}
    assert measure["id"] == "cn.stop-use"
    assert measure["text"]["zh"].startswith("建议：")
    assert measure["basis"] == "《中华人民共和国计量法（2018年修正）》第二十五条"
    assert measure["tag"] == "Q1"


def test_a_record_without_proposals_says_so_with_an_empty_list(tablet: Tablet) -> None:
    draft = begin_with(tablet)
    fill_in(tablet, draft)
    body = finishing.load_sealed(tablet, finishing.seal_draft(tablet, draft).record_id)
    assert body["measures"] == []


def test_a_discarded_draft_takes_its_measures_along(tablet: Tablet) -> None:
    draft = begin_with(tablet)
    propose(tablet, draft, "cn.stop-use", chosen=True)
    inspecting.discard(tablet, draft)
    with tablet.database.reading() as db:
        assert db.table("draft_measures").count == 0
