"""A film for the fake camera: a printed tag held before the lens."""

import io
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1280, 720


def render_page(pdf: Path, page: int = 0, *, dpi: int = 300) -> Image.Image:
    """Render one page of a PDF as the printer would print it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].render(scale=dpi / 72).to_pil().convert("RGB")
    finally:
        document.close()


def film_tag(tag: Image.Image, path: Path, *, frames: int = 30) -> Path:
    """Write a motion-JPEG film in which `tag` comes closer on a grey pump; returns `path`."""
    with path.open("wb") as film:
        for index in range(frames):
            frame = Image.new("RGB", (WIDTH, HEIGHT), (150, 152, 155))
            ImageDraw.Draw(frame).rectangle((0, HEIGHT - 90, WIDTH, HEIGHT), fill=(90, 92, 95))
            side = 300 + 6 * index
            seen = tag.resize((side, round(side * tag.height / tag.width)))
            seen = seen.rotate(4, expand=True, fillcolor=(150, 152, 155))
            frame.paste(seen, ((WIDTH - seen.width) // 2, (HEIGHT - seen.height) // 2))
            jpeg = io.BytesIO()
            frame.save(jpeg, "JPEG", quality=85)
            film.write(jpeg.getvalue())
    return path
