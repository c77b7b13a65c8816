"""A sealed inspection with photos and signatures, and its report taken apart again."""

import io
from dataclasses import dataclass

import pypdfium2
import zxingcpp
from PIL import Image

from inspector_app.services import finishing, inspecting, photographing, signing
from inspector_app.services.opening import Tablet
from inspector_app.services.views import SealState
from tests.support.registry import PUMP
from tests.support.visits import fill_in

WAVE = [[(x, 100 + x % 90) for x in range(50, 900, 25)], [(500, 320), (505, 321)]]
NOTE = "油枪滴漏，已告知当事人。"


def seal_in_full(tablet: Tablet, *, photos: int = 4, runs: int = 1, phase: str = "") -> str:
    """Seal a short delivery with a wrong seal, photos, two officers, a refusal and a witness."""
    draft = inspecting.begin(tablet, PUMP)
    if phase:
        inspecting.choose_phase(tablet, draft, phase)
    fill_in(tablet, draft, neck_reading_mm="28.0")
    for run in range(1, runs):
        for field, text in (
            ("indicated_L", "20.00"), ("neck_reading_mm", "29.5"),
            ("nozzle_temperature_C", "24.0"), ("measure_temperature_C", "23.6"),
        ):  # fmt: skip
            inspecting.take_reading(
                tablet, draft, "indication_error.q1", run, field, text, sure=True
            )
    inspecting.choose_standard(tablet, draft, "STD-20")
    inspecting.record_seal(tablet, draft, "main_board", SealState.OTHER_NUMBER, "SL99")
    inspecting.write_note(tablet, draft, NOTE)
    for number in range(photos):
        photographing.add_photo(tablet, draft, a_photo(number), caption=f"铅封 {number}")
    signing.sign(tablet, draft, "officer.O1", WAVE)
    signing.confirm_by_name(tablet, draft, "officer.O2")
    signing.refuse(tablet, draft, "disagrees", note="认为油量足够", name="张经理", no_witness=False)
    signing.sign(tablet, draft, signing.WITNESS, WAVE, name="李四")
    return finishing.seal_draft(tablet, draft).record_id


def a_photo(number: int) -> bytes:
    """Return a photograph's bytes, as noisy as a camera's."""
    file = io.BytesIO()
    noise = Image.effect_noise((1600, 1200), 20 + number).convert("RGB")
    noise.save(file, "JPEG", quality=80)
    return file.getvalue()


@dataclass(frozen=True)
class Taken:
    """A report as a reader finds it: the text of its pages, what its code says, its pages."""

    text: str
    codes: tuple[str, ...]
    pages: int
    pictures: tuple[Image.Image, ...]


def take_apart(pdf: bytes, *, dpi: int = 200) -> Taken:
    """Open a report as a viewer does."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [document[number] for number in range(len(document))]
        text = "\n".join(page.get_textpage().get_text_range() for page in pages)
        pictures = tuple(page.render(scale=dpi / 72).to_pil().convert("L") for page in pages)
    finally:
        document.close()
    codes = tuple(one.text for picture in pictures for one in zxingcpp.read_barcodes(picture))
    return Taken(text.replace("\r\n", "\n"), codes, len(pictures), pictures)
