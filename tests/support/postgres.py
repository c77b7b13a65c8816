"""A real PostgreSQL for tests: Debian's binaries, a fresh cluster on a free port."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import psycopg

from tests.support.clusters import Cluster, cluster_folder

_numbers = count(1)


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[str]:
    """Run a cluster of its own; gives the URL of its maintenance database."""
    with cluster_folder() as folder:
        fsync = "fsync=on" if durable else "fsync=off"
        cluster = Cluster(folder, (fsync, "track_commit_timestamp=on"))
        cluster.make()
        cluster.start()
        try:
            yield cluster.url
        finally:
            cluster.stop()


def make_database(cluster_url: str) -> str:
    """Return the URL of an empty place in a cluster.

    A schema is as good as a database of its own here: migrating it takes as long as copying a
    template database takes.
    """
    name = f"test_{next(_numbers)}"
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
    return f"{cluster_url}?options=-csearch_path%3D{name}"
