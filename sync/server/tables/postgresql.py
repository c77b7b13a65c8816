"""What only PostgreSQL knows: several hosts, how durable a commit is, and when it was not."""

import select
import time
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError

_LOOKS = 20
"""So often, while others may take the connections of a pooler in between."""
DEFAULT_PORT = 5432
REST_S = 1.0
"""A connection that rested this long may have died without a word."""
_RESTS_SINCE = "rests since"
_UNREPLICATED = "warned of at commit"
_PLAIN_WARNING = "01000"
_TIMELINE = """
SELECT CASE
    WHEN pg_is_in_recovery()
        OR NOT has_function_privilege('pg_current_wal_lsn()', 'EXECUTE')
        OR NOT has_function_privilege('pg_control_system()', 'EXECUTE')
    THEN ''
    ELSE (SELECT system_identifier FROM pg_control_system())
        || '/' || substring(pg_walfile_name(pg_current_wal_lsn()) FROM 1 FOR 8)
    END
"""
# A host that vanished without a word is given up after this time.
_PATIENCE = {
    "tcp_user_timeout": "20000",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "2",
}
_SEVERAL = {"target_session_attrs": "read-write", "connect_timeout": "3"}

SETTINGS = (
    # Never less than "on"; "remote_apply", where it is configured, stays.
    """SELECT set_config('synchronous_commit', 'on', false)
       WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')""",
    # A statement that is cancelled while it waits for the standby counts as committed.
    "SET statement_timeout TO 0",
    "SET timezone TO 'UTC'",
)


def parse_url(url: str) -> URL:
    """Read the URL of a database; one of libpq's may name several hosts with commas between.

    Connections go to the first host that is what `target_session_attrs` asks for; with several
    hosts that is a primary, unless said otherwise. Raises ArgumentError.
    """
    try:
        scheme, place, path, query, _ = urlsplit(url)
        user, at, hosts = place.rpartition("@")
        if "," not in hosts:
            parsed = make_url(url)
            return parsed.set(query=_PATIENCE | dict(parsed.query))
        parsed = make_url(urlunsplit((scheme, f"{user}{at}", path, query, "")))
    except ValueError as fault:  # a port that is no number, half an IPv6 address
        raise ArgumentError(str(fault)) from fault
    options = _PATIENCE | _SEVERAL | dict(parsed.query)
    options["host"] = tuple(_with_port(host) for host in hosts.split(","))
    return parsed.set(query=options)


def shares_connections(engine: Engine) -> bool:
    """True if a pooler gives one connection of PostgreSQL's to several of ours.

    Two of ours that are open at the same time then meet at the same process there, as soon as
    neither is in a transaction.
    """
    if engine.dialect.name != "postgresql":
        return False
    with engine.connect() as mine, engine.connect() as other:
        for _ in range(_LOOKS):
            pids = {_backend_of(mine), _backend_of(other)}
            if len(pids) == 1:
                return True
            if not _has_pooler(mine):
                return False
    return False


def _backend_of(connection: Connection) -> int:
    with connection.begin():
        return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


def _has_pooler(connection: Connection) -> bool:
    """True if another process than PostgreSQL's own answered when we connected."""
    driver: Any = connection.connection.driver_connection
    return bool(driver.info.backend_pid != _backend_of(connection))


def look_after_rest(engine: Engine) -> None:
    """Try a connection before it is used if it may have died; one that did ends all of its age.

    One whose end was told has something to read. Asking each time, as the pool itself would, costs
    a batch a tenth of what it waits for.
    """

    @event.listens_for(engine, "checkin")
    def note(_connection: Any, record: Any) -> None:
        record.info[_RESTS_SINCE] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def look(connection: Any, record: Any, _proxy: Any) -> None:
        rested_s = time.monotonic() - record.info.get(_RESTS_SINCE, time.monotonic())
        try:
            if rested_s > REST_S or _was_told_something(connection):
                engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as fault:
            raise InvalidatePoolError from fault


def _was_told_something(connection: Any) -> bool:
    watch = select.poll()
    watch.register(connection.fileno(), select.POLLIN)
    return bool(watch.poll(0))


def watch_commits(connection: Any, info: dict[Any, Any]) -> None:
    """Let `was_replicated` know of the warnings of a psycopg connection.

    Their words are in the server's language, so that only their code tells what they are.
    """

    def note(notice: Any) -> None:
        if notice.severity_nonlocalized == "WARNING" and notice.sqlstate == _PLAIN_WARNING:
            info[_UNREPLICATED] = notice.message_primary

    connection.add_notice_handler(note)


def forget_warnings(connection: Connection) -> None:
    """Forget what was warned of before a commit, which begins now."""
    connection.info.pop(_UNREPLICATED, None)


def was_replicated(connection: Connection) -> bool:
    """True if the last commit waited for the standby as long as it had to."""
    return connection.info.pop(_UNREPLICATED, None) is None


def has_synchronous_standby(connection: Connection) -> bool:
    """True if commits wait for a standby."""
    if connection.dialect.name != "postgresql":
        return False
    query = "SELECT current_setting('synchronous_standby_names') <> ''"
    return bool(connection.execute(text(query)).scalar_one())


def write_nothing(connection: Connection) -> None:
    """Write to the log alone, so that the commit waits for the standby."""
    connection.execute(text("SELECT pg_logical_emit_message(true, 'inspector', '')"))


def read_timeline(connection: Connection) -> str:
    """Return which cluster this is and the timeline of its log, '' when it cannot be known.

    Another one begins when a standby is promoted, when the log is replayed to a point in time, and
    when a dump is restored into another cluster.
    """
    if connection.dialect.name != "postgresql":
        return ""
    return str(connection.execute(text(_TIMELINE)).scalar_one())


def _with_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    if not colon or port.endswith("]"):
        return f"{host}:{DEFAULT_PORT}"
    return f"{name}:{port}"
