"""The label of one instrument, printed as the office prints it and held before the lens."""

from pathlib import Path

from PIL import Image, ImageOps

from tests.support.film import film_tag, render_page
from tests.support.stack import run


def film_label(instrument_id: str, folder: Path) -> Path:
    """Print the label of one instrument and film it."""
    registry, sheet = folder / "one.csv", folder / "label.pdf"
    registry.write_text(f"instrument_id\n{instrument_id}\n", encoding="utf-8")
    run("inspector", "labels", "--csv", str(registry), "--out", str(sheet))
    return film_tag(cut_out(render_page(sheet)), folder / "film.mjpeg")


def cut_out(page: Image.Image) -> Image.Image:
    """Cut the one label out of its sheet, with the white plate around it that it has outdoors."""
    ink = page.convert("L").point(lambda level: 255 * (level < 128)).getbbox()
    label = page.crop(ink)
    return ImageOps.expand(label, border=label.width // 8, fill="white")
