"""A real server process, a real tablet and the proxy between them; cuts at every byte, and kills.

`python -m tests.faults.network [--step N] [--seeds N]`: every byte of requests and replies with
`--step 1`; then so many seeded runs in which connections fail and processes are killed.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from inspector_app.services import syncing
from inspector_app.services.finishing import record_inspection
from inspector_app.services.handing_in import hand_in
from inspector_app.services.opening import Tablet, open_tablet
from inspector_app.services.views import SyncReport
from tests.faults.proxy import KINDS, Proxy, Trouble, proxying
from tests.support.server_process import ServerProcess, server_process
from tests.support.stack import BIN, run
from tests.support.visits import inspection_document, write_photo

LONGEST = 6000
ROUNDS = 4


@dataclass
class Rig:
    """Server, proxy and tablet; `sealed` is what the tablet said it keeps."""

    server: ServerProcess
    proxy: Proxy
    folder: Path
    sealed: dict[str, str] = field(default_factory=dict)
    armed: list[Trouble] = field(default_factory=list)
    client: subprocess.Popen[bytes] | None = None
    photos: int = 0

    @contextmanager
    def tablet(self) -> Iterator[Tablet]:
        """Give the tablet, opened in this process."""
        opened = open_tablet(self.folder / "tablet")
        try:
            yield opened
        finally:
            opened.close()

    def record(self, tablet: Tablet, *, photo: bool) -> None:
        """Seal an inspection, perhaps with a photo."""
        changes: dict[str, Any] = {"note": f"第 {len(self.sealed)} 次"}
        if photo:
            self.photos += 1
            path = write_photo(self.folder, content=b"%d" % self.photos * 200)
            changes["photos"] = [{"path": path.name}]
        line = record_inspection(tablet, inspection_document(**changes), folder=self.folder)
        self.sealed[line.record_id] = line.sha256

    def sync(self, tablet: Tablet, *troubles: Trouble) -> SyncReport:
        """Sync in this process over real sockets; the next connections have these troubles."""
        self.armed = list(troubles)
        return syncing.sync_now(tablet)

    def sync_as_process(self, *troubles: Trouble) -> int:
        """Run `inspector sync`; returns how it ended."""
        self.armed = list(troubles)
        command = [BIN / "inspector", "sync", "--data", self.folder / "tablet"]
        self.client = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        status = self.client.wait()
        if self.server.process is None:
            self.server.start()
        return status

    def count(self) -> None:
        """Count everything at the server as an office would; fails when one is lost or doubled."""
        told = run("inspector-server", "export", "inspections", "--format", "ndjson",
                   *self.server.options)  # fmt: skip
        lines = [json.loads(line) for line in told.splitlines()]
        assert sorted((line["id"], line["sha256"]) for line in lines) == sorted(self.sealed.items())
        files = {file["sha256"] for line in lines for file in line["files"] if file["present"]}
        assert len(files) == self.photos
        assert self.server.verify()["faults"] == []
        status = json.loads(run("inspector", "status", "--json", "--data",
                                str(self.folder / "tablet")))  # fmt: skip
        assert status["safe_to_hand_in"], status
        assert status["complete"] == len(self.sealed)
        run("inspector", "verify", "--data", str(self.folder / "tablet"))

    def _plan(self, _number: int) -> Trouble:
        return self.armed.pop(0) if self.armed else Trouble()

    def _kill(self, what: str) -> None:
        if what == "kill server":
            self.server.kill()
        elif self.client is not None:
            self.client.kill()


@contextmanager
def rig(folder: Path) -> Iterator[Rig]:
    """Start a server and a proxy, and enrol a tablet through it."""
    (folder / "server").mkdir()
    with (
        pytest.MonkeyPatch.context() as patch,
        server_process(folder / "server", f"sqlite:///{folder / 'server' / 'server.db'}") as server,
        proxying(server.port) as proxy,
    ):
        patch.setattr(syncing, "_wait", lambda stopped, seconds: None)
        made = Rig(server, proxy, folder)
        proxy.plan, proxy.kill = made._plan, made._kill
        code = json.loads(
            run("inspector-server", "enroll", "--name", "t", "--json", *server.options)
        )["code"]
        run("inspector", "enroll", code, "--server", proxy.url, "--data", str(folder / "tablet"))
        yield made


def cut_everywhere(rig: Rig, *, step: int, first: int = 0) -> int:
    """Cut a sync after each `step`th byte, both ways; returns how many cuts were made.

    What that very sync does not bring over, by trying again, the next one must.
    """
    with rig.tablet() as tablet:
        rig.record(tablet, photo=True)
        first_report = rig.sync(tablet)
        assert first_report.problem == "", first_report
        for kind, length in zip(("cut request", "cut reply"), rig.proxy.sent, strict=True):
            for after in range(first, length, step):
                rig.record(tablet, photo=True)
                report = rig.sync(tablet, Trouble(kind, after))
                if report.problem:
                    report = rig.sync(tablet)
                assert report.problem == "", (kind, after, report)
                assert hand_in(tablet).safe_to_hand_in, (kind, after)
    return rig.proxy.cuts


def live_through(rig: Rig, seed: int, *, processes: int) -> int:
    """Let connections fail and processes be killed by a seed; returns how often it struck."""
    chance = Random(seed)
    before = len(rig.proxy.struck)
    kinds = (*KINDS, "kill server", "kill tablet")
    for turn in range(processes):
        with rig.tablet() as tablet:
            for _ in range(chance.randint(0, 3)):
                rig.record(tablet, photo=chance.random() < 0.5)
            for _ in range(3):
                rig.sync(tablet, *(_draw(chance, KINDS) for _ in range(4)))
        last = _draw(chance, kinds[-2:]) if turn % 2 else _draw(chance, kinds)
        rig.sync_as_process(last, *(_draw(chance, KINDS) for _ in range(3)))
    with rig.tablet() as tablet:
        for _ in range(ROUNDS):
            if rig.sync(tablet).problem == "":
                break
    return len(rig.proxy.struck) - before


def _draw(chance: Random, kinds: tuple[Any, ...]) -> Trouble:
    return Trouble(chance.choice(kinds), int(LONGEST ** chance.random()))


def main() -> int:
    """Print how many cuts and troubles there were; it ends with an error when one is lost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--minutes", type=float, help="begin no run after so long")
    args = parser.parse_args()
    memory, began = Path("/dev/shm"), time.monotonic()
    base = memory if memory.is_dir() else None
    with tempfile.TemporaryDirectory(dir=base) as folder, rig(Path(folder)) as made:
        cuts = cut_everywhere(made, step=args.step, first=args.first)
        made.count()
        print(f"{cuts} cuts between bytes, 0 lost, 0 doubled", flush=True)
        struck = 0
        for seed in range(args.seed, args.seed + args.seeds):
            if args.minutes and time.monotonic() - began > args.minutes * 60:
                break
            print(f"seed {seed}", file=sys.stderr, flush=True)
            struck += live_through(made, seed, processes=2)
            made.count()
    print(f"{struck} failing connections and kills from seed {args.seed} on")
    print(f"{len(made.sealed)} records and {made.photos} photos counted, 0 lost, 0 doubled")
    print(f"{time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
