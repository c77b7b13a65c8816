"""Promise 7, on the tablet: its chain verifies after any order of work, kills and syncs."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.services import finishing, inspecting
from inspector_app.services.checking_integrity import check_integrity
from inspector_app.services.drafting import load_case
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.sealing import seal
from inspector_app.store.records import list_whole
from sync.protocol.chain import GENESIS, entry_hash
from sync.protocol.digest import sha256_hex
from tests.support.registry import DEVICE_ID, PUMP, SCALE, FixedClock, open_city
from tests.support.visits import inspection_document, seal_one

WORK = st.lists(
    st.sampled_from(["seal", "record", "begin", "discard", "reopen", "fail"]), max_size=8
)


def do(tablet: Tablet, work: str) -> Tablet:
    match work:
        case "seal":
            seal_one(tablet)
        case "record":
            finishing.record_inspection(tablet, inspection_document(), folder=tablet.folder)
        case "begin":
            inspecting.begin(tablet, SCALE)
        case "discard":
            inspecting.discard(tablet, inspecting.begin(tablet, PUMP))
        case "fail":
            undone(tablet)
        case "reopen":
            tablet.close()
            return open_tablet(tablet.folder, clock=FixedClock())
    return tablet


def fail() -> None:
    raise ZeroDivisionError


def undone(tablet: Tablet) -> None:
    """Seal in a transaction that is undone, as a full disk would undo it."""
    draft_id = inspecting.begin(tablet, PUMP)
    inspecting.choose_officers(tablet, draft_id, ["O1", "O2"])
    with suppress(ZeroDivisionError), tablet.database.writing() as db:
        seal(tablet, db, finishing.finished_of(tablet, db, load_case(tablet, db, draft_id)))
        fail()
    inspecting.discard(tablet, draft_id)


@settings(max_examples=15)
@given(work=WORK)
def test_the_chain_is_whole_after_any_order_of_work(
    tmp_path_factory: pytest.TempPathFactory, work: list[str]
) -> None:
    tablet = open_city(tmp_path_factory.mktemp("tablet"))
    for each in work:
        tablet = do(tablet, each)
    assert check_integrity(tablet) == ()
    with tablet.database.reading() as db:
        rows = list(list_whole(db))
    tablet.close()
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    prev = GENESIS
    for row in rows:
        body = json.loads(row["body"])
        assert (row["prev"], body["prev"], body["seq"]) == (prev, prev, row["seq"])
        prev = entry_hash(
            device_id=DEVICE_ID, seq=row["seq"], prev=prev, body_sha256=sha256_hex(row["body"])
        )
        assert row["entry"] == prev
    assert len(rows) == sum(each in ("seal", "record") for each in work)
