"""A pooler that shares connections between transactions is noticed and refused."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from sqlalchemy import text

from sync.server.cli import main
from sync.server.tables.counter import lock_counter
from sync.server.tables.engine import open_database
from sync.server.work.opening import Office
from tests.support.clusters import cluster_folder
from tests.support.stack import free_port
from tests.support.waiting import wait_until

PROGRAM = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
pytestmark = pytest.mark.skipif(not Path(PROGRAM).exists(), reason="needs pgbouncer")
COMMANDS = (["serve", "--port", "0"], ["verify"], ["demo"], ["enroll", "--name", "t"])


@contextmanager
def pooler(cluster: str, mode: str) -> Iterator[str]:
    """Run PgBouncer before a cluster; gives the URL that leads through it."""
    place, port = urlsplit(cluster), free_port()
    with cluster_folder() as folder:
        settings = folder / "pgbouncer.ini"
        settings.write_text(
            f"[databases]\n* = host=127.0.0.1 port={place.port} user=postgres\n[pgbouncer]\n"
            f"listen_addr=127.0.0.1\nlisten_port={port}\nunix_socket_dir=\nauth_type=any\n"
            f"pool_mode={mode}\nlogfile={folder / 'log'}\n"
        )
        settings.chmod(0o644)
        user = {"user": "postgres"} if os.geteuid() == 0 else {}
        process = subprocess.Popen(
            [PROGRAM, "-q", str(settings)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **user,  # type: ignore[call-overload]
        )  # fmt: skip
        url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        try:
            wait_until(lambda: answers(url))
            yield url
        finally:
            process.terminate()
            process.wait(timeout=30)


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_pooler_of_transactions_is_refused_in_a_sentence(
    postgres: str, tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pooler(postgres, "transaction") as url:
        assert main([*command, "--database", url, "--data", str(tmp_path / "data")]) == 2
    told = capsys.readouterr().err
    assert "pooler" in told
    assert "Traceback" not in told
    assert len(told.splitlines()) == 1


def test_a_pooler_of_sessions_is_taken(postgres: str) -> None:
    with pooler(postgres, "session") as url:
        database = open_database(url)
        assert database.is_shared() is False
        database.close()


def test_postgresql_itself_is_taken(postgres: str) -> None:
    database = open_database(postgres)
    assert database.is_shared() is False
    database.close()


def test_what_a_receipt_relies_on_is_set_in_its_own_transaction(office: Office) -> None:
    if office.database.engine.dialect.name != "postgresql":
        return
    with office.database.writing() as connection:
        connection.execute(text("SET SESSION synchronous_commit TO off"))
        connection.execute(text("SET SESSION statement_timeout TO 5000"))
        lock_counter(connection)
        assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"
        assert connection.execute(text("SHOW statement_timeout")).scalar() == "0"
