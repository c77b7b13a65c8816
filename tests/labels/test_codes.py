"""A link becomes a code with the mask of the standard, which reads even when it is scratched."""

import pytest
import qrcode
from PIL import Image, ImageOps
from qrcode.constants import ERROR_CORRECT_H
from qrcode.util import lost_point

from inspector_app.labels.codes import Code, encode
from tests.support.printed import read

LINKS = (
    *(f"HTTPS://M.EXAMPLE.GOV/I/{number:010}" for number in range(0, 10**10, 9**9)),
    "HTTPS://M.EXAMPLE.GOV/S/" + "%E9%93%85" * 20,
    "A",
)


def every_mask(link: str) -> dict[str, int]:
    """Return the code of a link in all eight masks, each with its penalty, the long way."""
    found = {}
    for mask in range(8):
        drawn = qrcode.QRCode(error_correction=ERROR_CORRECT_H, border=0, mask_pattern=mask)
        drawn.add_data(link, optimize=0)
        drawn.make()
        found[spelled(drawn.modules)] = lost_point(drawn.modules)
    return found


def spelled(modules: list[list[bool | None]]) -> str:
    return "\n".join("".join("1" if dark else "0" for dark in row) for row in modules)


def picture(code: Code) -> Image.Image:
    drawn = Image.new("L", (code.width + 8, code.width + 8), 255)
    for left, top, width, height in code.bars():
        drawn.paste(0, (left + 4, top + 4, left + 4 + width, top + 4 + height))
    return ImageOps.scale(drawn, 10, Image.Resampling.NEAREST)


@pytest.mark.parametrize("link", LINKS)
def test_a_code_has_the_mask_with_the_least_penalty(link: str) -> None:
    masks = every_mask(link)
    assert masks["\n".join(encode(link).rows())] == min(masks.values())


@pytest.mark.parametrize("link", LINKS)
def test_a_code_reads_as_the_link_that_it_was_made_of(link: str) -> None:
    assert read(picture(encode(link))) == [link]


def test_a_code_still_reads_with_a_quarter_of_it_scratched() -> None:
    scratched = picture(encode("HTTPS://M.EXAMPLE.GOV/I/0000000150"))
    scratched.paste(255, (180, 180, 270, 270))
    assert read(scratched) == ["HTTPS://M.EXAMPLE.GOV/I/0000000150"]


@pytest.mark.parametrize("link", ["", "https://m.example.gov/i/0000000150", "HTTPS://中"])
def test_a_link_outside_the_alphanumeric_mode_is_not_encoded(link: str) -> None:
    with pytest.raises(ValueError, match="alphanumeric"):
        encode(link)
