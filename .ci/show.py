"""Show the product: the demo city at a server, a tablet enrolled and synced, both in the browser.

Everything lies under `.run/` and stays there, so that a second start is quick and keeps the data;
`make clean` forgets it.
"""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parent.parent
RUN = ROOT / ".run"
SERVER_DATA, TABLET_DATA, TAGS = RUN / "server", RUN / "tablet", RUN / "demo-tags.pdf"
OFFICE, TABLET = ("--data", str(SERVER_DATA)), ("--data", str(TABLET_DATA))
PAGES = ("--console", "local")
SERVER_PORT, APP_PORT = 8000, 8550
SERVER = f"http://127.0.0.1:{SERVER_PORT}"
BIN = Path(sys.executable).parent
stopping = threading.Event()


def main() -> int:
    """Start both, say where they are, wait for Ctrl-C, stop both. Returns the exit status."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, stop)
    for port in (SERVER_PORT, APP_PORT):
        if in_use(port):
            print(f"Port {port} is in use. Stop what runs there, then try again.")
            return 1
    RUN.mkdir(exist_ok=True)
    running: list[subprocess.Popen[bytes]] = []
    try:
        fill_server()
        running.append(
            start("inspector-server", "serve", *OFFICE, *PAGES, "--port", str(SERVER_PORT))
        )
        wait_for(f"{SERVER}/readyz", running)
        prepare_tablet()
        running.append(start("inspector", "app", *TABLET, "--port", str(APP_PORT)))
        announce(wait_for_link(running))
        return watch(running)
    except RuntimeError as fault:
        if not stopping.is_set():
            print(f"Could not start: {fault}", file=sys.stderr)
        return 0 if stopping.is_set() else 1
    finally:
        end(running)


def watch(running: list[subprocess.Popen[bytes]]) -> int:
    """Wait for Ctrl-C, or for the end of either process. Returns the exit status."""
    while not stopping.wait(0.5):
        if any(process.poll() is not None for process in running):
            say("One of the two has ended; stopping the other.")
            return 1
    return 0


def fill_server() -> None:
    """Build the demo city, once."""
    if not (SERVER_DATA / ".filled").exists():
        say("Building the demo city ...")
        run("inspector-server", "demo", *OFFICE)
        (SERVER_DATA / ".filled").touch()


def prepare_tablet() -> None:
    """Enrol the demo tablet once, then bring it up to date and print its tags."""
    if not (TABLET_DATA / ".enrolled").exists():
        say("Enrolling the demo tablet ...")
        name = ("--name", "demo-tablet")
        made = run("inspector-server", "enroll", *OFFICE, *name, "--json")
        run("inspector", "enroll", json.loads(made)["code"], "--server", SERVER, *name, *TABLET)
        (TABLET_DATA / ".enrolled").touch()
    subprocess.run([BIN / "inspector", "sync", *TABLET], check=False, stdout=subprocess.DEVNULL)
    if not TAGS.exists():
        run("inspector", "labels", *TABLET, "--out", str(TAGS))


def announce(link: str) -> None:
    """Print where everything is."""
    say("")
    say(f"  Tablet app       {link}")
    say(f"  Central server   {SERVER}")
    say(f"  Demo tags (PDF)  {TAGS.relative_to(ROOT)}")
    say("")
    say("Ctrl-C stops both. The data stay in .run/; make clean forgets them.")


def run(*command: str) -> str:
    """Run one of our commands to its end and return what it printed."""
    program = [BIN / command[0], *command[1:]]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:2])}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def start(*command: str) -> subprocess.Popen[bytes]:
    """Start one of our long-running commands, apart from the terminal's Ctrl-C."""
    return subprocess.Popen([BIN / command[0], *command[1:]], start_new_session=True)


def end(running: list[subprocess.Popen[bytes]]) -> None:
    """Ask every process to stop, and wait for it."""
    for process in reversed(running):
        if process.poll() is None:
            process.terminate()
    for process in running:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def wait_for_link(running: list[subprocess.Popen[bytes]]) -> str:
    """Wait until the app says with which link its page opens; returns it."""
    link = TABLET_DATA / "page-link"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not stopping.is_set():
        if any(process.poll() is not None for process in running):
            break
        if in_use(APP_PORT) and link.exists():
            return link.read_text(encoding="utf-8").strip()
        stopping.wait(0.1)
    raise RuntimeError("the app does not start")


def wait_for(url: str, running: list[subprocess.Popen[bytes]]) -> None:
    """Wait until an address answers, or say that its process has ended."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not stopping.is_set():
        if any(process.poll() is not None for process in running):
            break
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - an address of our own
                return
        except OSError:
            stopping.wait(0.1)
    raise RuntimeError(f"nothing answers at {url}")


def in_use(port: int) -> bool:
    """True if something listens on a port of this machine."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def stop(_signal: int, _frame: FrameType | None) -> None:
    """Note that somebody wants us to stop."""
    stopping.set()


def say(sentence: str) -> None:
    """Print at once, also into a pipe."""
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main())
