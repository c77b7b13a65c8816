"""What the environment says, read once: where the tablet's data lie, and our time zone."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

EARLIEST_CLOCK = datetime(2020, 1, 1, tzinfo=UTC)
"""Long before the first release: a clock that shows less has lost its time."""

_APP_NAME = "field-inspector"


@dataclass(frozen=True, slots=True)
class Settings:
    """`folder` holds everything of this tablet; `zone` is '' when the environment names none."""

    folder: Path
    zone: str


def load_settings(folder: str | Path | None = None) -> Settings:
    """Return the settings; `folder` (from `--data`) goes before the environment."""
    environment = os.environ  # noqa: TID251 - this is the one place
    chosen = folder or environment.get("FLET_APP_STORAGE_DATA") or _default_folder()
    return Settings(Path(chosen).expanduser(), environment.get("TZ", "").lstrip(":"))


def _default_folder() -> str:
    return platformdirs.user_data_dir(_APP_NAME, appauthor=False)


def find_downloads() -> Path | None:
    """Return the folder where this user looks for files, None where there is none to write to."""
    folder = Path(platformdirs.user_downloads_dir())
    return folder if folder.is_dir() and os.access(folder, os.W_OK) else None


def assets_folder() -> Path:
    """Return the folder of fonts and icons: inside the installed package, else the repository's."""
    package = Path(__file__).parent
    inside = package / "assets"
    return inside if inside.is_dir() else package.parent / "assets"
