"""Readings: a field, the keypad, and after each run the error and the share of the tolerance."""

from dataclasses import replace

import flet as ft

from inspector_app.screens import theme
from inspector_app.screens.inspection.results import result_card, runs_card
from inspector_app.screens.inspection.standards import standard_chip
from inspector_app.screens.inspection.work import (
    Work,
    after_field,
    before_field,
    is_point_done,
)
from inspector_app.screens.parts.controls import banner, card, secondary_button, tappable, text
from inspector_app.screens.parts.frame import frame
from inspector_app.screens.parts.keypad import (
    BACK,
    NEXT,
    PREVIOUS,
    edit,
    key_of_keyboard,
    keypad,
)
from inspector_app.screens.theme import TONES, Tone
from inspector_app.services.inspecting import add_run, stand_at, take_reading
from inspector_app.services.views import Place, ReadingField, Run, Step, TestPoint


@ft.component
def ReadingsStep(work: Work) -> ft.Control:
    """Take one field after the other; each is on disk before it shows as taken."""
    app, place, inspection = work.app, work.place, work.inspection
    typed, set_typed = ft.use_state(place.typed)
    problem, set_problem = ft.use_state("")
    latest = ft.use_ref(place.typed)
    point = next((one for one in inspection.points if one.key == place.point), None)
    if point is None:
        return frame(
            ft.Container(height=0),
            [banner(app.t("This rule asks for no readings."), Tone.DUE)],
        )
    run = point.runs[place.run]
    field = next(one for one in run.fields if one.key == place.field)

    async def put_typed(words: str) -> None:
        latest.current = words
        set_typed(words)
        await app.call(stand_at, inspection.draft_id, replace(place, typed=words))

    async def take(target: Place | None, *, sure: bool = False) -> None:
        words = latest.current or field.text or field.hint
        if words:
            taken = await app.call(
                take_reading, inspection.draft_id, point.key, run.index, field.key, words, sure=sure
            )
            if taken.doubt is not None:
                doubted(taken.doubt.code, words, target, can_insist=taken.doubt.can_insist)
                return
            work.put(taken.inspection)
            after = target or after_field(place, taken.inspection)
        else:
            after = target or after_field(place, inspection)
        await work.move(after or Place(step=Step.CHECKS))

    def doubted(code: str, words: str, target: Place | None, *, can_insist: bool) -> None:
        if not can_insist:
            set_problem(app.t("{typed} is not a number. Correct it.", typed=words))
            return

        async def insist() -> None:
            app.page.pop_dialog()
            await take(target, sure=True)

        app.page.show_dialog(doubt_dialog(work, field, words, code, app.doing(insist)))

    async def press(key: str) -> None:
        set_problem("")
        if key == NEXT:
            await app.doing(lambda: take(None))()
        elif key == PREVIOUS:
            await app.doing(lambda: take(before_field(place, inspection)))()
        elif key == BACK and not latest.current and field.text:
            await app.doing(lambda: put_typed(field.text[:-1]))()
        else:
            await app.doing(lambda: put_typed(edit(latest.current or "", key)))()

    async def on_keyboard(event: ft.KeyboardEvent) -> None:
        key = key_of_keyboard(event.key)
        if key and not (event.ctrl or event.alt or event.meta):
            await press(key)

    def listen() -> None:
        app.page.on_keyboard_event = on_keyboard

    def leave() -> None:
        app.page.on_keyboard_event = None

    ft.use_effect(listen, cleanup=leave)

    async def go_to(target: Place) -> None:
        if latest.current:
            await take(target)
        else:
            await work.move(target)

    body: list[ft.Control] = [point_chooser(work, go_to)] if len(inspection.points) > 1 else []
    body.append(fields_card(work, point, run, typed, go_to))
    if problem:
        body.append(banner(problem, Tone.FAIL, identifier="problem"))
    width = app.page.width or 800
    inner = (width * 7 / 12 if app.wide else width) - 62
    if run.result is not None:
        body.append(result_card(work, run.result, inner))
    if len(point.runs) > 1 or run.result is not None:
        body.append(runs_card(work, point, run))
    if is_point_done(point):
        body.append(more_row(work, point))
    pad = keypad(app.t, press, last=after_field(place, inspection) is None)
    if app.wide:
        return frame(ft.Container(height=0), body, side=side_pad(pad))
    return frame(ft.Container(height=0), body, bottom=pad)


def side_pad(pad: ft.Control) -> ft.Control:
    """Return the keypad at the foot of the right pane, where the thumb is."""
    return ft.Container(
        ft.Column([ft.Container(expand=True), pad], spacing=0), bgcolor=theme.KEY_GROUND
    )


def point_chooser(work: Work, go_to: ft.Control) -> ft.Control:
    """Return the test points with their states; a tap goes there."""
    return ft.Row(
        [point_tab(work, point, go_to) for point in work.inspection.points],
        spacing=8,
        scroll=ft.ScrollMode.AUTO,
    )


def point_tab(work: Work, point: TestPoint, go_to: ft.Control) -> ft.Control:
    """Return one test point."""
    here = point.key == work.place.point
    done = is_point_done(point)
    label = work.app.t.label(point.label)
    color = theme.PRIMARY if here else theme.INK
    face: list[ft.Control] = [text(label, theme.BODY, color, bold=here, lines=1)]
    if done:
        face.insert(0, ft.Icon(ft.Icons.CHECK_CIRCLE, color=theme.PASS, size=20))

    async def go() -> None:
        await go_to(Place(step=Step.READINGS, point=point.key))

    return tappable(
        f"point-{point.key}", label, ft.Row(face, spacing=6, tight=True), work.app.doing(go),
        fill=theme.DUE_TINT if here else theme.CARD, border=theme.PRIMARY if here else theme.LINE,
        height=theme.TARGET, padding=ft.Padding.symmetric(horizontal=16), selected=here,
    )  # fmt: skip


def fields_card(
    work: Work, point: TestPoint, run: Run, typed: str, go_to: ft.Control
) -> ft.Control:
    """Return the fields of this run, two in a row."""
    t = work.app.t
    title = t.label(point.label)
    if point.runs_wanted > 1 or len(point.runs) > 1:
        title = t("{point} · run {number}", point=title, number=run.index + 1)
    boxes = [field_box(work, run, field, typed, go_to) for field in run.fields]
    rows = [ft.Row(boxes[i : i + 2], spacing=theme.GAP) for i in range(0, len(boxes), 2)]
    heading: list[ft.Control] = [ft.Container(text(title, theme.TITLE, bold=True), expand=True)]
    if work.inspection.needs_standard:
        heading.append(standard_chip(work))
    return card(ft.Row(heading, spacing=12), *rows)


def field_box(
    work: Work, run: Run, field: ReadingField, typed: str, go_to: ft.Control
) -> ft.Control:
    """Return one field: its name, what stands in it, its unit."""
    t, place = work.app.t, work.place
    here = field.key == place.field
    shown = typed if here and typed else field.text
    ink = theme.PRIMARY if here else theme.INK
    if not shown and field.hint:
        shown, ink = field.hint, theme.INK2
    label = t.label(field.label)
    figure = ft.Row(
        [text(shown or "—", theme.HERO, ink, lines=1), text(field.unit, theme.BODY, theme.INK2)],
        spacing=8, vertical_alignment=ft.CrossAxisAlignment.END, tight=True,
    )  # fmt: skip
    taken = field.text and not (here and typed)
    name: list[ft.Control] = [
        ft.Container(text(label, theme.LABEL, theme.INK2, lines=1), expand=True)
    ]
    if taken:
        name.append(ft.Icon(ft.Icons.CHECK, color=TONES[Tone.PASS].ink, size=16))

    async def go() -> None:
        await go_to(replace(place, run=run.index, field=field.key, typed=""))

    said = f"{label} {shown} {field.unit}" if shown else label
    return tappable(
        f"field-{field.key}", said, ft.Column([ft.Row(name), figure], spacing=2, tight=True),
        work.app.doing(go), fill=theme.DUE_TINT if here else theme.CARD,
        border=theme.PRIMARY if here else theme.LINE, border_width=2 if here else 1,
        padding=ft.Padding.symmetric(horizontal=16, vertical=10), expand=True, selected=here,
    )  # fmt: skip


def more_row(work: Work, point: TestPoint) -> ft.Control:
    """Return "one more run" and the way on."""

    async def again() -> None:
        inspection = await work.app.call(add_run, work.inspection.draft_id, point.key)
        work.put(inspection)
        grown = next(one for one in inspection.points if one.key == point.key)
        run = grown.runs[-1]
        await work.move(Place(Step.READINGS, point.key, run.index, run.fields[0].key))

    return ft.Row(
        [
            secondary_button("add-run", work.app.t("One more run"), work.app.doing(again),
                             icon=ft.Icons.REPLAY, expand=True),
            secondary_button("next", work.app.t("To the checks"), work.app.doing(work.go_on),
                             icon=ft.Icons.ARROW_FORWARD, expand=True),
        ],
        spacing=theme.GAP,
    )  # fmt: skip


def doubt_dialog(
    work: Work, field: ReadingField, words: str, code: str, insist: ft.Control
) -> ft.AlertDialog:
    """Ask about a reading that is out of any sense; nothing was stored yet."""
    t, page = work.app.t, work.app.page
    about = t.label(field.label)
    value = f"{words} {field.unit}"
    hint = t("Is it in another unit?") if code == "unit" else t("It is far from what is usual.")
    return ft.AlertDialog(
        modal=True,
        title=text(t("Really {value}?", value=value), theme.BIG, bold=True),
        content=text(
            f"{about}。{hint}" if t.language == "zh" else f"{about}. {hint}", theme.BODY + 1
        ),
        actions=[
            secondary_button("really-no", t("Correct it"), lambda _: page.pop_dialog()),
            secondary_button("really-yes", t("Yes, take it"), insist),
        ],
    )
