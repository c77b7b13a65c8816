"""Files of the device, through Flet: a picture chosen, a file handed out, a file shared."""

import flet as ft

PICTURES = ["jpg", "jpeg", "png", "webp", "bmp", "tif", "tiff", "gif", "heic", "heif"]


async def pick_picture(page: ft.Page) -> bytes | None:
    """Let the user choose one picture; returns its bytes, or None when nothing was chosen."""
    chosen = await _picker(page).pick_files(
        file_type=ft.FilePickerFileType.CUSTOM, allowed_extensions=PICTURES, with_data=True
    )
    return chosen[0].bytes if chosen else None


def gives_files(page: ft.Page) -> bool:
    """True if a file goes out through the client: a browser, a telephone or a tablet."""
    return bool(page.web) or _is_mobile(page)


async def hand_out(page: ft.Page, data: bytes, name: str) -> None:
    """Give the user a file: a browser downloads it, a tablet asks where it goes."""
    await _picker(page).save_file(file_name=name, src_bytes=data)


def can_share(page: ft.Page) -> bool:
    """True if the device has a way to hand a file on to another app."""
    return _is_mobile(page)


async def share_file(page: ft.Page, data: bytes, name: str, media_type: str) -> None:
    """Offer a file to the device's other apps."""
    share = next((one for one in page.services if isinstance(one, ft.Share)), None)
    if share is None:
        share = ft.Share()
        page.services.append(share)
    await share.share_files([ft.ShareFile.from_bytes(data, mime_type=media_type, name=name)])


def _is_mobile(page: ft.Page) -> bool:
    return page.platform in (ft.PagePlatform.ANDROID, ft.PagePlatform.IOS)


def _picker(page: ft.Page) -> ft.FilePicker:
    """Return the picker, which is held by the page's list of services, or it would be dropped."""
    picker = next((one for one in page.services if isinstance(one, ft.FilePicker)), None)
    if picker is None:
        picker = ft.FilePicker()
        page.services.append(picker)
    return picker
