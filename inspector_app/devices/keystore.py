"""The device's keystore: where a key lies that who has only the files cannot read."""

from typing import Protocol

from inspector_app.errors import StorageTrouble


class KeyStore(Protocol):
    """What keeps one key. Its calls may block; none is made on the event loop."""

    def load(self) -> bytes | None:
        """Return the key, None when there is none. Raises KeystoreSilent."""

    def store(self, key: bytes) -> None:
        """Keep the key; it is safe when this returns. Raises KeystoreSilent."""


class KeystoreSilent(StorageTrouble):
    """The keystore does not answer as it should: not now, or not any more."""

    def __init__(self) -> None:
        super().__init__(
            "The device's keystore does not answer.",
            code="keystore",
            hint="Unlock the device and open the app again. Nothing is lost.",
        )
