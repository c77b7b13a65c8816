"""The server's settings, made once: the command line over the environment over `.env`."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from dotenv import dotenv_values
from platformdirs import user_data_path

from sync.protocol.limits import MIB, Limits
from sync.server.addresses import check_public_url
from sync.server.errors import WrongUse

PREFIX = "INSPECTOR_SERVER_"
DEFAULT_URL = "http://127.0.0.1:8000"
DEFAULT_TAG_HOST = "M.EXAMPLE.GOV"
REQUESTS_AT_ONCE = 256
CONSOLE = ("off", "local", "on")
S3 = "s3://"
DATABASE_NAME = "server.db"


@dataclass(frozen=True, slots=True)
class Bucket:
    """A place in an S3 bucket; without an `endpoint` at the service that AWS_ variables name."""

    name: str
    prefix: str = ""
    endpoint: str = ""

    def __str__(self) -> str:
        return f"{S3}{self.name}/{self.prefix}".rstrip("/")


@dataclass(frozen=True, slots=True)
class Settings:
    """`database` is a URL, or a file of SQLite.

    `public_url` is how tablets reach the server; `tag_hosts` whose tags are ours.

    Records are kept on a tablet for `retention_days` after they are complete. `console` says who
    sees the office's pages, which have no login yet: nobody, this machine ("local") or all ("on").
    Tablets more than `remembered_changes` behind must begin from a snapshot. Of their requests each
    process has `requests_at_once` in hand; who comes on top is told to wait. Until the office has
    looked, a device leaves at most so many `quarantined_items` and bytes `quarantined`, and so many
    photos that no record names; `known_uploads` are those of a week.
    """

    data: Path
    database: str | Path
    files: Path | Bucket
    public_url: str = DEFAULT_URL
    tag_hosts: tuple[str, ...] = (DEFAULT_TAG_HOST,)
    console: str = CONSOLE[0]
    limits: Limits = field(default_factory=Limits)
    retention_days: int = 30
    access_token_s: int = 3600
    upload_hours: int = 7 * 24
    remembered_changes: int = 100_000
    requests_at_once: int = REQUESTS_AT_ONCE
    quarantined_items: int = 1_000
    quarantined: int = 64 * MIB
    unnamed_photos: int = 200
    known_uploads: int = 10_000


def load_settings(given: Mapping[str, str | None] | None = None) -> Settings:
    """Make the settings; `given` holds the options of the command line by name.

    Names: data, database, files, s3_endpoint, public_url, tag_hosts (with commas between),
    console, requests_at_once. In the environment and in `.env` they are spelled
    INSPECTOR_SERVER_DATA and so on. Raises WrongUse.
    """
    options = {name: value for name, value in (given or {}).items() if value is not None}
    if blank := [name for name, value in options.items() if not value.strip()]:
        raise WrongUse(f"--{blank[0].replace('_', '-')} is blank. Name something or leave it out.")
    values = _from_environment() | options
    data = Path(values.get("data") or user_data_path("field-inspector-server"))
    if data.exists() and not data.is_dir():
        raise WrongUse(f"{data} is a file, not a folder.")
    console = values.get("console") or CONSOLE[0]
    if console not in CONSOLE:
        raise WrongUse(f"The setting console is one of {', '.join(CONSOLE)}.")
    return Settings(
        data=data,
        database=values.get("database") or data.absolute() / DATABASE_NAME,
        files=_place(values.get("files") or str(data / "files"), values.get("s3_endpoint") or ""),
        public_url=check_public_url(values.get("public_url") or DEFAULT_URL),
        tag_hosts=_hosts(values.get("tag_hosts") or DEFAULT_TAG_HOST),
        console=console,
        requests_at_once=_count(values.get("requests_at_once") or str(REQUESTS_AT_ONCE)),
    )


def hand_to_workers(settings: Settings) -> None:
    """Write the settings into the environment, which the worker processes inherit."""
    values = {
        "data": str(settings.data),
        "database": settings.database if isinstance(settings.database, str) else "",
        "files": str(settings.files),
        "s3_endpoint": settings.files.endpoint if isinstance(settings.files, Bucket) else "",
        "public_url": settings.public_url,
        "tag_hosts": ",".join(settings.tag_hosts),
        "console": settings.console,
        "requests_at_once": str(settings.requests_at_once),
    }
    for name, value in values.items():
        os.environ[PREFIX + name.upper()] = value  # noqa: TID251 - the one place


def utc_now() -> datetime:
    """Return the server's time."""
    return datetime.now(UTC)  # noqa: TID251 - the one place


def spell_instant(at: datetime) -> str:
    """Spell an instant as it is stored and sent: UTC, milliseconds, Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _from_environment() -> dict[str, str]:
    found = {**dotenv_values(".env"), **os.environ}  # noqa: TID251 - the one place
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in found.items()
        if name.startswith(PREFIX) and value
    }


def _place(files: str, endpoint: str) -> Path | Bucket:
    """Read where files are kept. Raises WrongUse."""
    if not files.startswith(S3):
        if "://" in files:
            raise WrongUse("Files are kept in a folder or in a bucket: DIR or s3://BUCKET/PREFIX.")
        return Path(files)
    name, _, prefix = files.removeprefix(S3).partition("/")
    if not name:
        raise WrongUse("Which bucket? s3://BUCKET/PREFIX.")
    return Bucket(name, prefix.strip("/"), endpoint.rstrip("/"))


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text[:9]) > 0):
        raise WrongUse("The setting requests_at_once is a number, at least 1.")
    return int(text[:9])


def _hosts(text: str) -> tuple[str, ...]:
    return tuple(host.strip().upper() for host in text.split(",") if host.strip())
