"""The keystore of Android and iOS, through Flet.

In a browser there is none: what runs is this machine's Python, and the browser's own storage is no
keystore.
"""

import asyncio
import base64
import binascii
from collections.abc import Coroutine
from concurrent.futures import TimeoutError as TooLate
from typing import Any

import flet as ft
import flet_secure_storage as fss

from inspector_app.devices.keystore import KeystoreSilent

PATIENCE_S = 20.0
_NAME = "inspector-at-rest-key"
_FAULTS = (
    RuntimeError,
    TooLate,
    ft.FletUnsupportedPlatformException,
    ft.FletPageDisconnectedException,
)


class DeviceKeyStore:
    """The keystore of Android or iOS, asked over the page's event loop.

    Never the only copy: a new version of the device's system may lose it. And it must never be
    emptied because it failed once, as it is by default.
    """

    def __init__(self, storage: fss.SecureStorage, loop: asyncio.AbstractEventLoop) -> None:
        self._storage, self._loop = storage, loop

    def load(self) -> bytes | None:
        """Return the key, None when there is none. Raises KeystoreSilent."""
        told = self._ask(self._storage.get(_NAME))
        if told is None:
            return None
        try:
            return base64.b64decode(str(told), validate=True)
        except (binascii.Error, ValueError) as fault:
            raise KeystoreSilent from fault

    def store(self, key: bytes) -> None:
        """Keep the key. Raises KeystoreSilent."""
        self._ask(self._storage.set(_NAME, base64.b64encode(key).decode()))

    def _ask(self, question: Coroutine[Any, Any, object]) -> object:
        asked = asyncio.run_coroutine_threadsafe(question, self._loop)
        try:
            return asked.result(PATIENCE_S)
        except _FAULTS as fault:
            raise KeystoreSilent from fault


def has_keystore(page: ft.Page) -> bool:
    """True if this device has a keystore that the app reaches."""
    return not page.web and page.platform in (ft.PagePlatform.ANDROID, ft.PagePlatform.IOS)


def find_keystore(page: ft.Page) -> DeviceKeyStore | None:
    """Return the keystore of the page's device, None where there is none. On the event loop."""
    if not has_keystore(page):
        return None
    storage = next((one for one in page.services if isinstance(one, fss.SecureStorage)), None)
    if storage is None:
        storage = fss.SecureStorage(
            android_options=fss.AndroidOptions(reset_on_error=False),
            ios_options=fss.IOSOptions(
                accessibility=fss.KeychainAccessibility.FIRST_UNLOCK_THIS_DEVICE
            ),
        )
        page.services.append(storage)
    return DeviceKeyStore(storage, asyncio.get_running_loop())
