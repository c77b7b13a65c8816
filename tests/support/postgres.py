"""A real PostgreSQL for tests: Debian's binaries, a fresh cluster on a free port."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

from tests.support.stack import free_port

_numbers = count(1)


def find_binaries() -> Path:
    """Return the folder with initdb and pg_ctl; fails when PostgreSQL is not installed."""
    on_path = shutil.which("pg_ctl")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    assert on_path or found, "install PostgreSQL: apt-get install postgresql"
    return Path(on_path).parent if on_path else found[-1].parent


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[str]:
    """Run a cluster of its own; gives the URL of its maintenance database.

    PostgreSQL refuses to run as root: then it runs as the system's user `postgres`.
    """
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="inspector-pg-"))
    if user:
        shutil.chown(folder, user, user)
    binaries, port = find_binaries(), free_port()
    options = (
        f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync={'on' if durable else 'off'}"
    )
    data, log = str(folder / "data"), str(folder / "log")

    def run(*command: str) -> None:
        subprocess.run(
            [binaries / command[0], *command[1:]],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            user=user,
            group=user,
            extra_groups=[] if user else None,
        )

    try:
        run("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale")
        run("pg_ctl", "-D", data, "-o", options, "-l", log, "-w", "start")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def make_database(cluster_url: str) -> str:
    """Return the URL of an empty place in a cluster: a schema, made in a hundredth of the time."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
    return f"{cluster_url}?options=-csearch_path%3D{name}"
