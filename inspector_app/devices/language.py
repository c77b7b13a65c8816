"""The language that the device speaks, through Flet."""

import asyncio

import flet as ft

PATIENCE_S = 2.0


async def find_language(page: ft.Page) -> str:
    """Return the first language of the device as its two letters, '' when it does not say."""
    try:
        info = await asyncio.wait_for(page.get_device_info(), PATIENCE_S)
    except (TimeoutError, RuntimeError):
        return ""
    return next((locale.language_code.lower() for locale in info.locales), "") if info else ""
