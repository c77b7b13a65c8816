"""A real object store for tests: OpenStack Swift's four servers, spoken to as S3."""

import hashlib
import hmac
import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests

from sync.server.settings import Bucket, utc_now
from tests.support.swift_node import SERVERS
from tests.support.waiting import wait_until

REGION, KEY, SECRET = "us-east-1", "test:tester", "testing"
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": REGION,
}  # fmt: skip
PYTHON = "/usr/bin/python3"
NODE = Path(__file__).with_name("swift_node.py")
NAME = "photos"


@dataclass
class ObjectStore:
    """A Swift on the loopback with one bucket; it can be stopped and started again."""

    folder: Path
    port: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it speaks S3."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """What a server must find in its environment."""
        return ENVIRONMENT | {"INSPECTOR_SERVER_S3_ENDPOINT": self.url}

    def bucket(self, prefix: str) -> Bucket:
        """Return a place of its own in the bucket."""
        return Bucket(NAME, prefix, self.url)

    def start(self) -> None:
        """Run every server, and wait until the store answers."""
        for name in SERVERS:
            with (self.folder / f"{name}.log").open("ab") as log:
                self.processes.append(
                    subprocess.Popen(
                        [PYTHON, NODE, "serve", self.folder, name], stdout=log, stderr=log
                    )
                )
        wait_until(lambda: all(map(self._listens, range(self.port, self.port + len(SERVERS)))))

    def stop(self) -> None:
        """End every server."""
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()
        self.processes.clear()

    def make_bucket(self) -> None:
        """Make the bucket."""
        headers = signed_put(self.url, f"/{NAME}")
        reply = requests.put(f"{self.url}/{NAME}", headers=headers, timeout=30)
        assert reply.ok, reply.text

    def _listens(self, port: int) -> bool:
        dead = [process for process in self.processes if process.poll() is not None]
        assert not dead, "\n".join(log.read_text() for log in self.folder.glob("*.log"))
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def running_store() -> Iterator[ObjectStore]:
    """Run an object store with an empty bucket."""
    there = subprocess.run([PYTHON, "-c", "import swift"], capture_output=True, check=False)
    assert there.returncode == 0, "install Swift: apt-get install python3-swift"
    with tempfile.TemporaryDirectory(prefix="inspector-swift-") as folder:
        store = ObjectStore(Path(folder), free_ports(len(SERVERS)))
        subprocess.run([PYTHON, NODE, "make", folder, str(store.port)], check=True)
        try:
            store.start()
            store.make_bucket()
            yield store
        finally:
            store.stop()


def free_ports(number: int) -> int:
    """Return the first of so many ports in a row that nothing listens on now."""
    for first in range(20_000 + os.getpid() % 10_000, 60_000, number):
        probes = [socket.socket() for _ in range(number)]
        try:
            for port, probe in enumerate(probes, first):
                probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        else:
            return first
        finally:
            for probe in probes:
                probe.close()
    raise AssertionError("no ports are free")


def signed_put(url: str, path: str) -> dict[str, str]:
    """Return the headers of a PUT without a body (AWS signature, version 4)."""
    at = utc_now().strftime("%Y%m%dT%H%M%SZ")
    empty = hashlib.sha256(b"").hexdigest()
    host = url.partition("://")[2]
    names = "host;x-amz-content-sha256;x-amz-date"
    asked = (f"PUT\n{path}\n\nhost:{host}\nx-amz-content-sha256:{empty}\nx-amz-date:{at}\n\n"
             f"{names}\n{empty}")  # fmt: skip
    scope = f"{at[:8]}/{REGION}/s3/aws4_request"
    digest = hashlib.sha256(asked.encode()).hexdigest()
    key = f"AWS4{SECRET}".encode()
    for part in (*scope.split("/"), f"AWS4-HMAC-SHA256\n{at}\n{scope}\n{digest}"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    credential = f"Credential={KEY}/{scope}, SignedHeaders={names}, Signature={key.hex()}"
    return {
        "x-amz-date": at,
        "x-amz-content-sha256": empty,
        "Authorization": f"AWS4-HMAC-SHA256 {credential}",
    }
