"""Two officers on one tablet, each with a PIN; and what a wrong one costs."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from inspector_app.cli import main
from inspector_app.errors import NotFound, WrongUse
from inspector_app.services import inspecting, signing_in
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.settling import tablet_info
from inspector_app.services.signing_in import (
    PinRefused,
    clear_pin,
    list_signers,
    set_pin,
    sign_in,
    sign_out,
)
from inspector_app.store.reference import apply_changes
from tests.support.registry import PUMP, SCALE, FixedClock
from tests.support.sealed_bytes import bytes_in

PIN = "246813"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash as slowly as a test can wait for."""
    monkeypatch.setattr(signing_in, "METHOD", "scrypt:16:8:1")
    real = signing_in.hash_pin
    monkeypatch.setattr(
        signing_in, "hash_pin", lambda pin, salt, method="scrypt:16:8:1": real(pin, salt, method)
    )


def places(tablet: Tablet) -> dict[str, int]:
    return {one.officer.officer_id: one.place for one in list_signers(tablet) if one.place}


def refused(work: Callable[[], object]) -> PinRefused:
    with pytest.raises(PinRefused) as told:
        work()
    return told.value


def fail(tablet: Tablet, times: int) -> PinRefused:
    for _ in range(times):
        last = refused(lambda: sign_in(tablet, "O1", "0000"))
    return last


def test_until_somebody_has_set_a_pin_nothing_is_locked(tablet: Tablet) -> None:
    assert not tablet_info(tablet).guarded
    assert [one.has_pin for one in list_signers(tablet)] == [False, False, False]
    set_pin(tablet, "O1", PIN)
    assert tablet_info(tablet).guarded


def test_two_officers_sign_in_apart_and_a_third_takes_the_second_place(tablet: Tablet) -> None:
    for officer_id in ("O1", "O2", "O3"):
        set_pin(tablet, officer_id, PIN)
        sign_out(tablet, officer_id)
    sign_in(tablet, "O2", PIN)
    assert places(tablet) == {"O2": 1}
    sign_in(tablet, "O1", PIN)
    assert places(tablet) == {"O2": 1, "O1": 2}
    sign_in(tablet, "O3", PIN)
    assert places(tablet) == {"O2": 1, "O3": 2}
    sign_out(tablet, "O2")
    assert places(tablet) == {"O3": 1}


def test_who_is_signed_in_is_proposed_for_an_inspection_and_may_be_changed(tablet: Tablet) -> None:
    set_pin(tablet, "O3", PIN)
    set_pin(tablet, "O1", PIN)
    draft = inspecting.begin(tablet, PUMP)
    chosen = [one.officer_id for one in inspecting.load_inspection(tablet, draft).officers]
    assert chosen == ["O3", "O1"]
    inspecting.choose_officers(tablet, draft, ["O2", "O1"])
    sign_out(tablet, "O1")
    other = inspecting.begin(tablet, SCALE)
    chosen = [one.officer_id for one in inspecting.load_inspection(tablet, other).officers]
    assert chosen == ["O3", "O2"], "signed in, then chosen last"


def test_a_wrong_pin_signs_nobody_in_and_the_right_one_forgets_the_wrong_ones(
    tablet: Tablet,
) -> None:
    set_pin(tablet, "O1", PIN)
    sign_out(tablet, "O1")
    assert [fail(tablet, 1).wait_s for _ in range(2)] == [0, 0]
    assert places(tablet) == {}
    sign_in(tablet, "O1", PIN)
    assert [fail(tablet, 1).wait_s for _ in range(2)] == [0, 0]


def test_after_three_wrong_ones_even_the_right_one_must_wait(
    tablet: Tablet, clock: FixedClock
) -> None:
    set_pin(tablet, "O1", PIN)
    assert fail(tablet, 3).wait_s == 30
    early = refused(lambda: sign_in(tablet, "O1", PIN))
    assert (early.code, early.wait_s) == ("pin_wait", 30)
    clock.ran_s += Decimal(30)
    assert fail(tablet, 1).wait_s == 60
    clock.ran_s += Decimal("59.5")
    assert refused(lambda: sign_in(tablet, "O1", PIN)).wait_s == 1
    clock.ran_s += Decimal("0.5")
    sign_in(tablet, "O1", PIN)


@pytest.mark.parametrize("days", [-400, 400])
def test_setting_the_clock_shortens_no_wait(tablet: Tablet, clock: FixedClock, days: int) -> None:
    set_pin(tablet, "O1", PIN)
    fail(tablet, 3)
    clock.move(days=days)
    assert refused(lambda: sign_in(tablet, "O1", PIN)).wait_s == 30


def test_closing_the_app_or_starting_the_tablet_again_shortens_no_wait(
    tablet: Tablet, clock: FixedClock
) -> None:
    set_pin(tablet, "O1", PIN)
    fail(tablet, 3)
    tablet.close()
    again = open_tablet(tablet.folder, clock=clock)
    assert refused(lambda: sign_in(again, "O1", PIN)).wait_s == 30
    clock.ran_s = Decimal(10)  # it was started anew ten seconds ago
    assert refused(lambda: sign_in(again, "O1", PIN)).wait_s == 20
    clock.ran_s = Decimal(1260)  # later than it had run before
    sign_in(again, "O1", PIN)
    again.close()


def test_a_try_counts_though_the_app_is_killed_while_it_is_checked(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_pin(tablet, "O1", PIN)

    class Killed(BaseException):
        pass

    def die(*_given: object) -> bytes:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(signing_in, "hash_pin", die)
        for _ in range(3):
            with pytest.raises(Killed):
                sign_in(tablet, "O1", "0000")
    assert refused(lambda: sign_in(tablet, "O1", PIN)).code == "pin_wait"


def test_a_pin_is_changed_with_the_old_one_alone(tablet: Tablet) -> None:
    set_pin(tablet, "O1", PIN)
    refused(lambda: set_pin(tablet, "O1", "111111", old="0000"))
    set_pin(tablet, "O1", "111111", old=PIN)
    sign_in(tablet, "O1", "111111")


@pytest.mark.parametrize("pin", ["", "123", "12345x", "1" * 13])
def test_what_is_no_pin_is_refused(tablet: Tablet, pin: str) -> None:
    with pytest.raises(WrongUse) as told:
        set_pin(tablet, "O1", pin)
    assert told.value.code == "pin_form"


def test_nobody_unknown_gets_or_gives_a_pin(tablet: Tablet) -> None:
    with pytest.raises(NotFound):
        set_pin(tablet, "O9", PIN)
    with pytest.raises(NotFound):
        sign_in(tablet, "O2", PIN)


def test_an_officer_who_left_the_office_still_opens_the_tablet(tablet: Tablet) -> None:
    set_pin(tablet, "O1", PIN)
    with tablet.database.writing() as db:
        apply_changes(db, [("officers", "O1", None)])
    assert [(one.officer.name, one.has_pin) for one in list_signers(tablet)][-1] == ("O1", True)
    sign_in(tablet, "O1", PIN)


def test_the_pin_itself_is_in_no_file(tablet: Tablet) -> None:
    set_pin(tablet, "O1", "90817263")
    assert b"90817263" not in bytes_in(tablet.folder)


def test_a_forgotten_pin_is_cleared_at_the_command_line(
    tablet: Tablet, capsys: pytest.CaptureFixture[str]
) -> None:
    set_pin(tablet, "O1", PIN)
    data = ["--data", str(tablet.folder)]
    assert main(["pin", *data]) == 0
    assert capsys.readouterr().out == "O1  Officer 1, signed in as officer 1\n"
    assert main(["pin", "--clear", "O1", *data]) == 0
    assert main(["pin", "--clear", "O1", *data]) == 1
    assert not tablet_info(tablet).guarded
    assert places(tablet) == {}
    assert not clear_pin(tablet, "O1")


def test_signed_in_is_signed_in_after_the_app_was_closed(tablet: Tablet, tmp_path: Path) -> None:
    set_pin(tablet, "O2", PIN)
    tablet.close()
    again = open_tablet(tablet.folder, clock=FixedClock())
    assert places(again) == {"O2": 1}
    again.close()
