"""A whole client of the protocol in one file: enrol, seal, send, check the receipt, photo, pull.

    python example_client.py URL CODE INSPECTION.json PHOTO.jpg

INSPECTION.json holds site_id, instrument_id, officers, times and evaluation; see protocol.md.
A real client keeps key, Idempotency-Key, sealed bytes and receipt on its disk before it goes on.
"""

import base64
import gzip
import hashlib
import json
import sys
import uuid
from datetime import datetime
from pathlib import Path

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

TUS, PIECE = {"Tus-Resumable": "1.0.0"}, 1024 * 1024


def b64(data):
    return base64.b64encode(data).decode()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


class Server:
    """Requests with a time-out, a digest and no redirect; anything but 2xx is raised as told."""

    def __init__(self, url):
        self.url, self.headers = url.rstrip("/"), {}

    def call(self, method, path, data=None, **headers):
        if data is not None:
            headers["Content-Digest"] = f"sha-256=:{b64(hashlib.sha256(data).digest())}:"
        answer = requests.request(method, self.url + path, data=data, timeout=(10, 60),
                                  headers=self.headers | headers, allow_redirects=False)
        if not 200 <= answer.status_code < 300:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text}")
        return answer

    def post(self, path, value, **headers):
        data = json.dumps(value, ensure_ascii=False).encode()
        return self.call("POST", path, data, **{"Content-Type": "application/json"}, **headers)


def enrol(server, code, key):
    """Return our device id and the server's key, which is pinned from now on."""
    public = b64(key.public_key().public_bytes_raw())
    asked = {"code": code, "name": "example", "public_key": public}
    told = server.post("/v1/devices:enrol", asked, **{"Idempotency-Key": str(uuid.uuid4())}).json()
    server_key = base64.b64decode(told["server_key"])
    return told["device_id"], Ed25519PublicKey.from_public_bytes(server_key)


def log_in(server, device_id, key, now):
    """Sign an assertion (RFC 7523) and get an access token; `now` is the server's time."""

    def part(value):
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        return base64.urlsafe_b64encode(data).decode().rstrip("=")

    claims = {"iss": device_id, "sub": device_id, "aud": "inspector-server"}
    claims |= {"iat": int(now), "exp": int(now) + 240, "jti": str(uuid.uuid4())}
    signed = part({"alg": "EdDSA", "typ": "JWT"}) + "." + part(claims)
    asked = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer"}
    asked |= {"assertion": signed + "." + part(key.sign(signed.encode()))}
    token = server.post("/v1/token", asked).json()["access_token"]
    server.headers = {"Authorization": f"Bearer {token}"}


def seal(content, device_id, seq, prev, key):
    """Serialise once, chain, sign. These bytes never change; `prev` of the next is the entry."""
    place = {"schema": 1, "device_id": device_id, "seq": seq, "prev": prev}
    body = json.dumps(place | content, ensure_ascii=False)
    digest = hashlib.sha256(body.encode()).digest()
    chained = b"inspector-v1" + uuid.UUID(device_id).bytes + seq.to_bytes(8, "big")
    entry = hashlib.sha256(chained + bytes.fromhex(prev) + digest).digest()
    item = {"id": content["id"], "sha256": digest.hex(), "body": body, "seq": seq, "prev": prev}
    return item | {"sig": b64(key.sign(entry))}, entry.hex()


def check_receipt(result, item, server_key):
    """Raise unless the pinned key signed that exactly these bytes are stored."""
    receipt = result["receipt"]
    told = (str(receipt[name]) for name in ("id", "sha256", "change_seq", "received_at"))
    signed = "\n".join(["inspector-receipt-v1", *told])
    server_key.verify(base64.b64decode(receipt["sig"]), signed.encode())
    if (receipt["id"], receipt["sha256"]) != (item["id"], item["sha256"]):
        raise RuntimeError("a receipt for something else")


def upload(server, photo, server_key):
    """Send a photo in pieces (tus 1.0.0); after a cut HEAD tells where to go on."""
    metadata = f"sha256 {b64(sha256(photo).encode())},media_type {b64(b'image/jpeg')}"
    told = TUS | {"Upload-Length": str(len(photo)), "Upload-Metadata": metadata}
    begun = server.call("POST", "/v1/uploads", b"", **told)
    offset = int(begun.headers["Upload-Offset"])
    while offset < len(photo):
        place = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
        piece = photo[offset : offset + PIECE]
        sent = server.call("PATCH", begun.headers["Location"], piece, **TUS, **place)
        offset = int(sent.headers["Upload-Offset"])
    held = server.call("HEAD", f"/v1/files/{sha256(photo)}").headers["Inspector-Receipt"]
    server_key.verify(base64.b64decode(held), f"inspector-file-v1\n{sha256(photo)}".encode())


def pull(server):
    """Return all reference data: the snapshot, then the changes since."""
    rows, page, cursor = {}, gzip.decompress(server.call("GET", "/v1/snapshot").content), ""
    while True:
        *lines, last = page.splitlines(keepends=True)
        ending = json.loads(last)
        before = b"".join(lines) + last.rpartition(b',"sum":')[0]
        if (ending["count"], ending["sum"]) != (len(lines), sha256(before)):
            raise RuntimeError("the page was cut")
        for row in map(json.loads, lines):
            rows[row["kind"], row["id"]] = row["body"]  # None: it was deleted
        if cursor and not ending["has_more"]:
            return {key: body for key, body in rows.items() if body is not None}
        cursor = ending["next"]
        page = server.call("GET", f"/v1/changes?cursor={cursor}").content


def main(url, code, inspection, photo):
    server, key, picture = Server(url), Ed25519PrivateKey.generate(), Path(photo).read_bytes()
    server_time = server.call("GET", "/v1/capabilities").json()["server_time"]
    device_id, server_key = enrol(server, code, key)
    log_in(server, device_id, key, datetime.fromisoformat(server_time).timestamp())
    content = json.loads(Path(inspection).read_text(encoding="utf-8")) | {"id": str(uuid.uuid4())}
    named = {"sha256": sha256(picture), "bytes": len(picture), "media_type": "image/jpeg"}
    content["photos"] = [named | {"caption": "example"}]
    item, _next_prev = seal(content, device_id, 1, "0" * 64, key)
    (result,) = server.post("/v1/records:batch", {"records": [item]}).json()["results"]
    check_receipt(result, item, server_key)
    if result["missing_files"]:
        upload(server, picture, server_key)
    print(json.dumps({"status": result["status"], "rows": len(pull(server))}))


if __name__ == "__main__":
    main(*sys.argv[1:])
