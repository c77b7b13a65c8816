"""A tablet as the server sees it: a key, a chain, records that are really evaluated and sealed."""

import base64
import gzip
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.metrology.evaluation import evaluate
from inspector_app.metrology.results import outcome_as_json
from inspector_app.rulebook import load_rulebook
from sync.protocol.assertion import GRANT_TYPE, spell_assertion
from sync.protocol.chain import GENESIS
from sync.protocol.digest import content_digest, sha256_hex, to_base64
from sync.protocol.record import SealedRecord, seal_record
from sync.server.settings import utc_now

RULE = "cn.fuel-dispenser.jjg443-2023"
INSTRUMENT_ID = "7K3QZ9XW4T"


def spot_check(neck_reading_mm: str = "66", *, runs: int = 1) -> dict[str, Any]:
    """Return the input of one spot check of a nozzle, with runs that are all alike."""
    return {
        "rule": RULE,
        "phase": "spot_check",
        "date": "2026-11-23",
        "instrument": {"product": "petrol"},
        "standard": {
            "nominal_volume_L": "20",
            "certified_volume_L": "20.000",
            "certified_neck_reading_mm": "66",
            "neck_constant_mL_per_mm": "2",
            "material": "stainless_steel",
            "valid_until": "2027-06-30",
        },
        "observations": [
            {
                "test": "indication_error",
                "flow_point": "q1",
                "indicated_L": "20.00",
                "neck_reading_mm": neck_reading_mm,
                "nozzle_temperature_C": "20",
                "measure_temperature_C": "20",
            }
            for _ in range(runs)
        ],
        "seals": [],
        "checks": [],
    }


def inspection(
    *, photos: Sequence[bytes] = (), note: str = "", neck_reading_mm: str = "66", runs: int = 1
) -> dict[str, Any]:
    """Return the content of a finished inspection, without its place in a chain."""
    rules = load_rulebook().rules
    given = spot_check(neck_reading_mm, runs=runs)
    outcome = outcome_as_json(evaluate(given, rules))
    return {
        "id": str(uuid.uuid4()),
        "site_id": "S-001",
        "instrument_id": INSTRUMENT_ID,
        "officers": [{"name": "Officer A", "certificate": "1"}],
        "evaluation": {"input": given, "outcome": outcome, "rule_sha256": rules[RULE].sha256},
        "photos": [
            {
                "sha256": sha256_hex(photo),
                "bytes": len(photo),
                "media_type": "image/jpeg",
                "caption": "seal",
            }
            for photo in photos
        ],
        "signatures": [],
        "note": note,
        "times": {"finished_at": "2026-11-23T08:00:00Z"},
        "location": None,
        "supersedes": None,
    }


def as_item(record: SealedRecord) -> dict[str, Any]:
    """Spell a sealed record as an item of a batch."""
    return {
        "id": record.id,
        "sha256": record.sha256,
        "body": record.body.decode(),
        "seq": record.seq,
        "prev": record.prev,
        "sig": record.sig,
    }


@dataclass
class Device:
    """A tablet; `device_id` is given by the server at enrolment."""

    url: str = ""
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    device_id: str = ""
    server_key: bytes = b""
    token: str = ""
    seq: int = 0
    prev: str = GENESIS

    @property
    def public_key(self) -> str:
        """The device's raw public key in base64."""
        return to_base64(self.key.public_key().public_bytes_raw())

    def seal(self, **content: Any) -> dict[str, Any]:
        """Seal the next inspection of the chain; returns its item. `content` overrides."""
        asked = {name: content.pop(name) for name in ("photos", "note") if name in content}
        return self.seal_content(inspection(**asked) | content)

    def seal_content(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Seal this content as the next of the chain; returns its item."""
        record = seal_record(
            content,
            device_id=self.device_id,
            seq=self.seq + 1,
            prev=self.prev,
            key=self.key,
        )
        self.seq, self.prev = record.seq, record.entry
        return as_item(record)

    def enrol(
        self, code: str, key: str = "", name: str = "tablet", **more: str
    ) -> requests.Response:
        """Enrol with a code."""
        given = {"code": code, "name": name, "public_key": self.public_key} | more
        reply = self.post(
            "/v1/devices:enrol", given, **{"Idempotency-Key": key or str(uuid.uuid4())}
        )
        if reply.status_code == 201:
            self.device_id = reply.json()["device_id"]
            self.server_key = base64.b64decode(reply.json()["server_key"])
        return reply

    def again(self, **claims: Any) -> dict[str, str]:
        """Return what a tablet adds to its enrolment where it was enrolled before."""
        return {
            "assertion": self.assertion(**claims),
            "server_key": to_base64(self.server_key),
        }

    def assertion(self, **claims: Any) -> str:
        """Return a signed assertion; `claims` go to spell_assertion instead of the usual."""
        usual: dict[str, Any] = {
            "device_id": self.device_id,
            "issued_at": int(utc_now().timestamp()),
            "unique": uuid.uuid4().hex,
            "sign": self.key.sign,
        }
        return spell_assertion(**(usual | claims))

    def log_in(self) -> requests.Response:
        """Ask for an access token and keep it."""
        reply = self.post("/v1/token", {"grant_type": GRANT_TYPE, "assertion": self.assertion()})
        self.token = reply.json().get("access_token", "")
        return reply

    def send(self, *items: object) -> requests.Response:
        """Send a batch."""
        return self.post("/v1/records:batch", {"records": list(items)})

    def send_packed(self, *items: object) -> requests.Response:
        """Send a batch as tablets do: packed, with its digest."""
        packed = gzip.compress(json.dumps({"records": list(items)}).encode())
        return self.call(
            "POST",
            "/v1/records:batch",
            data=packed,
            headers={
                "Content-Type": "application/json",
                "Content-Encoding": "gzip",
                "Content-Digest": content_digest(packed),
            },
        )

    def results(self, *items: object) -> list[dict[str, Any]]:
        """Send a batch that is taken; returns its results."""
        reply = self.send(*items)
        assert reply.status_code == 200, reply.text
        results: list[dict[str, Any]] = reply.json()["results"]
        return results

    def post(self, path: str, value: object, **headers: str) -> requests.Response:
        """Post JSON."""
        return self.call("POST", path, json=value, headers=headers)

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        """Ask the server, with the token if there is one."""
        headers = dict(options.pop("headers", {}))
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        url = path if path.startswith("http") else self.url + path
        return requests.request(method, url, headers=headers, timeout=30, **options)

    def upload(self, photo: bytes, *, piece: int = 4 * 1024 * 1024) -> requests.Response:
        """Upload a photo in pieces; returns the last reply."""
        reply = self.begin_upload(photo)
        url = self.url + reply.headers["Location"]
        for start in range(0, len(photo), piece):
            reply = self.send_piece(url, start, photo[start : start + piece])
        return reply

    def begin_upload(self, photo: bytes, **headers: str) -> requests.Response:
        """Begin an upload."""
        sha256 = base64.b64encode(sha256_hex(photo).encode()).decode()
        usual = {
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(len(photo)),
            "Upload-Metadata": f"sha256 {sha256}",
        }
        return self.call("POST", "/v1/uploads", headers=usual | headers)

    def send_piece(self, url: str, offset: int, piece: bytes, **headers: str) -> requests.Response:
        """Send one piece of an upload."""
        usual = {
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        }
        return self.call("PATCH", url, data=piece, headers=usual | headers)
