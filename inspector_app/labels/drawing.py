"""One label as a black-and-white picture of 600 dots to the inch."""

import qrcode
from PIL import Image, ImageDraw
from qrcode.constants import ERROR_CORRECT_H
from qrcode.util import ALPHA_NUM

from inspector_app.labels.arrangement import QUIET_MODULES, Box, arrange
from inspector_app.labels.stocks import Stock
from inspector_app.labels.typesetting import fit_line, fit_words
from inspector_app.labels.wording import LabelText

WHITE, BLACK = 1, 0


def encode(link: str) -> Image.Image:
    """Return a link as a QR code of one dot a module, without quiet zone.

    Error correction H: a third of it may be scratched. Raises ValueError for a link that does not
    fit the alphanumeric mode, or no code at all.
    """
    if not link or not set(link.encode()) <= set(ALPHA_NUM):
        raise ValueError(f"“{link}” does not fit the alphanumeric mode of a QR code.")
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_H, border=0)
    code.add_data(link, optimize=0)
    code.make()
    modules = code.modules_count
    picture = Image.new("1", (modules, modules), WHITE)
    for row, line in enumerate(code.modules):
        for column, dark in enumerate(line):
            if dark:
                picture.putpixel((column, row), BLACK)
    return picture


def draw_label(label: LabelText, stock: Stock) -> Image.Image:
    """Return a label at true size; raises ValueError when `stock` has no room for its code."""
    code = encode(label.link)
    plan = arrange(stock, code.width)
    picture = Image.new("1", (plan.width, plan.height), WHITE)
    quiet = QUIET_MODULES * plan.module
    side = code.width * plan.module
    enlarged = code.resize((side, side), Image.Resampling.NEAREST)
    picture.paste(enlarged, (plan.code.left + quiet, plan.code.top + quiet))
    pen = ImageDraw.Draw(picture)
    _draw_identifier(pen, label.shown, plan.identifier)
    if plan.words:
        _draw_words(pen, label, plan.words)
    return picture


def _draw_identifier(pen: ImageDraw.ImageDraw, shown: str, box: Box) -> None:
    line = fit_line(shown, box.width, box.height)
    start = (box.left + box.width // 2, box.top + line.baseline)
    pen.text(start, line.text, fill=BLACK, font=line.font, anchor="ms")


def _draw_words(pen: ImageDraw.ImageDraw, label: LabelText, box: Box) -> None:
    for line in fit_words(label.title, label.subtitle, box.width, box.height):
        start = (box.left, box.top + line.baseline)
        pen.text(start, line.text, fill=BLACK, font=line.font, anchor="ls")
