"""Photographs as they are at a fuel station are read, and never into a wrong identifier."""

from collections import Counter
from functools import cache

import pytest

from inspector_app.devices.decoder.frame import Frame
from inspector_app.devices.decoder.pictures import open_grey
from inspector_app.devices.decoder.readers import installed_readers
from inspector_app.devices.decoder.reading import Limit, read_frame
from inspector_app.devices.decoder.zxing import ZxingDecoder
from tests.support.photographs import KINDS, take, take_hopeless, take_without_tag

SEEDS = range(9000, 9004)
IN_TIME = Limit(lambda: 0.0, 0.0, 1.0)
"""A clock that stands still: what is read must not hang on how busy the machine is."""


def texts_of(data: bytes) -> tuple[str, ...]:
    return read_frame(Frame(open_grey(data)), installed_readers(), IN_TIME).texts


@cache
def figures() -> tuple[Counter[str], Counter[str], list[tuple[str, int, tuple[str, ...]]]]:
    """Return by kind what zxing-cpp alone reads and what the app reads, and the wrong texts."""
    alone: Counter[str] = Counter()
    app: Counter[str] = Counter()
    wrong = []
    for kind in KINDS:
        for seed in SEEDS:
            photograph = take(kind, seed)
            texts = texts_of(photograph.data)
            alone[kind] += (
                photograph.link in ZxingDecoder().decode(open_grey(photograph.data)).texts
            )
            app[kind] += photograph.link in texts
            if set(texts) - {photograph.link}:
                wrong.append((kind, seed, texts))
    return alone, app, wrong


def test_nine_of_ten_damaged_photographs_are_read_where_one_reader_alone_reads_two_thirds() -> None:
    alone, app, _ = figures()
    count = len(KINDS) * len(SEEDS)
    assert 0.5 < alone.total() / count < 0.75
    assert app.total() / count >= 0.9, app


def test_no_damaged_photograph_is_read_into_another_text() -> None:
    assert figures()[2] == []


def test_everything_that_one_reader_alone_reads_is_read() -> None:
    alone, app, _ = figures()
    assert all(app[kind] >= alone[kind] for kind in KINDS)


@pytest.mark.parametrize("kind", ["clean", "perspective"])
def test_a_sound_tag_is_always_read(kind: str) -> None:
    assert figures()[1][kind] == len(SEEDS)


def test_where_there_is_no_readable_tag_nothing_is_read() -> None:
    for seed in range(3):
        assert texts_of(take_without_tag(seed)) == ()
        assert texts_of(take_hopeless(seed)) == ()


def test_a_photograph_is_the_same_every_time() -> None:
    for kind in ("dirt", "curved, glare", "motion, packing"):
        assert take(kind, 4) == take(kind, 4)
        assert take(kind, 4).data != take(kind, 5).data
