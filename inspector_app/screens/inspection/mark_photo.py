"""Drawing on a photo: arrows and circles by a finger, by keys, or at one of nine places."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import flet as ft
import flet.canvas as cv

from inspector_app.screens import theme
from inspector_app.screens.inspection.mark_keys import (
    arrow_key,
    mark_at,
    moved,
    nudge_keys,
    place_keys,
)
from inspector_app.screens.inspection.open_draft import OpenDraft
from inspector_app.screens.parts.controls import (
    banner,
    choice,
    named,
    primary_button,
    secondary_button,
)
from inspector_app.screens.parts.frame import foot, top_bar, waiting
from inspector_app.screens.scanner import TakeKey
from inspector_app.screens.state import App, use_app, use_loaded
from inspector_app.screens.theme import Tone
from inspector_app.screens.wording import trouble_sentence
from inspector_app.services.marking import Mark, Point, Shape, lines_of, mark_photo
from inspector_app.services.photographing import ShownPhoto, load_shown

SHOWN_SIDE = 1000
LEAST_DRAG = 0.02  # shorter is a tap that slipped
DRAG_MS = 40
_TOOLS_HEIGHT, _TOOLS_WIDTH = 320.0, 360.0
_EDGE, _LINE = 9.0, 4.0


@dataclass(eq=False)
class Drawing:
    """What is being drawn; `open` is the mark under the finger."""

    marks: list[Mark] = field(default_factory=list)
    shape: Shape = Shape.ARROW
    open: Mark | None = None

    def shown(self) -> list[Mark]:
        """Return every mark, the one under the finger last."""
        return [*self.marks, *([self.open] if self.open else [])]


@ft.component
def MarkPhoto(draft: OpenDraft, sha256: str) -> ft.Control:
    """Show a photo to draw on; what is kept becomes another photo, beside this one."""
    app = use_app()
    loaded, _ = use_loaded(lambda: app.call(load_shown, sha256, SHOWN_SIDE), [sha256])
    drawing = ft.use_memo(Drawing, [sha256])
    _, count = ft.use_state(0)

    def redraw() -> None:
        count(lambda times: times + 1)

    def close(_event: object = None) -> None:
        draft.mark(None)

    async def keep() -> None:
        await draft.change(mark_photo, sha256, list(drawing.marks))
        close()

    use_arrow_keys(app, drawing, redraw)
    bar = top_bar(app, app.t("Draw on the photo"), back=False)
    ready = app.doing(keep) if drawing.marks else None
    bottom = foot(
        secondary_button("mark-cancel", app.t("Back"), close),
        primary_button("mark-keep", app.t("Keep as another photo"), ready, icon=ft.Icons.CHECK),
    )
    if loaded.value is None:
        words = trouble_sentence(loaded.trouble, app.t)
        told = banner(words, Tone.FAIL) if words else waiting(app)
        return ft.Column([bar, told, ft.Container(expand=True), bottom], spacing=0, expand=True)
    middle = middle_of(loaded.value, drawing, app, redraw)
    return ft.Column([bar, middle, bottom], spacing=0, expand=True)


def use_arrow_keys(app: App, drawing: Drawing, redraw: Callable[[], None]) -> None:
    """Let the arrow keys move the head of the last mark, and give the keys back afterwards."""
    before: ft.MutableRef[TakeKey | None] = ft.use_ref(None)

    async def hear(event: ft.KeyboardEvent) -> None:
        step = arrow_key(event.key)
        if step and drawing.marks:
            drawing.marks[-1] = moved(drawing.marks[-1], step)
            redraw()

    def take() -> None:
        before.current, app.scanner.take_key = app.scanner.take_key, hear

    def give_back() -> None:
        app.scanner.take_key = before.current

    ft.use_effect(take, [], give_back)


def middle_of(
    photo: ShownPhoto, drawing: Drawing, app: App, redraw: Callable[[], None]
) -> ft.Control:
    """Return the photo as large as there is room for, and the tools under it or beside it."""
    width, height = room_for(app)
    scale = min(width / photo.width, height / photo.height)
    size = (photo.width * scale, photo.height * scale)
    picture = ft.Container(
        named("mark-picture", drawn_on(photo, size, drawing, redraw), app.t("Photo")),
        alignment=ft.Alignment.CENTER,
        bgcolor=theme.KEY_GROUND,
        expand=True,
    )
    kit = ft.Container(
        tools(drawing, app, redraw),
        padding=theme.MARGIN,
        bgcolor=theme.CARD,
        width=_TOOLS_WIDTH if app.wide else None,
    )
    if app.wide:
        return ft.Row([picture, kit], spacing=0, expand=True)
    return ft.Column([picture, kit], spacing=0, expand=True)


def room_for(app: App) -> tuple[float, float]:
    """Return the room for the photo beside bar, foot and tools."""
    width, height = app.page.width or 800.0, app.page.height or 1280.0
    height -= theme.BAR_HEIGHT + theme.BUTTON + 2 * theme.MARGIN
    if app.wide:
        return max(width - _TOOLS_WIDTH - 2 * theme.MARGIN, 200.0), max(height, 200.0)
    return max(width - 2 * theme.MARGIN, 200.0), max(height - _TOOLS_HEIGHT, 200.0)


def drawn_on(
    photo: ShownPhoto, size: tuple[float, float], drawing: Drawing, redraw: Callable[[], None]
) -> ft.Control:
    """Return the photo with its marks; a drag from tail to head draws one more."""
    width, height = size

    def share(at: ft.Offset) -> Point:
        return min(max(at.x / width, 0.0), 1.0), min(max(at.y / height, 0.0), 1.0)

    def begin(event: ft.DragStartEvent[ft.GestureDetector]) -> None:
        at = share(event.local_position)
        drawing.open = Mark(drawing.shape, at, at)

    def go_on(event: ft.DragUpdateEvent[ft.GestureDetector]) -> None:
        if drawing.open is not None:
            drawing.open = replace(drawing.open, end=share(event.local_position))
            redraw()

    def end(_event: object) -> None:
        mark, drawing.open = drawing.open, None
        if mark is not None and _is_long(mark):
            drawing.marks.append(mark)
        redraw()

    shapes: list[cv.Shape] = []
    for mark in drawing.shown():
        for line in lines_of(mark, width, height):
            shapes += [_line(line, "#FFFFFF", _EDGE), _line(line, "#B3261E", _LINE)]
    layers: list[ft.Control] = [
        ft.Image(photo.data, width=width, height=height, fit=ft.BoxFit.FILL),
        cv.Canvas(shapes, width=width, height=height),
    ]
    return ft.GestureDetector(
        ft.Stack(layers, width=width, height=height),
        on_pan_start=begin,
        on_pan_update=go_on,
        on_pan_end=end,
        drag_interval=DRAG_MS,
    )


def tools(drawing: Drawing, app: App, redraw: Callable[[], None]) -> ft.Control:
    """Return what is drawn next, the way back, the nine places and the keys that move a head."""
    t = app.t

    def choose(shape: Shape) -> None:
        drawing.shape = shape
        redraw()

    def undo(_event: object) -> None:
        drawing.marks[-1:] = []
        redraw()

    def put(place: tuple[int, int]) -> None:
        drawing.marks.append(mark_at(drawing.shape, place))
        redraw()

    def nudge(step: Point) -> None:
        drawing.marks[-1:] = [moved(mark, step) for mark in drawing.marks[-1:]]
        redraw()

    shapes: list[ft.Control] = [
        choice("mark-arrow", t("Arrow"), lambda _: choose(Shape.ARROW),
               chosen=drawing.shape is Shape.ARROW),
        choice("mark-circle", t("Circle"), lambda _: choose(Shape.CIRCLE),
               chosen=drawing.shape is Shape.CIRCLE),
    ]  # fmt: skip
    take_back = secondary_button(
        "mark-undo", t("Undo"), undo if drawing.marks else None, icon=ft.Icons.UNDO,
        expand=app.wide,
    )  # fmt: skip
    lines: list[list[ft.Control]] = [shapes, [take_back]] if app.wide else [[*shapes, take_back]]
    keys = ft.Row(
        [
            place_keys(drawing.shape, t, put),
            nudge_keys(t, nudge if drawing.marks else None),
        ],
        alignment=ft.MainAxisAlignment.SPACE_AROUND,
        wrap=app.wide,
        spacing=theme.GAP,
        run_spacing=theme.GAP,
    )
    above: list[ft.Control] = [ft.Row(line, spacing=theme.GAP) for line in lines]
    return ft.Column([*above, keys], spacing=theme.GAP, tight=not app.wide)


def _is_long(mark: Mark) -> bool:
    across, down = mark.end[0] - mark.start[0], mark.end[1] - mark.start[1]
    return max(abs(across), abs(down)) >= LEAST_DRAG


def _line(points: list[Point], color: str, width: float) -> cv.Points:
    paint = ft.Paint(
        color=color,
        stroke_width=width,
        stroke_cap=ft.StrokeCap.ROUND,
        stroke_join=ft.StrokeJoin.ROUND,
        style=ft.PaintingStyle.STROKE,
    )
    return cv.Points([ft.Offset(x, y) for x, y in points], cv.PointMode.POLYGON, paint)
