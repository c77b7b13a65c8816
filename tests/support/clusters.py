"""PostgreSQL clusters on the loopback: to start, copy as standbys, kill and promote."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.support.stack import free_port
from tests.support.waiting import wait_until

STANDBY_NAME = "standby"


def find_binaries() -> Path:
    """Return the folder with PostgreSQL's programs; fails when it is not installed."""
    on_path = shutil.which("pg_basebackup")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_basebackup"))
    assert on_path or found, "install PostgreSQL: apt-get install postgresql"
    return found[-1].parent if found else Path(str(on_path)).resolve().parent


@dataclass
class Cluster:
    """One PostgreSQL server with a data folder of its own.

    PostgreSQL refuses to run as root: then it runs as the system's user `postgres`.
    """

    folder: Path
    options: tuple[str, ...] = ("fsync=off",)
    port: int = field(default_factory=free_port)
    user: str | None = "postgres" if os.geteuid() == 0 else None

    @property
    def place(self) -> str:
        """Its host and port."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The URL of its maintenance database."""
        return f"postgresql://postgres@{self.place}/postgres"

    @property
    def data(self) -> str:
        """Its data folder."""
        return str(self.folder / f"data-{self.port}")

    def make(self) -> None:
        """Make an empty one."""
        auth = ("-A", "trust", "-U", "postgres")
        self.run("initdb", "-D", self.data, *auth, "-E", "UTF8", "--no-locale", "-N")

    def make_standby_of(self, primary: "Cluster") -> None:
        """Copy a primary that runs; started, this one follows it."""
        source = f"host=127.0.0.1 port={primary.port} user=postgres application_name={STANDBY_NAME}"
        self.run("pg_basebackup", "-D", self.data, "-R", "-X", "stream", "-c", "fast",
                 "--no-sync", "-d", source)  # fmt: skip

    def start(self) -> None:
        """Start, and wait until it answers."""
        settings = ("listen_addresses=127.0.0.1", *self.options)
        given = " ".join(f"-c {setting}" for setting in settings)
        command = f"-p {self.port} -k {self.folder} {given}"
        log = str(self.folder / f"log-{self.port}")
        self.run("pg_ctl", "-D", self.data, "-o", command, "-l", log, "-w", "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it, if it runs: at once, without a checkpoint, unless another mode is asked for."""
        if Path(self.data, "postmaster.pid").exists():
            self.run("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop", check=False)

    def kill(self) -> None:
        """Kill every process of it at once, as when its machine loses power."""
        postmaster = int(Path(self.data, "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for process in (postmaster, *map(int, children)):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue  # it ended by itself in the meantime
        Path(self.data, "postmaster.pid").unlink()

    def promote(self) -> None:
        """Make a standby the primary."""
        self.run("pg_ctl", "-D", self.data, "-w", "promote")

    def ask(self, query: str) -> object:
        """Return the one value that a query gives."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None

    def set(self, name: str, value: str) -> None:
        """Change a setting for all who connect from now on."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
            connection.execute("SELECT pg_reload_conf()")

    def run(self, program: str, *arguments: str, check: bool = True) -> None:
        """Run one of PostgreSQL's programs."""
        subprocess.run(
            [find_binaries() / program, *arguments],
            check=check,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            user=self.user,
            group=self.user,
            extra_groups=[] if self.user else None,
        )


@contextmanager
def cluster_folder() -> Iterator[Path]:
    """Give a folder that PostgreSQL may write to; it is removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="inspector-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def running_pair(*, synchronous: bool) -> Iterator[tuple[Cluster, Cluster]]:
    """Run a primary and its standby, which has everything that the primary had so far.

    Of a synchronous pair a commit returns only when the standby shows it (`remote_apply`).
    """
    with cluster_folder() as folder:
        primary = Cluster(folder, options=())
        standby = Cluster(folder, options=())
        try:
            primary.make()
            primary.start()
            standby.make_standby_of(primary)
            standby.start()
            wait_until(lambda: primary.ask("SELECT count(*) FROM pg_stat_replication") == 1)
            if synchronous:
                primary.set("synchronous_standby_names", STANDBY_NAME)
                primary.set("synchronous_commit", "remote_apply")
                state = "SELECT sync_state FROM pg_stat_replication"
                wait_until(lambda: primary.ask(state) == "sync")
            yield primary, standby
        finally:
            primary.stop()
            standby.stop()
