"""What holds as long as a component is shown, and ends with it."""

from collections.abc import Callable

import flet as ft

End = Callable[[], None]


def use_while_shown(begin: Callable[[], End]) -> None:
    """Begin when the component is first shown, and end it when it is gone.

    Flet drops the end that an effect returns as soon as the component is drawn again, and what
    was begun would last as long as the session; an end that is handed in is kept.
    """
    end: ft.MutableRef[End] = ft.use_ref()

    def start() -> None:
        end.current = begin()

    def stop() -> None:
        if end.current is not None:
            end.current()
            end.current = None

    ft.use_effect(start, [], stop)
