"""The office that a command works with: made, changed, or only read."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sync.server.cli import settings_of

if TYPE_CHECKING:
    from sync.server.work.opening import Office


def tell(sentence: str) -> None:
    """Say on standard error what a person should know beside the result."""
    print(f"inspector-server: {sentence}", file=sys.stderr, flush=True)


def making_office(args: argparse.Namespace) -> "AbstractContextManager[Office]":
    """Hold the office open, which is made where there is none. Raises WrongUse."""
    from sync.server.work.opening import open_office

    return closing(open_office(settings_of(args), tell=tell))


def changing_office(
    args: argparse.Namespace, **given: str | None
) -> "AbstractContextManager[Office]":
    """Hold the office open, which must be there. Raises WrongUse."""
    from sync.server.tables.engine import Opening
    from sync.server.work.opening import open_office

    settings = settings_of(args, **given)
    return closing(open_office(settings, opening=Opening.CHANGING, tell=tell))


@contextmanager
def reading_office(args: argparse.Namespace, out: Path | None = None) -> "Iterator[Office]":
    """Hold the office open to read it; `out` is the file that comes of it. Raises WrongUse."""
    from sync.server.work.rescuing import read_office

    spare = None if out is None else out.absolute().parent
    with read_office(settings_of(args), spare=spare, tell=tell) as office:
        yield office


def trying_office(args: argparse.Namespace) -> "AbstractContextManager[Office]":
    """Hold an office open for a trial; where there is none, none is left behind."""
    from sync.server.work.rescuing import trial_office

    return trial_office(settings_of(args), tell=tell)
