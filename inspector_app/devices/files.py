"""A picture chosen from the device's files, through Flet."""

import flet as ft

PICTURES = ["jpg", "jpeg", "png", "webp", "bmp", "tif", "tiff", "gif", "heic", "heif"]


async def pick_picture(page: ft.Page) -> bytes | None:
    """Let the user choose one picture; returns its bytes, or None when nothing was chosen.

    The picker is held by the page's list of services, or it would be dropped after the event.
    """
    picker = next((one for one in page.services if isinstance(one, ft.FilePicker)), None)
    if picker is None:
        picker = ft.FilePicker()
        page.services.append(picker)
    chosen = await picker.pick_files(
        file_type=ft.FilePickerFileType.CUSTOM, allowed_extensions=PICTURES, with_data=True
    )
    return chosen[0].bytes if chosen else None
