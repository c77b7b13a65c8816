"""The same tag is told once while it stays before the lens, another one at once."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.services.cooldown import SAME_AGAIN_S, Sighted, news


def test_a_tag_that_stays_in_sight_is_told_once() -> None:
    sighted: Sighted = {}
    told: list[str] = []
    for second in range(20):
        fresh, sighted = news(["A"], sighted, Decimal(second))
        told += fresh
    assert told == ["A"]


def test_a_tag_is_told_again_three_seconds_after_it_was_last_seen_and_not_before() -> None:
    _, sighted = news(["A"], {}, Decimal(0))
    assert news(["A"], sighted, Decimal("2.999"))[0] == ()
    assert news(["A"], sighted, Decimal(SAME_AGAIN_S))[0] == ("A",)


def test_another_tag_is_told_at_once() -> None:
    _, sighted = news(["A"], {}, Decimal(0))
    assert news(["A", "B", "B"], sighted, Decimal("0.1"))[0] == ("B",)


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.decimals(0, 9, places=2)), max_size=30))
def test_no_tag_is_told_twice_within_the_cool_down(looks: list[tuple[str, Decimal]]) -> None:
    at_s, sighted, last = Decimal(0), dict[str, Decimal](), dict[str, Decimal]()
    for key, pause_s in looks:
        at_s += pause_s
        fresh, newer = news([key], sighted, at_s)
        sighted = dict(newer)
        for one in fresh:
            assert at_s - last.get(one, Decimal(-99)) >= SAME_AGAIN_S
            last[one] = at_s
