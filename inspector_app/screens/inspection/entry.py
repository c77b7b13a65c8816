"""A field for words; whoever shows it builds it once, or fast letters would be set back."""

from collections.abc import Awaitable, Callable

import flet as ft

from inspector_app.screens import theme

Put = Callable[[str], Awaitable[None]]


def entry_field(
    label: str, value: str, put: Put, submit: Put | None = None, *, size: int = 0
) -> ft.TextField:
    """Return a field; `put` gets every change, `submit` what stands there at Enter.

    Without `submit` it takes several lines.
    """

    async def change(event: ft.Event[ft.TextField]) -> None:
        await put(event.control.value or "")

    async def enter(event: ft.Event[ft.TextField]) -> None:
        if submit is not None:
            await submit(event.control.value or "")

    side = ft.BorderSide(width=1, color=theme.EDGE)
    return ft.TextField(
        value=value,
        label=label,
        on_change=change,
        on_submit=enter,
        multiline=submit is None,
        min_lines=2 if submit is None else 1,
        max_lines=8 if submit is None else 1,
        text_size=size or theme.SUBTITLE,
        border=ft.OutlineInputBorder(side=side, border_radius=theme.RADIUS_SMALL),
        expand=submit is not None,
    )
