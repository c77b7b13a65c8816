"""A bit that turned on the way is noticed: in any place of a page, a request, a receipt."""

from random import Random

import pytest

from sync.protocol.changes import CutPage, ReferenceRow, parse_page, spell_page
from sync.protocol.digest import content_digest, content_digest_matches

ROWS = [
    ReferenceRow("instruments", "I1", "put", {"serial": "Б-1", "nozzle": "2"}),
    ReferenceRow("sites", "S1", "del", None),
]
PAGE = spell_page(ROWS, next="0123456789abcdef:1207", has_more=False)


@pytest.mark.parametrize("bit", range(8))
def test_no_page_with_a_turned_bit_is_taken_for_a_page_nor_its_cursor_for_a_cursor(
    bit: int,
) -> None:
    for place in range(len(PAGE)):
        broken = bytearray(PAGE)
        broken[place] ^= 1 << bit
        with pytest.raises(CutPage):
            parse_page(bytes(broken))


def test_no_page_that_was_cut_is_taken_for_a_page() -> None:
    for length in range(len(PAGE)):
        with pytest.raises(CutPage):
            parse_page(PAGE[:length])


def test_a_request_with_a_turned_bit_does_not_match_its_digest() -> None:
    body, chance = Random(1).randbytes(200), Random(2)
    for place in range(len(body)):
        broken = bytearray(body)
        broken[place] ^= 1 << chance.randrange(8)
        assert content_digest_matches(content_digest(body), bytes(broken)) is False
