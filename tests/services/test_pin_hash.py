"""A PIN is kept as a slow hash, and wrong ones cost time that no clock can be set past."""

from decimal import Decimal

import pytest

from inspector_app.services.pin_hash import (
    METHOD,
    hash_pin,
    is_pin,
    is_same,
    new_salt,
    still_to_wait_s,
    wait_after,
)


def test_the_hash_depends_on_pin_and_salt_and_tells_neither() -> None:
    salt = new_salt()
    kept = hash_pin("123456", salt)
    assert is_same(kept, hash_pin("123456", salt, METHOD))
    assert not is_same(kept, hash_pin("123457", salt))
    assert not is_same(kept, hash_pin("123456", new_salt()))
    assert b"123456" not in kept


def test_the_hash_takes_32_mib_so_that_many_cannot_be_tried_at_once() -> None:
    _, n, r, _ = METHOD.split(":")
    assert 128 * int(n) * int(r) >= 32 * 1024 * 1024


def test_a_hash_of_an_unknown_method_is_never_right() -> None:
    with pytest.raises(ValueError):
        hash_pin("123456", b"salt", "md5:1:1:1")


@pytest.mark.parametrize(
    ("text", "good"),
    [("1234", True), ("123456", True), ("1" * 12, True), ("123", False), ("1" * 13, False),
     ("12a4", False), ("١٢٣٤", False), ("", False)],
)  # fmt: skip
def test_a_pin_is_four_to_twelve_digits(text: str, good: bool) -> None:
    assert is_pin(text) == good


def test_three_tries_are_free_then_the_wait_doubles_up_to_an_hour() -> None:
    assert [wait_after(tries) for tries in range(7)] == [0, 0, 0, 30, 60, 120, 240]
    assert wait_after(10) == wait_after(10**6) == 3600


@pytest.mark.parametrize(
    ("tried", "now", "left"),
    [("100", "100", 30), ("100", "100.5", 30), ("100", "129.9", 1), ("100", "130", 0),
     ("5000", "10", 20), ("5000", "30", 0)],
)  # fmt: skip
def test_the_wait_is_told_by_the_clock_that_nobody_can_set(tried: str, now: str, left: int) -> None:
    assert still_to_wait_s(3, Decimal(tried), Decimal(now)) == left
