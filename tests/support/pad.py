"""Typing on the pad without a screen."""

from inspector_app.screens.inspection.taking import Taking
from inspector_app.screens.scanner import Undo

KEYS = {".": "dot", "-": "sign"}


async def type_text(taking: Taking, text: str) -> list[Undo]:
    """Press the keys of a number; returns how to take each of them back."""
    return [await taking.press(KEYS.get(sign, sign)) for sign in text]
