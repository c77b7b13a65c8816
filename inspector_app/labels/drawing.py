"""One label: its code as bars, its identifier and words as lines."""

from dataclasses import dataclass

from inspector_app.labels.arrangement import QUIET_MODULES, Box, arrange
from inspector_app.labels.codes import encode
from inspector_app.labels.lettering import lacking
from inspector_app.labels.marks import Bars, Mark, Words
from inspector_app.labels.stocks import Stock
from inspector_app.labels.typesetting import READABLE, Line, fit_line, fit_words, fits_whole
from inspector_app.labels.wording import LabelText


@dataclass(frozen=True, slots=True)
class Drawn:
    """A label's marks from its left top corner; `whole` unless something on it had no room.

    `lacking` are characters that no font has.
    """

    marks: tuple[Mark, ...]
    whole: bool
    lacking: str


def draw_label(label: LabelText, stock: Stock) -> Drawn:
    """Return a label at true size; raises ValueError when `stock` has no room for its code."""
    code = encode(label.link)
    plan = arrange(stock, code.width)
    quiet = QUIET_MODULES * plan.module
    modules = Bars(plan.code.left + quiet, plan.code.top + quiet, plan.module, tuple(code.bars()))
    identifier = fit_line(label.shown, plan.identifier.width, plan.identifier.height)
    box = plan.words
    lines = fit_words(label.title, label.subtitle, box.width, box.height) if box else ()
    words = (begun(line, box) for line in lines if box)
    whole = fits_whole(label.title, label.subtitle, lines) and identifier.setting.size >= READABLE
    unknown = lacking(f"{label.shown} {label.title} {label.subtitle}" if box else label.shown)
    return Drawn((modules, centred(identifier, plan.identifier), *words), whole, unknown)


def centred(line: Line, box: Box) -> Words:
    """Return a line in the middle of a box."""
    left = box.left + (box.width - line.setting.width) // 2
    return Words(left, box.top + line.baseline, line.setting)


def begun(line: Line, box: Box) -> Words:
    """Return a line from the left edge of a box; no ink of it stands further left."""
    return Words(box.left + line.setting.overhang, box.top + line.baseline, line.setting)
