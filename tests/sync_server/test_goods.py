"""A check of goods at the office: taken, judged again, exported, with a report."""

import json
from pathlib import Path

from inspector_app.metrology.model import Verdict
from inspector_app.services import finishing
from inspector_app.services.enrolling import enrol
from inspector_app.services.goods import begin_goods
from inspector_app.services.opening import open_tablet
from inspector_app.services.reporting import report_of
from inspector_app.services.syncing import sync_now
from inspector_app.store.reference import apply_changes
from sync.server.tables.records import load_records
from sync.server.work.catching_up import recheck_new
from sync.server.work.enrolling import invite
from sync.server.work.exporting import export_inspections
from sync.server.work.opening import Office
from tests.support.goods import equip, weigh
from tests.support.registry import CITY, FixedClock
from tests.support.serving import serving

RETAIL = "cn.retail-weighing.order66"


def test_the_server_judges_goods_as_the_tablet_did_and_exports_and_reports_them(
    tmp_path: Path, office: Office
) -> None:
    tablet = open_tablet(tmp_path / "own", clock=FixedClock())
    with serving(office) as url:
        code = invite(office, name="tablet", minutes=15).code
        enrol(tablet, code, server=url, name="tablet")
        with tablet.database.writing() as db:
            apply_changes(db, CITY)
        equip(tablet)
        draft_id = begin_goods(tablet, "S2", RETAIL, description="pears")
        weigh(tablet, draft_id, "1000", "959", "3")
        assert finishing.seal_draft(tablet, draft_id).verdict is Verdict.FAIL
        assert report_of(tablet, draft_id, "both").startswith(b"%PDF")
        assert sync_now(tablet).problem == ""
    tablet.close()
    recheck_new(office)
    with office.database.reading() as connection:
        (row,) = load_records(connection)
    exported = b"".join(export_inspections(office, format="ndjson")).splitlines()
    (line,) = exported
    assert (row.recheck, row.verdict, row.rule, row.quarantine) == ("same", "fail", RETAIL, "")
    assert json.loads(json.loads(line)["body"])["instrument"]["model"] == "pears"
