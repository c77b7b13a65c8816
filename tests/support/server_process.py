"""The real `inspector-server serve` as a process, to be killed without a word."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sync.server.settings import Bucket
from tests.support.device import Device
from tests.support.stack import BIN, free_port, run, wait_for


@dataclass
class ServerProcess:
    """A server that can be started, killed and started again on the same data."""

    folder: Path
    database_url: str
    workers: int = 1
    files: Bucket | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def options(self) -> tuple[str, ...]:
        """The options that name its data."""
        files = ("--files", str(self.files)) if self.files else ()
        return ("--data", str(self.folder), "--database", self.database_url, *files)

    def start(self) -> None:
        """Serve, and wait until it is ready."""
        log = self.folder / "server.log"
        command: list[str | Path] = [
            BIN / "inspector-server",
            "serve",
            *self.options,
            "--port",
            str(self.port),
        ]
        command += ["--workers", str(self.workers)]
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=os.environ | self.environment,  # noqa: TID251 - to hand on
            )
        wait_for(f"{self.url}/readyz", self.process, log)

    def kill(self) -> None:
        """Kill it as the operating system does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, and wait for it."""
        self._end(signal.SIGTERM)

    def enrol(self) -> Device:
        """Return a device that is enrolled here and logged in."""
        made = json.loads(run("inspector-server", "enroll", "--name", "t", "--json", *self.options))
        device = Device(self.url)
        assert device.enrol(made["code"]).status_code == 201
        assert device.log_in().status_code == 200
        return device

    def verify(self, status: int = 0) -> dict[str, Any]:
        """Run `verify`, which must end with this status; returns what it says."""
        told = run("inspector-server", "verify", "--json", *self.options, status=status)
        found: dict[str, Any] = json.loads(told)
        return found

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=30)
            self.process = None


@contextmanager
def server_process(
    folder: Path,
    database_url: str,
    *,
    workers: int = 1,
    files: Bucket | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[ServerProcess]:
    """Give a server process that runs; it is stopped at the end."""
    server = ServerProcess(folder, database_url, workers, files, environment or {})
    try:
        server.start()
        yield server
    finally:
        server.stop()
