"""One frame is read step by step: within its time, and never into a wrong identifier."""

import io

import pytest
import qrcode
from PIL import Image

from inspector_app.devices.decoder import decode_picture
from inspector_app.devices.decoder.frame import WORKING_PIXELS, Frame
from inspector_app.devices.decoder.geometry import Quad
from inspector_app.devices.decoder.looks import Look
from inspector_app.devices.decoder.readers import only
from inspector_app.devices.decoder.reading import Limit, read_frame
from inspector_app.devices.decoder.steps import STEPS
from tests.support.photographs import take_hopeless, take_without_tag

LINK = "HTTPS://M.EXAMPLE.GOV/I/0000000150"
MISREAD = "HTTPS://M.EXAMPLE.GOV/I/0000000105"
MENU = "https://elsewhere.example/menu"
CODE: Quad = ((300, 200), (400, 200), (400, 300), (300, 300))


class Clock:
    """Stands still unless it is moved."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class Scripted:
    """A back end that sees what it is told to, look after look; each look takes its time."""

    def __init__(self, *looks: Look, clock: Clock | None = None, takes_s: float = 0.0) -> None:
        self.script = list(looks)
        self.seen: list[Image.Image] = []
        self.clock = clock or Clock()
        self.takes_s = takes_s

    def decode(self, grey: Image.Image, /) -> Look:
        assert grey.mode == "L"
        self.seen.append(grey)
        self.clock.now_s += self.takes_s
        return self.script.pop(0) if self.script else Look()


def picture(size: tuple[int, int] = (640, 480)) -> bytes:
    file = io.BytesIO()
    Image.effect_noise(size, 60).save(file, "PNG")
    return file.getvalue()


def codes(*texts: str) -> bytes:
    page = Image.new("L", (480 * len(texts), 480), 255)
    for at, text in enumerate(texts):
        page.paste(qrcode.make(text).get_image().convert("L").resize((420, 420)), (480 * at, 30))
    file = io.BytesIO()
    page.save(file, "PNG")
    return file.getvalue()


NOTHING = Look()


def test_the_search_ends_with_the_first_attempt_that_reads_a_tag() -> None:
    decoder = Scripted(NOTHING, NOTHING, Look((LINK,)))
    assert decode_picture(picture(), decoder=decoder, clock=Clock()) == (LINK,)
    assert len(decoder.seen) == 3


def test_a_clean_picture_costs_a_single_look() -> None:
    decoder = Scripted(Look((LINK,)))
    decode_picture(picture(), decoder=decoder, clock=Clock())
    assert len(decoder.seen) == 1


def test_a_text_whose_check_character_does_not_fit_is_not_believed_and_the_search_goes_on() -> None:
    decoder = Scripted(Look((MISREAD,)), NOTHING, Look((LINK,)))
    assert decode_picture(picture(), decoder=decoder, clock=Clock()) == (LINK,)


def test_a_text_whose_check_character_never_fits_is_told_as_it_is_when_all_else_failed() -> None:
    decoder = Scripted(Look((MISREAD,)))
    assert decode_picture(picture(), decoder=decoder, clock=Clock()) == (MISREAD,)
    assert len(decoder.seen) > 5


def test_a_code_of_something_else_is_told_after_the_quick_steps() -> None:
    decoder = Scripted(Look((MENU,)))
    assert decode_picture(picture(), decoder=decoder, clock=Clock()) == (MENU,)
    assert len(decoder.seen) == len(quick_attempts())


def test_a_tag_beside_a_code_of_something_else_is_looked_for() -> None:
    decoder = Scripted(Look((MENU,)), Look((LINK,)))
    assert decode_picture(picture(), decoder=decoder, clock=Clock()) == (MENU, LINK)
    assert set(decode_picture(codes(MENU, LINK))) == {MENU, LINK}


WEIXIN = "https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQrStUv"


def test_a_seal_link_of_a_foreign_host_does_not_end_the_search() -> None:
    decoder = Scripted(Look((WEIXIN,)), Look((LINK,)))
    assert decode_picture(picture(), decoder=decoder, clock=Clock()) == (WEIXIN, LINK)


def test_a_seal_link_ends_the_search_when_its_host_is_one_of_ours() -> None:
    seal = "https://t.office.example/s/z-7"
    for hosts, looks in (((), 2), (["T.OFFICE.EXAMPLE"], 1), (["M.EXAMPLE.GOV"], 2)):
        decoder = Scripted(Look((seal,)), Look((LINK,)))
        decode_picture(picture(), decoder=decoder, clock=Clock(), hosts=hosts)
        assert len(decoder.seen) == looks


def quick_attempts() -> list[Image.Image]:
    decoder = Scripted()
    decode_picture(picture(), decoder=decoder, thorough=False, clock=Clock())
    return decoder.seen


def test_a_frame_that_is_only_glanced_at_gets_the_quick_steps() -> None:
    decoder = Scripted()
    assert decode_picture(picture(), decoder=decoder, clock=Clock()) == ()
    assert 0 < len(quick_attempts()) < len(decoder.seen)


@pytest.mark.parametrize("takes_s", [0.01, 0.06, 0.2, 1.0, 30.0])
@pytest.mark.parametrize(
    "frame", [take_without_tag(1), take_hopeless(1)], ids=["no tag", "a painted tag"]
)
def test_a_hopeless_frame_ends_with_the_attempt_in_which_its_time_is_over(
    frame: bytes, takes_s: float
) -> None:
    clock = Clock()
    decoder = Scripted(*[Look((), (CODE,))] * 99, clock=clock, takes_s=takes_s)
    assert decode_picture(frame, decoder=decoder, clock=clock, budget_s=0.34) == ()
    assert clock.now_s - 100 <= max(takes_s, 0.34 + takes_s - 0.034 + 1e-9)
    assert decoder.seen, "the first look is always taken"


def test_without_any_end_of_time_a_hopeless_frame_still_ends() -> None:
    decoder = Scripted(*[Look((), (CODE,))] * 500)
    assert decode_picture(take_hopeless(2), decoder=decoder, clock=Clock()) == ()
    assert len(decoder.seen) < 60


def test_what_costs_much_is_not_begun_with_little_time_left() -> None:
    clock = Clock()
    decoder = Scripted(clock=clock, takes_s=0.0)
    costly = STEPS[1]._replace(needs=0.35)
    limit = Limit(clock, clock.now_s - 0.25, 0.34)
    reading = read_frame(Frame(Image.new("L", (64, 48))), only(decoder), limit, (STEPS[0], costly))
    assert reading.attempts == 1


def test_steps_on_the_whole_picture_work_on_a_bounded_size() -> None:
    decoder = Scripted()
    decode_picture(picture((2600, 1900)), decoder=decoder, clock=Clock())
    first, *others = (each.width * each.height for each in decoder.seen)
    assert first == 2600 * 1900
    assert max(others) <= 1.01 * WORKING_PIXELS


def test_a_code_that_was_found_but_not_read_is_looked_at_from_straight_above() -> None:
    decoder = Scripted(Look((), (CODE,)))
    decode_picture(picture(), decoder=decoder, clock=Clock())
    assert sum(each.size == (296, 296) for each in decoder.seen) > 8


@pytest.mark.parametrize(
    "quad",
    [
        ((5, 5), (5, 5), (5, 5), (5, 5)),
        ((0, 0), (100, 0), (200, 0), (300, 0)),
        ((0, 0), (100, 100), (100, 0), (0, 100)),
        ((0, 0), (900, 0), (900, 20), (0, 20)),
    ],
    ids=["a point", "a line", "crossed", "a stripe"],
)
def test_what_cannot_be_a_square_seen_from_an_angle_is_left_alone(quad: Quad) -> None:
    decoder = Scripted(Look((), (quad,)))
    assert decode_picture(picture(), decoder=decoder, clock=Clock()) == ()
    assert all(each.size != (296, 296) for each in decoder.seen)
