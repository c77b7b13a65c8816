"""Practice is a tablet of its own that can never pass for a real one."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from inspector_app.cli import main
from inspector_app.errors import OnlyPractice
from inspector_app.services import finishing, inspecting, practising
from inspector_app.services.checking_integrity import check_integrity
from inspector_app.services.enrolling import enrol
from inspector_app.services.exporting import export_bundle
from inspector_app.services.handing_in import hand_in
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.planning import load_site, load_work_list
from inspector_app.services.practising import begin_anew, open_practice
from inspector_app.services.settling import change_setting, tablet_info
from inspector_app.services.syncing import sync_now
from inspector_app.store.reference import find_body
from inspector_app.store.tablet import load_tablet_row
from sync.protocol.practice import PRACTICE_DEVICE
from tests.support.registry import FixedClock


@pytest.fixture
def practice(tablet: Tablet) -> Tablet:
    """The practice of that tablet."""
    change_setting(tablet, "language", "en")
    return open_practice(tablet)


def first_instrument(practice: Tablet) -> str:
    (site, *_) = load_work_list(practice).sites
    return load_site(practice, site.site_id).instruments[0].instrument_id


def seal_one(practice: Tablet) -> str:
    draft = inspecting.begin(practice, first_instrument(practice))
    inspecting.choose_officers(practice, draft, ["PRACTICE-1", "PRACTICE-2"])
    return finishing.seal_draft(practice, draft).record_id


def test_there_is_work_for_today_and_an_inspection_can_be_sealed(practice: Tablet) -> None:
    info = tablet_info(practice)
    assert (info.practice, info.enrolled, info.server_url) == (True, True, "")
    assert info.settings["language"] == "en", "it looks as the tablet does"
    assert sum(site.due for site in load_work_list(practice).sites) > 0
    seal_one(practice)
    assert hand_in(practice).sealed == 1
    assert check_integrity(practice) == ()


def test_nothing_of_it_comes_into_the_tablets_own_records(tablet: Tablet, practice: Tablet) -> None:
    seal_one(practice)
    counts = hand_in(tablet)
    assert (counts.draft, counts.sealed) == (0, 0)
    assert not tablet_info(tablet).practice


def test_it_can_be_neither_synced_nor_exported_nor_enrolled(
    practice: Tablet, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seal_one(practice)
    with practice.database.reading() as db:
        assert load_tablet_row(db)["server_url"] is None
    for work in (
        lambda: sync_now(practice),
        lambda: export_bundle(practice, tmp_path / "b.zip"),
        lambda: enrol(practice, "CODE", server="http://127.0.0.1:9"),
    ):
        with pytest.raises(OnlyPractice) as told:
            work()
        assert told.value.code == "practice"
    assert not (tmp_path / "b.zip").exists()
    practice.close()
    data = ["--data", str(practice.folder)]
    assert main(["sync", *data]) == 2
    assert main(["export", str(tmp_path / "b.zip"), *data]) == 2
    assert main(["enroll", "CODE", "--server", "http://127.0.0.1:9", *data]) == 2
    assert capsys.readouterr().err.count("This is practice") == 3


def test_it_is_as_it_was_left_until_it_is_begun_anew(tablet: Tablet, practice: Tablet) -> None:
    seal_one(practice)
    assert open_practice(tablet) is practice
    tablet.close()
    reopened = open_tablet(tablet.folder, clock=tablet.clock)
    assert hand_in(open_practice(reopened)).sealed == 1
    anew = begin_anew(reopened)
    assert hand_in(anew).sealed == 0
    assert load_work_list(anew).sites
    reopened.close()


@pytest.mark.parametrize("step", ["rename", "rmtree"])
def test_beginning_anew_may_be_killed(
    tablet: Tablet, practice: Tablet, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    seal_one(practice)

    class Killed(BaseException):
        pass

    def die(*_given: object, **_named: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        if step == "rename":
            patch.setattr(Path, "rename", die)
        else:
            (tablet.folder / practising.GONE).mkdir()
            patch.setattr(shutil, "rmtree", die)
        with pytest.raises(Killed):
            begin_anew(tablet)
    again = open_practice(tablet)
    assert check_integrity(again) == ()
    assert not (tablet.folder / practising.GONE).exists()


def test_a_damaged_practice_begins_anew(tablet: Tablet, practice: Tablet) -> None:
    seal_one(practice)
    tablet.close()
    tablet.beside.clear()
    (practice.folder / "tablet.db").write_bytes(b"")
    assert hand_in(open_practice(tablet)).sealed == 0


def test_days_lie_around_today_whenever_it_is_begun(tablet: Tablet, clock: FixedClock) -> None:
    clock.move(days=1000)
    practice = open_practice(tablet)
    instrument_id = first_instrument(practice)
    with practice.database.reading() as db:
        row = find_body(db, "instruments", instrument_id)
    assert row is not None and date.fromisoformat(row["valid_until"]) > date(2029, 1, 1)


def test_the_device_of_practice_is_one_that_no_server_gives() -> None:
    assert set(PRACTICE_DEVICE) == {"0", "-"}
