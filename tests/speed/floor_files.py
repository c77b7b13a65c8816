"""The floor of uploading: a bare handler that writes the body of a PUT to a file and flushes it.

No token, no digest, no pieces, no name, no database. Run with the folder in FLOOR_FOLDER.
"""

import asyncio
import os
from itertools import count
from pathlib import Path
from typing import Any

FOLDER = Path(os.environ["FLOOR_FOLDER"])  # noqa: TID251 - no settings of the product
numbers = count()


def keep(data: bytes) -> None:
    """Write a file; it is on the disk when this returns."""
    with (FOLDER / f"floor-{next(numbers)}").open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer every request with 204, a PUT when its body is kept."""
    if scope["type"] != "http":
        return
    pieces = bytearray()
    while True:
        message = await receive()
        pieces += message.get("body", b"")
        if not message.get("more_body"):
            break
    if scope["method"] == "PUT":
        await asyncio.to_thread(keep, bytes(pieces))
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})
