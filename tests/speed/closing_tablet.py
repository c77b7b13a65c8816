"""A tablet at closing time: it sends its records, then their photos, and waits when told to."""

import asyncio
import base64
import gzip
import hashlib
import json
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from inspector_app.devices.identity import new_record_id
from sync.client.policy import Decision, decide, retry_after_s, wait_s
from sync.client.uploads import PIECE, TUS
from sync.protocol.digest import content_digest, sha256_hex
from sync.protocol.receipt import FILE_RECEIPT
from sync.server.settings import utc_now
from tests.speed.lean_http import Answer, Connection
from tests.support.device import Device

PHOTO_BYTES = 20_000
BATCHES = (20, 40)
"""As the real client begins and grows."""
PATIENCE_S = 120.0


@dataclass
class Told:
    """What all tablets together saw."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    refused: Counter[int] = field(default_factory=Counter)
    cut: int = 0

    def note(self, name: str, since: float) -> None:
        """Note how long an answer took."""
        self.seconds.setdefault(name, []).append(time.perf_counter() - since)


@dataclass(frozen=True)
class Work:
    """What a tablet has to send."""

    batches: Sequence[bytes]
    photos: Sequence[str]
    """What each is drawn from."""


def draw_photo(seed: str) -> bytes:
    """Return the bytes of a photo; nobody keeps 30,000 of them in memory."""
    return b"\xff\xd8\xff\xe0" + hashlib.shake_256(seed.encode()).digest(PHOTO_BYTES - 4)


def make_work(device: Device, content: Mapping[str, Any], records: int, photos: int) -> Work:
    """Seal the day's records, each of which names some photos of its own."""
    seeds = [f"{device.device_id}-{device.seq}-{number}" for number in range(photos)]
    items = []
    for number in range(records):
        mine = [draw_photo(seed) for seed in seeds[number::records]]
        named = [{"sha256": sha256_hex(photo), "bytes": len(photo), "media_type": "image/jpeg",
                  "caption": "seal"} for photo in mine]  # fmt: skip
        items.append(
            device.seal_content({**content, "id": new_record_id(utc_now()), "photos": named})
        )
    batches, size = [], iter(BATCHES)
    while items:
        many = next(size)
        batches.append(gzip.compress(json.dumps({"records": items[:many]}).encode(), 5))
        items = items[many:]
    return Work(batches, seeds)


@dataclass
class ClosingTablet:
    """Sends its work over one connection, as patiently as the real client."""

    device: Device
    work: Work
    port: int
    told: Told
    chance: random.Random

    async def run(self) -> None:
        """Send everything; ends when the server holds it all."""
        self.connection = Connection(self.port)
        self.headers = {"Authorization": f"Bearer {self.device.token}"}
        for batch in self.work.batches:
            await self._send_batch(batch)
        for seed in self.work.photos:
            await self._send_photo(draw_photo(seed))
        self.connection.close()

    async def _send_batch(self, batch: bytes) -> None:
        headers = {
            "Content-Type": "application/json",
            "Content-Encoding": "gzip",
            "Accept-Encoding": "gzip",
            "Content-Digest": content_digest(batch),
        }
        answer = await self._ask("batch", "POST", "/v1/records:batch", headers, batch)
        results = json.loads(gzip.decompress(answer.body))["results"]
        assert all(result["receipt"] for result in results)

    async def _send_photo(self, photo: bytes) -> None:
        digest = hashlib.sha256(photo)
        named = base64.b64encode(digest.hexdigest().encode()).decode()
        checksum = base64.b64encode(digest.digest()).decode()
        of_file = TUS | {"Upload-Length": str(len(photo)), "Upload-Metadata": f"sha256 {named}"}
        of_piece = TUS | {"Content-Type": PIECE, "Upload-Offset": "0",
                          "Upload-Checksum": f"sha256 {checksum}"}  # fmt: skip
        told: Mapping[str, str] = {}
        while FILE_RECEIPT.lower() not in told:
            told = (await self._ask("photo", "POST", "/v1/uploads", of_file)).headers
            if FILE_RECEIPT.lower() not in told:
                place = told["location"]
                told = (await self._ask("photo", "PATCH", place, of_piece, photo)).headers

    async def _ask(
        self, name: str, method: str, path: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        """Ask until there is an answer; 409 counts as one, for the piece came before."""
        attempt, sent = 0, {**self.headers, **headers}
        while True:
            began, asked = time.perf_counter(), None
            try:
                async with asyncio.timeout(PATIENCE_S):
                    answer = await self.connection.ask(method, path, sent, body)
            except (OSError, EOFError, TimeoutError):
                self.told.cut += 1
                self.connection.close()
            else:
                self.told.note(name, began)
                if answer.status < 300 or answer.status in (404, 409):
                    return answer
                self.told.refused[answer.status] += 1
                assert decide(answer.status) is Decision.RETRY, answer
                asked = retry_after_s(answer.headers.get("retry-after"), utc_now())
            await asyncio.sleep(wait_s(attempt, self.chance.random(), asked))
            attempt += 1
