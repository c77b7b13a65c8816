"""The field that is signed in: what the finger draws, as whole points of 1000 by 400."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import flet as ft
import flet.canvas as cv

from inspector_app.screens import theme
from inspector_app.screens.parts.controls import named
from sync.protocol.strokes import FIELD, Point

LINE_WIDTH = 3.5
FRAME_MS = 16
_SIGNED_AT = 0.78  # of the height: where the line stands that one signs on


@ft.observable
@dataclass
class Drawing:
    """What was drawn so far; apart from the screen, so that a stroke redraws its field alone."""

    strokes: list[list[Point]] = field(default_factory=list)
    turn: int = 0

    def begin(self, point: Point) -> None:
        """Begin a stroke."""
        self.strokes.append([point])
        self.turn += 1

    def go_on(self, point: Point) -> None:
        """Lead the stroke on; a point that is there already adds nothing."""
        if self.strokes and self.strokes[-1][-1] != point:
            self.strokes[-1].append(point)
            self.turn += 1

    def clear(self) -> None:
        """Begin anew."""
        self.strokes.clear()
        self.turn += 1


def place_on_field(x: float, y: float, width: float, height: float) -> Point:
    """Return a place of the screen's field as a point; what is beside it stands at its edge."""
    across = round(x * FIELD[0] / width)
    down = round(y * FIELD[1] / height)
    return min(max(across, 0), FIELD[0]), min(max(down, 0), FIELD[1])


@ft.component
def Pad(drawing: Drawing, label: str, width: float) -> ft.Control:
    """Show the field; nothing but the finger moves on it."""
    ft.use_state(drawing)
    height = width * FIELD[1] / FIELD[0]

    def start(event: ft.DragStartEvent[ft.GestureDetector]) -> None:
        at = event.local_position
        drawing.begin(place_on_field(at.x, at.y, width, height))

    def go_on(event: ft.DragUpdateEvent[ft.GestureDetector]) -> None:
        at = event.local_position
        drawing.go_on(place_on_field(at.x, at.y, width, height))

    # With no other gesture in the field the stroke begins where the finger comes down.
    canvas = cv.Canvas(shapes=_shapes(drawing.strokes, width, height), width=width, height=height)
    surface = ft.GestureDetector(
        content=ft.Container(
            canvas, width=width, height=height, bgcolor=theme.CARD,
            border=ft.Border.all(2, theme.EDGE), border_radius=theme.RADIUS,
            clip_behavior=ft.ClipBehavior.HARD_EDGE,
        ),
        on_pan_start=start, on_pan_update=go_on, drag_interval=FRAME_MS,
        mouse_cursor=ft.MouseCursor.PRECISE,
    )  # fmt: skip
    return named("pad", surface, label)


def _shapes(strokes: Sequence[Sequence[Point]], width: float, height: float) -> list[cv.Shape]:
    scale = width / FIELD[0]
    ink = ft.Paint(
        color=theme.INK, stroke_width=LINE_WIDTH, stroke_cap=ft.StrokeCap.ROUND,
        stroke_join=ft.StrokeJoin.ROUND, style=ft.PaintingStyle.STROKE,
    )  # fmt: skip
    below = height * _SIGNED_AT
    guide = ft.Paint(color=theme.LINE, stroke_width=2)
    shapes: list[cv.Shape] = [cv.Line(24, below, width - 24, below, paint=guide)]
    for stroke in strokes:
        places: list[ft.OffsetValue] = [(x * scale, y * scale) for x, y in stroke]
        mode = cv.PointMode.POLYGON if len(places) > 1 else cv.PointMode.POINTS
        shapes.append(cv.Points(places, point_mode=mode, paint=ink))
    return shapes
