"""The real thing for tests: a server process and a tablet app process on free ports."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

BIN = Path(sys.executable).parent


KEYS: dict[str, str] = {}
"""The key of each app that was started, by its address."""


def with_key(url: str) -> str:
    """Return an address of an app with the key that opens it."""
    parts = urlsplit(url)
    key = KEYS.get(f"{parts.scheme}://{parts.netloc}")
    return f"{url}{'&' if parts.query else '?'}key={key}" if key else url


def free_port() -> int:
    """Return a port of the loopback that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(*command: str, status: int = 0) -> str:
    """Run one of our console commands; fails unless it ends with `status`."""
    done = subprocess.run(
        [BIN / command[0], *command[1:]], capture_output=True, text=True, check=False
    )
    assert done.returncode == status, f"{command}: {done.stdout}\n{done.stderr}"
    return done.stdout


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until `url` answers; fails when the process ends or a minute has passed."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(errors="replace")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except urllib.error.HTTPError as answered:
            if answered.code == 403:  # the tablet's page, which asks for its key
                return
            time.sleep(0.05)
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"nothing answers at {url}\n{log.read_text(errors='replace')}")


@dataclass
class Stack:
    """A server with the demo city and one enrolled, synced tablet, each a process of its own."""

    folder: Path
    today: str = ""
    server_port: int = field(default_factory=free_port)
    app_port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def server_url(self) -> str:
        """Where the server answers."""
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def app_url(self) -> str:
        """Where the tablet's app answers."""
        return f"http://127.0.0.1:{self.app_port}"

    @property
    def tablet(self) -> tuple[str, str]:
        """The option that names the tablet's folder."""
        return ("--data", str(self.folder / "tablet"))

    @property
    def office(self) -> tuple[str, str]:
        """The option that names the server's folder."""
        return ("--data", str(self.folder / "server"))

    def fill(self) -> None:
        """Build the demo city at an empty server."""
        run("inspector-server", "demo", *self.office)

    def start_server(self) -> None:
        """Serve, and wait until it is ready."""
        self._start("server", f"{self.server_url}/readyz", "inspector-server", "serve",
                    "--port", str(self.server_port), *self.office)  # fmt: skip

    def start_app(self) -> None:
        """Open the app without a browser, and wait until it answers."""
        self._start("app", self.app_url, "inspector", "app", "--no-browser",
                    "--port", str(self.app_port), *self.tablet)  # fmt: skip
        link = (self.folder / "tablet" / "page-link").read_text().strip()
        KEYS[self.app_url] = link.rpartition("=")[2]

    def enrol(self) -> None:
        """Enrol the tablet with a one-time code and bring it up to date."""
        made = run("inspector-server", "enroll", "--name", "tablet", "--json", *self.office)
        code = json.loads(made)["code"]
        run("inspector", "enroll", code, "--server", self.server_url, *self.tablet)
        run("inspector", "sync", *self.tablet)

    def kill(self, name: str) -> None:
        """Kill a process as the operating system does: without a word."""
        process = self.processes.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """End what still runs."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()

    def exported(self) -> list[dict[str, Any]]:
        """Every record as the server exports it."""
        lines = run("inspector-server", "export", "inspections", "--format", "ndjson", *self.office)
        return [json.loads(line) for line in lines.splitlines()]

    def _start(self, name: str, url: str, *command: str) -> None:
        log = self.folder / f"{name}.log"
        with log.open("ab") as output:
            self.processes[name] = subprocess.Popen(
                [BIN / command[0], *command[1:]], stdout=output, stderr=subprocess.STDOUT
            )
        wait_for(url, self.processes[name], log)
